"""How values read on a page: money, both calendars, masks, clause names. Nothing here knows a page, a request or a rule."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from toubao.law import current

TAIPEI = ZoneInfo("Asia/Taipei")
MINGUO_OFFSET = 1911
NOTHING = "—"

_WAN = 10_000
_KILO = 1024
_UNBROKEN = re.compile(r"(?<![\w-])\d{2,4}(?:-\d{2,4})+(?![\w-])|（民國[^）]*）|[^\s：、，○]○+[^\s：、，○]?", re.ASCII)
_JOINTS = re.compile(r"(::|/|_)(?=\w)")


def money(amount: int | None) -> str:
    """An amount of whole New Taiwan dollars as ``NT$1,234``; nothing as a dash."""
    if amount is None:
        return NOTHING
    return f"{'−' if amount < 0 else ''}NT${abs(amount):,}"


def wan(amount: int) -> str:
    """A sum insured the way it is spoken: 5000000 is ``500 萬元``; what is no whole 萬 is written out."""
    return f"{amount // _WAN:,} 萬元" if amount >= _WAN and amount % _WAN == 0 else f"{amount:,} 元"


def number(value: float) -> str:
    """A count with thousands separators."""
    return f"{value:,}"


def percent(share: float, digits: int = 0) -> str:
    """A share between 0 and 1 as a percentage."""
    return f"{float(share) * 100:.{digits}f}%"


def local_day(value: date | datetime) -> date:
    """The day in Taipei of a moment; a day stays itself. A moment without zone is refused."""
    return local(value).date() if isinstance(value, datetime) else value


def local(value: datetime) -> datetime:
    """A moment as the clock in Taipei shows it."""
    if value.tzinfo is None:
        raise ValueError("a moment on a page needs its time zone")
    return value.astimezone(TAIPEI)


def minguo(value: date | datetime) -> str:
    """``民國115年11月22日``; years before 1912 as ``民國前N年``."""
    day = local_day(value)
    year = day.year - MINGUO_OFFSET
    era = f"民國{year}年" if year > 0 else f"民國前{1 - year}年"
    return f"{era}{day.month}月{day.day}日"


def both_calendars(value: date | datetime | None) -> str:
    """``2026-11-22（民國115年11月22日）``."""
    return NOTHING if value is None else f"{local_day(value):%Y-%m-%d}（{minguo(value)}）"


def iso_day(value: date | datetime | None) -> str:
    """``2026-11-22``, for tables where both calendars would be too much."""
    return NOTHING if value is None else f"{local_day(value):%Y-%m-%d}"


def moment(value: datetime | None, seconds: bool = False) -> str:
    """``2026-11-22 18:05`` in Taipei."""
    return NOTHING if value is None else f"{local(value):%Y-%m-%d} {clock(value, seconds)}"


def moment_both(value: datetime | None) -> str:
    """``2026-11-22（民國115年11月22日）18:05`` in Taipei."""
    return NOTHING if value is None else f"{both_calendars(value)}{local(value):%H:%M}"


def clock(value: datetime | None, seconds: bool = False) -> str:
    """``18:05``, or ``18:05:09``, in Taipei."""
    return NOTHING if value is None else f"{local(value):{'%H:%M:%S' if seconds else '%H:%M'}}"


def mask(value: str | None, keep: int = 3) -> str:
    """A personal value with only its last characters left: ``*******789``. A mail address keeps its first letter and its domain; a
    Taiwanese phone is as long as people write it."""
    if not value:
        return NOTHING
    value = value.replace("+886", "0", 1) if value.startswith("+886") else value
    name, at, domain = value.partition("@")
    if at:
        return f"{name[:1]}***@{domain}"
    shown = value[-keep:] if len(value) > keep else ""
    return "*" * (len(value) - len(shown)) + shown


def file_size(size: int) -> str:
    """Bytes as ``820 B``, ``84 KB`` or ``1.2 MB``."""
    if size < _KILO:
        return f"{size} B"
    kilo = size / _KILO
    return f"{kilo:.0f} KB" if kilo < _KILO else f"{kilo / _KILO:.1f} MB"


def short_digest(digest: str | bytes) -> str:
    """The first eight hexadecimal digits of a digest, in two groups, to compare by eye."""
    text = digest.hex() if isinstance(digest, bytes) else digest
    return f"{text[:4]} {text[4:8]}"


def iso(at: date) -> str:
    """A day, or a moment to the second with its zone, as an attribute says it to machines."""
    return at.isoformat(timespec="seconds") if isinstance(at, datetime) else at.isoformat()


def breakable(name: str) -> Markup:
    """A path or a name of the program, which may go on in the next line where it is put together, and not in the middle of a word."""
    return Markup(_JOINTS.sub(r"\1<wbr>", str(escape(name))))  # noqa: S704 the name is escaped


def whole(value: object) -> object:
    """Plain words in which telephone numbers, days and masked names stay in one line; markup and what is no text stay as they are."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return _unbroken(value)


def _unbroken(text: str) -> Markup:
    return Markup(_UNBROKEN.sub(r'<span class="number">\g<0></span>', str(escape(text))))  # noqa: S704 the words are escaped


def clause_name(clause: str) -> str:
    """A clause id as the norm itself cites it: ``10.1.3`` is ``第十條第一項第三款``, and ``3.1.2`` ``第三條第二款``, since that article has
    one paragraph. An id that today's norm hasn't stays as it is.
    """
    edition = current()
    return edition.citation(clause) if edition.has(clause) else clause


def html_attributes(attributes: Mapping[str, object]) -> Markup:
    """Keyword arguments as attributes: ``hx_get`` is written ``hx-get``; None and False are left out, True is a bare name."""
    return Markup("").join(_attribute(name, value) for name, value in attributes.items() if value is not None and value is not False)


def _attribute(name: str, value: object) -> Markup:
    plain = escape(name.rstrip("_").replace("_", "-"))
    return Markup(f" {plain}" if value is True else f' {plain}="{escape(value)}"')  # noqa: S704 both parts are escaped


def lines(text: str) -> Markup:
    """Plain text as paragraphs: a blank line parts them, a single break stays a break."""
    blocks: Iterable[str] = (block.strip() for block in text.replace("\r\n", "\n").split("\n\n"))
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(_unbroken(line) for line in block.split("\n"))) for block in blocks if block
    )
