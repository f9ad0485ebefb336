"""What each address gives: as described, and what is there."""

from __future__ import annotations

import json
from decimal import Decimal

import jsonschema
import pytest

from tests import builders
from tests.api.scene import WORDING, Api, content
from throughline.accounts.choices import Role
from throughline.api import urls  # noqa: F401  it puts the routers in their places
from throughline.api.frame import api as described
from throughline.api.shapes.registers import TaskOut

DESCRIPTION = described.get_openapi_schema(path_prefix="/api/v1/")
#: What is there only once somebody asked for it; tested where it is asked for.
ASKED_FIRST = {"/registers/{slug}/archive.zip"}
GETS = sorted(
    {address.removeprefix("/api/v1") for address, said in DESCRIPTION["paths"].items() if "get" in said}
    - ASKED_FIRST
)
#: Whose answer it is, where it is not the supervision office's.
READERS = {
    "/history": Role.AUDITOR,
    "/persons/{key}/hand-over": Role.ADMINISTRATOR,
    "/hand-overs/{key}": Role.ADMINISTRATOR,
    "/reports/workbook": Role.UNIT_OFFICER,
    "/roles": Role.AUDITOR,
    "/acts": Role.AUDITOR,
    "/roles/{slug}/grants": Role.ADMINISTRATOR,
}
FILES = {
    address
    for address in GETS
    if address.endswith(("/file", "/evidence/{key}", "/leader-page.{kind}", "/reports/workbook"))
    or "export" in address
}


def conforms(address: str, method: str, status: int, told) -> None:
    """Raise unless the answer has the shape that the description promises."""
    said = DESCRIPTION["paths"][f"/api/v1{address}"][method]["responses"][status]
    shape = said["content"]["application/json"]["schema"]
    jsonschema.validate(told, {**shape, "components": DESCRIPTION["components"]})


@pytest.fixture
def office(city):
    return Api(city.users[Role.SUPERVISION_OFFICE])


def test_every_address_answers_as_described(city):
    office = Api(city.users[Role.SUPERVISION_OFFICE])
    others = {role: Api(builders.user("", role)) for role in set(READERS.values())}
    for address in GETS:
        answer = others.get(READERS.get(address), office).get(city.fill(address))
        assert answer.status_code == 200, (address, answer.content)
        if address in FILES:
            assert answer["Content-Disposition"].startswith("attachment")
            assert content(answer)
        else:
            conforms(address, "get", 200, json.loads(answer.content))


def test_a_task_tells_all_that_its_page_shows(city, office):
    told = office.get(f"/tasks/{city.task.pk}").json()
    assert told["title"] == "Task 0"
    assert told["lead"] == "Finance"
    assert told["progress"] == "20"
    assert told["rating"] == "red"
    assert told["leader_person"] == "Lin Wen"
    assert told["passage"]["text"] == WORDING
    assert [one["role"] for one in told["responsibilities"]] == ["lead", "joint"]
    assert told["places"] == [
        {"register_slug": "tasks", "register_title": "Tasks", "number": "0", "is_home": True}
    ]
    assert [one["value"] for one in told["reports"]] == ["22"]
    assert told["reports"][0]["evidence"][0]["file_name"] == "shot.png"
    assert [one["state"] for one in told["ratings"]] == ["proposed", "circulated"]
    assert told["ratings"][0]["why"] == "12 points behind"
    assert told["completions"][0]["statement"] == "Built."
    assert told["moved_dates"][0]["reason"] == "Rain"
    assert told["milestones"][0]["progress"] == "25"
    assert [one["code"] for one in told["projects"]] == ["P-1"]
    steps = {one["step"]: one for one in told["throughline"]}
    assert not any(one["missing"] for one in steps.values())
    assert steps["clause"]["items"][0]["label"] == f"1 {WORDING}"


def test_a_row_of_a_register_tells_what_its_task_tells(office):
    rows = office.get("/registers/tasks/tasks?limit=500").json()["rows"]
    assert rows
    for row in rows:
        whole = office.get(f"/tasks/{row['id']}").json()
        assert row == {name: whole[name] for name in TaskOut.model_fields}


def test_numbers_keep_every_digit(city, office):
    told = office.get("/indicators/green").json()
    assert told["observations"][0]["value"] == "21.5"
    assert Decimal(told["targets"][0]["value"]) == 40
    assert told["targets"][0]["steps"] == [{"ends_on": "2026-12-31", "value": "30"}]


