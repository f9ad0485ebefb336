"""What changed hands in the demonstration: persons, units, tasks, plans, papers; looked at once for each language."""

from __future__ import annotations

from zipfile import is_zipfile

from tests.demonstration.demonstrated import TODAY, Demo
from throughline.accounts.models import User
from throughline.delivery.choices import OutcomeKind
from throughline.delivery.models import Adjustment, DueDateChange, GoalJudgement, Outcome
from throughline.delivery.queries.story import story_of
from throughline.desk.queries.vacancies import vacant_posts
from throughline.exchange.archive.job import KIND as ARCHIVE
from throughline.history.models import AuditRecord
from throughline.jobs.models import Job
from throughline.organizations.models import Absence, HandOver, Organization, Succession
from throughline.organizations.queries import stand_ins
from throughline.papers.models import ColumnSet, Number, Paper, Template
from throughline.plans.alignment import alignment_table
from throughline.plans.models import Plan
from throughline.register.models import Entry, Responsibility, Task, TaskPair
from throughline.register.queries.pairs import find_alike


def persons_hand_over_all_that_hangs_on_them(demo: Demo) -> None:
    whole = [one for one in demo.told.handovers if one.reason]
    sheets = {sheet.leaving.name: sheet for sheet in HandOver.objects.select_related("leaving", "coming")}
    assert len(sheets) == len(whole) == 2
    for told in whole:
        unit = demo.unit(told.post.removeprefix("officer-"))
        sheet = sheets[next(one.name for one in demo.told.persons if one.code == told.leaves)]
        assert {"post", "right", "task", "waiting"} & {item["kind"] for item in sheet.items}
        old, new = sheet.leaving.user, sheet.coming.user
        assert not old.is_active
        assert not old.grants.exists()
        assert new.grants.filter(organization=unit, role="unit_officer").exists()
        open_ = Task.objects.filter(lead=unit, state="open").exclude(contact="")
        assert open_.exists()
        assert set(open_.values_list("contact", flat=True)) == {new.name}
        assert AuditRecord.objects.filter(act="delivery.file_report", by_key=new.pk).exists()
    assert not vacant_posts(User.objects.get(username="admin"), TODAY).exists()


def a_deputy_stands_in(demo: Demo) -> None:
    away = Absence.objects.get(starts_on__lte=TODAY, ends_on__gte=TODAY)
    told = next(one for one in demo.told.changes.absences if one.starts_on == away.starts_on)
    post = away.person.memberships.get(kind="holder").post
    deputy = next(one.name for one in demo.told.persons if one.code == told.deputy)
    assert [person.name for person in stand_ins([post], TODAY)[post.pk].deputies] == [deputy]


def units_end_and_nothing_stays_behind(demo: Demo) -> None:
    for told in demo.told.changes.reorganizations:
        unit = demo.unit(told.unit)
        assert unit.ended_on is not None
        later = {one.later.code for one in Succession.objects.filter(earlier=unit, kind=told.kind)}
        assert later == set(told.to)
        held = Responsibility.objects.filter(organization=unit)
        assert not held.filter(task__state__in=("open", "complete", "suspended")).exists()
        moved = Adjustment.objects.filter(from_organization=unit, kind="transferred")
        assert moved.count() >= 2
        assert all((one.reason, one.document_number) == (told.reason, told.number) for one in moved)
    for work in demo.told.works:
        task = Task.objects.filter(title=work.title, entries__register__isnull=False).distinct().get()
        lead = demo.told.changes.lead(work.code, work.lead, TODAY)
        assert task.lead == demo.unit(lead), work.code


def each_decision_has_its_reason_and_who_approved_it(demo: Demo) -> None:
    posts = {one.code: one.title for one in demo.told.posts}
    for told in demo.told.changes.decisions:
        task = Task.objects.get(title=demo.told.work(told.task).title)
        made = task.adjustments.get(kind=told.what)
        assert (made.reason, made.approver.title) == (told.reason, posts[told.approver])
        story = " ".join(line.record.why for line in story_of(task, None))
        assert told.reason in story, told.code
    states = {told.task: Task.objects.get(title=demo.told.work(told.task).title).state
              for told in demo.told.changes.decisions}  # fmt: skip
    assert states == {"H06": "open", "H08": "open", "V13": "suspended", "V15": "cancelled", "V16": "merged"}
    moved = DueDateChange.objects.get(task__title=demo.told.work("H08").title)
    assert (moved.later_on - moved.earlier_on).days >= 50
    merged = Task.objects.get(title=demo.told.work("V16").title)
    assert merged.merged_into == demo.tasks["T26"]
    assert Entry.objects.filter(task=demo.tasks["T26"], register__slug="meetings", is_home=False).exists()


