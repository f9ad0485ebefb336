"""What leaves the house on paper: in the city's own columns, by its own templates, under its own numbers."""
