"""The shapes of what the API gives, read from the objects by name."""
