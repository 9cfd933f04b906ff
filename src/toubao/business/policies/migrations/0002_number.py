"""The sequence from which policy numbers come."""

from django.db import migrations


class Migration(migrations.Migration):
    """A sequence; numbers may have gaps, never doubles."""

    dependencies = [("policies", "0001_initial")]
    operations = [migrations.RunSQL("CREATE SEQUENCE policies_number", "DROP SEQUENCE policies_number")]
