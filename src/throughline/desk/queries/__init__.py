"""What needs whom today, and how everything stands."""

from throughline.desk.queries.board import (
    Board,
    Cell,
    board,
    by_leader,
    by_month,
    by_organization,
    by_register,
    reds,
)
from throughline.desk.queries.changes import Change, changes
from throughline.desk.queries.home import Home, home
from throughline.desk.queries.leader import LeaderDesk, Portfolio, leader_desk
from throughline.desk.queries.load import Request, UnitLoad, months_ahead, unit_load, unit_loads
from throughline.desk.queries.plan_office import Coverage, PlanDesk, coverage, plan_desk, uncovered
from throughline.desk.queries.supervision import (
    SilentUnit,
    SupervisionDesk,
    extensions,
    returned_reports,
    silent_units,
    supervised,
    supervision_desk,
)
from throughline.desk.queries.unit import MonthLoad, UnitDesk, my_load, unit_desk
from throughline.desk.queries.vacancies import vacant_posts
from throughline.desk.queries.wide import WideBoard, wide_board

__all__ = [
    "Board",
    "Cell",
    "Change",
    "Coverage",
    "Home",
    "LeaderDesk",
    "MonthLoad",
    "PlanDesk",
    "Portfolio",
    "Request",
    "SilentUnit",
    "SupervisionDesk",
    "UnitDesk",
    "UnitLoad",
    "WideBoard",
    "board",
    "by_leader",
    "by_month",
    "by_organization",
    "by_register",
    "changes",
    "coverage",
    "extensions",
    "home",
    "leader_desk",
    "months_ahead",
    "my_load",
    "plan_desk",
    "reds",
    "returned_reports",
    "silent_units",
    "supervised",
    "supervision_desk",
    "uncovered",
    "unit_desk",
    "unit_load",
    "unit_loads",
    "vacant_posts",
    "wide_board",
]
