"""Working days: national calendars with make-up days, local days off, and a table of ordinals for SQL."""
