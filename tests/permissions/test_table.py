"""The table of rights: who may do what, for every act, role and reach. An act that no row names fails here."""

from __future__ import annotations

from typing import Any

import pytest

from tests import builders
from tests.permissions.world import World
from throughline.accounts.choices import Disclosure, Role
from throughline.accounts.models import User
from throughline.accounts.permissions import CONDITIONS, allowed, may
from throughline.history.act import act
from throughline.lib.refusal import NotAllowed
from throughline.organizations.models import Grant, Post
from throughline.register.actions.tasks import record_instruction

pytestmark = pytest.mark.django_db

LETTERS = {
    "A": Role.ADMINISTRATOR,
    "P": Role.PLAN_OFFICE,
    "S": Role.SUPERVISION_OFFICE,
    "O": Role.UNIT_OFFICER,
    "L": Role.UNIT_LEADER,
    "C": Role.CITY_LEADER,
    "Y": Role.SECRETARY,
    "U": Role.AUDITOR,
    "V": Role.VIEWER,
}
ALL = "".join(LETTERS)
READERS = "APSCYU"

# In the city's government lies a bureau. The city makes the plan and keeps the register, the document and the
# indicator; the bureau leads the task and owns the project. A role is held:
REACHES = ("everywhere", "city", "bureau", "other city", "for the plan", "for the register", "no role")
TABLE = {
    # act                          everywhere  city   bureau  other   plan    register  no role
    "accounts.manage":             ("A",       "",    "",     "",     "",     "",       ""),
    "accounts.manage_roles":       ("A",       "",    "",     "",     "",     "",       ""),
    "organizations.view":          (ALL,       ALL,   ALL,    ALL,    ALL,    ALL,      "-"),
    "organizations.manage":        ("A",       "A",   "A",    "",     "",     "",       ""),
    "organizations.manage_person": ("A",       "A",   "A",    "",     "",     "",       ""),
    "organizations.record_absence": ("A",      "A",   "A",    "",     "",     "",       ""),
    "organizations.view_hand_over": ("A",      "A",   "A",    "",     "",     "",       ""),
    "history.view_all":            ("AU",      "",    "",     "",     "",     "",       ""),
    "calendars.manage":            ("A",       "",    "",     "",     "",     "",       ""),
    "vocabulary.manage":           ("A",       "",    "",     "",     "",     "",       ""),
    "documents.view":              (READERS, READERS, "",     "",     "",     "",       ""),
    "documents.upload":            ("PS",      "PS",  "PS",   "PS",   "",     "",       ""),
    "documents.confirm":           ("PS",      "PS",  "",     "",     "",     "",       ""),
    "documents.edit":              ("PS",      "PS",  "",     "",     "",     "",       ""),
    "plans.view":                  (ALL,       ALL,   "OL",  "",     ALL,    "",       ""),
    "plans.create":                ("AP",      "AP",  "",     "",     "",     "",       ""),
    "plans.edit":                  ("P",       "P",   "",     "",     "P",    "",       ""),
    "indicators.view":             (ALL,       ALL,   ALL,    ALL,    ALL,    ALL,      "-"),
    "indicators.edit":             ("P",       "P",   "",     "",     "P",    "",       ""),
    "register.view":               (ALL,       ALL,   ALL,    "",     ALL,    ALL,      ""),
    "register.view_task":          (ALL,       ALL,   ALL,    "",     ALL,    ALL,      ""),
    "register.create":             ("PS",      "PS",  "",     "",     "",     "",       ""),
    "register.edit":               ("PS",      "PS",  "",     "",     "PS",   "PS",     ""),
    "register.import_tasks":       ("PS",      "PS",  "",     "",     "PS",   "PS",     ""),
    "register.edit_task":          ("PS",      "PS",  "",     "",     "PS",   "PS",     ""),
    "register.move_due_date":      ("PS",      "PS",  "",     "",     "PS",   "PS",     ""),
    "register.sign_off":           ("OL",      "OL",  "OL",   "",     "",     "",       ""),
    "register.record_instruction": ("SY",      "SY",  "",     "",     "SY",   "SY",     ""),
    "register.manage_rules":       ("A",       "",    "",     "",     "",     "",       ""),
    "projects.view":               (ALL,       ALL,   ALL,    "",     ALL,    ALL,      ""),
    "projects.edit":               ("PS",      "PS",  "PS",   "",     "PS",   "PS",     ""),
    "projects.report":             ("PSOL",    "PSOL", "PSOL", "",    "PS",   "PS",     ""),
    "delivery.view_load":          (ALL,       ALL,   ALL,    "",     "",     "",       ""),
    "delivery.file_report":        ("OL",      "OL",  "OL",   "",     "",     "",       ""),
    "delivery.report_complete":    ("OL",      "OL",  "OL",   "",     "",     "",       ""),
    "delivery.mark_milestone":     ("OL",      "OL",  "OL",   "",     "",     "",       ""),
    "delivery.ask_extension":      ("OL",      "OL",  "OL",   "",     "",     "",       ""),
    "delivery.withdraw_extension": ("OL",     "OL",  "OL",   "",     "",     "",       ""),
    "delivery.decide_extension":   ("S",       "S",   "",     "",     "S",    "S",      ""),
    "delivery.explain_rating":     ("OL",      "OL",  "OL",   "",     "",     "",       ""),
    "delivery.view_proposed":      ("SOL",     "SOL", "OL",   "",     "S",    "S",      ""),
    "delivery.decide_report":      ("S",       "S",   "",     "",     "S",    "S",      ""),
    "delivery.close_task":         ("S",       "S",   "",     "",     "S",    "S",      ""),
    "delivery.confirm_rating":     ("S",       "S",   "",     "",     "S",    "S",      ""),
    "delivery.correct_rating":     ("S",       "S",   "",     "",     "S",    "S",      ""),
    "delivery.supervise":          ("S",       "S",   "",     "",     "S",    "S",      ""),
    "delivery.circulate":          ("S",       "S",   "",     "",     "S",    "S",      ""),
    "delivery.close_period":       ("S",       "S",   "",     "",     "S",    "S",      ""),
    "papers.arrange":              ("PS",      "PS",  "",     "",     "",     "",       ""),
    "papers.keep_columns":         ("PS",      "PS",  "",     "",     "",     "",       ""),
    "delivery.claim_outcome":      ("OL",      "OL",  "OL",   "",     "",     "",       ""),
    "delivery.decide_outcome":     ("S",       "S",   "",     "",     "S",    "S",      ""),
    "delivery.judge_goal":         ("S",       "S",   "",     "",     "S",    "S",      ""),
    "delivery.close_register":     ("S",       "S",   "",     "",     "S",    "S",      ""),
    "delivery.archive":            ("PSU",     "PSU", "",     "",     "PSU",  "PSU",    ""),
    "papers.keep_template":        ("PS",      "PS",  "",     "",     "",     "",       ""),
    "papers.set_up_series":        ("A",       "A",   "",     "",     "",     "",       ""),
    "papers.keep_series":          ("A",       "A",   "",     "",     "",     "",       ""),
    "papers.take_number":          ("PS",      "PS",  "",     "",     "",     "",       ""),
    "papers.issue":                ("PS",      "PS",  "",     "",     "",     "",       ""),
    "papers.view":                 (ALL,       ALL,   "OL",   "",     READERS + "V", READERS + "V", ""),
    "papers.keep":                 ("PS",      "PS",  "",     "",     "",     "",       ""),
}  # fmt: skip

