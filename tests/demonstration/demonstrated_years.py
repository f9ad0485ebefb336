"""What the demonstration's registers beside the plan's hold, looked at once for each language."""

from __future__ import annotations

from collections import Counter

from tests.demonstration.demonstrated import TODAY, Demo
from throughline.delivery.choices import CompletionState, OutcomeKind
from throughline.delivery.models import Circular, Completion, Extension, Outcome, Rating, Report
from throughline.lib.dates import add_months
from throughline.register.models import Entry, Register, Task


def seven_registers_hold_three_years(demo: Demo) -> None:
    told, year = demo.told, TODAY.year
    registers = {one.key: Register.objects.get(slug=one.code.lower()) for one in told.work_registers}
    assert {registers[key].title for key in ("closed", "running", "next")} == {
        one.title
        for one in told.work_registers
        if str(year + 1) in one.title or one.key in ("closed", "running")
    }
    assert registers["closed"].closed_on.year == year
    assert registers["running"].closed_on is None
    assert registers["next"].starts_on.year == year + 1
    assert not Task.objects.filter(entries__register=registers["next"]).exclude(reports=None).exists()
    assert {row.kind for row in Register.objects.all()} == {"plan", "instructions", "meeting", "assigned"}
    for work in told.works:
        row = (
            Task.objects.filter(entries__register=registers[work.register], title=work.title).distinct().get()
        )
        assert (row.aim, row.standard, row.original_due_on) == (work.aim, work.standard, work.due_on)
        assert row.lead == demo.unit(demo.told.changes.lead(work.code, work.lead, TODAY))
    assert Task.objects.count() >= 150


def a_matter_on_several_lists_is_reported_once(demo: Demo) -> None:
    shown = {
        (one.code.lower(), demo.tasks[task].pk)
        for one in demo.told.work_registers
        for task, _area in one.shows
    }
    by_key = {one.key: one.code.lower() for one in demo.told.work_registers}
    merged = {
        (by_key[demo.told.work(one.task).register], demo.tasks[one.into].pk)
        for one in demo.told.changes.decisions
        if one.into
    }
    entries = Entry.objects.filter(is_home=False, register__kind__in=("plan", "meeting", "assigned"))
    # A place from which a task was carried over was its home.
    entries = entries.exclude(outcome__kind=OutcomeKind.CARRIED_OVER)
    assert {(entry.register.slug, entry.task_id) for entry in entries.select_related("register")} == (
        shown | merged
    )
    assert len({slug for slug, _task in shown}) == 3
    for entry in entries:
        homes = {report.period.register_id for report in entry.task.reports.select_related("period")}
        assert entry.register_id not in homes


def eighteen_months_are_reported_and_circulated(demo: Demo) -> None:
    months = set(Report.objects.dates("period__ends_on", "month"))
    assert len(months) == 18
    issued = Circular.objects.exclude(register__slug__in=("plan-tasks", "instructions"))
    assert {month.replace(day=1) for month in issued.dates("issued_on", "month")} == {
        add_months(month, 1) for month in months
    }
    assert issued.filter(register__slug=f"annual-{TODAY.year}").count() >= 8
    assert all(one.remark and "{" not in one.remark for one in issued)
    colours = Counter(Rating.objects.filter(circular__in=issued).values_list("colour", flat=True))
    assert min(colours["green"], colours["yellow"], colours["red"]) >= 10


def the_closed_year_ended_in_every_way(demo: Demo) -> None:
    closed = Task.objects.filter(entries__register__slug=f"annual-{TODAY.year - 1}", entries__is_home=True)
    states = Counter(closed.values_list("state", flat=True))
    assert states["closed"] >= 25
    assert states["open"] == 0
    register = Register.objects.get(slug=f"annual-{TODAY.year - 1}")
    assert Counter(Outcome.objects.filter(entry__register=register).values_list("kind", flat=True)) == {
        "done": states["closed"],
        "not_done": len(demo.told.year_end.not_done),
        "carried_over": register.entries.exclude(carried_on=None).count(),
    }
    carried = Task.objects.filter(entries__register=register).exclude(pk__in=closed)
    assert carried.count() >= 3
    assert {one.original_due_on.year for one in carried} == {TODAY.year - 1}
    sent_back = Completion.objects.filter(task__in=closed, state=CompletionState.SENT_BACK)
    assert sent_back.count() >= 2


def new_dates_are_granted_and_refused(demo: Demo) -> None:
    for work in demo.told.works:
        if work.wish:
            asked = Extension.objects.get(task__title=work.title)
            assert asked.state == ("granted" if work.wish.granted_on else "refused")
            assert asked.answer == work.wish.answer


#: Everything above, in its order.
LOOKS = (
    seven_registers_hold_three_years,
    a_matter_on_several_lists_is_reported_once,
    eighteen_months_are_reported_and_circulated,
    the_closed_year_ended_in_every_way,
    new_dates_are_granted_and_refused,
)
