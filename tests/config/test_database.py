"""Database addresses become Django's settings."""

from pathlib import Path

import psycopg
import pytest

from toubao.config.database import addresses, django_database
from toubao.config.environment import read_environment
from toubao.config.launcher import roles
from toubao.config.launcher.cluster import Cluster
from toubao.config.trouble import Trouble


def test_without_an_address_the_embedded_one_is_used_with_a_role_for_each(tmp_path: Path) -> None:
    app, owner = addresses(read_environment({"TOUBAO_HOME": str(tmp_path)}))
    assert app == f"host={tmp_path}/run dbname=toubao user=toubao_app"
    assert owner == f"host={tmp_path}/run dbname=toubao user=toubao_owner"


def test_several_hosts_and_options_of_libpq_are_kept() -> None:
    found = django_database("postgresql://app:secret@a,b:6432/insurer?target_session_attrs=read-write&sslmode=verify-full", pool=8)
    assert (found["NAME"], found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("insurer", "app", "secret", "a,b", ",6432")
    assert found["OPTIONS"]["target_session_attrs"] == "read-write"
    assert found["OPTIONS"]["sslmode"] == "verify-full"
    assert found["OPTIONS"]["pool"]["max_size"] == 8


def test_no_statement_is_compiled_unless_the_operator_wants_it(cluster: Cluster) -> None:
    address = cluster.address(role=roles.OWNER, name=roles.NAME)
    for more, stands in (("", "off"), ("?options=-c%20jit%3Don%20-c%20work_mem%3D9MB", "on")):
        options = django_database(f"postgresql:///x{more}", pool=0)["OPTIONS"]["options"]
        with psycopg.connect(address, options=options) as connection:
            assert connection.execute("SHOW jit").fetchone() == (stands,)


def test_a_malformed_address_is_told() -> None:
    with pytest.raises(Trouble, match="DATABASE_URL can't be read as a PostgreSQL address"):
        django_database("post gres", pool=0)
