"""The Django application `identity`."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """The tables and jobs of `identity`."""

    name = "toubao.business.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"
