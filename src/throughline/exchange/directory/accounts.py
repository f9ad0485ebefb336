"""Rows of accounts and their roles."""

from __future__ import annotations

from throughline.accounts.names import login_name
from throughline.exchange.directory.columns import Line
from throughline.exchange.directory.run import CHANGED, CREATED, Outcome, Run, differing
from throughline.organizations.actions.accounts import activate_user, create_user, deactivate_user, edit_user
from throughline.organizations.actions.grants import give_grant
from throughline.organizations.models import Grant
from throughline.organizations.roles import role_named


def take_account(run: Run, line: Line, outcome: Outcome) -> None:
    """The account itself; several rows may give it several roles."""
    values, name = line.values, login_name(line.values["username"])
    wanted = {key: values[key] for key in ("name", "language") if key in values}
    user = run.known.users.get(name)
    if user is None:
        user = create_user(name, wanted.pop("name", name), by=run.by, **wanted)
        run.known.users[user.username] = user
        run.new_users.append(user)
        outcome.note(CREATED)
    elif differs := differing(user, wanted):
        edit_user(user, by=run.by, seen=user.version, **differs)
        outcome.note(CHANGED, *differs)
    if "is_active" in values and values["is_active"] != user.is_active:
        (activate_user if values["is_active"] else deactivate_user)(user, by=run.by)
        outcome.note(CHANGED, "is_active")


def take_grant(run: Run, line: Line, outcome: Outcome) -> None:
    """The role of the row, unless the account has it. An import takes no role away."""
    values, known = line.values, run.known
    if "role" not in values:
        return
    base, own = role_named(values["role"])
    grant = Grant(
        user=known.user("username", values["username"]),
        role=base,
        own_role=own,
        organization=known.organization("organization", values["organization"])
        if "organization" in values
        else None,
        acts_for=known.post("acts_for", values["acts_for"]) if "acts_for" in values else None,
    )
    if known.grant_key(grant) in known.grants:
        return
    place = {"organization": grant.organization, "acts_for": grant.acts_for}
    give_grant(grant.user, grant.role_key, by=run.by, **place)
    known.grants.add(known.grant_key(grant))
    outcome.note(CHANGED, "role")
