"""The city's own words: one field in Chinese, two in English, for each concept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from throughline.vocabulary.terms import CHINESE, ENGLISH, TERMS, Term
from throughline.vocabulary.writing import LONGEST

Words = dict[tuple[str, str], tuple[str, str]]


@dataclass(frozen=True)
class Line:
    """A concept's fields in the table; its name in the page's language and in the other one."""

    term: Term
    name: str
    other: str
    chinese: BoundField
    one: BoundField
    many: BoundField


class VocabularyForm(forms.Form):
    """Empty fields are the program's own words; `row_version` is what the page showed."""

    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, held: Mapping[tuple[str, str], tuple[str, str]], seen: int
    ) -> None:
        initial: dict[str, Any] = {"row_version": seen}
        for (key, language), (one, many) in held.items():
            initial |= {f"{key}-{language}": one, f"{key}-{language}-many": many}
        super().__init__(data, initial=initial)
        chinese = (get_language() or ENGLISH).startswith("zh")
        self._languages = (CHINESE, ENGLISH) if chinese else (ENGLISH, CHINESE)
        for term in TERMS:
            self._add(f"{term.key}-{CHINESE}", term.chinese[0] if chinese else "", _("Word in Chinese"))
            self._add(f"{term.key}-{ENGLISH}", "" if chinese else term.english[0], _("Word in English"))
            self._add(
                f"{term.key}-{ENGLISH}-many", "" if chinese else term.english[1], _("Plural in English")
            )

    def _add(self, name: str, usual: str, label: Any) -> None:
        attributes = {"placeholder": usual, "autocomplete": "off", "class": "form-control"}
        self.fields[name] = forms.CharField(
            label=label, required=False, max_length=LONGEST, widget=forms.TextInput(attrs=attributes)
        )

    @property
    def lines(self) -> list[Line]:
        """The concepts with their fields."""
        return [
            Line(
                term,
                *(term.usual(language)[0] for language in self._languages),
                self[f"{term.key}-{CHINESE}"],
                self[f"{term.key}-{ENGLISH}"],
                self[f"{term.key}-{ENGLISH}-many"],
            )
            for term in TERMS
        ]

    @property
    def wanted(self) -> Words:
        """The words as the action takes them."""
        said = self.cleaned_data
        words: Words = {}
        for term in TERMS:
            chinese = said[f"{term.key}-{CHINESE}"]
            words[term.key, CHINESE] = (chinese, chinese)
            words[term.key, ENGLISH] = (
                said[f"{term.key}-{ENGLISH}"],
                said[f"{term.key}-{ENGLISH}-many"],
            )
        return words
