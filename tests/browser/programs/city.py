"""Fills an installation for the browser tests: a city, a bureau with an overdue task, and people who can log in."""

from __future__ import annotations

from datetime import timedelta

from throughline.cli.setting_up import set_up

set_up()

from tests import builders  # noqa: E402
from throughline.accounts.choices import Role  # noqa: E402
from throughline.delivery.actions import ensure_periods, install_presets  # noqa: E402
from throughline.history.act import act  # noqa: E402
from throughline.indicators.actions.indicators import create_indicator  # noqa: E402
from throughline.lib import clock  # noqa: E402
from throughline.organizations.actions.persons import create_person  # noqa: E402
from throughline.organizations.actions.posts import create_post  # noqa: E402
from throughline.organizations.actions.terms import start_term  # noqa: E402
from throughline.organizations.models import Grant  # noqa: E402
from throughline.register.choices import RegisterKind  # noqa: E402
from throughline.register.models import RuleSet  # noqa: E402


def fill() -> None:
    """The city on the day of the test; every password is builders' own."""
    today = clock.today()
    install_presets(by=None, language="en")
    city = builders.organization("city", name="City Government", level=1, official_order=1)
    water = builders.organization("water", city, name="Water Bureau", level=2, official_order=2)
    mayor = create_post(city, "Mayor", by=None, is_head=True, is_leader=True)
    start_term(create_person("Lu Zhiyuan", by=None), mayor, started_on=today - timedelta(900), by=None)
    builders.user("admin", Role.ADMINISTRATOR)
    builders.user("plan", Role.PLAN_OFFICE)
    builders.user("supervision", Role.SUPERVISION_OFFICE)
    builders.user("officer", Role.UNIT_OFFICER, organization=water)
    secretary = builders.user("secretary")
    with act("test.grant", by=None) as this:
        this.create(Grant(user=secretary, role=Role.SECRETARY, organization=city, acts_for=mayor))
    started = today - timedelta(90)
    register = builders.register(
        "tasks",
        city,
        title="City tasks",
        starts_on=started,
        rule_set=RuleSet.objects.get(slug="points_behind"),
    )
    builders.register("instructions", city, title="Instructions", kind=RegisterKind.INSTRUCTIONS)
    with clock.travel(clock.now() - timedelta(90)):
        builders.task(
            register, water, title="Build the sea wall", starts_on=started, due_on=today - timedelta(2)
        )
    ensure_periods(register, today)
    year = builders.register("year", city, title="Year to close", starts_on=started)
    with clock.travel(clock.now() - timedelta(90)):
        for title in ("Dredge the harbour", "Plant the dunes", "Mend the pier"):
            builders.task(year, water, title=title, starts_on=started, due_on=today + timedelta(30))
    create_indicator(by=None, name="Sea wall", code="wall", unit="km", organization=water)


if __name__ == "__main__":
    fill()
