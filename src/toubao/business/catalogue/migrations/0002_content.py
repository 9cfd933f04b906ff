"""A version is offered with exactly the content that two people released; what was published before says of none, and is published anew."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("catalogue", "0001_initial")]

    operations = [
        migrations.AddField(model_name="release", name="content", field=models.CharField(blank=True, default="", max_length=64), preserve_default=False),
    ]
