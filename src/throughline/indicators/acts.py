"""What the acts on indicators, targets and values are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from throughline.history.acts import name_act

name_act("indicators.create", _("Indicator created"))
name_act("indicators.edit", _("Indicator edited"))
name_act("indicators.create_target", _("Target set"))
name_act("indicators.edit_target", _("Target edited"))
name_act("indicators.set_steps", _("Steps of a target set"))
name_act("indicators.remove_target", _("Target deleted"))
name_act("indicators.add_observation", _("Value entered"))
