"""The concepts that a city may call otherwise, with the words by which the program's sentences call them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

ENGLISH, CHINESE = "en", "zh-hans"
LANGUAGES = (ENGLISH, CHINESE)


@dataclass(frozen=True)
class Term:
    """A concept. `kept` finds (by a pattern over the English) sentences in which its words mean something else."""

    key: str
    english: tuple[str, str]
    chinese: tuple[str, ...]
    meaning: Any
    kept: str = ""

    def usual(self, language: str) -> tuple[str, str]:
        """The program's own word: one of it, many of it."""
        return self.english if language == ENGLISH else (self.chinese[0], self.chinese[0])


#: Few, so that a sentence is still a sentence: nouns that offices really name differently.
TERMS = (
    Term("register", ("register", "registers"), ("台账",), _("A numbered list of tasks.")),
    Term("key_area", ("key area", "key areas"), ("重点工作",), _("A heading of a register, with goals.")),
    Term(
        "task",
        ("task", "tasks"),
        ("任务",),
        _("What is to be done: aim, standard, deadline, who answers for it."),
        kept=r"\btask forces?\b|\bjobs?\b|clause begins with an order|orders?\b.*(acts on|list item)|several orders",
    ),
    Term("milestone", ("milestone", "milestones"), ("节点",), _("A dated step of a task.")),
    Term(
        "circular",
        ("circular", "circulars"),
        ("督查通报", "通报"),
        _("The supervision office's published account of ratings."),
        kept=r"\bcirculat",
    ),
    Term("rating", ("rating", "ratings"), ("亮灯",), _("Green, yellow, red or another colour of a task.")),
    Term(
        "lead",
        ("lead", "leads"),
        ("牵头",),
        _("Who answers first for a task."),
        kept=r"\bleads to\b|first leads",
    ),
    Term("supporting", ("supporting", "supporting"), ("配合",), _("Who helps with a task.")),
    Term(
        "leader_in_charge",
        ("leader in charge", "leaders in charge"),
        ("分管领导",),
        _("The leader to whose portfolio a task belongs."),
    ),
)
BY_KEY = {term.key: term for term in TERMS}
