"""Accounts, roles, one-time links, tokens; and the frame in which each stage states its permissions."""
