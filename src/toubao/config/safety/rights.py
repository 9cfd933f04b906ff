"""Keys and secrets in TOUBAO_HOME that others on this machine may read; what is public by its kind is not meant."""

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from toubao.config.environment import Environment
from toubao.config.safety.finding import Finding

PUBLIC: Final = frozenset({".pem", ".crt", ".pub"})


def read(environment: Environment) -> tuple[Finding, ...]:
    """Each key that somebody else may read, or folder of keys that somebody else may look into."""
    words = "can be read by others on this machine: take their rights away (chmod go-rwx)"
    return tuple(Finding(str(path), words) for path in open_to_others(environment.keys))


def open_to_others(folder: Path) -> Iterator[Path]:
    """The folder and what is in it, as far as others have any right to it."""
    for path in (folder, *sorted(folder.rglob("*"))) if folder.is_dir() else ():
        mode = path.stat().st_mode
        public = path.suffix in PUBLIC and stat.S_ISREG(mode)
        if mode & (stat.S_IRWXG | stat.S_IRWXO) and not public:
            yield path