def test_the_rows_of_a_register_are_filtered_and_sorted(city, office):
    def found(**query):
        return [row["number"] for row in office.get("/registers/tasks/tasks", **query).json()["rows"]]

    assert found() == found(rating="red", text="Task", sort="due", descending=True) == ["0"]
    assert found(organization=city.transport.pk, group="leader") == ["0"]
    assert found(rating="green") == found(text="nothing") == found(due_from="2027-01-01") == []
    assert found(lacks="standard") == ["0"]
    assert found(lacks="due") == []


def test_the_overview_counts_what_the_board_shows(city, office):
    told = office.get("/overview").json()
    assert told["total"]["total"] == 1
    assert told["cells"] == [{"area": city.area.pk, "organization": "finance", **told["total"]}]
    assert told["leaders"][0]["name"] == str(city.leader)
    assert len(told["months"]) == 12
    assert told["reds"][0]["task"]["title"] == "Task 0"
    assert told["changes"][0]["kind"] == "rating"
    of_register = office.get("/overview", register_slug="tasks", plan="plan").json()
    assert of_register["total"] == told["total"]


def test_today_has_a_desk_for_each_role(city):
    officer = Api(city.users[Role.UNIT_OFFICER]).get("/today").json()
    assert officer["supervision"] is officer["plan_office"] is officer["leader"] is None
    assert officer["unit"]["unsigned"][0]["task"]["id"] == city.task.pk
    assert officer["unit"]["to_explain"][0]["id"] == city.rating.pk
    office = Api(city.users[Role.SUPERVISION_OFFICE]).get("/today").json()["supervision"]
    assert office["reports_count"] == 1
    assert office["completions"][0]["id"] == city.completion.pk
    leader = Api(city.users[Role.CITY_LEADER]).get("/today").json()["leader"]
    assert [one["name"] for one in leader["portfolios"]] == [str(city.leader), str(city.post)]
    plan = Api(city.users[Role.PLAN_OFFICE]).get("/today").json()["plan_office"]
    assert [one["open_count"] for one in plan["documents"]] == [1]


def test_what_is_owed_names_the_period_and_the_unit(city):
    transport = Api(_officer_of(city.transport))
    owed = transport.get("/owed").json()
    assert [(one["task"], one["organization"], one["period"]) for one in owed] == [
        (city.task.pk, "Transport", city.january.pk)
    ]


def _officer_of(unit):
    return builders.user("", Role.UNIT_OFFICER, organization=unit)


def test_files_come_byte_for_byte(city, office):
    assert content(office.get(f"/evidence/{city.evidence.pk}")) == b"a picture"
    assert content(office.get(f"/documents/{city.document.pk}/file")) == WORDING.encode()
    assert office.get(f"/documents/{city.document.pk}/text").json()["text"] == WORDING
    table = office.get("/registers/tasks/export.csv").content.decode("utf-8-sig")
    assert "Task 0" in table
    assert office.get("/registers/tasks/export.xlsx").content.startswith(b"PK")


def test_the_whole_history_is_for_auditors(city):
    auditor = Api(builders.user("", Role.AUDITOR))
    told = auditor.get("/history", act="test.city").json()
    assert [one["act"] for one in told["rows"]] == ["test.city"]
    conforms("/history", "get", 200, told)


def test_the_history_of_a_task_tells_what_changed(city):
    office = Api(city.users[Role.SUPERVISION_OFFICE])
    change = {"seen": city.task.version, "why": "Typing", "title": "Task nought"}
    assert office.patch(f"/tasks/{city.task.pk}", change).status_code == 200
    line = office.get(f"/tasks/{city.task.pk}/history").json()[0]
    assert line["record"]["why"] == "Typing"
    assert line["name"] == "Task edited"
    assert line["changes"] == [
        {"of": "Task nought", "field": "task", "before": "Task 0", "after": "Task nought"}
    ]


def test_the_directory_is_found_by_word(city, office):
    told = office.get("/directory", text="Lin").json()
    assert [one["title"] for one in told["posts"]] == ["Mayor", "Director"]
    assert office.get("/persons", text="0570-1").json()["rows"][0]["name"] == "Lin Wen"
    assert [one["code"] for one in office.get("/organizations", parent="city").json()["rows"]] == [
        "finance",
        "transport",
    ]
    finance = office.get("/organizations/finance").json()
    assert finance["leader_in_charge"]["title"] == "Mayor"
    assert finance["tasks"][0]["task"]["id"] == city.task.pk
