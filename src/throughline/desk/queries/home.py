"""What needs this person today, by the roles that they have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.delivery.models import Circular
from throughline.delivery.queries.ratings import circulars
from throughline.desk.queries.leader import LeaderDesk, leader_desk
from throughline.desk.queries.plan_office import PlanDesk, plan_desk
from throughline.desk.queries.setting_up import SettingUp, setting_up
from throughline.desk.queries.supervision import SupervisionDesk, supervised, supervision_desk
from throughline.desk.queries.unit import UnitDesk, unit_desk
from throughline.lib import clock
from throughline.organizations.reach import reach_of
from throughline.plans.models import Plan

RECENT_CIRCULARS = 10


@dataclass(frozen=True)
class Home:
    """One part per role; None where the person does not have it. Everybody sees the circulars of their registers.

    `setting_up` is for the administrator of an installation that has no register yet.
    """

    unit: UnitDesk | None
    supervision: SupervisionDesk | None
    plan_office: PlanDesk | None
    leader: LeaderDesk | None
    circulars: list[Circular]
    setting_up: SettingUp | None = None


def home(user: User, *, day: date | None = None) -> Home:
    """What needs `user` as of `day` (default: today); the number of queries does not grow with the rows."""
    as_of = day or clock.today()
    reach = reach_of(user)
    plans = reach.has(Role.PLAN_OFFICE) or allowed(user, "plans.edit", Plan.objects.all()).exists()
    return Home(
        unit=unit_desk(user, as_of) if reach.has(Role.UNIT_OFFICER, Role.UNIT_LEADER) else None,
        supervision=supervision_desk(user, as_of) if supervised(user).exists() else None,
        plan_office=plan_desk(user) if plans else None,
        leader=leader_desk(user, as_of) if reach.has(Role.CITY_LEADER, Role.SECRETARY) else None,
        circulars=list(circulars(user)[:RECENT_CIRCULARS]),
        setting_up=setting_up(user),
    )
