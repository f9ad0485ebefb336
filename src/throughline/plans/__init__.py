"""The plan family, its editions, and clauses that keep their identity from wording to wording."""
