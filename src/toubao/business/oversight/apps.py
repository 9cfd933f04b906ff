"""The Django application `oversight`."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """The jobs of `oversight`."""

    name = "toubao.business.oversight"
    label = "oversight"
    default_auto_field = "django.db.models.BigAutoField"
