"""The pages of roles, and own roles wherever roles are shown, given and looked for."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import builders
from tests.web.whole import Whole, text
from throughline.accounts.choices import Role
from throughline.accounts.models import OwnRole, User
from throughline.accounts.permissions import may
from throughline.history.act import act
from throughline.history.models import AuditRecord
from throughline.organizations.actions.grants import give_grant
from throughline.organizations.actions.own_roles import make_role
from throughline.organizations.models import Grant
from throughline.organizations.roles import withholdable
from throughline.register.actions.registers import give_register_grant
from throughline.register.models import RegisterGrant
from throughline.web.views.roles import SHOWN

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(whole_city: Whole) -> Whole:
    return whole_city


def shown(city: Whole, name: str, *keys, who: str = "administrator") -> str:
    return text(city.client(who).get(reverse(name, args=keys)))


def chinese(city: Whole, name: str) -> None:
    User.objects.filter(username=city.users[name].username).update(language="zh-hans")
    city.users[name] = User.objects.get(pk=city.users[name].pk)


def test_the_page_shows_own_roles_first_and_what_every_role_may_do(city):
    page = shown(city, "roles")
    assert page.index("as Supervision office, without:") < page.index("What each role may do")
    assert "given to nobody" in page
    assert page.count('scope="col"') == len(Role) + 1
    row = page.split("Circulate ratings</th>")[1].split("</tr>")[0]
    assert row.count(">yes<") == 1
    assert "See the directory" not in page
    auditor = shown(city, "roles", who="auditor")
    assert reverse("role", args=["clerk"]) in page
    assert reverse("role", args=["clerk"]) not in auditor
    assert reverse("role_new") not in auditor
    chinese(city, "administrator")
    assert "同“督查部门”，但不能：" in shown(city, "roles")


def test_a_role_is_made_of_what_is_ticked(city):
    client = city.client("administrator")
    new = reverse("role_new")
    assert 'name="base"' in text(client.get(f"{new}?base=king"))
    page = text(client.get(f"{new}?base=unit_officer"))
    assert page.count('name="acts"') == page.count(" checked") == len(withholdable(Role.UNIT_OFFICER))
    ticked = sorted(withholdable(Role.UNIT_OFFICER) - {"register.sign_off"})
    sent = {"name_en": "Reporter", "name_zh": "填报员", "slug": "reporter", "acts": ticked}
    answer = client.post(f"{new}?base=unit_officer", sent)
    assert answer["Location"] == reverse("role", args=["reporter"])
    made = OwnRole.objects.get(slug="reporter")
    assert (made.base, made.withheld, made.name_zh) == ("unit_officer", ["register.sign_off"], "填报员")
    for wrong in (
        {"slug": "clerk"},
        {"slug": "viewer"},
        {"name_en": "", "name_zh": ""},
        {"acts": ["plans.edit"]},
    ):
        answer = client.post(f"{new}?base=unit_officer", sent | {"slug": "again"} | wrong)
        assert answer.status_code == 422, wrong
        assert 'role="alert"' in text(answer) or "is-invalid" in text(answer)
    assert OwnRole.objects.count() == 2


def test_it_is_edited_by_who_saw_its_last_version(city):
    client, path = city.client("administrator"), reverse("role", args=["clerk"])
    role = OwnRole.objects.get()
    ticked = sorted(withholdable(role.base) - {"delivery.close_register"})
    sent = {"act": "edit", "name_en": "Junior", "acts": ticked, "row_version": role.version}
    page = text(client.get(path))
    assert 'value="delivery.circulate">' in page
    assert 'value="delivery.close_register" checked>' in page
    assert client.post(path, sent).status_code == 302
    role.refresh_from_db()
    assert (role.name_en, role.withheld) == ("Junior", ["delivery.close_register"])
    late = client.post(path, sent | {"name_en": "Late"})
    assert late.status_code == 422
    assert "Somebody changed this meanwhile" in text(late)
    assert client.post(path, sent | {"row_version": role.version, "acts": ["dance"]}).status_code == 422
    assert OwnRole.objects.get().name_en == "Junior"


def test_it_is_retired_taken_into_use_again_and_removed(city):
    client, path = city.client("administrator"), reverse("role", args=["clerk"])
    grant = give_grant(builders.user("ann"), "clerk", by=None)
    assert "Ann" in text(client.get(path))
    for name, retired in (("retire", True), ("reopen", False)):
        assert client.post(path, {"act": name, "row_version": 7}).status_code == 409
        client.post(path, {"act": name, "row_version": OwnRole.objects.get().version})
        assert OwnRole.objects.get().is_retired is retired
    seen = OwnRole.objects.get().version
    assert client.post(path, {"act": "remove", "row_version": seen}).status_code == 409
    client.post(reverse("account_of", args=[grant.user_id]), {"act": "withdraw", "grant": grant.pk})
    assert client.post(path, {"act": "remove", "row_version": seen})["Location"] == reverse("roles")
    assert not OwnRole.objects.exists()


def test_nobody_else_makes_edits_or_removes_one(city):
    before = AuditRecord.objects.count()
    for name in set(city.users) - {"administrator"}:
        client = city.client(name)
        for asked in ("edit", "retire", "remove", ""):
            assert client.post(reverse("role", args=["clerk"]), {"act": asked}).status_code == 404, name
        assert (
            client.post(f"{reverse('role_new')}?base=viewer", {"slug": "x", "name_en": "X"}).status_code
            == 403
        )
    assert AuditRecord.objects.count() == before


def test_it_is_given_and_shown_by_name_wherever_roles_are(city):
    chinese(city, "administrator")
    client, ann = city.client("administrator"), builders.user("ann")
    make_role("old", Role.VIEWER, by=None, name_en="Old")
    OwnRole.objects.filter(slug="old").update(is_retired=True)
    OwnRole.objects.filter(slug="clerk").update(name_zh="督查科员")
    page = text(client.get(reverse("account_of", args=[ann.pk])))
    assert '<option value="clerk">督查科员</option>' in page
    assert '<option value="old"' not in page
    client.post(
        reverse("account_of", args=[ann.pk]), {"act": "grant", "role": "clerk", "organization": city.water.pk}
    )
    client.post(reverse("organization_roles", args=["city"]), {"user": "ann", "role": "clerk"})
    client.post(reverse("rights"), {"user": "ann", "role": "clerk", "register": "tasks"})
    client.post(reverse("rights"), {"user": "ann", "role": "clerk", "plan": city.goal.edition.plan.slug})
    assert Grant.objects.filter(own_role__slug="clerk").count() == 2
    for name, keys in (
        ("account_of", [ann.pk]),
        ("accounts", []),
        ("organization_roles", ["city"]),
        ("rights", []),
        ("roles", []),
    ):
        assert "督查科员" in shown(city, name, *keys), name
    city.users["ann"] = User.objects.get(pk=ann.pk)
    assert "Clerk: Water" in shown(city, "account", who="ann")
    found = text(client.get(reverse("accounts"), {"role": "clerk"}))
    assert found.count("督查科员</div>") + found.count("督查科员 <span") == 2
    assert "ann" in text(client.get(reverse("accounts"), {"role": Role.SUPERVISION_OFFICE}))
    assert (
        client.post(reverse("account_of", args=[ann.pk]), {"act": "grant", "role": "old"}).status_code == 422
    )


def test_what_is_withheld_is_neither_offered_nor_done(city):
    """The register's circular, for whoever supervises the whole city but for that."""
    user = builders.user("ann")
    give_grant(user, "clerk", by=None, organization=city.town.units["city"])
    city.users["ann"] = User.objects.get(pk=user.pk)
    path = reverse("circular_new", args=["tasks"])
    assert city.client("supervision").get(path).status_code == 200
    assert city.client("ann").get(path).status_code == 404
    circulars = reverse("circulars")
    assert path in text(city.client("supervision").get(circulars))
    assert path not in text(city.client("ann").get(circulars))
    for name in ("register_close", "register_periods"):
        assert city.client("ann").get(reverse(name, args=["tasks"])).status_code == 200
    assert "reports to decide" in text(city.client("ann").get("/"))


