from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0012_guessing'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='phone_proved',
            field=models.BooleanField(default=True),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='account',
            name='mail_proved',
            field=models.BooleanField(default=True),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='account',
            name='phone_index',
            field=models.BinaryField(null=True),
        ),
        migrations.AlterField(
            model_name='account',
            name='mail_index',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='change',
            name='old_proved',
            field=models.BooleanField(default=True),
        ),
    ]
