"""The Django application `catalogue`."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The tables and jobs of `catalogue`."""

    name = "toubao.business.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"
