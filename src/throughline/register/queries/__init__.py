"""What is asked of registers: rows with filters and pages, counts, one task or project in full."""

from throughline.register.queries.counts import Counts, GroupCount, counts, group_counts
from throughline.register.queries.coverage import ClauseRow, Coverage, clause_rows, coverage
from throughline.register.queries.detail import (
    ProjectDetail,
    TaskDetail,
    find_task,
    project_detail,
    task_detail,
)
from throughline.register.queries.filters import GROUPS, NONE, SORTS, RegisterFilter
from throughline.register.queries.lists import projects, registers, tasks_of, tasks_of_post, unsigned
from throughline.register.queries.rows import Page, Row, all_rows, rows, rows_of

__all__ = [
    "GROUPS",
    "NONE",
    "SORTS",
    "ClauseRow",
    "Counts",
    "Coverage",
    "GroupCount",
    "Page",
    "ProjectDetail",
    "RegisterFilter",
    "Row",
    "TaskDetail",
    "all_rows",
    "clause_rows",
    "counts",
    "coverage",
    "find_task",
    "group_counts",
    "project_detail",
    "projects",
    "registers",
    "rows",
    "rows_of",
    "task_detail",
    "tasks_of",
    "tasks_of_post",
    "unsigned",
]
