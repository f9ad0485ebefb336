"""Files of the outer world: bytes <-> plain values. No database, no Django."""
