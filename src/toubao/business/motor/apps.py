"""The Django application `motor`."""

from django.apps import AppConfig


class MotorConfig(AppConfig):
    """The tables and jobs of `motor`."""

    name = "toubao.business.motor"
    label = "motor"
    default_auto_field = "django.db.models.BigAutoField"
