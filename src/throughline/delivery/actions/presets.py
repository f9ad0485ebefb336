"""Rule sets: the presets installed, and any of them changed by hand."""

from __future__ import annotations

from typing import Any

from throughline.accounts.models import User
from throughline.accounts.permissions import check
from throughline.delivery.queries.usual import usual_rule_set
from throughline.delivery.rules import validate
from throughline.delivery.rules.evaluation import in_language
from throughline.delivery.rules.presets import presets, standard
from throughline.lib.refusal import Invalid
from throughline.register.actions import create_rule_set, edit_rule_set
from throughline.register.models import RuleSet


def install_presets(*, by: User | None, language: str) -> list[RuleSet]:
    """Install the presets that are not there yet, with titles in `language` ("en", "zh-hans"); gives all of them.

    What they say of colours and rules is kept in both languages. One that was changed here stays as it is.
    """
    check(by, "register.manage_rules")
    there = {
        row.slug: row for row in RuleSet.objects.filter(slug__in=[preset["slug"] for preset in presets()])
    }
    return [there.get(preset["slug"]) or _install(preset, language, by) for preset in presets()]


def standard_rule_set(*, language: str) -> RuleSet:
    """The rule set for a register that names none: the usual one here, else the standard preset, installed for it.

    Installing it is the system's own act, since whoever makes registers may not change rules.
    """
    usual = usual_rule_set()
    if usual is not None:
        return usual
    return _install(standard(), language, None)


def _install(preset: dict[str, Any], language: str, by: User | None) -> RuleSet:
    return create_rule_set(
        by=by,
        slug=preset["slug"],
        title=in_language(preset["title"], language),
        note=in_language(preset["note"], language),
        rules=preset["rules"],
        meanings=preset["meanings"],
    )


def save_rule_set(
    rule_set: RuleSet | None, *, by: User | None, seen: int = 0, why: str = "", **fields: Any
) -> RuleSet:
    """Make a rule set (`rule_set` None) or change one, after looking through its rules: slug, title, rules, meanings,
    note. Raises Invalid naming all that is wrong.
    """
    rules = fields.get("rules", rule_set.rules if rule_set else None)
    meanings = fields.get("meanings", rule_set.meanings if rule_set else {})
    faults = validate(rules, meanings)
    if faults:
        raise Invalid("rules", "%(faults)s", faults=" ".join(faults))
    if rule_set is None:
        return create_rule_set(by=by, why=why, **{"title": "", "slug": "", **fields})
    return edit_rule_set(rule_set, by=by, seen=seen, why=why, **fields)
