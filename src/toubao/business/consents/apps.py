"""The Django application `consents`."""

from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    """The tables of `consents`."""

    name = "toubao.business.consents"
    label = "consents"
    default_auto_field = "django.db.models.BigAutoField"
