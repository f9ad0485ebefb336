"""What the acts on calendars are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.history.acts import name_act

name_act("calendars.create_calendar", _("Calendar created"))
name_act("calendars.edit_calendar", _("Calendar edited"))
name_act("calendars.set_local_day", _("Local day set"))
name_act("calendars.remove_local_day", _("Local day removed"))
