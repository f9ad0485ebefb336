"""Background jobs: asked for inside a transaction, worked on elsewhere, with progress; and the schedule."""
