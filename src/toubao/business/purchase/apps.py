"""The Django application `purchase`."""

from django.apps import AppConfig


class PurchaseConfig(AppConfig):
    """The tables and jobs of `purchase`."""

    name = "toubao.business.purchase"
    label = "purchase"
    default_auto_field = "django.db.models.BigAutoField"
