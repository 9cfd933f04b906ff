"""What kind of browser says that it asks, in plain words; only good for recognising one's own, since anybody may say anything."""

from dataclasses import dataclass
from typing import Final

UNKNOWN_BROWSER, UNKNOWN_SYSTEM = "其他瀏覽器", "其他裝置"
_BROWSERS: Final = (
    (("Edg/", "EdgA/", "EdgiOS/"), "Edge"),
    (("OPR/", "OPiOS/"), "Opera"),
    (("SamsungBrowser/",), "Samsung Internet"),
    (("Line/",), "LINE"),
    (("FBAN/", "FBAV/"), "Facebook"),
    (("Firefox/", "FxiOS/"), "Firefox"),
    (("Chrome/", "CriOS/", "Chromium/"), "Chrome"),
    (("Safari/",), "Safari"),
)
_SYSTEMS: Final = (
    (("iPhone", "iPod"), "iPhone"),
    (("iPad",), "iPad"),
    (("Android",), "Android"),
    (("Windows",), "Windows"),
    (("Macintosh", "Mac OS X"), "Mac"),
    (("CrOS",), "ChromeOS"),
    (("Linux", "X11"), "Linux"),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of browser on a kind of device; never more than that is kept."""

    browser: str = UNKNOWN_BROWSER
    system: str = UNKNOWN_SYSTEM

    @property
    def words(self) -> str:
        """Both, as a person reads them."""
        return f"{self.system} 上的 {self.browser}" if self.browser != UNKNOWN_BROWSER else f"{self.system}，{self.browser}"


def kind_of(told: str) -> Kind:
    """The kind of browser from its User-Agent header; the order matters, since most of them also claim to be others."""
    return Kind(_first(_BROWSERS, told, UNKNOWN_BROWSER), _first(_SYSTEMS, told, UNKNOWN_SYSTEM))


def _first(table: tuple[tuple[tuple[str, ...], str], ...], told: str, otherwise: str) -> str:
    return next((name for marks, name in table if any(mark in told for mark in marks)), otherwise)
