from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "throughline.organizations"
    label = "organizations"
