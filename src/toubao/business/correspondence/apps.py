"""The Django application `correspondence`."""

from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    """The tables and jobs of `correspondence`."""

    name = "toubao.business.correspondence"
    label = "correspondence"
    default_auto_field = "django.db.models.BigAutoField"
