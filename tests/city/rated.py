"""The city's tasks as the product's own rating rules see them on a day."""

from datetime import date

from throughline.city.records import City, Report, Task
from throughline.delivery.rules import Account, Matter, Span, evaluate, facts_of
from throughline.delivery.rules.presets import presets
from throughline.lib.dates import add_months, month_end

DUE_DAY = 5


def colour(city: City, task: Task, on: date) -> str:
    """What the plan register's rule set proposes for the task on that day."""
    wanted = next(each.rules for each in city.registers if each.kind == "plan")
    rules = next(preset["rules"] for preset in presets() if preset["slug"] == wanted)
    return evaluate(rules, facts_of(matter(city, task, on), on)).colour


def matter(city: City, task: Task, on: date) -> Matter:
    standing = [each for each in city.completions if each.task == task.code and each.on <= on]
    last = next(
        (each for each in reversed(standing) if not each.sent_back_on or each.sent_back_on > on), None
    )
    closed = last is not None and last.closed_on is not None and last.closed_on <= on
    return Matter(
        task=task.number,
        state="closed" if closed else "complete" if last else "open",
        completed_on=last.on if last else None,
        ongoing=task.review is not None,
        review_rhythm=task.review or "",
        starts_on=task.starts_on,
        due_on=next(
            (move.new for move in city.moves if move.task == task.code and move.decided_on <= on), task.due_on
        ),
        came_on=city.months[0],
        periods=tuple(map(span, city.months)),
        accounts=tuple(account(each) for each in city.reports if each.task == task.code and not each.joint),
    )


def span(month: date) -> Span:
    return Span(
        month.year * 12 + month.month, month, month_end(month), add_months(month, 1).replace(day=DUE_DAY)
    )


def account(report: Report) -> Account:
    return Account(
        period=report.month.year * 12 + report.month.month,
        ends_on=report.ends_on,
        attempt=1,
        organization=0,
        leads=True,
        filed_on=report.filed_on,
        outcome="accepted",
        decided_on=report.accepted_on,
        progress=report.percent,
    )
