"""Duties that were met are found by when, and by how long they took; open ones stand in the order of their page already."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """Indexes."""

    dependencies = [("journal", "0003_chain")]
    operations = [
        migrations.AddIndex("openduty", models.Index("met_at", "id", name="duty_met", condition=Q(met_at__isnull=False))),
        migrations.AddIndex("openduty", models.Index("met_at", "id", name="duty_met_late", condition=Q(met_at__gt=F("due_at")))),
        migrations.AddIndex(
            "openduty",
            models.Index("name", "clause", F("met_at") - F("opened_at"), name="duty_took", condition=Q(met_at__isnull=False)),
        ),
    ]
