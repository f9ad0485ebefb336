"""What needs whom today, and how everything stands: reads all stages before it, writes none."""
