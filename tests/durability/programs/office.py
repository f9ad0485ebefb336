"""Sets up a city whose eight units owe 25 reports each; prints as JSON who may do what where."""

from __future__ import annotations

import json
import sys

from throughline.cli.setting_up import set_up

set_up()

from tests import builders  # noqa: E402
from throughline.accounts.actions.tokens import make_token  # noqa: E402
from throughline.accounts.choices import Role  # noqa: E402
from throughline.delivery.actions import ensure_periods, install_presets  # noqa: E402
from throughline.history.act import act  # noqa: E402
from throughline.lib import clock  # noqa: E402
from throughline.organizations.models import Organization  # noqa: E402
from throughline.register.actions.registers import create_register  # noqa: E402
from throughline.register.actions.tasks import TaskDraft, plant  # noqa: E402
from throughline.register.choices import ResponsibilityRole  # noqa: E402
from throughline.register.models import Register  # noqa: E402

UNITS = 8
TASKS = 25


def unit(register: Register, number: int) -> dict:
    """A unit with its tasks and its officer; every second officer's program reports, with a token."""
    organization = builders.organization(f"unit-{number}", register.organization, name=f"Unit {number}")
    officer = builders.user(f"officer-{number}", Role.UNIT_OFFICER, organization=organization)
    answering = [(organization, ResponsibilityRole.LEAD)]
    with act("durability.tasks", by=None, about=register) as this:
        tasks = plant(this, register, [TaskDraft(f"Task {number}.{n}", answering) for n in range(TASKS)])
    token = make_token(officer, "reports", by=None)[1] if number % 2 else ""
    return {
        "organization": organization.pk,
        "officer": officer.username,
        "token": token,
        "tasks": [task.pk for task in tasks],
    }


def main() -> dict:
    """The keys that the test needs."""
    city: Organization = builders.organization("city", name="City", level=1)
    builders.user("office", Role.PLAN_OFFICE, Role.SUPERVISION_OFFICE)
    install_presets(by=None, language="en")
    register = create_register(
        by=None,
        title="Tasks",
        organization=city,
        rhythm="year",
        starts_on=clock.today().replace(month=1, day=1),
    )
    ensure_periods(register, clock.today())
    units = [unit(register, number) for number in range(UNITS)]
    return {"city": city.pk, "period": register.periods.get().pk, "units": units}


if __name__ == "__main__":
    json.dump(main(), sys.stdout)
