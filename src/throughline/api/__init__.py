"""/api/v1/: what the pages show, for programs; same permissions, one OpenAPI description."""
