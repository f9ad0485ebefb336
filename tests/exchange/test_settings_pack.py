"""The pack of settings: the same there and back, all or nothing, nothing but settings, and no trap."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import builders
from tests.formats.test_word_template import template as word
from tests.web.whole import today, whole
from throughline.accounts.choices import Role
from throughline.accounts.models import OwnRole, User
from throughline.calendars.actions import create_calendar, remove_local_day, set_local_day
from throughline.calendars.models import Calendar, LocalDay
from throughline.delivery.actions import install_presets
from throughline.exchange.settings_pack import State, compare, read_pack, take_over, write_pack
from throughline.exchange.settings_pack import refusals as refused
from throughline.exchange.settings_pack.archive import MANIFEST, MARK
from throughline.exchange.settings_pack.parts import parts
from throughline.history.act import act
from throughline.history.models import AuditRecord
from throughline.history.verify import verify
from throughline.lib.refusal import NotAllowed
from throughline.organizations.actions.grants import give_grant
from throughline.organizations.actions.own_roles import edit_role, make_role, remove_role, retire_role
from throughline.organizations.models import Organization, Person
from throughline.organizations.roles import withholdable
from throughline.papers.actions.column_sets import create_column_set
from throughline.papers.actions.numbers import create_series, take_number
from throughline.papers.actions.templates import add_template
from throughline.papers.models import ColumnSet, NumberSeries, Template
from throughline.register.models import RuleSet
from throughline.vocabulary.actions import set_words
from throughline.vocabulary.models import Word

pytestmark = pytest.mark.django_db

SHEET = word("{{ unit }}", "{%p for row in rows %}", "{{ row.task }}", "{%p endfor %}")
UNKNOWN = base64.b64encode(word("{{ password }}")).decode()
COLUMNS = [{"field": "task", "heading": "工作任务", "width": 40.0}]


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings) -> Path:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return tmp_path


@pytest.fixture
def city() -> Organization:
    """Some of every kind of setting."""
    made = builders.organization("city")
    install_presets(by=None, language="zh-hans")
    calendar = create_calendar("city-days", "本市日历", by=None)
    set_local_day(calendar, date(2026, 4, 20), works=False, by=None, name="建市纪念日")
    set_words({("key_area", "zh-hans"): ("重点领域", "重点领域")}, by=None)
    create_column_set(made, by=None, name="任务分解表", columns=COLUMNS)
    add_template(made, by=None, kind="sign_off", name="签收单", data=SHEET, file_name="签收单.docx")
    make_role("clerk", "supervision_office", by=None, name_zh="督查科员", withheld=["delivery.circulate"])
    create_series(made, by=None, name="督查", pattern="×政督〔{year}〕{n}号", begun_year=2026, begun_at=12)
    return made


def forget() -> None:
    """An installation without settings."""
    with act("test.forget", by=None) as this:
        for model in (OwnRole, ColumnSet, Template, NumberSeries, LocalDay, Calendar, RuleSet, Word):
            for row in model.objects.all():
                this.delete(row)


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: dict[str, bytes], **manifest: Any) -> bytes:
    """A pack of these files, its sums right."""
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in content.items()}
    told = {MARK: 1, "throughline": "0.1.0", "files": sums} | manifest
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, json.dumps(told))
        for name, data in content.items():
            archive.writestr(name, data)
    return target.getvalue()


def one_part(name: str, items: Any) -> bytes:
    return packed({f"{name}.json": json.dumps(items).encode()})


def test_there_and_back_is_the_same_pack(city):
    written = write_pack()
    assert {name: len(items) > 0 for name, items in read_pack(written).items.items()} == dict.fromkeys(
        parts(), True
    )
    forget()
    taken = take_over(read_pack(written), by=None)
    assert {item.state for item in taken} == {State.NEW}
    assert write_pack() == written
    assert take_over(read_pack(written), by=None) == []
    assert verify().problems == []


def test_a_template_comes_checked_and_in_use_and_a_series_goes_on_where_it_is(city):
    written = read_pack(write_pack())
    series, template = NumberSeries.objects.get(), Template.objects.get()
    taken = take_number(series, by=None, subject="One").value
    with act("test.change", by=None) as this:
        series.pattern, template.is_used = "old {n}", False
        this.save(series)
        this.save(template)
    add_template(city, by=None, kind="sign_off", name="Newer", data=word("{{ title }}"), file_name="n.docx")
    (changed,) = [one for one in compare(written) if one.part == "templates"]
    assert changed.state == State.DIFFERENT
    assert all(len(text) < 80 for change in changed.changes for text in change)
    take_over(written, by=None)
    used = Template.objects.get(is_used=True)
    with used.file.open("rb") as file:
        assert (used.name, file.read(), Template.objects.count()) == ("签收单", SHEET, 3)
    again = NumberSeries.objects.get()
    assert (again.pattern, again.begun_at) == ("×政督〔{year}〕{n}号", 12)
    assert take_number(again, by=None, subject="Two").value == taken + 1


def test_templates_too_large_for_a_pack_are_told(city, monkeypatch):
    monkeypatch.setattr("throughline.exchange.settings_pack.archive.LARGEST", 2_000)
    with pytest.raises(refused.PackTooLarge, match="templates in use are too large"):
        write_pack()


RENAMED = ("register", "milestone", "rating")
WORD = st.text("重点领域清单台账甲乙丙丁", min_size=1, max_size=8)


def withheld_from(base: str) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(withholdable(base))) if withholdable(base) else st.nothing()


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.tuples(st.booleans(), WORD), max_size=4
    ),
    st.dictionaries(st.sampled_from(RENAMED), WORD.map("新{}".format), max_size=3),
    st.text("abc甲 -%<>&'\"", max_size=12).map(lambda text: f"x{text}".strip()),
    st.dictionaries(
        st.text("abc-_7", min_size=1, max_size=8),
        st.sampled_from(Role.values).flatmap(
            lambda base: st.tuples(st.just(base), WORD, st.sets(withheld_from(base)), st.booleans())
        ),
        max_size=3,
    ),
)
def test_whatever_the_settings_are_they_come_back(city, days, words, title, roles):
    for role in OwnRole.objects.all():
        remove_role(role, by=None, seen=role.version)
    for slug, (base, name, withheld, retired) in roles.items():
        role = make_role(slug, base, by=None, name_zh=name, name_en=name[1:], withheld=withheld)
        if retired:
            retire_role(role, by=None, seen=role.version)
    calendar = Calendar.objects.get()
    for local in calendar.local_days.all():
        remove_local_day(local, by=None)
    for day, (works, name) in days.items():
        set_local_day(calendar, day, works=works, by=None, name=name)
    if len(set(words.values())) == len(words):
        # The database is the same for all examples: what an earlier one renamed is called by its own name again.
        now = {key: words.get(key, "") for key in RENAMED}
        set_words({(key, "zh-hans"): (word, word) for key, word in now.items()}, by=None)
    with act("test.title", by=None) as this:
        row = RuleSet.objects.first()
        row.title = title
        this.save(row)
    written = write_pack()
    forget()
    take_over(read_pack(written), by=None)
    assert write_pack() == written


def test_what_differs_is_told_field_by_field_and_taken_only_when_chosen(city):
    written = read_pack(write_pack())
    set_words({("key_area", "zh-hans"): ("重点板块", "重点板块")}, by=None)
    different = [item for item in compare(written) if item.state == State.DIFFERENT]
    assert [(item.part, item.changes[-1]) for item in different] == [
        ("words", ("one", "重点板块", "重点领域"))
    ]
    assert take_over(written, by=None, chosen=[]) == []
    assert Word.objects.get().one == "重点板块"
    take_over(written, by=None, chosen=[different[0].name])
    assert Word.objects.get().one == "重点领域"


def test_it_is_one_act_and_nothing_is_deleted(city):
    written = read_pack(write_pack())
    forget()
    create_calendar("mine", "Mine", by=None)
    take_over(written, by=builders.user("boss", "administrator"))
    record = AuditRecord.objects.get(act="vocabulary.take_settings")
    assert record.by_name
    assert AuditRecord.objects.filter(part_of=record.pk).count() >= len(parts())
    assert Calendar.objects.filter(slug="mine").exists()


def test_only_administrators_take_a_pack_over(city):
    written = read_pack(write_pack())
    with pytest.raises(NotAllowed):
        take_over(written, by=builders.user("plan", "plan_office"))


ROLE = {
    "base": "supervision_office",
    "name_en": "",
    "name_zh": "科员",
    "withheld": ["delivery.circulate"],
    "is_retired": False,
}


def test_a_role_comes_with_what_it_withholds_and_holds_for_whoever_has_it(city):
    written = read_pack(write_pack())
    role = OwnRole.objects.get()
    holder = builders.user()
    give_grant(holder, "clerk", by=None, organization=city)
    edit_role(role, by=None, seen=role.version, withheld=[], name_en="Clerk")
    (changed,) = [one for one in compare(written) if one.part == "roles"]
    told = {name: (here, there) for name, here, there in changed.changes}
    assert told == {"name_en": ("Clerk", "–"), "withheld": ("–", "Circulate ratings")}
    take_over(written, by=builders.user("boss", "administrator"))
    role.refresh_from_db()
    assert (role.name_en, role.withheld, role.is_retired) == ("", ["delivery.circulate"], False)
    assert holder.grants.get().own_role == role


def test_a_pack_of_an_earlier_version_without_roles_is_taken_over(city):
    earlier = {
        name: data for name, data in members(write_pack()).items() if name not in (MANIFEST, "roles.json")
    }
    forget()
    assert {item.state for item in take_over(read_pack(packed(earlier)), by=None)} == {State.NEW}
    assert Calendar.objects.exists()
    assert not OwnRole.objects.exists()


@pytest.mark.parametrize(
    ("part", "items"),
    [
        ("rule-sets", {"odd": {"title": "Odd", "rules": [{"name": "x"}], "meanings": {}, "note": ""}}),
        ("rule-sets", {"odd": {"title": "Odd"}}),
        ("calendars", {"c": {"name": "C", "country": "XX", "local_days": []}}),
        ("calendars", {"c": {"name": "C", "country": "CN", "local_days": [{"day": "never"}]}}),
        ("calendars", {"c": {"name": "C", "country": "CN", "local_days": 7}}),
        ("roles", {"x": ROLE | {"withheld": ["delivery.dance"]}}),
        ("roles", {"x": ROLE | {"withheld": ["plans.edit"]}}),
        ("roles", {"x": ROLE | {"withheld": "delivery.circulate"}}),
        ("roles", {"x": ROLE | {"base": "king"}}),
        ("roles", {"x": ROLE | {"base": ["viewer"]}}),
        ("roles", {"x": ROLE | {"name_zh": "", "name_en": ""}}),
        ("roles", {"x": ROLE | {"name_zh": 7}}),
        ("roles", {"x": ROLE | {"is_retired": "no"}}),
        ("roles", {"x": ROLE | {"holders": ["admin"]}}),
        ("roles", {"viewer": ROLE}),
        ("roles", {"clerk": ROLE | {"base": "plan_office", "withheld": []}}),
        ("words", {"task en": {"one": "<script>", "many": "x"}}),
        ("words", {"nothing en": {"one": "a", "many": "b"}}),
        ("words", {"task en": {"one": "a", "many": "b", "is_superuser": True}}),
        ("column-sets", {"city/x": {"columns": [{"field": "password"}], "joined": "comma", "dates": "iso"}}),
        ("number-series", {"city/x": {"pattern": "No number", "is_open": True}}),
        ("number-series", {"city/x": {"pattern": 7, "is_open": True}}),
        ("number-series", {"city/x": {"pattern": "{n}", "is_open": True, "begun_at": 900}}),
        ("templates", {"city/sign_off": {"name": "x", "file_name": "x.docx", "data": "%%%"}}),
        ("templates", {"city/sign_off": {"name": "x", "file_name": "x.docx", "data": "TVqQAAMAAAAEAAAA"}}),
        ("templates", {"city/sign_off": {"name": "x", "file_name": "x.docx", "data": UNKNOWN}}),
        ("templates", {"city/page": {"name": "x", "file_name": "x.docx", "data": ""}}),
        ("templates", {"city/dance": {"name": "x", "file_name": "x.docx", "data": ""}}),
    ],
)
def test_a_setting_that_can_not_stand_here_keeps_the_whole_pack_out(city, part, items):
    good = {"task zh-hans": {"one": "事项", "many": "事项"}}
    content = {f"{part}.json": json.dumps(items).encode()}
    content.setdefault("words.json", json.dumps(good).encode())
    before = write_pack()
    with pytest.raises(refused.ItemRefused):
        take_over(read_pack(packed(content)), by=None)
    assert write_pack() == before


def test_a_column_set_goes_to_the_topmost_organization_or_is_refused(city):
    pack = read_pack(
        one_part("column-sets", {"elsewhere/表": {"columns": COLUMNS, "joined": "comma", "dates": "iso"}})
    )
    take_over(pack, by=None)
    assert ColumnSet.objects.get(name="表").organization == city
    builders.organization("another")
    pack = read_pack(
        one_part("column-sets", {"elsewhere/乙": {"columns": COLUMNS, "joined": "comma", "dates": "iso"}})
    )
    with pytest.raises(refused.ItemRefused, match="topmost"):
        take_over(pack, by=None)


# ---- files that are none, damaged or meant to harm ----


def bomb() -> bytes:
    return packed({"words.json": b" " * 40_000_000})


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", refused.NotAPack),
        (b"PK\x03\x04 no zip", refused.NotAPack),
        (packed({}, **{MARK: "1"}), refused.NotAPack),
        (packed({}, files=[]), refused.NotAPack),
        (packed({}, **{MARK: 2, "throughline": "9.9"}), refused.PackOfNewerVersion),
        (packed({"dances.json": b"{}"}), refused.PackOfNewerVersion),
        (packed({"words.json": b"[]"}), refused.PackBroken),
        (packed({"words.json": b'{"a": 3}'}), refused.PackBroken),
        (packed({"words.json": b"[" * 100_000}), refused.PackBroken),
        (packed({"words.json": b"!!python/object/apply:os.system [id]"}), refused.PackBroken),
        (packed({"../../evil.json": b"{}"}), refused.PackOfNewerVersion),
        (packed({"words.json": b"{}"}, files={"words.json": "0" * 64}), refused.PackBroken),
        (packed({"words.json": b"{}"}, files={}), refused.PackBroken),
        (packed({}, files={"words.json": "0" * 64}), refused.PackBroken),
        (bomb(), refused.PackBroken),
    ],
)
def test_what_is_no_sound_pack_is_refused(data, error):
    with pytest.raises(error):
        read_pack(data)


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_pack_with_a_changed_byte_is_refused_or_the_same(city, data):
    written = bytearray(write_pack())
    at = data.draw(st.integers(0, len(written) - 1))
    written[at] ^= data.draw(st.integers(1, 255))
    try:
        pack = read_pack(bytes(written))
    except (refused.NotAPack, refused.PackBroken, refused.PackOfNewerVersion):
        return
    assert pack.items == read_pack(write_pack()).items


def test_no_data_no_person_and_no_secret_is_in_it(settings):
    with today():
        made = whole()
    words = b"\n".join(members(write_pack()).values()).decode()
    told = {person.name for person in Person.objects.all()} | {
        value for user in User.objects.all() for value in (user.username + "@", user.name, user.password)
    }
    told |= {task.title for task in made.tasks.values()} | {
        settings.SECRET_KEY,
        builders.PASSWORD,
        made.document.title,
    }
    told |= {organization.name for organization in Organization.objects.all()}
    assert {one for one in told if one and one in words} == set()


@pytest.mark.slow
def test_the_commands_write_and_take_over(installation, migrated, city, tmp_path):
    (tmp_path / "pack.zip").write_bytes(write_pack())
    server = installation(like=migrated)
    told = server.run("import", "settings", str(tmp_path / "pack.zip"), "--dry-run", check=False)
    assert "not here yet" in told.stdout
    words = one_part("words", {"register en": {"one": "action list", "many": "action lists"}})
    (tmp_path / "words.zip").write_bytes(words)
    assert "taken over: 1" in server.run("import", "settings", str(tmp_path / "words.zip")).stdout
    server.run("export", "settings", "--output", str(tmp_path / "again.zip"))
    assert "action list" in members((tmp_path / "again.zip").read_bytes())["words.json"].decode()
