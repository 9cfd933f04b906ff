"""The Django application `branches`."""

from django.apps import AppConfig


class BranchesConfig(AppConfig):
    """The tables of `branches`."""

    name = "toubao.business.branches"
    label = "branches"
    default_auto_field = "django.db.models.BigAutoField"
