"""One `up` for each TOUBAO_HOME: a lock that the kernel lets go of however its holder ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from toubao.config.environment import Environment
from toubao.config.trouble import Trouble


@contextmanager
def alone(environment: Environment) -> Iterator[None]:
    """Hold the lock of this home. Raises Trouble naming the holder if there is one."""
    path = environment.run / "lock"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Trouble(f"The lock {path} can't be opened: {error.strerror}.") from error
    with os.fdopen(descriptor, "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = file.read().strip() or "another process"
            raise Trouble(
                f"{environment.home} is already running: {holder}. Stop that one first, or set another TOUBAO_HOME and PORT."
            ) from error
        file.truncate(0)
        file.write(f"process {os.getpid()}, at {environment.url}\n")
        file.flush()
        yield
        file.truncate(0)
