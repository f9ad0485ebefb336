"""The city's own words: what each concept is called, where it stands, and how its sentences will read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from throughline.accounts.permissions import check
from throughline.vocabulary.actions import cleaned, set_words
from throughline.vocabulary.queries import Sentence, seen_now, sentence_counts, sentences, words_held
from throughline.vocabulary.terms import BY_KEY, CHINESE, ENGLISH, Term
from throughline.web.forms.vocabulary import VocabularyForm, Words
from throughline.web.views.frame import form_page, told_in

#: Pages on which each concept is named; a test looks there.
PAGES: dict[str, tuple[str, ...]] = {
    "register": ("registers", "overview", "rights"),
    "key_area": ("overview", "tasks"),
    "task": ("home", "registers", "tasks", "overview"),
    "milestone": ("home",),
    "circular": ("circulars",),
    "rating": ("overview", "tasks", "ratings", "rule_sets"),
    "lead": ("tasks", "overview"),
    "supporting": (),
    "leader_in_charge": ("tasks",),
}
NAMES = {
    "home": gettext_lazy("Today"),
    "registers": gettext_lazy("Registers"),
    "overview": gettext_lazy("Overview"),
    "rights": gettext_lazy("Rights"),
    "tasks": gettext_lazy("All tasks"),
    "circulars": gettext_lazy("Circulars"),
    "ratings": gettext_lazy("Ratings"),
    "rule_sets": gettext_lazy("Rating rules"),
}
SHOWN = 40


@dataclass(frozen=True)
class Preview:
    """The sentences of one concept in one language as they will be; `more` are not shown."""

    term: Term
    language: str
    shown: list[Sentence]
    more: int


@require_http_methods(["GET", "POST"])
def vocabulary_page(request: HttpRequest) -> HttpResponse:
    """Show the words; look how sentences will read; save."""
    check(request.user, "vocabulary.manage")
    form = VocabularyForm(request.POST or None, held=words_held(), seen=seen_now())
    preview: list[Preview] = []
    if request.method == "POST" and form.is_valid():
        with told_in(form):
            if "preview" in request.POST:
                preview = _preview({place: cleaned(place, pair) for place, pair in form.wanted.items()})
            else:
                return _saved(request, form)
    language = get_language() or ENGLISH
    counts = sentence_counts(language)
    context: dict[str, Any] = {
        "lines": [(line, counts[line.term.key], _places(line.term.key)) for line in form.lines],
        "preview": preview,
        "previewed": "preview" in request.POST and not form.errors,
        "tab": "vocabulary",
    }
    return form_page(request, "web/vocabulary.html", form, "administration", **context)


def _saved(request: HttpRequest, form: VocabularyForm) -> HttpResponse:
    changed = set_words(form.wanted, by=request.user, seen=form.cleaned_data["row_version"])
    if changed:
        messages.success(request, _("The words are in use from now on, everywhere."))
    return redirect("vocabulary")


def _preview(words: Words) -> list[Preview]:
    found = []
    for (key, language), pair in words.items():
        if pair[0]:
            all_of_it = sentences(BY_KEY[key], language, pair)
            found.append(Preview(BY_KEY[key], language, all_of_it[:SHOWN], len(all_of_it[SHOWN:])))
    return sorted(found, key=lambda one: (one.language != (get_language() or CHINESE), one.term.key))


def _places(key: str) -> list[tuple[str, Any]]:
    return [(reverse(name), NAMES[name]) for name in PAGES[key]]
