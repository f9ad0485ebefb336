"""The stage of the directory."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    """The directory."""

    name = "throughline.organizations"
    label = "organizations"
