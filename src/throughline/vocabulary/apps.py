"""The stage of words."""

from django.apps import AppConfig

from throughline.vocabulary.translation import install


class VocabularyConfig(AppConfig):
    """The city's own words."""

    name = "throughline.vocabulary"
    label = "vocabulary"

    def ready(self) -> None:
        """Let every translated sentence pass by the city's words."""
        install()
