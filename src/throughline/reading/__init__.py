"""Text to sentences to findings: pure, without a database."""
