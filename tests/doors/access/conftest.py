"""One world for all rows, seen with the rights of the web process; what a row writes is undone after it."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import override_settings

from tests import builders
from tests.doors.access.world import World, world
from tests.fixtures.authenticator import ORIGIN
from tests.fixtures.sandbox import RunningSandbox, asked
from toubao.business import whose


@pytest.fixture(scope="package")
def everything(django_db_setup: None, django_db_blocker: Any, sandbox: RunningSandbox) -> Iterator[World]:
    """A holder with one of everything, and the others."""
    with time_machine.travel(builders.NOW, tick=False), django_db_blocker.unblock(), asked(sandbox), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE toubao_app")
        with whose.system(), override_settings(PASSKEY_ORIGIN=ORIGIN):
            yield world(sandbox)
        transaction.set_rollback(True)


@pytest.fixture
def there(everything: World, db: None) -> World:
    """The world as it was made."""
    return everything
