"""Plans, their editions, and the clause tree of an edition."""

from __future__ import annotations

from collections import Counter

from django.db.models import QuerySet

from throughline.accounts.models import User
from throughline.accounts.permissions import allowed
from throughline.documents.models import Document
from throughline.lib.refusal import NotThere
from throughline.plans.choices import Decomposition
from throughline.plans.models import Edition, Plan, Wording


def plans(user: User | None) -> QuerySet[Plan]:
    """The plans that `user` may see, in official order."""
    return allowed(user, "plans.view", Plan.objects.select_related("organization", "parent"))


def find_plan(slug: str, user: User | None) -> Plan:
    """The plan of that short name. Raises NotThere when `user` may not see it."""
    found = plans(user).filter(slug=slug).first()
    if found is None:
        raise NotThere
    return found


def editions(plan: Plan) -> QuerySet[Edition]:
    """The plan's editions, latest first, without their documents' texts."""
    heavy = [f"document__{name}" for name in ("text", "outline", "damage", "notes")]
    return plan.editions.select_related("document").defer(*heavy).order_by("-position")


def latest_edition(plan: Plan) -> Edition | None:
    """The plan's last edition."""
    return editions(plan).first()


def edition_of(document: Document) -> Edition | None:
    """The last edition whose text the document is."""
    return document.editions.select_related("plan").order_by("-pk").first()


def clause_tree(edition: Edition) -> QuerySet[Wording]:
    """The wordings of an edition in the order of the text, with clause and passage; `depth` says how far in."""
    return edition.wordings.select_related("clause", "passage").order_by("position")


def decomposition_counts(edition: Edition) -> Counter[str]:
    """How many clauses of the edition are undecided, to be decomposed, exempt; every kind is a key."""
    found = Counter(dict.fromkeys(Decomposition.values, 0))
    found.update(edition.wordings.values_list("clause__decomposition", flat=True))
    return found