#: What an account without any role may do with what is public.
PUBLIC = {"documents.view", "plans.view", "register.view", "register.view_task", "projects.view"}


def acts_of(user: User | None, rows: dict[str, Any]) -> set[str]:
    """The acts that the user may do; that a list and a single object agree is asserted."""
    done = set()
    for name, row in rows.items():
        single = may(user, name, row)
        if row is not None:
            listed = allowed(user, name, type(row)._base_manager.filter(pk=row.pk))
            assert list(listed) == ([row] if single else []), (name, user)
        if single:
            done.add(name)
    return done


def column(reach: str) -> dict[str, str]:
    """The expected letters of each act in a column of the table."""
    return {name: cells[REACHES.index(reach)] for name, cells in TABLE.items()}


def test_every_act_has_a_row():
    assert set(TABLE) == set(CONDITIONS)
    assert set(LETTERS.values()) == set(Role)


@pytest.mark.parametrize("reach", [reach for reach in REACHES if reach != "no role"])
def test_roles_reach_as_the_table_says(reach):
    world = World()
    rows = world.rows()
    done = {letter: acts_of(world.holder(role, reach), rows) for letter, role in LETTERS.items()}
    found = {name: "".join(letter for letter in LETTERS if name in done[letter]) for name in TABLE}
    assert found == {
        name: "".join(one for one in LETTERS if one in cells) for name, cells in column(reach).items()
    }


def test_an_account_without_a_role():
    rows = World().rows()
    assert acts_of(builders.user(), rows) == {name for name, cell in column("no role").items() if cell}


def test_what_is_public_is_seen_without_a_role_but_not_changed():
    rows = World(Disclosure.PUBLIC).rows()
    general = {name for name, cell in column("no role").items() if cell}
    assert acts_of(builders.user(), rows) == general | PUBLIC


def test_who_uploaded_a_document_sees_it_and_decides_about_it_as_an_office():
    world = World()
    for role, reached in (
        (Role.PLAN_OFFICE, {"documents.view", "documents.confirm", "documents.edit"}),
        (Role.VIEWER, {"documents.view"}),
    ):
        uploader = world.holder(role, "bureau")
        with act("test.uploaded", by=None) as this:
            world.document.uploaded_by = uploader
            this.save(world.document)
        rows = {name: row for name, row in world.rows().items() if row == world.document}
        assert acts_of(uploader, rows) == reached


def test_whoever_supervises_one_register_records_every_leaders_instructions_there():
    world = World()
    leaders = [_leader(world, title) for title in ("Mayor", "Vice mayor")]
    supervisor = world.holder(Role.SUPERVISION_OFFICE, "for the register")
    secretary = world.holder(Role.SECRETARY, "for the register")
    with act("test.acts_for", by=None) as this:
        this.create(
            Grant(user=secretary, role=Role.SECRETARY, organization=world.bureau, acts_for=leaders[0])
        )
    for by, leader in ((supervisor, leaders[0]), (supervisor, leaders[1]), (secretary, leaders[0])):
        task = record_instruction(world.register, by=by, for_=leader, title="Look into it")
        assert task.leader == leader
    with pytest.raises(NotAllowed):
        record_instruction(world.register, by=secretary, for_=leaders[1], title="Look into it")


def _leader(world: World, title: str) -> Post:
    with act("test.leader", by=None) as this:
        return this.create(Post(organization=world.city, title=title, is_leader=True))


def test_a_closed_account_may_do_nothing():
    world = World(Disclosure.PUBLIC)
    rows = world.rows()
    for role in Role:
        user = world.holder(role, "everywhere")
        user.is_active = False
        assert acts_of(user, rows) == set()


def test_the_system_itself_may_do_everything():
    assert acts_of(None, World().rows()) == set(TABLE)
