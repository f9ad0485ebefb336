"""The stage of accounts."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    """Reads every stage's permissions at the start."""

    name = "throughline.accounts"
    label = "accounts"

    def ready(self) -> None:
        # Every stage's conditions are known before the first request asks for one.
        autodiscover_modules("permissions")
