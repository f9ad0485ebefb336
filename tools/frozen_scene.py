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
from unittest.mock import patch

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "throughline.config.settings"
django.setup()

from django.core.management import call_command  # noqa: E402  Django is set up first
from django.db import connection  # noqa: E402

from tests import builders  # noqa: E402
from tests.delivery.scene import at  # noqa: E402
from tests.web.whole import Whole, today, whole  # noqa: E402
from throughline.accounts.actions.tokens import make_token  # noqa: E402
from throughline.accounts.choices import Role  # noqa: E402
from throughline.calendars.actions import set_local_day  # noqa: E402
from throughline.calendars.models import Calendar  # noqa: E402
from throughline.delivery.actions import (  # noqa: E402
    claim_outcomes,
    grant_extension,
    judge_goal,
    open_reconciliation,
    suspend_task,
)
from throughline.delivery.actions.adjustments import Approval  # noqa: E402
from throughline.exchange import backup_format as form  # noqa: E402
from throughline.exchange.backup import write_backup  # noqa: E402
from throughline.history.act import act  # noqa: E402
from throughline.history.sealer import seal  # noqa: E402
from throughline.indicators.actions.targets import set_steps  # noqa: E402
from throughline.jobs.models import DailyRun, Job  # noqa: E402
from throughline.lib import clock  # noqa: E402
from throughline.organizations.actions.absences import record_absence  # noqa: E402
from throughline.organizations.actions.accounts import create_user, make_one_time_link  # noqa: E402
from throughline.organizations.actions.organizations import edit_organization  # noqa: E402
from throughline.organizations.actions.posts import set_portfolio  # noqa: E402
from throughline.organizations.models import Person, Succession  # noqa: E402
from throughline.plans.actions.plans import give_plan_grant  # noqa: E402
from throughline.plans.models import Alignment, Lineage  # noqa: E402
from throughline.register.actions.mailings import begin_mailing  # noqa: E402
from throughline.register.actions.pairs import judge_pairs  # noqa: E402
from throughline.register.actions.registers import give_register_grant  # noqa: E402
from throughline.register.actions.tallies import keep_tallies  # noqa: E402
from throughline.register.models import Entry, StageGoal, Task  # noqa: E402
from throughline.register.queries import tallies  # noqa: E402
from throughline.vocabulary.actions import set_words  # noqa: E402


def main(backup: Path) -> None:
    """Build it in the data folder, seal it, write its backup; raises SystemExit naming models without rows."""
    call_command("migrate", interactive=False, verbosity=0)
    with today():
        _complete(whole())
        with at(2026, 3, 12), patch.object(tallies, "LEAST", 1):
            keep_tallies()
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
    _people_and_words(city)
    _mailed(city)
    _year_end(city)
    _chinese(city)
    DailyRun.objects.create(day=clock.today(), asked_at=clock.now())
    done: dict[str, Any] = {"state": "done", "started_at": clock.now(), "ended_at": clock.now(), "tries": 1}
    Job.objects.create(kind="test.done", asked_at=clock.now(), asked_by=plan, result={"rows": 3}, **done)


def _mailed(city: Whole) -> None:
    """A register's workbook is on its way to a unit."""
    water = edit_organization(city.water, by=None, seen=city.water.version, office_mail="water@example.org")
    said = {"subject": "The register", "text": "Please fill it in.", "reply_to": "office@example.org"}
    to = {water.pk: (water.office_mail, 3)}
    begin_mailing(city.register, by=city.users["supervision"], token="0" * 32, to=to, wanted={}, **said)


def _rows_without_an_action(city: Whole) -> None:
    edition = city.goal.edition
    one, other = [wording.clause for wording in edition.wordings.select_related("clause")[:2]]
    with act("test.complete", by=None) as this:
        this.create(Lineage(earlier=one, later=other, kind="split", edition=edition))
        told = {"note": "The county's own.", "aligned_at": clock.now()}
        this.create(Alignment(plan=edition.plan, above=one, kind="not_ours", **told))
        units = city.town.units
        this.create(
            Succession(
                earlier=units["water"],
                later=units["city"],
                kind="merged",
                on=date(2026, 12, 31),
                reason="Merged.",
            )
        )
        this.delete(this.create(Person(name="Gone", phone="0570-880000")))


def _people_and_words(city: Whole) -> None:
    """Somebody away, a unit that became another, a city's own word, two tasks told apart, one that rests."""
    office, tasks = city.users["supervision"], city.tasks
    record_absence(
        Person.objects.get(memberships__post=city.town.posts["city"]), by=None, starts_on=clock.today()
    )
    set_words({("register", "en"): ("task list", "task lists")}, by=None)
    pair = (tasks["confirmed"].pk, tasks["proposed"].pk)
    judge_pairs([pair], "different", by=None, reason="Other streets.")
    resting = builders.task(city.register, city.water, title="Dredge the basin")
    suspend_task(
        resting,
        by=office,
        seen=resting.version,
        why="Frost.",
        approval=Approval(text="The executive meeting."),
    )


def _year_end(city: Whole) -> None:
    """Units asked for their word, one word said, a goal judged."""
    office, place = city.users["supervision"], Entry.objects.get(task=city.tasks["confirmed"], is_home=True)
    open_reconciliation(city.register, by=office, words_by_on=date(2026, 12, 20))
    claim_outcomes([place], by=None, claim="carried_over", reason="Rain.", later_on=date(2027, 5, 31))
    judge_goal(StageGoal.objects.get(), by=office, verdict="reached", statement="The wall was measured.")


def _chinese(city: Whole) -> None:
    unit = builders.organization("shuili", city.town.units["city"], name="市水利局", short_name="水利局")
    task = builders.task(city.register, unit, title="完成海堤加固12公里，投资1.5亿元", aim="“百年一遇”标准")
    with act("test.change", by=city.users["supervision"], why="口径调整") as this:
        changed = Task.objects.get(pk=task.pk)
        changed.title = "完成海堤加固12.5公里，投资1.5亿元"
        this.save(changed)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
