"""The archive of a register: one zip that opens without the program (年度归档)."""
