"""Every page that a test's client is answered with is kept, once for each shape, and all are checked together when the tests are over."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

import playwright
import pytest
from django.test import Client

FOLDER = "TOUBAO_PAGES_SEEN"
ROOT = Path(__file__).parents[3]
CHECKER = ROOT / ".venv/html/node_modules/html-validate/bin/html-validate.mjs"
RULES = Path(__file__).parent / "html.json"
NODE = Path(playwright.__file__).parent / "driver/node"
MOST = 40
OF_WHOLE_PAGES = {"missing-doctype", "no-missing-references"}
"""What a part that is put into a page can't answer for."""
_WORDS = re.compile(r">[^<]+<|<!--.*?-->", re.DOTALL)
_TELLING = re.compile(r'\b(value|href|action|content|src|title|hx-get|aria-label|data-[a-z-]+)="[^"]*"')
_FIGURES = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]+")
_STAMP = re.compile(r'<time[^>]*\bdatetime="([^"]*)"')
_MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)?)?|\d{4}-\d\d|\d\d:\d\d|P(?:\d+D)?(?:T\w+)?"
)
_AGAIN = re.compile(r"(<(?:tr|li|option|div|dt|dd)\b.{1,2000}?)\1+", re.DOTALL)


def shape(page: str) -> str:
    """What a page is made of, without what it says: pages of one template with other words have one shape."""
    bare = _FIGURES.sub("0", _TELLING.sub(r"\1", _WORDS.sub("><", page)))
    return sha256(_AGAIN.sub(r"\1", bare).encode()).hexdigest()[:16]


def check(files: Iterable[Path]) -> list[str]:
    """What is wrong with these pages, each thing once, with the address that answered with it. Raises CalledProcessError if the checker
    couldn't look.
    """
    found: dict[str, Path] = {}
    named = list(files)
    for file, message in _told(named) if named else ():
        found.setdefault(f"{message['ruleId']}: {message['message']}: {_FIGURES.sub('0', message['selector'] or '')}", file)
    for file in named:
        for stamp in _STAMP.findall(file.read_text("utf-8")):
            if not _MOMENT.fullmatch(stamp):
                found.setdefault(f"datetime: no browser reads {_FIGURES.sub('0', stamp)}", file)
    return [f"{told}\n    at {_address(file)}" for told, file in found.items()]


def _told(files: list[Path]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """What html-validate says of each file; it knows no bounds for times."""
    with TemporaryDirectory() as folder:
        told = Path(folder) / "told.json"
        command = [NODE, CHECKER, "--config", RULES, "--formatter", f"json={told}", *files]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
        if done.returncode not in (0, 1) or not told.exists():
            raise subprocess.CalledProcessError(done.returncode, "html-validate", done.stdout, done.stderr)
        results = json.loads(told.read_text("utf-8"))
    for result in results:
        file = Path(result["filePath"])
        whole = file.read_text("utf-8").lstrip().lower().startswith("<!doctype")
        yield from ((file, each) for each in result["messages"] if whole or each["ruleId"] not in OF_WHOLE_PAGES)


def _address(file: Path) -> str:
    told = file.with_suffix(".txt")
    return told.read_text("utf-8") if told.exists() else file.name


class Pages:
    """The plugin: `Client.request` keeps what it is answered; the process that began the tests has it checked at their end."""

    def __init__(self, config: pytest.Config) -> None:
        self._workers = hasattr(config, "workerinput")
        if not self._workers:
            os.environ[FOLDER] = mkdtemp(prefix="toubao-pages-")
        self._folder = Path(os.environ[FOLDER])
        self._wrong: list[str] = []
        self._asked = Client.request

    def keep(self, method: str, place: str, response: Any) -> None:
        """Keep an answer that is HTML, and not packed for its way."""
        packed = response.streaming or "Content-Encoding" in response
        if packed or not response.get("Content-Type", "").startswith("text/html") or not response.content:
            return
        page = response.content.decode(response.charset)
        file = self._folder / f"{shape(page)}.html"
        if not file.exists():
            file.with_suffix(".txt").write_text(f"{method} {place} {response.status_code}", "utf-8")
            file.write_text(page, "utf-8")

    def pytest_sessionstart(self) -> None:
        """Listen to every client from now on."""
        asked = self._asked

        def request(client: Client, **sent: Any) -> Any:
            response = asked(client, **sent)
            self.keep(sent.get("REQUEST_METHOD", ""), sent.get("PATH_INFO", ""), response)
            return response

        Client.request = request  # type: ignore[method-assign]  # until the tests are over

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Have all pages checked, if this process began the tests."""
        Client.request = self._asked  # type: ignore[method-assign]  # as it was
        if self._workers:
            return
        if CHECKER.exists():
            self._wrong = check(sorted(self._folder.glob("*.html")))
        if self._wrong and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        shutil.rmtree(self._folder, ignore_errors=True)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say what is wrong with the pages."""
        if self._wrong:
            terminalreporter.section(f"HTML of the pages that were seen: {len(self._wrong)} faults", red=True)
            terminalreporter.write("\n".join(self._wrong[:MOST]) + "\n")
