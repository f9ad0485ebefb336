"""Background jobs: asked for in a transaction, run by a worker, progress kept outside the main write lock."""
