"""Throughline: a public body's plan, from the first word said about it to the last result measured."""

__version__ = "0.1.0"
