"""The delivery stage's Django application."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """Reports, ratings, completions."""

    name = "throughline.delivery"
    label = "delivery"

    def ready(self) -> None:
        from throughline.delivery.derived import check_derived  # noqa: PLC0415  models are loaded by now
        from throughline.history.verify import CHECKS  # noqa: PLC0415

        CHECKS.append(check_derived)
