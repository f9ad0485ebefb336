"""The directory: organizations, persons, posts, who holds them from when to when; and the grants of roles."""
