"""A version's document stands once for each text that was offered."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("catalogue", "0002_content")]

    operations = [
        migrations.RemoveConstraint(model_name="releasedocument", name="release_document_once"),
        migrations.AddConstraint(
            model_name="releasedocument",
            constraint=models.UniqueConstraint(fields=("release", "name", "digest"), name="release_document_once"),
        ),
    ]
