"""The stage of registers."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Its name and label."""

    name = "throughline.register"
    label = "register"

    def ready(self) -> None:
        from throughline.history.verify import CHECKS  # noqa: PLC0415  models are loaded by now
        from throughline.register.actions.tallies import check_tallies  # noqa: PLC0415
        from throughline.register.orphans import check_orphans  # noqa: PLC0415

        CHECKS.extend((check_tallies, check_orphans))
