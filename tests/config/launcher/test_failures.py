"""PostgreSQL's last words become one plain sentence."""

from pathlib import Path

import pytest

from toubao.config.launcher.failures import StillHeld, explain, explained

HOME = Path("/srv/toubao")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            'FATAL:  could not write to file "pg_wal/xlogtemp.12": No space left on device',
            "The disk of /srv/toubao is full: make room, then try again.",
        ),
        (
            'FATAL:  could not create lock file "postmaster.pid": Read-only file system',
            "The disk of /srv/toubao can't be written: it is mounted read-only.",
        ),
        ('FATAL:  could not open directory "base": Permission denied', "PostgreSQL may not read or write /srv/toubao: check who owns it."),
        (
            "FATAL:  database files are incompatible with server\nDETAIL:  … which is not compatible with this version 15.18.",
            "The data in /srv/toubao was written by another version of PostgreSQL: install that one, or choose another TOUBAO_HOME.",
        ),
        (
            "FATAL:  could not bind Unix address: Address already in use",
            "The database's socket in /srv/toubao is taken by another program.",
        ),
        (
            "postgres: error while loading shared libraries: libx.so",
            "PostgreSQL's programs are damaged or lack a library: install them again.",
        ),
    ],
)
def test_a_known_failure_is_told_plainly(words: str, sentence: str) -> None:
    assert explain(words, where=HOME) == sentence


def test_an_unknown_failure_gives_its_own_last_words() -> None:
    words = "LOG:  starting\nFATAL:  something new\nLOG:  shut down\n"
    assert explain(words, where=HOME) == "PostgreSQL stopped at once in /srv/toubao. Its last words: FATAL:  something new"
    assert explain("", where=HOME).endswith("Its last words: nothing")


def test_memory_still_held_by_a_killed_server_can_be_waited_for() -> None:
    assert isinstance(explained("FATAL:  pre-existing shared memory block (key 1, ID 2) is still in use", where=HOME), StillHeld)
    assert not isinstance(explained("FATAL:  another", where=HOME), StillHeld)
