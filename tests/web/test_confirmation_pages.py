"""The confirmation page and its read-only twin: where they open, what they say, and to whom they are offered."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests import builders
from tests.web.town import HTMX
from throughline.accounts.choices import Disclosure, Role
from throughline.documents.queries import findings, next_open, place_of, sureness
from throughline.workflows.accept_findings import accept
from throughline.workflows.destination import open_destination
from throughline.workflows.receive_document import receive

pytestmark = pytest.mark.django_db

TEXT = """关于加快物流发展的意见

去年全市新建货运场站两个，增长12%。
一、建设物流枢纽
2026年6月底前建成三个货运场站。（市交通局牵头，市发改委、市财政局配合）
到2027年社会物流总费用占比降到13%以下。（市发改委负责）
二、优化服务
持续推进一网通办。（市数据局负责）
"""


@pytest.fixture
def city():
    return builders.organization("city", level=1)


@pytest.fixture
def office(city):
    return builders.user("office", Role.PLAN_OFFICE, organization=city)


@pytest.fixture
def reader():
    return builders.user("reader")


@pytest.fixture
def document(city, office):
    return receive(TEXT.encode(), "意见.txt", by=office, organization=city, disclosure=Disclosure.PUBLIC)


def page(client, user, name, *arguments, language="", **query):
    if language:
        type(user).objects.filter(pk=user.pk).update(language=language)
    client.force_login(user)
    return client.get(reverse(name, args=arguments), query).content.decode()


def test_it_opens_at_the_first_commitment_still_to_be_decided(client, office, document):
    rows = list(findings(document))
    assert rows[0].label == "fact"
    html = page(client, office, "confirmation", document.pk)
    opened = next_open(document)
    assert opened.label == "commitment"
    assert f'id="f-clean" name="clean" rows="3" data-first>{opened.value["clean"]}<' in html
    assert f"<strong>{place_of(opened)}</strong> of {len(rows)}" in html
    assert place_of(opened) == rows.index(opened) + 1


def test_a_short_name_is_shown_with_what_it_stands_for_and_keeps_it(client, city, office):
    text = "Ministry of Old Bridges (MOB) keeps 40 bridges.\n\nMOB will open two bridges by June 2027.\n"
    document = receive(text.encode(), "bridges.txt", by=office, organization=city)
    assert "Ministry of Old Bridges</span>" in page(client, office, "confirmation", document.pk)
    opened = next_open(document)
    answer = {"act": "save", "clean": "Open two bridges.", "lead-0": "", "row_version": opened.version}
    assert client.post(reverse("finding_act", args=[opened.pk]), answer, **HTMX).status_code == 200
    opened.refresh_from_db()
    assert opened.value["clean"] == "Open two bridges."
    assert opened.value["lead"][0]["full"]["text"] == "Ministry of Old Bridges"


def test_what_is_left_is_counted_by_kind_and_by_confidence(client, office, document):
    html = page(client, office, "confirmation", document.pk)
    commitments = [row for row in findings(document) if row.label == "commitment"]
    assert f"(Commitment {len(commitments)}, Fact 1)" in html
    levels = sureness(document)
    assert sum(levels) == len(commitments)
    for above in (0, 50, 60, 90):
        sure = [row for row in commitments if row.confidence >= above / 100]
        assert sum(levels[above:]) == len(sure)


def test_a_decision_goes_on_with_the_next_commitment_in_the_order_that_was_chosen(client, office, document):
    surest = [row for row in findings(document, sort="confidence") if row.label == "commitment"]
    html = page(client, office, "confirmation", document.pk, sort="confidence")
    assert on_card_key(html) == surest[0].pk
    sent = {"act": "reject", "row_version": surest[0].version}
    answer = client.post(reverse("finding_act", args=[surest[0].pk]) + "?sort=confidence", sent, **HTMX)
    assert on_card_key(answer.content.decode()) == surest[1].pk


def on_card_key(html):
    return int(re.search(r'class="card finding-form"[^>]* data-finding="(\d+)"', html)[1])


def test_chinese_pages_say_operators_and_reasons_in_chinese(client, office, document):
    target = next(row for row in findings(document) if row.value["targets"])
    html = page(client, office, "confirmation", document.pk, language="zh-hans", finding=target.pk)
    assert "≤ 不超过" in html
    assert "≈ 左右" in html
    card = html[html.index('class="card finding-form"') :]
    assert ">about<" not in card
    assert ">range<" not in card
    why = re.search(r"识别依据: (.*?)</p>", card)[1]
    assert not re.search(r"[a-z]{3}", why), why


def test_who_may_not_decide_is_not_offered_it_and_sees_the_findings(client, reader, document):
    confirm = reverse("confirmation", args=[document.pk])
    shown = reverse("document_findings", args=[document.pk])
    for name, arguments in (("documents", ()), ("document", (document.pk,))):
        html = page(client, reader, name, *arguments)
        assert confirm not in html
        assert shown in html
    html = page(client, reader, "document_findings", document.pk)
    assert 'class="finding is-open label-commitment is-current"' in html
    assert confirm not in html
    assert "/decide/" not in html
    assert 'name="clean"' not in html


def test_who_may_decide_gets_from_the_findings_to_their_decision(client, office, document):
    key = next_open(document).pk
    html = page(client, office, "document_findings", document.pk, finding=key)
    assert f"{reverse('confirmation', args=[document.pk])}?finding={key}" in html


def test_a_mass_confirmation_is_found_from_the_document_to_be_undone(client, office, city, document):
    goal = open_destination(document, by=office, register_title="Tasks", organization=city)
    one = next_open(document)
    single = accept(document, [one], by=office, register=goal.register)
    many = accept(document, by=office, register=goal.register, above=0.0)
    html = page(client, office, "document", document.pk)
    assert f"{len(many.findings)} findings accepted at once" in html
    assert "1 finding accepted by itself" in html
    for batch in (single.batch, many.batch):
        assert reverse("batch", args=[batch]) in html
    actions = html[html.index("page-header-actions") : html.index("page-body")]
    assert reverse("batch", args=[many.batch]) in actions
    assert "Undo the last mass confirmation" in actions


def test_what_was_rejected_at_once_is_listed_and_opened_again(client, office, document):
    rest = [row for row in findings(document) if row.label != "commitment"]
    client.force_login(office)
    answer = client.post(reverse("reject_others", args=[document.pk]), {"sure": "0"})
    shown = client.get(answer.url).content.decode()
    assert f"{len(rest)} finding" in shown
    assert all(row.value["clean"] in shown for row in rest)
    assert client.post(answer.url, {"reason": "Look again."}).status_code == 302
    assert document.findings.filter(state="open").count() == document.findings.count()
    assert "Nothing of it is left." in client.get(answer.url).content.decode()


def test_a_wrong_lead_is_replaced_and_what_was_not_found_is_added_on_the_card(client, office, document):
    opened = next(row for row in findings(document) if row.value["targets"])
    html = page(client, office, "confirmation", document.pk, finding=opened.pk)
    assert 'name="lead-new"' in html
    assert 'name="supporting-new"' in html
    number = len(opened.value["targets"])
    sent = dict.fromkeys(re.findall(r'<input[^>]* name="(target-[^"]+)"', html), "")
    assert f"target-{number}-indicator" in sent
    sent |= {"target-0-indicator": "占比", "target-0-op": "<", "target-0-value": "13", "target-0-unit": "%"}
    added = {"indicator": "场站", "op": ">=", "value": "5", "unit": "个", "deadline": "2027-12-31"}
    sent |= {f"target-{number}-{name}": value for name, value in added.items()}
    sent.pop("target-0-drop")
    sent |= {"act": "save", "row_version": opened.version, "lead-0": "drop", "lead-new": "市交通局"}
    sent |= {"supporting-new": "市财政局"}
    assert client.post(reverse("finding_act", args=[opened.pk]), sent, **HTMX).status_code == 200
    opened.refresh_from_db()
    assert [one["text"] for one in opened.value["lead"]] == ["市交通局"]
    assert [one["text"] for one in opened.value["supporting"]] == ["市财政局"]
    assert [(one["op"], one["unit"]) for one in opened.value["targets"]] == [("<", "%"), (">=", "个")]
