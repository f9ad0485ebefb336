"""The sealer: numbers without gaps, a chain, heads that never lead, one at a time."""

from __future__ import annotations

import json

import pytest

from tests import builders
from throughline.history import heads, sealer
from throughline.history.models import AuditRecord, Installation
from throughline.history.signing import chain_hash
from throughline.history.verify import quick, verify


def write(count: int) -> None:
    for _ in range(count):
        builders.organization()


def lines(data_dir) -> list[dict]:
    return [json.loads(line) for line in (data_dir / heads.FILE_NAME).read_text().splitlines()]


@pytest.mark.django_db
def test_records_are_numbered_and_chained(sealed, monkeypatch):
    monkeypatch.setattr(sealer, "BATCH", 2)
    write(5)
    assert sealed() == 5
    chain = ""
    for number, record in enumerate(AuditRecord.objects.order_by("sequence"), start=1):
        chain = chain_hash(chain, record.digest, number)
        assert (record.sequence, record.chain) == (number, chain)
    assert sealed() == 0


@pytest.mark.django_db
def test_the_limit_leaves_the_rest_for_later(sealed):
    write(5)
    assert sealed(2) == 2
    assert quick().unsealed == 3
    assert sealed() == 3
    assert quick().oldest_unsealed_at is None


@pytest.mark.django_db
def test_heads_follow_the_chain(sealed, data_dir):
    write(2)
    sealed()
    write(1)
    sealed()
    found = lines(data_dir)
    installation = Installation.objects.get().key
    assert [(one["sequence"], one["installation"]) for one in found] == [(2, installation), (3, installation)]
    assert found[-1]["chain"] == AuditRecord.objects.get(sequence=3).chain
    assert (quick().sequence, quick().head_sequence) == (3, 3)


@pytest.mark.django_db
def test_a_head_lost_in_a_power_cut_is_made_up_for(sealed, data_dir):
    write(1)
    sealed()
    write(1)
    sealed()
    path = data_dir / heads.FILE_NAME
    path.write_bytes(path.read_bytes()[:-20])  # the last line is torn
    assert verify().ok
    sealed()
    assert [one["sequence"] for one in lines(data_dir)] == [1, 2]
    assert verify().ok


@pytest.mark.django_db
def test_a_file_begun_just_before_a_power_cut_is_taken_up(sealed, data_dir):
    write(1)
    sealed()
    before = Installation.objects.get().key
    Installation.objects.all().delete()
    write(1)
    sealed()
    assert Installation.objects.get().key == before
    assert verify().ok


@pytest.mark.django_db
def test_the_sealer_leaves_a_foreign_file_alone(sealed, data_dir):
    heads.begin(heads.make("another", 7, "beef"), data_dir / heads.FILE_NAME)
    write(1)
    sealed()
    assert [one["sequence"] for one in lines(data_dir)] == [7]
    assert [problem.kind for problem in verify().problems] == ["heads"]
