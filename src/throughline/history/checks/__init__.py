"""The parts of `verify`: each yields problems, reading in streams."""
