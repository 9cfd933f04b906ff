"""The Django application `figures`."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """The tables of `figures`."""

    name = "toubao.business.figures"
    label = "figures"
    default_auto_field = "django.db.models.BigAutoField"
