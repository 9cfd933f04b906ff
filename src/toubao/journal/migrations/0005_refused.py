"""What was refused is found by its event and when, few as it is."""

from django.contrib.postgres.indexes import BTreeIndex
from django.db import migrations
from django.db.models import Q


class Migration(migrations.Migration):
    """An index."""

    dependencies = [("journal", "0004_duties_by_page")]
    operations = [
        migrations.AddIndex("entry", BTreeIndex(fields=["event", "at"], name="entry_refused", condition=Q(outcome="refused"))),
    ]
