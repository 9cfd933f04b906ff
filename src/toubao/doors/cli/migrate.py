"""`toubao migrate`: bring the tables up to date, as the database's owner."""

import argparse
from typing import Any


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("migrate", help="bring the database's tables up to date (as its owner)")
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Give the application its rights on what will be made, then run the migrations."""
    from toubao.doors.cli.ready import django_ready, need_database

    django_ready(as_owner=True)
    need_database()
    from django.core.management import call_command

    _grant()
    call_command("migrate", interactive=False, verbosity=1)
    return 0


def _grant() -> None:
    """The application's role is the one in DATABASE_URL; where it is the owner itself there is nothing to grant."""
    from django.conf import settings
    from django.db import connection
    from psycopg.conninfo import conninfo_to_dict

    from toubao.config.launcher.roles import grant_defaults

    app = str(conninfo_to_dict(settings.APP_ADDRESS).get("user") or "")
    connection.ensure_connection()
    owner = connection.connection.info.user
    if app and app != owner:
        grant_defaults(connection.connection, app=app, made_by=owner)
