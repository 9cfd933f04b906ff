"""What all tests share: one PostgreSQL for those that ask for a database, the sandbox, and the running system."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections, transaction

from tests.architecture.pages.seen import Pages
from tests.fixtures.lasting import _guarded_again, lasting
from tests.fixtures.mortal import workers
from tests.fixtures.sandbox import institutions, sandbox
from tests.fixtures.stack import stack
from tests.fixtures.together import Together
from tests.shutting import pytest_collection_modifyitems, pytest_runtest_call
from toubao.business import whose
from toubao.business.identity.codes import otp
from toubao.business.whose.policies import lay
from toubao.config.database import django_database
from toubao.config.launcher import roles
from toubao.config.launcher.cluster import Cluster
from toubao.gateways import patience
from toubao.gateways.bulkhead import Bulkhead

__all__ = [
    "_guarded_again", "institutions", "lasting", "pytest_collection_modifyitems", "pytest_runtest_call", "sandbox", "stack", "workers",
]  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """The HTML of all pages that tests see is checked when they are over."""
    config.pluginmanager.register(Pages(config))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """Tests that share something costly run on one worker, the largest group first."""
    return Together(config, log)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A throw-away PostgreSQL, started by our own launcher the first time that a test wants a database."""
    made = Cluster(home=Path(settings.HOME), throwaway=True, say=lambda words: None)
    made.start()
    yield made
    for connection in connections.all(initialized_only=True):
        connection.close()
    made.stop()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(cluster: Cluster, django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Point Django at the cluster, as the owner: the tests' database is made by it, and `as_app` steps down."""
    address = django_database(cluster.address(role=roles.OWNER, name=roles.NAME), pool=0)
    connections["default"].settings_dict.update(address)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The tests' database has the row-level security that `toubao migrate` lays."""
    with django_db_blocker.unblock(), transaction.atomic(), connections["default"].cursor() as cursor:
        lay(cursor)
        whose.command()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for another code gets another, though no time passes in the test."""
    monkeypatch.setattr(otp, "AGAIN", timedelta(0))


@pytest.fixture
def crowded(monkeypatch: pytest.MonkeyPatch) -> None:
    """So many questions wait for institutions that nobody can be asked."""
    full = Bulkhead()
    full.limit(each=0, whole=0, patience=0)
    monkeypatch.setattr(patience, "BULKHEAD", full)


@pytest.fixture
def as_app(db: None) -> Iterator[None]:
    """Run the test's queries with the rights of the web and the worker instead of the owner's: its own as the insurer's work, those of
    its requests for whoever asks.
    """
    with connections["default"].cursor() as cursor:
        cursor.execute("SET LOCAL ROLE toubao_app")
    with whose.system():
        yield
    with connections["default"].cursor() as cursor:
        cursor.execute("RESET ROLE")
