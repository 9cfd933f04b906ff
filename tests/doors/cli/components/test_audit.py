"""Known vulnerabilities of pinned packages: what pip-audit answers over real HTTP, how it is kept, and when it is a fault."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest
from packaging.version import Version

from toubao.config.trouble import Trouble
from toubao.doors import checkout
from toubao.doors.cli import components
from toubao.doors.cli.components import advisories
from toubao.doors.cli.components.advisories import Advisory, Copy
from toubao.doors.cli.components.inventory import Inventory, declared, inventory, packages
from toubao.doors.cli.components.judging import Exemption, Policy, judge, policy, unused
from toubao.doors.cli.doctor import findings
from toubao.doors.cli.doctor.finding import Unknown

TODAY = date(2026, 11, 30)
PINS = f"django==5.2.19 \\\n    --hash=sha256:{'a' * 64}\nh11==0.16.0 \\\n    --hash=sha256:{'b' * 64}\n"
PARTS = Inventory(packages=packages(PINS, scope="required"), vendored=(), debian=(), pinned=TODAY)
FAULT = Advisory("django==5.2.19", "PYSEC-2026-1", ("CVE-2026-1",), ("5.2.20",), TODAY - timedelta(days=2))
KNOWN = Copy("a test", TODAY, ("django==5.2.19", "h11==0.16.0"), (FAULT,))
RULES = Policy(remediation={"critical": 3, "high": 14, "medium": 60, "low": 180}, pins=90, advisories=7, unaffected=180)
MENDING = Exemption(
    package="django",
    id="CVE-2026-1",
    severity="high",
    verdict="mend",
    reason="Only reachable by staff; the new version is being tried.",
    judged=TODAY,
    until=TODAY + timedelta(days=12),
)


class _Osv(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        affected = {"package": {"name": "django", "ecosystem": "PyPI"}, "ranges": [{"type": "ECOSYSTEM", "events": [{"fixed": "5.2.20"}]}]}
        vulnerability = {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "summary": "one", "affected": [affected]}
        body = json.dumps({"vulns": [vulnerability]} if asked["package"]["name"] == "django" else {}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def osv() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Osv)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1/query"
    server.shutdown()
    server.server_close()


def test_what_a_service_answers_is_kept_with_its_day_and_a_vulnerability_keeps_its_first(osv: str, tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text(PINS, "utf-8")
    copy = advisories.ask([tmp_path / "requirements.txt"], PARTS.packages, today=TODAY, before=KNOWN, osv_url=osv)
    (tmp_path / "copy.json").write_text(copy.as_text(), "utf-8")
    kept = advisories.read(tmp_path / "copy.json")
    assert (kept.source, kept.asked, set(kept.answered)) == ("pip-audit, service osv", TODAY, set(KNOWN.answered))
    assert kept.advisories == (FAULT,)


def test_nobody_answering_is_said_and_audits_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "requirements.txt").write_text(PINS, "utf-8")
    monkeypatch.setattr(advisories, "SERVICES", ("osv",))
    copy = advisories.ask([tmp_path / "requirements.txt"], PARTS.packages, today=TODAY, osv_url="http://127.0.0.1:9/v1/query")
    assert copy.answered == ()
    assert "in vain" in copy.source
    assert list(copy.unanswered) == ["osv"]
    assert judge(PARTS, copy, RULES, today=TODAY).stale == ("2 of 2 pinned packages never audited",)


def test_a_known_vulnerability_without_an_exception_is_wrong_from_the_first_day() -> None:
    (words,) = judge(PARTS, KNOWN, RULES, today=TODAY).vulnerable
    assert words.startswith("django==5.2.19 has PYSEC-2026-1 (better: 5.2.20)")
    assert "mend it by 2026-12-01" in words


@pytest.mark.parametrize(
    ("exemption", "wrong"),
    [
        (MENDING, ""),
        (replace(MENDING, until=TODAY + timedelta(days=13)), "longer than allowed (2026-12-12)"),
        (replace(MENDING, severity="critical"), "longer than allowed (2026-12-01)"),
        (replace(MENDING, until=TODAY - timedelta(days=1)), "its exception ended on 2026-11-29"),
        (replace(MENDING, verdict="not affected", until=TODAY + timedelta(days=180)), ""),
        (replace(MENDING, verdict="not affected", until=TODAY + timedelta(days=181)), "longer than allowed"),
        (replace(MENDING, package="h11"), "nobody has judged it"),
    ],
)
def test_an_exception_holds_within_its_time_and_no_longer(exemption: Exemption, wrong: str) -> None:
    found = judge(PARTS, KNOWN, replace(RULES, exemptions=(exemption,)), today=TODAY).vulnerable
    assert [words for words in found if wrong and wrong in words] == list(found)
    assert bool(found) is bool(wrong)


def test_old_knowledge_and_old_versions_are_told() -> None:
    late = TODAY + timedelta(days=91)
    assert [words.split(" days")[0] for words in judge(PARTS, KNOWN, RULES, today=late).stale] == [
        "advisories were asked 91",
        "versions were chosen 91",
    ]
    assert judge(PARTS, KNOWN, RULES, today=TODAY + timedelta(days=7)).stale == ()


def test_an_exception_for_what_is_gone_goes_too() -> None:
    assert unused(PARTS, replace(KNOWN, advisories=()), replace(RULES, exemptions=(MENDING,))) == (MENDING,)
    assert unused(PARTS, KNOWN, replace(RULES, exemptions=(MENDING,))) == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [({"severity": "bad"}, "severity"), ({"verdict": "ignore"}, "verdict"), ({"reason": "because"}, "reason"), ({"owner": "x"}, "owner")],
)
def test_an_exception_that_says_too_little_is_refused(change: dict[str, str], words: str) -> None:
    entry = {name: getattr(MENDING, name) for name in MENDING.__slots__} | change
    with pytest.raises(Trouble, match=words):
        policy({**declared(checkout.ROOT), "exception": [entry]})


def test_a_copy_that_is_no_copy_is_refused(tmp_path: Path) -> None:
    (tmp_path / "advisories.json").write_text("{}", "utf-8")
    with pytest.raises(Trouble, match="can't be read as a copy of advisories"):
        advisories.newest(tmp_path / "advisories.json")
    with pytest.raises(Trouble, match="no copy of advisories is here"):
        advisories.newest(tmp_path / "nothing.json")


def test_the_later_of_two_copies_counts(tmp_path: Path) -> None:
    for name, copy in {"old": KNOWN, "new": replace(KNOWN, asked=TODAY + timedelta(days=1), advisories=())}.items():
        (tmp_path / name).write_text(copy.as_text(), "utf-8")
    assert advisories.newest(tmp_path / "old", tmp_path / "new").advisories == ()


def test_silence_replaces_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "advisories.json"
    kept.write_text(KNOWN.as_text(), "utf-8")
    monkeypatch.setattr(components, "HERE", kept)
    monkeypatch.setattr(advisories, "SERVICES", ("osv",))
    components._renew("http://127.0.0.1:9/v1/query")
    assert kept.read_text("utf-8") == KNOWN.as_text()
    assert "Not renewed: the copy of 2026-11-30 stays" in capsys.readouterr().out


def test_the_doctor_asks_more_where_customers_are(monkeypatch: pytest.MonkeyPatch) -> None:
    stale = judge(PARTS, replace(KNOWN, advisories=()), RULES, today=TODAY + timedelta(days=8))
    monkeypatch.setattr(components, "examine", lambda: stale)
    with pytest.raises(Unknown, match="2 audited on 2026-11-30, 0 known vulnerabilities: docs"):
        findings._components()
    monkeypatch.setattr(components, "examine", lambda: judge(PARTS, Copy("nobody", TODAY), RULES, today=TODAY))
    with pytest.raises(Unknown, match="none audited, so nothing is known of them: asked in vain on 2026-11-30: docs"):
        findings._components()
    monkeypatch.setattr(components, "examine", lambda: judge(PARTS, replace(KNOWN, advisories=()), RULES, today=TODAY))
    assert findings._components() == "2 packages, chosen 0 days ago; 2 audited on 2026-11-30, 0 known vulnerabilities"
    monkeypatch.setattr(components, "examine", lambda: stale)
    monkeypatch.setattr(findings, "read_environment", lambda: SimpleNamespace(profile="production"))
    with pytest.raises(Trouble, match="advisories were asked 8 days ago"):
        findings._components()
    monkeypatch.setattr(components, "examine", lambda: judge(PARTS, KNOWN, RULES, today=TODAY))
    monkeypatch.setattr(findings, "read_environment", lambda: SimpleNamespace(profile="demo"))
    with pytest.raises(Trouble, match="PYSEC-2026-1"):
        findings._components()


def test_no_pinned_package_has_a_known_vulnerability_that_may_not_stand() -> None:
    """The audit itself, by the kept copy: it fails as well when an exception's time is over."""
    found = components.examine()
    assert found.vulnerable == (), found.words


def test_what_runs_here_is_what_is_pinned() -> None:
    """The inventory says what is installed: a version that differs from its pin was never judged."""
    from importlib.metadata import PackageNotFoundError, version

    for each in inventory(checkout.ROOT).packages:
        try:
            assert Version(version(each.name)) == Version(each.version), each.pin
        except PackageNotFoundError:
            assert each.scope == "optional", each.pin
