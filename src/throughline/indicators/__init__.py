"""Measured quantities, their values, and what they should reach."""
