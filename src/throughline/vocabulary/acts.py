"""What the acts on words are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.history.acts import name_act

name_act("vocabulary.set_words", _("Words of the city set"))
name_act("vocabulary.take_settings", _("Pack of settings taken over"))
