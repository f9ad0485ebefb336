"""What the acts on papers are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.history.acts import name_act

name_act("papers.create_column_set", _("Column set made"))
name_act("papers.edit_column_set", _("Column set edited"))
name_act("papers.remove_column_set", _("Column set removed"))
