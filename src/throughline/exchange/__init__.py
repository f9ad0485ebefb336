"""Rows to stages and back: importers, exporters, column mapping, error reports."""
