"""The city's own words for what the program speaks of: 重点领域 for 重点工作, "action list" for "register"."""
