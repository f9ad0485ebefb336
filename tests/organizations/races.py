"""Run by test_races in a process of its own: pairs of acts at the same moment. Writes what each came to, as JSON."""

from datetime import date

from tests.builders import organization, user
from tests.racing import together, write
from throughline.accounts.actions.links import use_one_time_link
from throughline.accounts.models import OwnRole, User
from throughline.calendars.actions import create_calendar
from throughline.calendars.models import CalendarDay
from throughline.calendars.table import cover
from throughline.history.act import act
from throughline.organizations.actions.accounts import deactivate_user, make_one_time_link
from throughline.organizations.actions.grants import give_grant
from throughline.organizations.actions.organizations import (
    create_organization,
    edit_organization,
    move_organization,
)
from throughline.organizations.actions.own_roles import edit_role, make_role, remove_role, retire_role
from throughline.organizations.actions.persons import create_person
from throughline.organizations.actions.posts import create_post
from throughline.organizations.actions.terms import start_term
from throughline.organizations.models import Grant, Organization

ROUNDS = 6


def crossing_moves():
    one, other = (create_organization(name, by=None) for name in ("One", "Other"))
    below = create_organization("Below", by=None, parent=one)
    done = together(
        lambda: move_organization(one, parent=other, by=None, seen=1),
        lambda: move_organization(other, parent=below, by=None, seen=1),
    )
    for row in Organization.objects.select_related("parent"):
        assert row.trail == (row.parent.trail_below if row.parent else "/"), row.trail
    return done


def mutual_closing():
    with act("test.withdrawn", by=None) as this:
        for grant in Grant.objects.filter(role="administrator"):
            grant.role = "viewer"
            this.save(grant)
    one, other = user("", "administrator"), user("", "administrator")
    done = together(lambda: deactivate_user(one, by=None), lambda: deactivate_user(other, by=None))
    assert User.objects.filter(is_active=True, pk__in=[one.pk, other.pk]).count() == 1
    return done


def two_holders():
    post = create_post(organization(), "Director", by=None)
    persons = [create_person(name, by=None) for name in ("Ada", "Eve")]
    return together(*(lambda p=p: start_term(p, post, started_on=date(2026, 1, 1), by=None) for p in persons))


def one_link_twice():
    _, secret = make_one_time_link(user(), by=None)
    return together(*(lambda n=n: use_one_time_link(secret, f"a good password {n}") for n in range(2)))


def two_editors():
    made = organization()
    copies = [Organization.objects.get(pk=made.pk) for _ in range(2)]
    return together(
        *(
            lambda n=n, c=c: edit_organization(c, by=None, seen=1, short_name=str(n))
            for n, c in enumerate(copies)
        )
    )


def one_code_twice():
    code = f"{organization().code}-twice"
    return together(*(lambda: create_organization("Twice", by=None, code=code) for _ in range(2)))


def extended_twice():
    calendar = create_calendar(user().username, "City", by=None)
    done = together(*(lambda: cover(calendar, date(2010, 1, 1)) for _ in range(2)))
    days = CalendarDay.objects.filter(calendar=calendar)
    assert days.count() == (days.latest("day").day - days.earliest("day").day).days + 1
    return done


def _clerk():
    return make_role(user().username, "viewer", by=None, name_en="Clerk")


def removed_while_given():
    role, other = _clerk(), user()
    done = together(lambda: give_grant(other, role.slug, by=None), lambda: remove_role(role, by=None, seen=1))
    assert OwnRole.objects.filter(pk=role.pk).count() == Grant.objects.filter(user=other).count()
    return done


def retired_while_edited():
    role = _clerk()
    copies = [OwnRole.objects.get(pk=role.pk) for _ in range(2)]
    return together(
        lambda: edit_role(copies[0], by=None, seen=1, name_en="Officer"),
        lambda: retire_role(copies[1], by=None, seen=1),
    )


def one_role_twice():
    slug = user().username
    return together(*(lambda: make_role(slug, "viewer", by=None, name_en="Twice") for _ in range(2)))


PAIRS = (
    removed_while_given,
    retired_while_edited,
    one_role_twice,
    crossing_moves,
    mutual_closing,
    two_holders,
    one_link_twice,
    two_editors,
    one_code_twice,
    extended_twice,
)

if __name__ == "__main__":
    write(PAIRS, rounds=ROUNDS)
