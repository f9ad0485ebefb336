"""What the acts on the directory are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.history.acts import name_act

name_act("organizations.create_organization", _("Organization created"))
name_act("organizations.edit_organization", _("Organization edited"))
name_act("organizations.move_organization", _("Organization moved"))
name_act("organizations.reorder_organizations", _("Organizations put in order"))
name_act("organizations.end_organization", _("Organization's end set"))
name_act("organizations.reorganize", _("Organization merged, split or dissolved"))
name_act("organizations.create_person", _("Person entered"))
name_act("organizations.edit_person", _("Person edited"))
name_act("organizations.create_post", _("Post created"))
name_act("organizations.edit_post", _("Post edited"))
name_act("organizations.delete_post", _("Post deleted"))
name_act("organizations.set_portfolio", _("Portfolio set"))
name_act("organizations.start_term", _("Term of office begun"))
name_act("organizations.edit_term", _("Term of office edited"))
name_act("organizations.remove_term", _("Term of office removed"))
name_act("organizations.record_absence", _("Absence recorded"))
name_act("organizations.remove_absence", _("Absence removed"))
name_act("organizations.hand_over", _("Post handed over"))
name_act("organizations.hand_over_person", _("Person's work handed over"))
name_act("organizations.hand_over_to_newcomer", _("Post handed over to somebody new"))
name_act("organizations.start_term_of_newcomer", _("Term of office begun by somebody new"))
name_act("organizations.give_grant", _("Role given"))
name_act("organizations.withdraw_grant", _("Role withdrawn"))
name_act("organizations.import_directory", _("Directory imported"))
name_act("accounts.make_role", _("Own role made"))
name_act("accounts.edit_role", _("Own role edited"))
name_act("accounts.retire_role", _("Own role retired"))
name_act("accounts.reopen_role", _("Own role taken into use again"))
name_act("accounts.remove_role", _("Own role removed"))
