"""The command line: one module per command, each with `parser()` and `run(options)`; imported when it is called."""
