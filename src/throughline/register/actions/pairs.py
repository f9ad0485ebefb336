"""What somebody decides of two tasks that look alike: related, or different matters; and that it is withdrawn."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.history.act import act
from throughline.lib import clock
from throughline.lib.cleaning import clean, unless_raced
from throughline.lib.refusal import Invalid, NotAllowed, NotThere
from throughline.register.models import Task, TaskPair

#: Pairs on which one act may decide.
MOST = 500


def judge_pairs(
    pairs: Iterable[tuple[int, int]], verdict: str, *, by: User | None, reason: str = ""
) -> list[TaskPair]:
    """Say of each pair of tasks (by their keys) that they are related or different; an earlier verdict is replaced.

    One act for all of them; an office of one of the two home registers decides. Raises NotThere, NotAllowed, Invalid.
    """
    wanted = sorted({(min(pair), max(pair)) for pair in pairs})
    if not wanted or len(wanted) > MOST:
        raise Invalid("pair", _("Choose the pairs to decide on, at most %(most)s at once."), most=MOST)
    tasks = _both_seen(wanted, by)
    with unless_raced(), act("register.judge_pair", by=by, why=reason, about=tasks[wanted[0][0]]) as this:
        held = {
            (row.first_id, row.second_id): row
            for row in TaskPair.objects.select_for_update().filter(
                first__in=[first for first, _second in wanted],
                second__in=[second for _first, second in wanted],
            )
        }
        rows = [held.get(pair) or TaskPair(first_id=pair[0], second_id=pair[1]) for pair in wanted]
        for row in rows:
            row.verdict, row.reason = verdict, reason
            row.judged_at, row.judged_by = clock.now(), by
            clean(row)
        this.create_many([row for row in rows if row.pk is None])
        this.save_many([row for row in rows if (row.first_id, row.second_id) in held])
    return rows


def withdraw_verdict(pair: TaskPair, *, by: User | None, why: str = "") -> None:
    """Take a verdict back: the two may be suggested again. Raises NotThere, NotAllowed."""
    tasks = _both_seen([(pair.first_id, pair.second_id)], by)
    with act("register.withdraw_verdict", by=by, why=why, about=tasks[pair.first_id]) as this:
        this.delete(pair)


def _both_seen(pairs: list[tuple[int, int]], by: User | None) -> dict[int, Task]:
    """The tasks by key. Who may not see both is told nothing; who may change neither may not decide."""
    keys = {key for pair in pairs for key in pair}
    rows = Task.objects.filter(pk__in=keys)
    tasks = {task.pk: task for task in allowed(by, "register.view_task", rows)}
    if len(tasks) != len(keys) or any(first == second for first, second in pairs):
        raise NotThere
    own = set(allowed(by, "register.edit_task", rows).values_list("pk", flat=True))
    if any(first not in own and second not in own for first, second in pairs):
        raise NotAllowed
    return tasks
