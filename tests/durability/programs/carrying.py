"""Makes registers, decides that all their tasks go on, carries them over; tells each register before and after it."""

from __future__ import annotations

import sys
from datetime import timedelta

from throughline.cli.setting_up import set_up

set_up()

from throughline.delivery.actions import decide_outcomes  # noqa: E402
from throughline.history.act import act  # noqa: E402
from throughline.lib import clock  # noqa: E402
from throughline.organizations.models import Organization  # noqa: E402
from throughline.register.actions import TaskDraft, create_next, create_register, plant  # noqa: E402
from throughline.workflows.carry_over import carry_over  # noqa: E402

TASKS = 60


def office() -> Organization:
    """Who keeps the registers."""
    found = Organization.objects.filter(code="office").first()
    if found is None:
        found = Organization(code="office", name="Office")
        found.place_under(None)
        with act("durability.set_up", by=None) as this:
            this.create(found)
    return found


def main() -> None:
    """Without end."""
    keeper, today = office(), clock.today()
    while True:
        register = create_register(by=None, title="Year", organization=keeper)
        with act("durability.tasks", by=None) as this:
            plant(this, register, [TaskDraft(f"T{n}", fields={"due_on": today}) for n in range(TASKS)])
        later = today + timedelta(days=90)
        decide_outcomes(register.entries.all(), by=None, kind="carried_over", reason="Frost.", later_on=later)
        onto = create_next(register, by=None, title="Next year", starts_on=today + timedelta(days=1))
        sys.stdout.write(f"begun {onto.pk}\n")
        sys.stdout.flush()
        carry_over(register, onto, by=None)
        sys.stdout.write(f"carried {onto.pk}\n")
        sys.stdout.flush()


main()
