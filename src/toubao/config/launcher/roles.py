"""The two roles in the database: the owner makes tables, the application only works with rows."""

from typing import LiteralString

from psycopg import Connection, sql

OWNER = "toubao_owner"
APP = "toubao_app"
NAME = "toubao"


def create_roles(superuser: Connection[tuple[object, ...]]) -> None:
    """Make both roles unless they are there. The owner may step down to the application's role, never the other way."""
    for role, rights in ((OWNER, sql.SQL("LOGIN CREATEDB")), (APP, sql.SQL("LOGIN"))):
        if not _exists(superuser, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
            superuser.execute(sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(role), rights))
    superuser.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(APP), sql.Identifier(OWNER)))


def create_database(superuser: Connection[tuple[object, ...]]) -> None:
    """Make the database unless it is there; nobody but the two roles may connect to it."""
    if not _exists(superuser, "SELECT 1 FROM pg_database WHERE datname = %s", NAME):
        superuser.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(NAME), sql.Identifier(OWNER)))
    superuser.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(NAME)))
    superuser.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(NAME), sql.Identifier(APP)))


def grant_defaults(owner: Connection[tuple[object, ...]], *, app: str, made_by: str) -> None:
    """From now on, what `made_by` makes in schema public can be read and written by `app`; a migration may take more away."""
    names = {"app": sql.Identifier(app), "owner": sql.Identifier(made_by)}
    owner.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {app}").format(**names))
    given: tuple[LiteralString, ...] = ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE, SELECT ON SEQUENCES")
    for rights in given:
        command = "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT " + rights + " TO {app}"
        owner.execute(sql.SQL(command).format(**names))


def _exists(connection: Connection[tuple[object, ...]], question: LiteralString, name: str) -> bool:
    return connection.execute(question, (name,)).fetchone() is not None
