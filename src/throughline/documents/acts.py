"""What the acts on documents, findings and confirmations are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.history.acts import name_act

name_act("documents.receive", _("Document received"))
name_act("documents.read", _("Document read"))
name_act("documents.read_again", _("Document read again"))
name_act("documents.correct_columns", _("Meaning of columns corrected"))
name_act("documents.edit", _("Document described anew"))
name_act("documents.edit_finding", _("Finding edited"))
name_act("documents.reject_finding", _("Finding rejected"))
name_act("documents.reject_findings", _("Findings rejected"))
name_act("documents.reopen_finding", _("Finding opened again"))
name_act("documents.merge_findings", _("Findings merged"))
name_act("documents.split_finding", _("Finding split"))
name_act("documents.accept_findings", _("Findings accepted"))
name_act("documents.confirm_finding", _("Finding edited and accepted"))
name_act("documents.open_destination", _("Plan and register chosen for a document"))
