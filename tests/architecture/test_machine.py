"""The project belongs to no machine: no path of one, no address of an index, no secret, nothing built."""

import re

from tests.architecture.sources import each_line, everything, texts

HOMES = re.compile(r"(?<![\w.<>{}-])/(?:root|work|home/[a-z]\w*|Users/[A-Za-z]\w*)/\w")
INDEXES = re.compile(r"--(?:extra-)?index-url|--trusted-host|--find-links|UV_INDEX|PIP_INDEX|registry\s*=\s*[\"']?http", re.IGNORECASE)
SECRETS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/=]{20}|AKIA[0-9A-Z]{16}|ghp_[A-Za-z0-9]{30}")
BUILT = {".pyc", ".pyo", ".so", ".egg-info", ".log", ".sqlite3", ".pid"}
OTHERS = [source for source in texts() if source.name != "tests/architecture/test_machine.py"]


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert each_line(OTHERS, HOMES.search) == []


def test_no_file_names_the_address_of_a_package_index() -> None:
    assert each_line(OTHERS, INDEXES.search) == []


def test_requirements_are_pinned_with_hashes_and_hold_no_address() -> None:
    for source in texts():
        if (
            source.path.suffix == ".txt"
            and source.path.name.startswith(("requirements", "dev", "postgres", "uv"))
            and "--hash" in source.text
        ):
            assert "://" not in re.sub(r"(?m)^\s*#.*$", "", source.text), source.name
            wanted = [line for line in source.lines if re.match(r"[A-Za-z0-9]", line)]
            assert [line for line in wanted if "==" not in line] == []
            assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", source.text)) >= len(wanted)


def test_no_secret_is_kept() -> None:
    assert [s.name for s in texts() if SECRETS.search(s.text)] == []


def test_nothing_built_is_kept() -> None:
    assert [s.name for s in everything() if s.path.suffix in BUILT or "node_modules" in s.path.parts] == []
    assert [s.name for s in everything() if s.path.exists() and s.path.stat().st_size > 1_000_000] == []
