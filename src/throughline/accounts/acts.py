"""What the acts on accounts are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.history.acts import name_act

name_act("accounts.use_one_time_link", _("Password chosen by one-time link"))
name_act("accounts.change_password", _("Password changed"))
name_act("accounts.set_language", _("Language chosen"))
name_act("accounts.make_token", _("Token made"))
name_act("accounts.revoke_token", _("Token revoked"))
name_act("accounts.create_user", _("Account made"))
name_act("accounts.edit_user", _("Account edited"))
name_act("accounts.deactivate_user", _("Account closed"))
name_act("accounts.activate_user", _("Account opened again"))
name_act("accounts.make_one_time_link", _("One-time link made"))