def test_more_own_roles_cost_no_more_queries(city):
    client = city.client("administrator")
    counted = []
    for more in (1, 6):
        for number in range(more):
            name = f"more-{more}-{number}"
            role = make_role(name, Role.VIEWER, by=None, name_en=name)
            give_grant(builders.user(), role.slug, by=None)
            give_register_grant(city.register, builders.user(), role.slug, by=None)
        for path in (reverse("roles"), reverse("accounts"), reverse("rights")):
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                client.get(path)
            counted.append((path, len(asked)))
    assert RegisterGrant.objects.count() >= 6
    assert counted[:3] == counted[3:]


def test_of_many_who_have_a_role_the_first_stand_on_its_page(city):
    with act("test.many", by=None) as this:
        role = OwnRole.objects.get()
        users = [User(username=f"many-{n:02}", name=f"Many {n:02}") for n in range(SHOWN + 1)]
        this.create_many(users)
        this.create_many([Grant(user=user, role=role.base, own_role=role) for user in users])
    page = shown(city, "role", "clerk")
    assert "Many 49" in page
    assert "Many 50" not in page
    assert f"{reverse('accounts')}?role=clerk" in page


def test_a_past_day_is_shown_with_todays_roles(city):
    page = text(city.client("auditor").get(reverse("roles"), {"as_of": "2026-03-10"}))
    assert "Clerk" in page
    assert may(city.users["auditor"], "history.view_all")
