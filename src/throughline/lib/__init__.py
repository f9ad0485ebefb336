"""Dates, text and numbers: small and pure; with the few model parts that every stage shares (fields, trees)."""
