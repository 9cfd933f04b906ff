"""What the doctor says of the limits: one on record today for each line that is sold, and each choice that no public text makes."""

from toubao.config.trouble import Trouble
from toubao.doors.cli.counting import counted


def limits() -> str:
    """Whether nothing stops being sold, or is refused after it was paid, since a limit is missing today (11.2.2). Raises Trouble."""
    from toubao.doors import clock
    from toubao.products import CODES, load
    from toubao.products.customers import custom_of
    from toubao.products.limits import NoLimit, Strength, abnormal_from, contains_own, limit_for
    from toubao.rules.periods import day_of

    today, lines = day_of(clock.now()), set()
    try:
        for code in CODES:
            lines.add(load(code, on=today).line)
        unsure = [limit_for(line, strength, today).certainty for line in sorted(lines) for strength in Strength]
        custom, _, _ = custom_of(today), abnormal_from(today), contains_own(today)
    except NoLimit as missing:
        raise Trouble(f"no limit is on record for {missing}: what needs it is not sold. Mend limits.toml.") from missing
    except ValueError as wrong:
        raise Trouble(f"limits.toml says what nobody understands: {wrong}.") from wrong
    samples = sum(each in ("I", "N") for each in unsure)
    told = f"existing after {counted(custom.days, 'day')}, {custom.stage.value}, {custom.verified.value}"
    return f"{counted(len(unsure), 'limit')} for {', '.join(sorted(lines))}, samples among them: {samples}; {told}"
