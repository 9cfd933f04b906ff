"""Since when the document of a policy is neither issued nor sent, because a gate is shut."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column, empty for what goes its way, and its index."""

    dependencies = [("policies", "0003_returned")]
    operations = [
        migrations.AddField(model_name="policy", name="stopped_at", field=models.DateTimeField(null=True)),
        migrations.AddIndex(
            model_name="policy",
            index=models.Index(fields=["stopped_at"], name="policy_stopped", condition=models.Q(stopped_at__isnull=False)),
        ),
    ]
