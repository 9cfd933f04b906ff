"""One clock: what happens is told `now`; only the door's clock reads it, and where else time is measured has a reason."""

import re

from tests.architecture.sources import CODE, Source, each_line, python

MEASURES = r"time\.(?:monotonic|perf_counter|process_time)(?:_ns)?"
READS = re.compile(
    rf"(?:datetime|timezone|date|dt)\.(?:now|utcnow|today)\b|time\.(?:time|time_ns|localtime|gmtime)\b|localtime\(|{MEASURES}"
)
CLOCK = "src/toubao/doors/clock.py"
MEASURING = {
    "src/toubao/config/launcher/": "how long the database has been waited for",
    "src/toubao/doors/cli/up/": "how long processes have been waited for",
    "src/toubao/gateways/": "how long an institution has been waited for, as a default that tests replace",
}
REAL = {
    "src/toubao/doors/cli/doctor/findings.py": "compares the machine's own time with the database's and the sandbox's",
    "src/toubao/sandbox/": "another program: the institutions have clocks of their own",
}
OURS = [source for source in python(CODE) if source.name != CLOCK]


def reads(source: Source) -> set[str]:
    """What of the clock a file touches, called or handed on."""
    return {found.group() for line in source.lines for found in READS.finditer(line.partition("  #")[0])}


def allowed(source: Source) -> bool:
    """Whether a file may read what it reads."""
    only_measures = all(re.fullmatch(MEASURES, found) for found in reads(source))
    return source.name.startswith(tuple(REAL)) or (only_measures and source.name.startswith(tuple(MEASURING)))


def test_only_the_doors_clock_reads_the_clock() -> None:
    assert {source.name: read for source in OURS if (read := reads(source)) and not allowed(source)} == {}, "let a door tell it `now`"


def test_an_exception_that_is_not_needed_goes() -> None:
    needed = {place for place in (*MEASURING, *REAL) for source in OURS if source.name.startswith(place) and reads(source)}
    assert needed == {*MEASURING, *REAL}


def test_the_doors_clock_does_read_it() -> None:
    """Positive control."""
    (clock,) = (source for source in python(CODE) if source.name == CLOCK)
    assert "datetime.now" in reads(clock)


def test_no_table_fills_in_a_time_by_itself() -> None:
    assert each_line(python(CODE), re.compile(r"auto_now|default=timezone|db_default=Now").search) == []
