"""Accounts in whose way something is are found by that, few as they are."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An index."""

    dependencies = [("identity", "0019_completed")]
    operations = [migrations.AddIndex("account", models.Index(fields=["id"], name="account_blocked", condition=~Q(blocked="")))]
