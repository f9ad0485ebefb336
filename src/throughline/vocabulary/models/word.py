"""A city's own word for a concept of the program, in one language."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from throughline.history.models import Versioned, versioned
from throughline.vocabulary.writing import LONGEST


@versioned()
class Word(Versioned):
    """What the concept `key` (terms.TERMS) is called in `language`; an empty word is the program's own.

    A row stays when the city goes back to the program's word, so that versions count every change.
    """

    key = models.CharField(_("concept"), max_length=40)
    language = models.CharField(_("language"), max_length=8)
    one = models.CharField(_("word"), max_length=LONGEST, blank=True)
    many = models.CharField(_("plural"), max_length=LONGEST, blank=True)

    class Meta:
        ordering = ("key", "language")
        verbose_name = _("word of the city")
        verbose_name_plural = _("words of the city")
        constraints = [models.UniqueConstraint(fields=["key", "language"], name="word_unique")]

    def __str__(self) -> str:
        return f"{self.key} ({self.language}): {self.one or '–'}"
