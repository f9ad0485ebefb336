"""Rule sets: how ratings are proposed. What facts there are is said by the stage that rates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.history.act import act
from throughline.lib.cleaning import assign, clean, unless_raced
from throughline.lib.refusal import Invalid
from throughline.register.choices import Colour
from throughline.register.models import RuleSet

FIELDS = ("slug", "title", "rules", "meanings", "note")
OPERATORS = ("=", "!=", "<", "<=", ">", ">=")


def create_rule_set(
    *, by: User | None, slug: str, title: str, rules: Any, why: str = "", **fields: Any
) -> RuleSet:
    """A new rule set; `rules` in the shape that RuleSet describes. Raises Invalid naming the rule that is wrong."""
    check(by, "register.manage_rules")
    made = RuleSet()
    assign(made, {"slug": slug, "title": title, "rules": rules, **fields}, FIELDS)
    _checked(made)
    with unless_raced(), act("register.create_rule_set", by=by, why=why) as this:
        this.create(made)
        this.about(made)
    return made


def edit_rule_set(rule_set: RuleSet, *, by: User | None, seen: int, why: str = "", **changes: Any) -> RuleSet:
    """Change a rule set. Ratings made by its earlier rules keep them in their history. Raises Invalid."""
    check(by, "register.manage_rules", rule_set)
    assign(rule_set, changes, FIELDS)
    _checked(rule_set)
    with unless_raced(), act("register.edit_rule_set", by=by, why=why, about=rule_set) as this:
        this.save(rule_set, seen=seen)
    return rule_set


def _checked(rule_set: RuleSet) -> None:
    clean(rule_set)
    if RuleSet.objects.filter(slug=rule_set.slug).exclude(pk=rule_set.pk).exists():
        raise Invalid("slug", _("Another rule set has this short name. Choose another."))
    if not isinstance(rule_set.rules, list):
        raise Invalid("rules", _("Rules are a list; the first that matches wins."))
    for number, rule in enumerate(rule_set.rules, 1):
        if not _sound(rule):
            raise Invalid(
                "rules",
                _(
                    "Rule %(number)s is not complete: it needs a name, conditions (fact, op, value) and a colour."
                ),
                number=number,
            )
    if not isinstance(rule_set.meanings, Mapping) or not set(rule_set.meanings) <= set(Colour.values):
        raise Invalid("meanings", _("Meanings are given per colour: green, blue, yellow, orange, red."))


def _sound(rule: Any) -> bool:
    if not isinstance(rule, Mapping) or not rule.get("name") or rule.get("colour") not in Colour.values:
        return False
    conditions = rule.get("all")
    return isinstance(conditions, list) and all(
        isinstance(c, Mapping)
        and isinstance(c.get("fact"), str)
        and c.get("op") in OPERATORS
        and "value" in c
        for c in conditions
    )
