"""The Django application `service`."""

from django.apps import AppConfig


class ServiceConfig(AppConfig):
    """The tables and jobs of `service`."""

    name = "toubao.business.service"
    label = "service"
    default_auto_field = "django.db.models.BigAutoField"
