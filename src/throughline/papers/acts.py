"""What the acts on papers are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.history.acts import name_act

name_act("papers.create_column_set", _("Column set made"))
name_act("papers.edit_column_set", _("Column set edited"))
name_act("papers.remove_column_set", _("Column set removed"))
name_act("papers.add_template", _("Template added"))
name_act("papers.use_template", _("Template taken into use"))
name_act("papers.put_template_aside", _("Template put aside"))
name_act("papers.create_series", _("Number series set up"))
name_act("papers.edit_series", _("Number series edited"))
name_act("papers.take_number", _("Number taken"))
name_act("papers.void_number", _("Number voided"))
name_act("papers.issue", _("Paper issued"))
name_act("papers.attach_scan", _("Scan attached"))
