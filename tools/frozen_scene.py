"""Builds the small, complete installation that `tools/freeze.py` keeps, with the code of the version that is frozen.

    THROUGHLINE_DATA_DIR=FOLDER python tools/frozen_scene.py BACKUP.zip

Every model has rows: the city of the page tests, and beside it what no page of theirs needs.
"""

from __future__ import annotations

import os
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "throughline.config.settings"
django.setup()

from django.core.management import call_command  # noqa: E402  Django is set up first
from django.db import connection  # noqa: E402

from tests import builders  # noqa: E402
from tests.web.whole import Whole, today, whole  # noqa: E402
from throughline.accounts.actions.tokens import make_token  # noqa: E402
from throughline.accounts.choices import Role  # noqa: E402
from throughline.calendars.actions import set_local_day  # noqa: E402
from throughline.calendars.models import Calendar  # noqa: E402
from throughline.delivery.actions import grant_extension  # noqa: E402
from throughline.exchange import backup_format as form  # noqa: E402
from throughline.exchange.backup import write_backup  # noqa: E402
from throughline.history.act import act  # noqa: E402
from throughline.history.sealer import seal  # noqa: E402
from throughline.indicators.actions.targets import set_steps  # noqa: E402
from throughline.jobs.models import DailyRun, Job  # noqa: E402
from throughline.lib import clock  # noqa: E402
from throughline.organizations.actions.accounts import create_user, make_one_time_link  # noqa: E402
from throughline.organizations.actions.posts import set_portfolio  # noqa: E402
from throughline.organizations.models import Person  # noqa: E402
from throughline.plans.actions.plans import give_plan_grant  # noqa: E402
from throughline.plans.models import Lineage  # noqa: E402
from throughline.register.actions.registers import give_register_grant  # noqa: E402
from throughline.register.models import Task  # noqa: E402


def main(backup: Path) -> None:
    """Build it in the data folder, seal it, write its backup; raises SystemExit naming models without rows."""
    call_command("migrate", interactive=False, verbosity=0)
    with today():
        _complete(whole())
        seal()
        empty = [model._meta.label for model in form.backed_up() if not model._base_manager.exists()]
        if empty:
            raise SystemExit(f"these models have no rows; add some to {__file__}: {', '.join(empty)}")
        write_backup(backup, with_key=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    connection.close()


def _complete(city: Whole) -> None:
    """One of everything that the pages' city lacks; a row that was changed and one that was deleted."""
    administrator, plan = city.users["administrator"], city.users["plan"]
    make_one_time_link(create_user("new-clerk", "New Clerk", by=administrator), by=administrator)
    make_token(city.users["auditor"], "reporting", by=city.users["auditor"])
    set_portfolio(city.town.posts["city"], [city.water], by=administrator)
    set_local_day(
        Calendar.objects.get(slug="city-days"), date(2026, 4, 20), works=False, name="Harbour day", by=None
    )
    give_register_grant(city.register, city.users["viewer"], Role.SUPERVISION_OFFICE, by=plan)
    give_plan_grant(city.goal.edition.plan, city.users["viewer"], Role.AUDITOR, by=plan)
    steps = [("quarter", date(2026, 6, 30), Decimal(6))]
    set_steps(city.target, steps, by=plan, seen=city.target.version)
    grant_extension(city.extension, by=city.users["supervision"], answer="Once.")
    _rows_without_an_action(city)
    _chinese(city)
    DailyRun.objects.create(day=clock.today(), asked_at=clock.now())
    done: dict[str, Any] = {"state": "done", "started_at": clock.now(), "ended_at": clock.now(), "tries": 1}
    Job.objects.create(kind="test.done", asked_at=clock.now(), asked_by=plan, result={"rows": 3}, **done)


def _rows_without_an_action(city: Whole) -> None:
    edition = city.goal.edition
    one, other = [wording.clause for wording in edition.wordings.select_related("clause")[:2]]
    with act("test.complete", by=None) as this:
        this.create(Lineage(earlier=one, later=other, kind="split", edition=edition))
        this.delete(this.create(Person(name="Gone", phone="0570-880000")))


def _chinese(city: Whole) -> None:
    unit = builders.organization("shuili", city.town.units["city"], name="市水利局", short_name="水利局")
    task = builders.task(city.register, unit, title="完成海堤加固12公里，投资1.5亿元", aim="“百年一遇”标准")
    with act("test.change", by=city.users["supervision"], why="口径调整") as this:
        changed = Task.objects.get(pk=task.pk)
        changed.title = "完成海堤加固12.5公里，投资1.5亿元"
        this.save(changed)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
