"""The bill of materials: fresh, whole, and taken by the standard's own schema."""

import json
import re
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from toubao.config.trouble import Trouble
from toubao.doors import checkout
from toubao.doors.cli import components
from toubao.doors.cli.components.inventory import declared, inventory, packages

COMMITTED = checkout.ROOT / "docs" / "generated" / "sbom.json"
PAGE = (checkout.ROOT / "docs" / "operate" / "components.md").read_text("utf-8")


def test_the_bill_in_the_docs_is_fresh() -> None:
    assert COMMITTED.read_text("utf-8") == components.materials(), "run `make docs`"


def test_the_standards_schema_takes_the_bill_and_refuses_a_bent_one() -> None:
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(COMMITTED.read_text("utf-8")) is None
    bent = json.loads(COMMITTED.read_text("utf-8"))
    bent["components"][0]["hashes"][0]["content"] = "not a digest"
    assert validator.validate_str(json.dumps(bent)) is not None


def test_the_bill_names_everything_that_is_pinned_kept_or_needed() -> None:
    told = json.loads(COMMITTED.read_text("utf-8"))["components"]
    assert len(told) == len({each["bom-ref"] for each in told})
    pins = set(
        re.findall(r"^([a-z0-9-]+)==([^ ]+)(?! ; sys_platform == 'win32')", (checkout.ROOT / "requirements.txt").read_text(), re.MULTILINE)
    )
    named = {(each["name"], each.get("version")) for each in told if each["scope"] == "required"}
    assert {pin for pin in pins if pin[0] != "tzdata"} <= named
    assert all(each["hashes"] for each in told if not each["purl"].startswith("pkg:deb/"))


def test_every_file_of_others_that_is_kept_here_is_in_the_inventory() -> None:
    kept = {path for path in (checkout.ROOT / "src").rglob("vendor/*") if path.suffix != ".txt"}
    assert kept == {checkout.ROOT / each.why for each in inventory(checkout.ROOT).vendored}


def test_every_package_that_the_scripts_install_is_in_the_inventory() -> None:
    scripts = "".join(path.read_text("utf-8") for path in (checkout.ROOT / "deploy").glob("*.sh"))
    lines = re.findall(r"apt-get install -qq -y(?: --no-install-recommends)? ([a-z0-9 -]+)[;&]", scripts)
    installed = {name.removesuffix("-venv") for line in lines for name in line.split()}
    assert installed
    assert installed - {each.name for each in inventory(checkout.ROOT).debian} == set()


def test_a_pin_without_a_digest_is_refused() -> None:
    with pytest.raises(Trouble, match=r"django==5\.2 is pinned without a hash"):
        packages("django==5.2\n", scope="required")


def test_a_kept_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "requirements"
    folder.mkdir()
    for name in ("components.toml", "postgres.txt", "pinned.txt"):
        (folder / name).write_text((checkout.ROOT / "requirements" / name).read_text("utf-8"), "utf-8")
    (tmp_path / "requirements.txt").write_text("", "utf-8")
    with pytest.raises(Trouble, match="names src/toubao/doors/look/static/look/vendor/htmx"):
        inventory(tmp_path)


def test_the_page_names_the_times_that_are_judged_by() -> None:
    kept = declared(checkout.ROOT)
    for severity, days in kept["remediation"].items():
        assert f"| {severity} | {days} |" in PAGE
    for days in kept["updates"].values():
        assert f"{days} days" in PAGE
