"""Registrations that ended are found by when."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An index."""

    dependencies = [("identity", "0018_found_by_index")]
    operations = [
        migrations.AddIndex(
            "registration",
            models.Index(fields=["completed_at"], name="registration_completed", condition=Q(completed_at__isnull=False)),
        ),
    ]
