"""Where the database's Unix socket stands; the kernel allows 107 bytes for its whole path."""

import tempfile
from hashlib import sha256
from pathlib import Path

LONGEST = 107
SOCKET = ".s.PGSQL.5432"


def socket_directory(home: Path) -> Path:
    """TOUBAO_HOME/run, or a short private folder of this home's own where that path is too long for a socket."""
    near = home.absolute() / "run"
    if len(str(near / SOCKET).encode()) <= LONGEST:
        return near
    return Path(tempfile.gettempdir()) / f"toubao-{sha256(str(home.absolute()).encode()).hexdigest()[:12]}"
