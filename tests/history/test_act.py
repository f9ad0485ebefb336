"""Acts: atomic, versioned, signed; spans that never overlap."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests import builders
from throughline.accounts.choices import Role
from throughline.history.act import act, changed_names
from throughline.history.models import FOREVER, AuditRecord
from throughline.history.verify import verify
from throughline.lib import clock
from throughline.lib.refusal import ChangedMeanwhile
from throughline.organizations.models import Grant, Organization, Person, Portfolio, Post
from throughline.register.models import Responsibility

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 4, tzinfo=UTC)


def spans(row) -> list[tuple]:
    return list(row.versions().values_list("version", "valid_from", "valid_to", "gone"))


def test_each_version_begins_where_the_one_before_ends():
    with clock.travel(NOON):
        unit = builders.organization("fin", name="Finance")
    with clock.travel(NOON + timedelta(hours=1)), act("test.rename", by=None) as this:
        unit.name = "Finance Bureau"
        this.save(unit)
    one = NOON + timedelta(hours=1)
    assert spans(unit) == [(1, NOON, one, False), (2, one, FOREVER, False)]
    assert Organization.as_of(NOON).get(id=unit.pk).name == "Finance"
    assert Organization.as_of(one).get(id=unit.pk).name == "Finance Bureau"


def test_an_act_that_began_before_the_last_one_ended_follows_it():
    with clock.travel(NOON):
        unit = builders.organization()
    with clock.travel(NOON - timedelta(minutes=5)), act("test.late", by=None) as this:
        unit.name = "Waited for a lock"
        this.save(unit)
    assert spans(unit) == [(1, NOON, NOON, False), (2, NOON, FOREVER, False)]
    assert verify().ok


def test_an_exception_leaves_neither_row_nor_record():
    with pytest.raises(ZeroDivisionError), act("test.fails", by=None) as this:
        this.create(Organization(code="x", name="X")).name = 1 / 0
    assert not Organization.objects.exists()
    assert not AuditRecord.objects.exists()


def test_an_edit_of_an_old_version_is_refused():
    unit = builders.organization()
    stale = Organization.objects.get(pk=unit.pk)
    with act("test.first", by=None) as this:
        this.save(unit)
    with pytest.raises(ChangedMeanwhile), act("test.second", by=None) as this:
        this.save(stale)
    with pytest.raises(ChangedMeanwhile), act("test.second", by=None) as this:
        this.save(Organization.objects.get(pk=unit.pk), seen=1)


def test_a_deletion_takes_hidden_relations_along_and_lets_go_of_pointers():
    leader = builders.user("leader", Role.VIEWER)
    city = builders.organization("city")
    unit = builders.organization("unit", parent=city)
    with act("test.set_up", by=None) as this:
        post = this.create(Post(organization=city, title="Vice-mayor"))
        portfolio = this.create(Portfolio(post=post, organization=unit))
        person = this.create(Person(name="L", user=leader))
    with act("test.delete", by=None) as this:
        this.delete(unit)
        this.delete(leader)
    person.refresh_from_db()
    assert person.user is None
    assert person.versions().count() == 2
    assert portfolio.versions().last().gone
    assert Grant.history_model.objects.filter(gone=True).count() == 1
    assert verify().ok


def test_an_act_inside_an_act_is_part_of_it():
    with act("test.outer", by=None) as outer:
        unit = builders.organization()
    inner = AuditRecord.objects.get(act="test.organization")
    assert inner.part_of == outer.record.pk
    assert unit.versions().get().record == inner.pk


def test_many_rows_at_once_have_their_versions():
    register = builders.register()
    tasks = [builders.task(register) for _ in range(3)]
    units = [builders.organization() for _ in range(3)]
    with act("test.many", by=None) as this:
        rows = this.create_many(
            [Responsibility(task=t, organization=u) for t, u in zip(tasks, units, strict=True)]
        )
        for row in rows:
            row.position = 7
        this.save_many(rows)
    assert [row.versions().count() for row in rows] == [2, 2, 2]
    assert verify().ok


def test_json_reads_back_with_the_same_signature_on_every_database():
    unit = builders.organization(aliases=[{"n": 1e16, "m": 2.0, "k": 0.1, "文": ["甲", None, True]}])
    assert verify().ok
    unit.refresh_from_db()
    with act("test.again", by=None) as this:
        this.save(unit)
    assert verify().ok


def test_changed_names_tells_the_fields_that_differ():
    unit = builders.organization(name="One")
    with act("test.rename", by=None) as this:
        unit.name = "Two"
        this.save(unit)
    first, second = unit.versions()
    assert changed_names(first, second) == ["name"]
