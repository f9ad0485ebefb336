"""Registers, key areas, tasks with responsibilities and milestones, projects."""
