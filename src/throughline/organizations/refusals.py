"""Why an act on the directory is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.lib.refusal import Refused


class MovedUnderItself(Refused):
    """An organization was to become part of itself or of one below it."""

    status = 422
    message = _(
        "“%(organization)s” can't be part of itself or of an organization below it. Choose another one."
    )


class TooDeep(Refused):
    """The tree of organizations would have more levels than it can keep."""

    status = 422
    message = _("The organizations would stand too many levels deep. Choose a place higher up.")


class CodeTaken(Refused):
    """Another organization has the code."""

    message = _("The code “%(code)s” is taken by another organization. Choose another.")


class StillHasParts(Refused):
    """An organization that ends still has others below it."""

    message = _("“%(part)s” is still part of this organization. End or move what is below it first.")


class NotStanding(Refused):
    """An organization that has ended can't take on something new."""

    message = _("“%(organization)s” ended on %(day)s. Choose an organization that exists.")


class TitleTaken(Refused):
    """The organization has a post of this title."""

    message = _(
        "“%(organization)s” already has the post “%(title)s”. Number the posts, or use the one that exists."
    )


class AccountTaken(Refused):
    """The account belongs to another person."""

    message = _("The account “%(username)s” already belongs to %(person)s.")


class OverlappingTerms(Refused):
    """Two would hold the same post at once."""

    status = 422
    message = _(
        "%(person)s holds the post “%(post)s” from %(start)s until %(end)s. End that term first, or choose other days."
    )


class TermBeginsLater(Refused):
    """A term would end before its first day."""

    status = 422
    message = _("The term of %(person)s begins on %(start)s. Choose a later day, or remove that term.")


class NobodyHolds(Refused):
    """There is no holder who could hand over."""

    status = 422
    message = _("Nobody holds the post “%(post)s” on %(day)s. Start a term instead of handing over.")


class InUse(Refused):
    """Something refers to the object, which therefore stays."""

    message = _("This can't be deleted because other records refer to it. End it instead.")


class LeaderMissing(Refused):
    """A secretary acts on behalf of somebody."""

    status = 422
    message = _("A secretary acts on behalf of a leader. Choose the leader's post.")


class NotASecretary(Refused):
    """Only secretaries act on behalf of somebody."""

    status = 422
    message = _("Only a leader's secretary acts on behalf of somebody. Leave “on behalf of” empty.")


class GrantedAlready(Refused):
    """The account has the role there."""

    message = _("This account already has the role “%(role)s” there.")


class LastAdministrator(Refused):
    """Nobody would be left who can give rights."""

    message = _("This is the last administrator. Make another account administrator everywhere first.")


class AccountClosed(Refused):
    """A closed account is opened before it gets a link or a role."""

    message = _("The account “%(username)s” is closed. Open it first.")


class RoleNameTaken(Refused):
    """A built-in role or another own role has the short name."""

    message = _("The short name “%(slug)s” is taken by another role. Choose another.")


class RoleHeld(Refused):
    """Somebody has the own role, which therefore stays."""

    message = _("Somebody has the role “%(role)s”. Withdraw it first, or retire the role.")


class RoleRetired(Refused):
    """A retired own role is given to nobody any more."""

    message = _(
        "The role “%(role)s” is retired. Choose another, or let an administrator take it into use again."
    )


class RoleWithAnotherBase(Refused):
    """An own role stays with the built-in role that it was made from."""

    message = _(
        "The role “%(role)s” is made from “%(base)s” here, and stays so. Give the other one a short name of its own."
    )
