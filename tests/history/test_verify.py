"""Verify: sound histories pass; each of a hundred random tamperings is found."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import models, transaction

from tests import builders
from throughline.accounts.models import User
from throughline.history import heads
from throughline.history.act import act
from throughline.history.models import FOREVER, AuditRecord, FieldSet
from throughline.history.models.versions import REGISTRY
from throughline.history.problems import Problem
from throughline.history.signing import chain_hash, record_digest
from throughline.history.verify import CHECKS, restart_heads, verify
from throughline.organizations.models import Organization
from throughline.register.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def history(sealed) -> None:
    """A small history of several models with edits, deletions and acts inside acts, sealed in three batches."""
    city = builders.organization("city", level=1)
    units = [builders.organization(parent=city) for _ in range(4)]
    builders.user("anna", "viewer", organization=units[0])
    sealed()
    register = builders.register(organization=city)
    tasks = [builders.task(register, lead=unit) for unit in units]
    sealed()
    for number, task in enumerate(tasks):
        with act("test.edit", by=User.objects.get(), why=f"Reason {number}", about=task) as this:
            task.due_on = date(2027, 1, 1) + timedelta(days=number)
            task.weight = number
            this.save(task)
            builders.organization()
    with act("test.delete", by=None) as this:
        this.delete(tasks[0])
    sealed()


def rows_of(model: type[models.Model], luck: random.Random) -> Any:
    return luck.choice(list(model._base_manager.order_by("pk")))


def versioned(luck: random.Random) -> Any:
    return rows_of(luck.choice([m for m in REGISTRY if m.history_model.objects.exists()]).history_model, luck)


def live(luck: random.Random) -> Any:
    return rows_of(luck.choice([m for m in REGISTRY if m._base_manager.exists()]), luck)


def write(row: models.Model, **values: Any) -> None:
    assert type(row)._base_manager.filter(pk=row.pk).update(**values) == 1


def other(field: models.Field, value: Any, luck: random.Random) -> Any:
    """Another value of the same type."""
    if value is None or isinstance(field, models.ForeignKey):
        return (value or 0) + 1 if isinstance(field, models.ForeignKey) else _anything(field)
    if isinstance(field, models.JSONField):
        return [value, "more"]
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return value[:-1] if value and luck.random() < 0.5 else ("x" + value)[: field.max_length or 10_000]
    return value + (timedelta(days=1) if isinstance(field, models.DateField) else 1)


def _anything(field: models.Field) -> Any:
    if isinstance(field, models.DateField):
        return FOREVER if isinstance(field, models.DateTimeField) else date(2020, 2, 2)
    return 1


def edit(row: Any, names: list[str], luck: random.Random) -> None:
    field = type(row)._meta.get_field(luck.choice(names))
    write(row, **{field.attname: other(field, getattr(row, field.attname), luck)})


RECORD_FIELDS = [
    "at",
    "act",
    "by_name",
    "by_key",
    "for_name",
    "why",
    "subject_name",
    "rows",
    "rows_digest",
    "digest",
]


def record_edited(luck: random.Random) -> None:
    edit(rows_of(AuditRecord, luck), RECORD_FIELDS, luck)


def record_deleted(luck: random.Random) -> None:
    AuditRecord.objects.filter(pk=rows_of(AuditRecord, luck).pk).delete()


def record_and_its_versions_deleted(luck: random.Random) -> None:
    record = rows_of(AuditRecord, luck)
    for model in REGISTRY:
        model.history_model.objects.filter(record=record.pk).delete()
    AuditRecord.objects.filter(pk=record.pk).delete()


def record_inserted(luck: random.Random) -> None:
    record = rows_of(AuditRecord, luck)
    record.pk = AuditRecord.objects.order_by("-pk")[0].pk + 1
    record.sequence, record.chain = None, ""
    record.save(force_insert=True)


def record_inserted_into_the_chain(luck: random.Random) -> None:
    last = AuditRecord.objects.order_by("-sequence")[0]
    copy = rows_of(AuditRecord, luck)
    copy.pk, copy.sequence = last.pk + 1, last.sequence + 1
    copy.chain = chain_hash(last.chain, copy.digest, copy.sequence)
    copy.save(force_insert=True)


def tail_cut(luck: random.Random) -> None:
    """As thoroughly as somebody without the key can: the acts, their versions and their effect on the live rows."""
    keep = luck.randrange(AuditRecord.objects.count())
    for record in AuditRecord.objects.filter(sequence__gt=keep).order_by("-sequence"):
        for model in REGISTRY:
            _undo(model, record)
        record.delete()


def _undo(model: Any, record: AuditRecord) -> None:
    for row in model.history_model.objects.filter(record=record.pk).order_by("-row"):
        before = model.history_model.objects.filter(id=row.id, row__lt=row.row).last()
        row.delete()
        model._base_manager.filter(pk=row.id)._raw_delete("default")
        if before:
            write(before, valid_to=FOREVER)
            names = [model._meta.get_field(name).attname for name in model.history_fields]
            model(**{name: getattr(before, name) for name in names}).save(force_insert=True)


def order_swapped(luck: random.Random) -> None:
    one, two = luck.sample(list(AuditRecord.objects.all()), 2)
    write(one, sequence=None)
    write(two, sequence=one.sequence, chain=one.chain)
    write(one, sequence=two.sequence, chain=two.chain)


def chain_edited(luck: random.Random) -> None:
    write(rows_of(AuditRecord, luck), chain="0" * 64)


def rewritten_with_the_key(luck: random.Random) -> None:
    """The strongest: whoever has the key signs a false record and chains all that follow anew."""
    first = rows_of(AuditRecord, luck)
    write(first, why="Never happened so")
    chain = ""
    for record in AuditRecord.objects.order_by("sequence"):
        record.digest = record_digest(record)
        chain = record.chain = chain_hash(chain, record.digest, record.sequence)
        record.save()


def version_edited(luck: random.Random) -> None:
    row = versioned(luck)
    edit(row, [name for name in row.live_model.history_fields if name != "id"], luck)


def version_deleted(luck: random.Random) -> None:
    versioned(luck).delete()


def version_inserted(luck: random.Random) -> None:
    row = versioned(luck)
    row.row = None
    row.version += luck.choice([0, 1])
    row.save(force_insert=True)


def version_moved_to_another_object(luck: random.Random) -> None:
    row = versioned(luck)
    write(row, id=row.id + luck.choice([1, 1000]))


def start_moved(luck: random.Random) -> None:
    row = versioned(luck)
    write(row, valid_from=row.valid_from - timedelta(seconds=1))


def end_moved(luck: random.Random) -> None:
    row = versioned(luck)
    write(row, valid_to=row.valid_from + timedelta(days=luck.randrange(1, 99)))


def deletion_toggled(luck: random.Random) -> None:
    row = versioned(luck)
    write(row, gone=not row.gone)


def version_given_to_another_act(luck: random.Random) -> None:
    row = versioned(luck)
    write(row, record=row.record + luck.choice([-1, 1]))


def signature_edited(luck: random.Random) -> None:
    write(versioned(luck), digest="0" * 64)


def signed_names_edited(luck: random.Random) -> None:
    used = {row.fieldset for model in REGISTRY for row in model.history_model.objects.all()}
    fieldset = FieldSet.objects.get(pk=luck.choice(sorted(used)))
    shorter = fieldset.names.rsplit(" ", 1)[0]
    write(fieldset, names=luck.choice([shorter, fieldset.names + " unknown", ""]))


def signed_names_deleted(luck: random.Random) -> None:
    used = {row.fieldset for model in REGISTRY for row in model.history_model.objects.all()}
    FieldSet.objects.filter(pk=luck.choice(sorted(used))).delete()


def live_edited(luck: random.Random) -> None:
    row = live(luck)
    edit(row, [name for name in row.history_fields if name != "id"], luck)


def live_deleted(luck: random.Random) -> None:
    row = live(luck)
    type(row)._base_manager.filter(pk=row.pk)._raw_delete("default")


def live_inserted(luck: random.Random) -> None:
    Organization(pk=luck.choice([900, 901]), code="past-history", name="Past history").save(force_insert=True)


def head_edited(luck: random.Random) -> None:
    path = heads.path()
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    line = luck.choice(lines)
    name = luck.choice(["sequence", "chain", "at", "installation"])
    line[name] = line[name] + 1 if name == "sequence" else line[name][::-1]
    path.write_text("".join(json.dumps(one) + "\n" for one in lines))


def heads_deleted(luck: random.Random) -> None:
    heads.path().unlink()


TAMPERINGS: list[Callable[[random.Random], None]] = [
    record_edited,
    record_deleted,
    record_and_its_versions_deleted,
    record_inserted,
    record_inserted_into_the_chain,
    tail_cut,
    order_swapped,
    chain_edited,
    rewritten_with_the_key,
    version_edited,
    version_deleted,
    version_inserted,
    version_moved_to_another_object,
    start_moved,
    end_moved,
    deletion_toggled,
    version_given_to_another_act,
    signature_edited,
    signed_names_edited,
    signed_names_deleted,
    live_edited,
    live_deleted,
    live_inserted,
    head_edited,
    heads_deleted,
]


@pytest.mark.slow
def test_a_hundred_random_tamperings_are_found(history, data_dir: Path):
    untouched = heads.path().read_bytes()
    assert verify().problems == []
    for number in range(100):
        luck = random.Random(number)
        tamper = TAMPERINGS[number % len(TAMPERINGS)]
        with transaction.atomic():
            tamper(luck)
            report = verify()
            transaction.set_rollback(True)
        heads.path().write_bytes(untouched)
        assert not report.ok, f"{tamper.__name__} with luck {number} was not found"
        assert all(problem.message for problem in report.problems)
    assert verify().problems == []


def test_the_report_counts_what_it_read(history):
    report = verify()
    assert report.records == AuditRecord.objects.count()
    assert report.versions == sum(model.history_model.objects.count() for model in REGISTRY)
    assert report.unsealed == 0


def test_what_waits_for_the_sealer_is_counted_and_checked(history):
    unit = builders.organization()
    assert verify().unsealed == 1
    assert verify().ok
    write(AuditRecord.objects.get(subject_key=None, sequence=None), why="x")
    assert [problem.kind for problem in verify().problems] == ["changed"]
    assert unit.pk


def test_another_key_is_one_problem(history, settings):
    settings.SECRET_KEY = "another key"
    assert [problem.kind for problem in verify().problems] == ["key"]


def test_a_tail_that_was_cut_is_called_so(history):
    tail_cut(random.Random(4))
    assert [problem.kind for problem in verify().problems] == ["cut"]


def test_a_history_rewritten_with_the_key_is_called_so(history):
    rewritten_with_the_key(random.Random(1))
    assert {problem.kind for problem in verify().problems} == {"heads"}


def test_a_lost_file_of_heads_begins_anew_as_an_act(
    history, data_dir, sealed, django_capture_on_commit_callbacks
):
    heads.path().unlink()
    assert [problem.kind for problem in verify().problems] == ["heads"]
    with django_capture_on_commit_callbacks(execute=True):
        restart_heads(why="Moved to a new disk")
    assert verify().ok
    assert AuditRecord.objects.get(act="history.restart_heads").why == "Moved to a new disk"


def test_the_file_that_is_replaced_is_kept(history, data_dir, django_capture_on_commit_callbacks):
    before = heads.path().read_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        restart_heads(why="Restored")
    (kept,) = data_dir.glob("chain-heads-until-*.jsonl")
    assert kept.read_bytes() == before


def test_later_stages_add_their_checks(history, monkeypatch):
    def derived() -> Iterator[Problem]:
        for task in Task.objects.filter(rating=""):
            yield Problem("derived", "A colour is missing.", model="register.Task", key=task.pk)

    monkeypatch.setattr("throughline.history.verify.CHECKS", [*CHECKS, derived])
    report = verify()
    assert {problem.kind for problem in report.problems} == {"derived"}
    assert report.found == Task.objects.count()


def test_of_many_problems_the_first_are_kept_and_all_are_counted(history, monkeypatch):
    many = [Problem("derived", "One of many.")] * 1500
    monkeypatch.setattr("throughline.history.verify.CHECKS", [lambda: many])
    report = verify()
    assert (report.found, len(report.problems)) == (1500, report.MOST)
