"""The Django application `restoration`."""

from django.apps import AppConfig


class RestorationConfig(AppConfig):
    """The table of `restoration`."""

    name = "toubao.business.restoration"
    label = "restoration"
    default_auto_field = "django.db.models.BigAutoField"
