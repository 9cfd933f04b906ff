"""Database addresses as Django wants them; starting a database is the launcher's."""

from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from toubao.config.environment import Environment
from toubao.config.launcher.sockets import socket_directory
from toubao.config.trouble import Trouble

NAME = "toubao"
OWNER = "toubao_owner"
APP = "toubao_app"
PREPARING = {"server_side_binding": True, "prepare_threshold": 2}
"""A statement that was asked twice is planned once: parameters travel apart from it, and the server keeps its plan."""

UNCOMPILED = "-c jit=off"
"""No statement is compiled to machine code: that takes a second where the planner fears many rows, and none here reads so many."""


def addresses(environment: Environment) -> tuple[str, str]:
    """The libpq addresses for the application and for the owner: those of the environment, or the embedded database's."""
    if environment.database_url:
        return environment.database_url, environment.database_owner_url
    folder = socket_directory(environment.home)
    return f"host={folder} dbname={NAME} user={APP}", f"host={folder} dbname={NAME} user={OWNER}"


def django_database(address: str, *, pool: int) -> dict[str, Any]:
    """One entry of DATABASES from a libpq address or URL (several hosts and any libpq option work), with a pool of so many connections at
    most; of none each thread opens its own. Raises Trouble for a malformed one.
    """
    try:
        parts = conninfo_to_dict(address)
    except ProgrammingError as error:
        raise Trouble(f"DATABASE_URL can't be read as a PostgreSQL address: {str(error).strip()}.") from error
    known = {key: str(parts.pop(name)) for key, name in _PLACES.items() if parts.get(name) is not None}
    options: dict[str, Any] = {name: value for name, value in parts.items() if value is not None}
    options.setdefault("application_name", "toubao")
    options["options"] = f"{UNCOMPILED} {options.get('options', '')}".strip()
    options |= PREPARING
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
    return {"ENGINE": "toubao.config.postgresql", "CONN_HEALTH_CHECKS": not pool, "OPTIONS": options, **known}


_PLACES = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
