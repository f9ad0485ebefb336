"""Tasks that may be one matter, of those in sight; and what somebody decided of them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders
from throughline.accounts.choices import Role
from throughline.history.models import AuditRecord
from throughline.lib.refusal import Invalid, NotAllowed, NotThere
from throughline.register.actions import place_under, show_on
from throughline.register.actions.pairs import judge_pairs, withdraw_verdict
from throughline.register.models import TaskPair
from throughline.register.queries.pairs import find_alike, judged, looks_like, related_to, shown_alike

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return builders.organization("city", level=1)


@pytest.fixture
def office(city):
    return builders.user("office", Role.SUPERVISION_OFFICE, organization=city)


@pytest.fixture
def lists(city):
    return [builders.register(slug, city) for slug in ("plan", "leaders")]


@pytest.fixture
def twins(city, lists):
    water = builders.organization("water", city)
    return [
        builders.task(lists[0], water, title="新建绕城公路12公里"),
        builders.task(lists[1], water, title="建设绕城公路，共12公里"),
    ]


def keys(pairs):
    return [(pair.first, pair.second) for pair in pairs]


def test_pairs_across_registers(office, lists, twins):
    builders.task(lists[0], title="新建绕城公路12公里")  # on the register of the first
    builders.task(lists[1], title="完善医疗保险制度")
    found = keys(find_alike(office))
    first, second = (task.pk for task in twins)
    assert (first, second) in found
    assert (first, first + 2) not in found
    (best, *_rest) = shown_alike(find_alike(office), office)
    assert (best.first, best.second) == tuple(twins)
    assert (best.may_judge, best.may_merge) == (True, True)
    left, right = best.sides
    assert [part.text for part in left.parts if not part.shared] == ["新"]
    assert [place.register for place in right.places] == [lists[1]]


def test_only_of_one_register(office, city, lists, twins):
    third = builders.register("third", city)
    assert keys(find_alike(office, register=lists[0])) == [(twins[0].pk, twins[1].pk)]
    assert find_alike(office, register=third) == []


def test_nobody_is_told_of_a_task_out_of_sight(city, lists, twins):
    elsewhere = builders.organization("elsewhere")
    stranger = builders.user("", Role.SUPERVISION_OFFICE, organization=elsewhere)
    whole = builders.user("", Role.SUPERVISION_OFFICE)
    assert find_alike(stranger) == []
    assert shown_alike(find_alike(whole), stranger) == []
    assert looks_like("建设绕城公路12公里", stranger) == []
    reader = builders.user("", Role.VIEWER, organization=city)
    (seen,) = shown_alike(find_alike(reader), reader)
    assert (seen.may_judge, seen.may_merge) == (False, False)


def test_what_stands_on_both_lists_or_is_a_part_is_not_suggested(office, lists, twins):
    first, second = twins
    show_on(first, lists[1], by=office)
    assert find_alike(office) == []
    third = builders.task(lists[0], title="新建绕城公路12公里北段")
    show_on(second, lists[0], by=office)
    place_under(third, first, by=office, seen=third.version)
    assert (first.pk, third.pk) not in keys(find_alike(office))


def test_a_verdict_is_kept_with_its_reason_and_not_asked_for_again(office, twins):
    first, second = twins
    (made,) = judge_pairs([(second.pk, first.pk)], "related", by=office, reason="Two parts of the ring.")
    assert (made.first, made.second, made.judged_by) == (first, second, office)
    record = AuditRecord.objects.latest("pk")
    assert (record.act, record.why) == ("register.judge_pair", "Two parts of the ring.")
    assert find_alike(office) == []
    assert related_to(first, office) == [second]
    assert related_to(second, office) == [first]
    assert list(judged(office)) == [made]
    judge_pairs([(first.pk, second.pk)], "different", by=office)
    (again,) = TaskPair.objects.all()
    assert (again.verdict, again.version) == ("different", 2)
    assert related_to(first, office) == []
    withdraw_verdict(again, by=office)
    assert keys(find_alike(office)) == [(first.pk, second.pk)]


def test_who_decides(city, lists, twins):
    first, second = twins
    pair = [(first.pk, second.pk)]
    with pytest.raises(NotAllowed):
        judge_pairs(pair, "related", by=builders.user("", Role.VIEWER, organization=city))
    with pytest.raises(NotThere):
        judge_pairs(pair, "related", by=builders.user("stranger"))
    assert not TaskPair.objects.exists()
    judge_pairs(pair, "related", by=builders.user("", Role.PLAN_OFFICE, organization=city))
    with pytest.raises(NotAllowed):
        withdraw_verdict(TaskPair.objects.get(), by=builders.user("", Role.VIEWER, organization=city))


def test_why_a_verdict_is_refused(office, twins):
    first, second = twins
    for wrong in ([], [(1, n) for n in range(2, 600)]):
        with pytest.raises(Invalid):
            judge_pairs(wrong, "related", by=office)
    for wrong in ([(first.pk, first.pk)], [(first.pk, 10**9)]):
        with pytest.raises(NotThere):
            judge_pairs(wrong, "related", by=office)
    with pytest.raises(Invalid):
        judge_pairs([(first.pk, second.pk)], "perhaps", by=office)
    with pytest.raises(Invalid):
        judge_pairs([(first.pk, second.pk)], "related", by=office, reason="x" * 501)
    assert not TaskPair.objects.exists()


def test_a_new_wording(office, lists, twins):
    found = looks_like("绕城公路新建12公里", office, lead=twins[0].lead_id, due_on=date(2026, 12, 31))
    assert {one.entry.task for one in found} == set(twins)
    assert found[0].likeness.degree == "certain"
    assert looks_like("开通地铁二号线", office) == []


def test_one_pair_and_fifty_cost_the_same_number_of_queries(office, lists):
    spent = []
    for more in (1, 1, 48):
        for _ in range(more):
            number = builders.task(lists[0], title="x").pk
            for register in lists:
                builders.task(register, title=f"Renew quarter {number}x of the eastern town {number}y")
        with CaptureQueriesContext(connection) as captured:
            found = shown_alike(find_alike(office), office)
            [(one.sides, one.may_merge, one.first.lead) for one in found]
        spent.append(len(captured))
    assert len(found) >= 50
    assert spent[1] == spent[2] < 12  # the first reads roles besides
