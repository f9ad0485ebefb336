"""Every page for every role: who opens what, what a bad form does, and what every answer carries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from tests.web.bad_forms import FORMS
from tests.web.town import HTMX
from tests.web.whole import ROLES, Whole, address, read, text
from throughline.history.models import AuditRecord
from throughline.register.models import Task
from throughline.web import urls

pytestmark = pytest.mark.django_db

#: What each role gets from a GET: o 200, r a redirect, n 403, - 404, p 405 (only POST). One column per role, in the
#: order of ROLES: administrator, plan, supervision, officer, leader, mayor, secretary, auditor, viewer, stranger.
TABLE = """
health                    oooooooooo
login                     rrrrrrrrrr
logout                    pppppppppp
set_language              pppppppppp
link                      ----------
account                   oooooooooo
home                      oooooooooo
overview                  oooooooooo
registers                 oooooooooo
tasks                     oooooooooo
task_export               oooooooooo
register_new              noonnnnnnn
register                  ooooooooo-
register_edit             -oo-------
register_batches          -oo-------
register_show             -oo-------
register_units            -oo-------
register_workbook         -oo-------
register_hand_out         -oo-------
mailing                   -oo-------
register_workbook_look    ----------
register_areas            -oo-------
task_new                  -oo-------
circular_new              --o-------
register_compare          ooooooooo-
register_export           ooooooooo-
register_year_end         ooooooooo-
reconciliation_download   ooooooooo-
register_carry_over       --o-------
register_close            --o-------
goal_judge                --o-------
register_archive          pppppppppp
archive_download          ----------
task                      ooooooooo-
task_edit                 -oo-------
task_responsibilities     -oo-------
task_due_date             -oo-------
task_state                -oo-------
task_transfer             -oo-------
tasks_decide              rrrrrrrrrr
task_merge                -oo-------
task_history              ooooooooo-
task_show_on              noonnnnnn-
task_parent               -oo-------
entry_edit                -oo-------
register_periods          --o-------
rule_set_edit             o---------
table_columns             -oo-------
milestone_new             -oo-------
milestone_edit            -oo-------
milestone_done            ---oo-----
milestone_take_back       pppppppppp
extension_new             ---oo-----
extension_decide          --o-------
extension_withdraw        pppppppppp
sign_off                  pppppppppp
sign_off_all              pppppppppp
report_new                ---oo-----
reports                   oooooooooo
report_workbook_download  nnnrrnnnnn
report_workbook_return    nnnoonnnnn
report_workbook_look      ----------
loads                     oooooooooo
area_across               ooooooooo-
duplicates                oooooooooo
duplicates_look           pppppppppp
duplicates_judged         oooooooooo
verdict_withdraw          pppppppppp
reports_decide            rrrrrrrrrr
report                    ooooooooo-
evidence_download         ooooooooo-
completion_new            nnnoonnnn-
completion_decide         --o-------
ratings                   oooooooooo
ratings_confirm           rrrrrrrrrr
rating_explain            ---oo-----
rating_decide             --o-------
rating_correct            --o-------
rule_sets                 oooooooooo
circulars                 oooooooooo
circular                  ooooooooo-
projects                  oooooooooo
project_new               noonnnnnnn
project                   ooooooooo-
project_edit              -oo-------
project_month             -oo-------
stage_new                 -oo-------
project_tasks             -oo-------
project_task_remove       pppppppppp
stage_edit                -oo-------
directory                 oooooooooo
directory_order           onnnnnnnnn
organization_new          onnnnnnnnn
persons                   oooooooooo
person_new                onnnnnnnnn
organization              oooooooooo
organization_across       oooooooooo
post_across               oooooooooo
organization_load         ooooooooo-
organization_edit         o---------
organization_move         o---------
organization_end          o---------
organization_reorganize   o---------
person_hand_over          o---------
absence_new               o---------
absence_remove            pppppppppp
hand_over                 o---------
organization_order        onnnnnnnnn
organization_roles        o---------
organization_history      onnnnnnonn
post_new                  o---------
post                      oooooooooo
post_edit                 o---------
post_portfolio            o---------
post_hand_over            o---------
term_new                  o---------
post_history              onnnnnnonn
term_edit                 o---------
person                    oooooooooo
person_edit               o---------
administration            onnnnnnonn
verify                    pppppppppp
rights                    ooonnnnonn
accounts                  onnnnnnnnn
account_new               onnnnnnnnn
account_of                onnnnnnnnn
directory_import          onnnnnnnnn
directory_import_preview  -nnnnnnnnn
directory_import_links    pppppppppp
directory_workbook        oooooooooo
roles                     onnnnnnonn
role_new                  onnnnnnnnn
role                      o---------
calendars                 onnnnnnonn
vocabulary                onnnnnnnnn
settings_pack             onnnnnnnnn
settings_pack_download    onnnnnnnnn
calendar                  onnnnnnonn
calendar_edit             o---------
history                   onnnnnnonn
history_record            onnnnnnonn
job                       ----------
column_sets               noonnnnnnn
column_set_new            noonnnnnnn
column_set                -oo-------
templates                 noonnnnnnn
template_new              noonnnnnnn
template                  -oo-------
template_file             -oo-------
template_preview          -oo-------
template_default          noonnnnnnn
circular_document         ooooooooo-
circular_issue            --o-------
papers                    oooooooooo
paper                     ooooooooo-
paper_file                ooooooooo-
scan_file                 ooooooooo-
paper_new                 -oo-------
register_paper            ooooooooo-
leader_page               oooooooooo
series_list               ooonnnnnnn
series_new                onnnnnnnnn
series                    ooo-------
series_edit               o---------
documents                 oooooooooo
document_upload           noonnnnnnn
document                  ooo--ooo--
document_edit             -oo-------
document_text             ooo--ooo--
document_download         ooo--ooo--
document_history          ooo--ooo--
document_findings         ooo--ooo--
confirmation              noo--nnn--
accept_all                pppppppppp
reject_others             pppppppppp
destination               pppppppppp
finding_card              noo--nnn--
finding_act               pppppppppp
batch                     ooo--ooo--
plans                     oooooooooo
plan_new                  oonnnnnnnn
plan                      ooooooooo-
plan_alignment            ooooooooo-
alignment_export          ooooooooo-
plan_edit                 -o--------
edition_new               -o--------
edition                   ooooooooo-
edition_edit              -o--------
edition_adopted           -o--------
clause                    ooooooooo-
indicators                oooooooooo
indicator_new             nonnnnnnnn
indicator                 oooooooooo
indicator_edit            -o--------
target_new                -o--------
observation_new           -o--------
target_edit               -o--------
"""
LETTERS = {200: "o", 302: "r", 403: "n", 404: "-", 405: "p"}
EXPECTED = dict(line.split() for line in TABLE.strip().splitlines())
OPEN_TO_ALL = {"health", "login", "set_language", "link"}


@pytest.fixture
def city(whole_city: Whole) -> Whole:
    return whole_city


def names(patterns=urls.urlpatterns) -> Iterator[str]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from names(pattern.url_patterns)
        else:
            yield pattern.name


def status(client: Client, path: str) -> int:
    response = client.get(path)
    read(response)
    return response.status_code


# ---- every address for every role ----


def test_every_address_has_its_row():
    assert set(EXPECTED) == set(names())


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_who_may_open_what(city, role):
    client = city.client(role)
    column = ROLES.index(role)
    wanted = {name: letters[column] for name, letters in EXPECTED.items()}
    got = {name: LETTERS.get(status(client, address(city, name))) for name in EXPECTED}
    assert {n: (wanted[n], got[n]) for n in wanted if wanted[n] != got[n]} == {}


def test_without_an_account_everything_leads_to_the_log_in(city):
    client = Client()
    for name in set(EXPECTED) - OPEN_TO_ALL:
        response = client.get(address(city, name))
        if response.status_code != 405:
            assert response["Location"].startswith("/login/?next="), name


@pytest.mark.parametrize("role", ["supervision", "officer"])
def test_every_address_speaks_chinese_to_who_prefers_it(city, role):
    user = city.users[role]
    type(user).objects.filter(pk=user.pk).update(language="zh-hans")
    client = city.client(role)
    for name in ("home", "overview", "registers", "plans", "documents", "indicators", "projects", "ratings"):
        response = client.get(reverse(name))
        assert 'lang="zh-Hans"' in text(response)
        assert "跳到正文" in text(response), name


# ---- forms ----


def test_a_form_is_shown_and_comes_back_with_its_errors_and_nothing_written(city):
    for name, (role, bad) in FORMS.items():
        client, path = city.client(role), address(city, name)
        assert client.get(path).status_code == 200, name
        before = AuditRecord.objects.count()
        response = client.post(path, bad)
        assert response.status_code == 422, name
        assert 'aria-invalid="true"' in text(response) or 'role="alert"' in text(response), name
        assert AuditRecord.objects.count() == before, name


def test_who_may_not_open_a_form_may_not_send_it(city):
    stranger, auditor = city.client("stranger"), city.client("auditor")
    before = AuditRecord.objects.count()
    for name, (_role, values) in FORMS.items():
        for client in (stranger, auditor):
            assert client.post(address(city, name), values).status_code in (403, 404), name
    assert AuditRecord.objects.count() == before


POSTED = {
    "sign_off": {},
    "mailing": {},
    "sign_off_all": {},
    "milestone_take_back": {},
    "reports_decide": {"act": "accept"},
    "ratings_confirm": {},
    "project_task_remove": {},
    "accept_all": {"above": "0"},
    "reject_others": {"sure": "0"},
    "destination": {"register_title": "Mine"},
    "finding_act": {"act": "reject", "row_version": "1"},
}


@pytest.mark.parametrize("role", ["stranger", "auditor", "viewer", "mayor"])
def test_readers_write_nothing(city, role):
    client = city.client(role)
    before = AuditRecord.objects.count()
    keys = {"report": city.report.pk, "rating": city.proposed.pk}
    for name, values in POSTED.items():
        response = client.post(address(city, name), {**values, **keys})
        assert response.status_code in (302, 403, 404), name
    assert AuditRecord.objects.count() == before


def test_an_older_version_is_told_and_not_written(city):
    task = city.tasks["proposed"]
    client, path = city.client("supervision"), reverse("task_edit", args=[task.pk])
    fields = {"title": "Mine", "completion": "date", "disclosure": "internal", "due_on": "2026-03-05"}
    response = client.post(path, {**fields, "row_version": task.version + 7})
    assert response.status_code == 422
    assert "Somebody changed this meanwhile" in text(response)
    assert Task.objects.get(pk=task.pk).title == task.title


# ---- fragments ----


def test_more_rows_come_as_rows_alone(city):
    for number in range(60):
        builders.task(city.register, city.water, title=f"More {number}")
    client, path = city.client("supervision"), reverse("register", args=["tasks"])
    page = text(client.get(path))
    more = page.split('hx-get="?after=')[1].split('"')[0]
    rows = text(client.get(f"{path}?after={more}", headers={"HX-Request": "true"}))
    assert "<html" not in rows
    assert rows.lstrip().startswith("<tr")
    assert "More 59" in rows


def test_a_decided_finding_is_answered_with_the_next_card(city):
    finding = city.document.findings.filter(state="open", label="commitment").first()
    path = reverse("finding_act", args=[finding.pk])
    response = city.client("plan").post(
        path, {"act": "reject", "row_version": finding.version}, headers={"HX-Request": "true"}
    )
    assert response.status_code == 200
    assert "finding-decided" in response["HX-Trigger-After-Settle"]
    assert 'hx-swap-oob="true"' in text(response)
    assert "<html" not in text(response)


def test_a_refusal_to_htmx_is_a_fragment(city):
    finding = city.document.findings.first()
    path = reverse("finding_act", args=[finding.pk])
    response = city.client("stranger").post(path, {"act": "reject"}, **HTMX)
    assert response.status_code == 404
    assert response["HX-Retarget"] == "#live-messages"
    assert "<html" not in text(response)


def test_rules_are_told_with_room_for_what_a_task_will_say(city):
    page = text(city.client("viewer").get(reverse("rule_sets")))
    assert "…" in page[page.index("<main") :]
    assert "–%" not in page
