"""`toubao files`: gather the pages' files (styles, scripts, pictures) under names that change with their content."""

import argparse
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def register(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("files", help="gather the pages' files (run by: up)")
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Gather and compress them in TOUBAO_HOME/static, unless nothing has changed since the last time."""
    from toubao.doors.cli.ready import django_ready

    django_ready()
    from django.conf import settings
    from django.core.management import call_command

    stamp, digest = Path(settings.STATIC_ROOT) / ".gathered", _digest(settings.STATICFILES_DIRS)
    if not stamp.exists() or stamp.read_text() != digest:
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(digest)
    return 0


def _digest(folders: Iterable[Path]) -> str:
    """What the files are called and hold, as one number."""
    found = hashlib.sha256()
    for path in sorted(path for folder in folders for path in Path(folder).rglob("*") if path.is_file()):
        found.update(f"{path}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return found.hexdigest()
