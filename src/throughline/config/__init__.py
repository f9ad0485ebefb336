"""Settings from environment variables, addresses, and the WSGI entry."""
