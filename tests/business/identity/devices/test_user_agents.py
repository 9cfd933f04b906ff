"""Kinds of browsers, by what they say of themselves; pure."""

import pytest

from toubao.business.identity.devices.sessions import shortened
from toubao.business.identity.devices.user_agents import kind_of

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("told", "browser", "system"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/130.0 Safari/537.36", "Chrome", "Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/130.0 Safari/537.36 Edg/130.0", "Edge", "Windows"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Version/17 Safari/605.1.15", "Safari", "Mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148 Safari/604.1", "Safari", "iPhone"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) CriOS/130.0 Mobile Safari/604.1", "Chrome", "iPhone"),
        ("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) FxiOS/130.0 Mobile Safari/604.1", "Firefox", "iPad"),
        (f"Mozilla/5.0 (Linux; Android 14; SM-S9210) {WEBKIT} SamsungBrowser/25.0 Chrome/121.0 Mobile", "Samsung Internet", "Android"),
        (f"Mozilla/5.0 (Linux; Android 14) {WEBKIT} Chrome/121.0 Mobile Safari/537.36 Line/14.1", "LINE", "Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox", "Linux"),
        (f"Mozilla/5.0 (X11; CrOS x86_64) {WEBKIT} Chrome/121.0 Safari/537.36 OPR/99", "Opera", "ChromeOS"),
        ("", "其他瀏覽器", "其他裝置"), ("curl/8.1\n<script>", "其他瀏覽器", "其他裝置"),
    ],
)  # fmt: skip
def test_what_a_browser_says_becomes_a_kind_and_nothing_more(told: str, browser: str, system: str) -> None:
    kind = kind_of(told)
    assert (kind.browser, kind.system) == (browser, system)
    assert kind.system in kind.words
    assert kind.browser in kind.words


@pytest.mark.parametrize(
    ("network", "kept"),
    [
        ("203.0.113.77", "203.0.113.x"), ("2001:db8:1:2:3::9", "2001:db8:1::x"), ("not an address", ""), ("", ""),
    ],
)  # fmt: skip
def test_of_a_network_only_its_first_part_is_kept(network: str, kept: str) -> None:
    assert shortened(network) == kept
