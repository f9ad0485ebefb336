"""Workbooks that come back: a register's with its changes, a unit's with its reports."""
