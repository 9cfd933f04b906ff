"""Programs are entered into a list, and people let them act. Tokens that a password had opened end: they name no program."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("identity", "0015_blocked_by_staff")]

    operations = [
        migrations.DeleteModel(name="ApiSession"),
        migrations.CreateModel(
            name="Program",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("client", models.CharField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=40)),
                ("owner", models.CharField(max_length=80)),
                ("set_up_by", models.CharField(max_length=20)),
                ("scopes", models.JSONField()),
                ("redirects", models.JSONField()),
                ("starts", models.DateField()),
                ("ends", models.DateField()),
                ("state", models.CharField(default="asked", max_length=12)),
                ("asked_at", models.DateTimeField()),
                ("registered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ProgramGrant",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("stamp", models.UUIDField()),
                ("scopes", models.JSONField()),
                ("redirect", models.CharField(max_length=300)),
                ("challenge", models.CharField(max_length=128)),
                ("code", models.BinaryField()),
                ("code_ends_at", models.DateTimeField()),
                ("code_used_at", models.DateTimeField(null=True)),
                ("renewal", models.BinaryField(null=True)),
                ("given_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("because", models.CharField(blank=True, max_length=20)),
                (
                    "account",
                    models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="identity.account"),
                ),
                ("program", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.program")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None)), fields=["account", "-given_at"], name="program_grant_account"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiSession",
            fields=[
                ("token", models.BinaryField(primary_key=True, serialize=False)),
                ("stamp", models.UUIDField()),
                ("opened_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="identity.account"),
                ),
                (
                    "grant",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="sessions", to="identity.programgrant"),
                ),
            ],
        ),
    ]
