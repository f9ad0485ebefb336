"""The stage of registers."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Its name and label."""

    name = "throughline.register"
    label = "register"

    def ready(self) -> None:
        from throughline.history.verify import CHECKS  # noqa: PLC0415  models are loaded by now
        from throughline.register.actions.tallies import check_tallies  # noqa: PLC0415

        CHECKS.append(check_tallies)
