"""When each notice was shown at a branch, beside which were read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column; a visit that is under way shows its notices again."""

    dependencies = [("branches", "0001_initial")]
    operations = [migrations.AddField(model_name="visit", name="shown", field=models.JSONField(default=dict))]
