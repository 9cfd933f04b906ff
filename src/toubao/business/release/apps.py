"""The Django application `release`."""

from django.apps import AppConfig


class ReleaseConfig(AppConfig):
    """The tables of `release`."""

    name = "toubao.business.release"
    label = "release"
    default_auto_field = "django.db.models.BigAutoField"
