"""The Django application `recovery`."""

from django.apps import AppConfig


class RecoveryConfig(AppConfig):
    """The tables and jobs of `recovery`."""

    name = "toubao.business.recovery"
    label = "recovery"
    default_auto_field = "django.db.models.BigAutoField"