def pairs_are_kept_apart_and_others_still_suggested(demo: Demo) -> None:
    told = {one.reason: one for one in demo.told.changes.pairs}
    pairs = TaskPair.objects.select_related("first", "second")
    assert {pair.reason: pair.verdict for pair in pairs} == {
        reason: one.verdict for reason, one in told.items()
    }
    for pair in pairs:
        one = told[pair.reason]
        works = {demo.told.work(one.first).title, demo.told.work(one.second).title}
        assert {pair.first.title, pair.second.title} == works
    judged = {frozenset((pair.first_id, pair.second_id)) for pair in pairs}
    found = find_alike(User.objects.get(username="supervision"))
    assert found
    assert not judged & {frozenset((one.first, one.second)) for one in found}


def the_plan_above_is_aligned_and_its_gaps_are_in_sight(demo: Demo) -> None:
    above = demo.told.changes.above
    ours = Plan.objects.get(parent__title=above.title)
    table = alignment_table(ours)
    assert len(table.rows) == above.items
    aligned = {one for one, _ours, _kind in above.aligned}
    assert len(table.gaps) == above.items - len(aligned) - len(above.not_ours) >= 2
    kinds = sorted(one.kind for one in ours.alignments.all())
    assert kinds == sorted([*(kind for _a, _o, kind in above.aligned), *("not_ours" for _ in above.not_ours)])


def the_closed_years_goals_were_judged(demo: Demo) -> None:
    for told in demo.told.changes.verdicts:
        judged = GoalJudgement.objects.get(goal__area__title=told.area, statement=told.statement)
        assert (judged.verdict, judged.goal.due_on) == (told.verdict, told.due_on)
    assert GoalJudgement.objects.count() == len(demo.told.changes.verdicts) >= 15
    moved = demo.told.work("B33")
    outcome = Outcome.objects.get(entry__task__title=moved.title, kind=OutcomeKind.NOT_DONE)
    assert outcome.entry.task.lead == Organization.objects.get(code="C01")


def the_closed_years_archive_is_asked_for(demo: Demo) -> None:
    job = Job.objects.get(kind=ARCHIVE)
    assert job.asked_by.username == "supervision"
    closed = next(one for one in demo.told.work_registers if one.key == demo.told.changes.archived)
    assert Entry.objects.filter(
        register=job.arguments["register"], register__slug=closed.code.lower()
    ).exists()


def papers_left_the_house(demo: Demo) -> None:
    told = demo.told.changes.papers
    columns = ColumnSet.objects.get(name=told.columns_name)
    assert [(one["field"], one["width"]) for one in columns.columns] == list(told.columns)
    assert Template.objects.get(is_used=True).name == told.template
    numbers = list(Number.objects.order_by("taken_at"))
    assert [bool(one.voided_at) for one in numbers] == [True, False, False]
    assert numbers[0].void_reason == told.voided
    papers = list(Paper.objects.order_by("pk"))
    assert [paper.kind for paper in papers] == ["breakdown", "circular"]
    assert [paper.number_text for paper in papers] == [one.text for one in numbers[1:]]
    for paper in papers:
        with paper.file.open("rb") as file:
            assert is_zipfile(file)
        assert paper.scans.get().file_name == told.scan_name


#: Everything above, in its order.
LOOKS = (
    persons_hand_over_all_that_hangs_on_them,
    a_deputy_stands_in,
    units_end_and_nothing_stays_behind,
    each_decision_has_its_reason_and_who_approved_it,
    pairs_are_kept_apart_and_others_still_suggested,
    the_plan_above_is_aligned_and_its_gaps_are_in_sight,
    the_closed_years_goals_were_judged,
    the_closed_years_archive_is_asked_for,
    papers_left_the_house,
)
