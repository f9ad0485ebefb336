"""The directory, the accounts with their roles, and what the administrator sets up beside them."""

from __future__ import annotations

from throughline.accounts.actions.passwords import set_good_password
from throughline.accounts.choices import Role
from throughline.accounts.models import User
from throughline.calendars.actions import create_calendar, set_local_day
from throughline.city.records import Act, Login, Organization, Post
from throughline.delivery.actions import install_presets
from throughline.demonstration.changes import start_deputies
from throughline.demonstration.stage import Stage
from throughline.history.act import act
from throughline.organizations.actions.accounts import create_user
from throughline.organizations.actions.grants import give_grant
from throughline.organizations.actions.organizations import create_organization
from throughline.organizations.actions.own_roles import make_role
from throughline.organizations.actions.persons import create_person
from throughline.organizations.actions.posts import create_post
from throughline.organizations.actions.terms import start_term

ADMIN = "admin"
#: The same for all logins, told to everybody who starts the demonstration. No real installation knows it.
PASSWORD = "follow-the-thread"  # noqa: S105
#: The city's own role: who goes through the reports decides nothing that leaves the house.
CLERK = {
    "name_en": "Supervision clerk",
    "name_zh": "督查科员",
    "withheld": (
        *("delivery.circulate", "delivery.correct_rating", "delivery.close_register"),
        *("register.create", "register.move_due_date"),
    ),
}
#: Invented cities lie in no country; their offices keep the holidays of one in which their language is spoken.
COUNTRIES = {"en": "GB", "zh": "CN"}
#: A name under which nothing can be reached.
MAIL = "city.example"


def build_directory(stage: Stage, _act: Act) -> None:
    """Everything that stands before the plan arrives."""
    _first_administrator(stage)
    for unit in stage.city.organizations:
        _organization(stage, unit)
    for login in stage.city.logins:
        _account(stage, login)
    for person in stage.city.persons:
        user = stage.users.get(_username(stage, person.code))
        stage.persons[person.code] = stage.do(create_person, person.name, by=ADMIN, user=user)
    for post in stage.city.posts:
        _post(stage, post)
    _first_terms(stage)
    start_deputies(stage, ADMIN)
    stage.do(make_role, "supervision-clerk", Role.SUPERVISION_OFFICE, by=ADMIN, **CLERK)
    for login in stage.city.logins:
        _grant(stage, login)
    _passwords(stage)
    _calendar(stage)
    presets = stage.do(install_presets, by=ADMIN, language=stage.language)
    stage.rule_sets = {row.slug: row for row in presets}


def _first_administrator(stage: Stage) -> None:
    """The system makes the first account; everybody else is made by it."""
    login = next(one for one in stage.city.logins if one.username == ADMIN)
    admin = stage.do(create_user, ADMIN, _name(stage, login), by=None, language=stage.language)
    stage.do(give_grant, admin, Role.ADMINISTRATOR, by=None)
    stage.users[ADMIN] = admin


def _name(stage: Stage, login: Login) -> str:
    return next(person.name for person in stage.city.persons if person.code == login.person)


def _username(stage: Stage, person: str) -> str:
    return next((login.username for login in stage.city.logins if login.person == person), "")


def _organization(stage: Stage, unit: Organization) -> None:
    stage.organizations[unit.code] = stage.do(
        create_organization,
        unit.name,
        by=ADMIN,
        parent=stage.organizations.get(unit.parent or ""),
        code=unit.code,
        short_name=unit.short,
        aliases=list(unit.aliases),
        kind=unit.kind,
        level=unit.level,
        official_order=unit.order,
        peer_group=unit.peer_group or "",
        # A task force has no office yet.
        office_mail="" if unit.kind == "task_force" else f"{unit.code.lower()}@{MAIL}",
        started_on=unit.since,
        ends_on=unit.to,
    )


def _account(stage: Stage, login: Login) -> None:
    if login.username != ADMIN:
        stage.users[login.username] = stage.do(
            create_user, login.username, _name(stage, login), by=ADMIN, language=stage.language
        )


def _post(stage: Stage, post: Post) -> None:
    stage.posts[post.code] = stage.do(
        create_post,
        stage.organizations[post.organization],
        post.title,
        by=ADMIN,
        in_charge_of=[stage.organizations[code] for code in post.portfolio],
        is_head=post.kind == "head",
        is_leader=post.kind == "leader",
        official_order=post.order,
    )


def _first_terms(stage: Stage) -> None:
    """Who holds the posts when the directory is entered; hand-overs follow when their day comes."""
    later = {(change.post, change.takes_over) for change in stage.city.handovers}
    for term in stage.city.memberships:
        if (term.post, term.person) not in later:
            person, post = stage.persons[term.person], stage.posts[term.post]
            stage.do(start_term, person, post, by=ADMIN, started_on=term.since)


def _grant(stage: Stage, login: Login) -> None:
    if login.username != ADMIN and not login.later:
        stage.do(
            give_grant,
            stage.users[login.username],
            login.role,
            by=ADMIN,
            # The whole history is read by who audits the whole installation.
            organization=None if login.role == Role.AUDITOR else stage.organizations[login.organization],
            acts_for=stage.posts[login.acts_for] if login.acts_for else None,
        )


def _passwords(stage: Stage) -> None:
    """One password for all, checked as any other and hashed once: a good hash takes half a second."""
    users: list[User] = list(stage.users.values())
    set_good_password(users[0], PASSWORD)
    with stage.timeline.moment(), act("accounts.edit_user", by=stage.users[ADMIN]) as this:
        for user in users:
            user.password = users[0].password
        this.save_many(users)


def _calendar(stage: Stage) -> None:
    phrases, country = stage.city.phrases, COUNTRIES[stage.city.language]
    stage.calendar = stage.do(create_calendar, "city", phrases.calendar, by=ADMIN, country=country)
    for day in stage.city.local_days:
        stage.do(set_local_day, stage.calendar, day, works=False, by=ADMIN, name=phrases.local_day)
