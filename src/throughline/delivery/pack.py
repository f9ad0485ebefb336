"""Rating rules in the pack of settings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.delivery.actions.presets import save_rule_set
from throughline.lib.pack_part import PARTS, Content, Part, fields
from throughline.register.models import RuleSet

FIELDS = ("title", "rules", "meanings", "note")


def held() -> dict[str, Content]:
    """Rule sets by short name."""
    return {row.slug: {name: getattr(row, name) for name in FIELDS} for row in RuleSet.objects.all()}


def take(key: str, content: Content) -> None:
    """Make the rule set so, after its rules were looked through."""
    said = fields(content, FIELDS)
    row = RuleSet.objects.filter(slug=key).first()
    if row is None:
        save_rule_set(None, by=None, slug=key, **said)
    else:
        save_rule_set(row, by=None, seen=row.version, **said)


def title(_key: str, content: Content) -> str:
    """Its title."""
    return str(content.get("title", ""))


PARTS.append(Part("rule-sets", _("Rating rules"), 3, held, title, take))
