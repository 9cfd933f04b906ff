"""`toubao migrate`: bring the tables up to date, as the database's owner."""

import argparse
from typing import Any

from toubao.config.trouble import Trouble


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("migrate", help="bring the database's tables up to date (as its owner)")
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Give the application its rights on what will be made, run the migrations, then say whose the rows are."""
    from toubao.doors.cli.ready import django_ready, need_database

    django_ready(as_owner=True)
    need_database()
    from django.core.management import call_command

    _grant()
    call_command("migrate", interactive=False, verbosity=1)
    _guard_rows()
    _refuse_demo()
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


def _refuse_demo() -> None:
    """Where customers are to be there is nobody of a demo, whose passwords are printed."""
    from django.conf import settings

    from toubao.doors.cli.demo.remains import names

    if settings.PROFILE == "production" and (found := names()):
        raise Trouble(f"This database was a demo's: {', '.join(found)} may sign in to the console. Start with an empty one.")


def _guard_rows() -> None:
    """Row-level security as business/whose/tables.py has it: all of it or nothing; and how entries of the journal may be dated."""
    from django.conf import settings
    from django.db import connection, transaction

    from toubao.business.whose.policies import lay
    from toubao.journal import guard

    with transaction.atomic(), connection.cursor() as cursor:
        if guard.lay(cursor, dated=settings.PROFILE == "production"):
            print("  Entries of the journal are dated by the database's clock.")
        for table in lay(cursor):
            print(f"  Rows of {table} are shown to whose they are.")
