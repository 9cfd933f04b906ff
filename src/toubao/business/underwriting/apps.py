"""The Django application `underwriting`."""

from django.apps import AppConfig


class UnderwritingConfig(AppConfig):
    """The tables and jobs of `underwriting`."""

    name = "toubao.business.underwriting"
    label = "underwriting"
    default_auto_field = "django.db.models.BigAutoField"
