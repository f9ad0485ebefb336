"""The stage of documents."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Its name and label."""

    name = "throughline.documents"
    label = "documents"
