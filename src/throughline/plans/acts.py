"""What the acts on plans, editions and clauses are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.history.acts import name_act

name_act("plans.create", _("Plan created"))
name_act("plans.edit", _("Plan edited"))
name_act("plans.give_grant", _("Role given for a plan"))
name_act("plans.withdraw_grant", _("Role withdrawn for a plan"))
name_act("plans.create_edition", _("Edition created"))
name_act("plans.edit_edition", _("Edition edited"))
name_act("plans.make_edition", _("Edition made from a document"))
name_act("plans.record_adoption", _("Adoption recorded"))
name_act("plans.write_clauses", _("Clauses made from the text"))
name_act("plans.mark_decomposition", _("Clause marked"))
name_act("plans.exempt_clause", _("Clause exempted"))
name_act("plans.align", _("Clauses aligned with the plan above"))
name_act("plans.not_ours", _("Clauses of the plan above called not ours"))
name_act("plans.withdraw_alignment", _("Alignment withdrawn"))
