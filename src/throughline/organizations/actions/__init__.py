"""Acts on the directory, on accounts and on their roles."""
