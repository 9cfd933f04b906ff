"""Production starts only where nothing is unsafe: one unsafe thing at a time over a safe start gives exactly that finding."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from toubao.config.environment import read_environment
from toubao.config.institutions import TIMEOUTS, UNSIGNED
from toubao.config.safety import MEASURING, insist, judge, look
from toubao.config.secret_files import make_secret
from toubao.config.trouble import Trouble
from toubao.journal.keyring import FileKeyring

Variables = dict[str, str]
STRONG = "kQ7x-Vb2mZ_eR9tYpL4wN8sJ3hD6fG1uC5aXoT0iK"
SAMPLE = Path(__file__).parents[3] / "src" / "toubao" / "config" / "insurer.toml"
DATABASE = "postgresql://toubao_app@db1.internal,db2.internal/toubao?sslmode=verify-full"


@pytest.fixture(autouse=True)
def _private() -> Iterator[None]:
    """What is made here is for its owner alone, as operators make it."""
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.fixture
def safe(tmp_path: Path) -> Variables:
    """The variables of a production that is safe, and its home with the keys that it needs."""
    home = tmp_path / "home"
    for name in ("secret_key", "card_webhook_secret", "returns_secret", *(f"{name}_secret" for name in TIMEOUTS if name not in UNSIGNED)):
        make_secret(home / "keys" / name)
    FileKeyring.create(home / "keys" / "keyring.json")
    insurer = tmp_path / "insurer.toml"
    insurer.write_text(SAMPLE.read_text("utf-8").replace("demo = true", "demo = false"), "utf-8")
    addresses = {f"TOUBAO_{name.upper()}_URL": f"https://{name.replace('_', '-')}.example" for name in TIMEOUTS}
    return {
        "TOUBAO_PROFILE": "production", "TOUBAO_HOME": str(home), "TOUBAO_URL": "https://anhe.example", "DATABASE_URL": DATABASE,
        "TOUBAO_CONSOLE_URL": "https://console.anhe.example", "TOUBAO_MAIL_URL": "smtp+starttls://mail.example",
        "TOUBAO_MAIL_FROM": "service@anhe.example",
        "TOUBAO_INSURER": str(insurer), "TOUBAO_RETURNS_URL": "pop3s://returns@mail.example", **addresses,
    }  # fmt: skip


def _found(variables: Variables) -> list[str]:
    return [str(finding) for finding in judge(look(read_environment(variables), variables))]


def test_a_safe_production_has_no_finding(safe: Variables) -> None:
    assert _found(safe) == []
    insist(read_environment(safe), safe)


HTTPS = ": only https:// may carry what customers say."
ITSELF = ": nobody but the sandbox answers on this machine itself."
WITH_PASSWORD = "has a name or password in it: they belong into a file of TOUBAO_HOME/keys."
POST = ": mail to another machine needs smtps:// or smtp+starttls://."
OWN_ORIGIN = "isn't set: where customers are, the console has an origin of its own, such as https://console.insurer.example."
REACHED = ": what customers' pages are made to do could reach the console."
UNSAFE = [
    ({"TOUBAO_URL": "http://anhe.example"}, f"TOUBAO_URL is http://anhe.example{HTTPS}"),
    ({"TOUBAO_URL": "anhe.example"}, f"TOUBAO_URL is 'anhe.example'{HTTPS}"),
    ({"TOUBAO_URL": "https://[::1"}, "TOUBAO_URL is 'https://[::1', which is no address."),
    (
        {"TOUBAO_CONSOLE_URL": ""},
        f"TOUBAO_CONSOLE_URL {OWN_ORIGIN}",
    ),
    ({"TOUBAO_CONSOLE_URL": "http://console.anhe.example"}, f"TOUBAO_CONSOLE_URL is http://console.anhe.example{HTTPS}"),
    (
        {"TOUBAO_CONSOLE_URL": "https://anhe.example:8443"},
        f"TOUBAO_CONSOLE_URL names the same host as TOUBAO_URL, anhe.example{REACHED}",
    ),
    ({"TOUBAO_HOSTS": "anhe.example,*"}, "TOUBAO_HOSTS has a *: name each host that is yours."),
    ({"TOUBAO_SMS_URL": "http://sms.example"}, f"TOUBAO_SMS_URL is http://sms.example{HTTPS}"),
    ({"TOUBAO_CARD_URL": "https://127.0.0.1:8001"}, f"TOUBAO_CARD_URL is https://127.0.0.1{ITSELF}"),
    ({"TOUBAO_CARD_URL": "https://localhost"}, f"TOUBAO_CARD_URL is https://localhost{ITSELF}"),
    ({"TOUBAO_SMS_URL": "https://us:word@sms.example"}, f"TOUBAO_SMS_URL {WITH_PASSWORD}"),
    ({"TOUBAO_MOBILE_ID_URL": "http://id.example"}, f"TOUBAO_MOBILE_ID_URL is http://id.example{HTTPS}"),
    (
        {"TOUBAO_CARD_PAGE_ORIGINS": "https://pay.example,http://pay.example"},
        f"TOUBAO_CARD_PAGE_ORIGINS is http://pay.example{HTTPS}",
    ),
    ({"TOUBAO_WAY_ORIGINS": "http://way.example"}, f"TOUBAO_WAY_ORIGINS is http://way.example{HTTPS}"),
    ({"TOUBAO_RETURNS_URL": ""}, "TOUBAO_RETURNS_URL isn't set: nobody would notice which letters come back."),
    (
        {"TOUBAO_RETURNS_URL": "pop3://us@mail.example"},
        "TOUBAO_RETURNS_URL is pop3://mail.example, but must be pop3s://user@host or, on this machine itself, pop3://user@host.",
    ),
    ({"TOUBAO_RETURNS_URL": "pop3s://us@mail.example:port"}, "TOUBAO_RETURNS_URL can't be read as an address."),
    ({"TOUBAO_RETURNS_CA": "/nowhere.pem"}, "TOUBAO_RETURNS_CA is /nowhere.pem, which is no file."),
    ({"TOUBAO_MAIL_URL": "smtp://mail.example:25"}, f"TOUBAO_MAIL_URL is smtp://mail.example{POST}"),
    (
        {"TOUBAO_MAIL_URL": "mail.example"},
        "TOUBAO_MAIL_URL is 'mail.example', but must be smtps://host, smtp+starttls://host or, on this machine itself, smtp://host.",
    ),
    (
        {"TOUBAO_MAIL_URL": "http://us:word@mail.example"},
        "TOUBAO_MAIL_URL is http://mail.example, but must be smtps://host, smtp+starttls://host or, on this machine itself, smtp://host.",
    ),
    ({"TOUBAO_MAIL_URL": "smtps://us:a-short-one@mail.example"}, "mail_secret has 11 signs, but needs 16 made by chance."),
    (
        {"TOUBAO_MAIL_URL": "smtp://us@127.0.0.1"},
        "TOUBAO_MAIL_URL is smtp://127.0.0.1 with a user: a sign-in needs smtps:// or smtp+starttls://.",
    ),
    ({"TOUBAO_MAIL_CA": "/nowhere/ca.pem"}, "TOUBAO_MAIL_CA is /nowhere/ca.pem, which is no file."),
    ({"TOUBAO_MAIL_URL": "smtps://mail.example:port"}, "TOUBAO_MAIL_URL can't be read as an address."),
    (
        {"DATABASE_URL": "postgresql://toubao_app@db.internal/toubao"},
        "DATABASE_URL names a database on another machine without sslmode=verify-full.",
    ),
    (
        {"DATABASE_URL": "host=127.0.0.1,db.internal dbname=toubao sslmode=require"},
        "DATABASE_URL names a database on another machine without sslmode=verify-full.",
    ),
    (
        {"DATABASE_OWNER_URL": DATABASE.replace("_app", "_owner")},
        "DATABASE_OWNER_URL is set where it isn't needed: only `toubao migrate` and `toubao up` may hold the owner's address.",
    ),
    (
        {"DATABASE_OWNER_URL": "host=db.internal sslmode=prefer", "TOUBAO_AS_OWNER": "1"},
        "DATABASE_OWNER_URL names a database on another machine without sslmode=verify-full.",
    ),
    ({"TOUBAO_SMS_SECRET": STRONG[:31]}, "sms_secret has 31 signs, but needs 32 made by chance."),
    ({"TOUBAO_MAIL_SECRET": STRONG[:15]}, "mail_secret has 15 signs, but needs 16 made by chance."),
    ({"TOUBAO_METRICS_TOKEN": "1234567890" * 4}, "metrics_token isn't made by chance: its signs repeat or follow each other."),
    ({"TOUBAO_SECRET_KEY": "only-for-tests-secret_key-" + "0" * 32}, "secret_key is the tests'."),
    ({"TOUBAO_SECRET_KEY": f"demo-{STRONG}"}, "secret_key was made by a demo."),
    (
        {"TOUBAO_CARD_SECRET": "sandbox-demo-request-secret"},
        "card_secret has 'secret' in it: samples and what people think of are known.",
    ),
    (
        {"TOUBAO_CARD_SECRET": STRONG, "TOUBAO_SMS_SECRET": STRONG},
        "card_secret, sms_secret are the same: each is agreed with one institution and known to no other.",
    ),
    (
        {"TOUBAO_INSTITUTIONS_SECRET": STRONG},
        "institutions_secret was one secret for all institutions and isn't read any more: take it away, each has its own.",
    ),
    ({"TOUBAO_INSURER": ""}, "TOUBAO_INSURER isn't set: pages, letters and policies would name the invented insurer of the demo."),
    (
        {"TOUBAO_INSURER": str(SAMPLE)},
        "TOUBAO_INSURER names a file whose [brand] doesn't say `demo = false`: pages would say that nothing is real.",
    ),
    ({"TOUBAO_MAIL_FROM": ""}, "TOUBAO_MAIL_FROM isn't set: letters would come from the invented insurer of the demo."),
    (
        {"DATABASE_URL": "postgresql://toubao_app:toubao-app-2026-07@localhost/toubao"},
        "database_password has 'toubao' in it: samples and what people think of are known.",
    ),
    ({"DATABASE_URL": f"host=/run/postgresql password={STRONG[:15]}"}, "database_password has 15 signs, but needs 16 made by chance."),
    (
        {"DATABASE_OWNER_URL": "host=/run/postgresql password=aaaaaaaaaaaaaaaaaaaa", "TOUBAO_AS_OWNER": "1"},
        "database_owner_password isn't made by chance: its signs repeat or follow each other.",
    ),
    *(({name: "1"}, f"{name} is set: it is for tests and measurements alone, never where customers are.") for name in MEASURING),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "told"), UNSAFE, ids=[told[:60] for _, told in UNSAFE])
def test_one_unsafe_thing_is_exactly_that_finding(safe: Variables, changed: Variables, told: str) -> None:
    assert _found({**safe, **changed}) == [told]


SAFE = [
    {"TOUBAO_MAIL_URL": "smtp://127.0.0.1:25"}, {"TOUBAO_MAIL_URL": "smtps://mail.example:465"}, {"DATABASE_URL": ""},
    {"DATABASE_URL": "host=/run/postgresql dbname=toubao"}, {"DATABASE_URL": "postgresql://toubao_app@localhost/toubao"},
    {"DATABASE_URL": f"host=/run/postgresql password={STRONG[:16]}"}, {"DATABASE_URL": "host=db.internal", "PGSSLMODE": "verify-full"},
    {"TOUBAO_BIND": "192.0.2.7"}, {"TOUBAO_METRICS_TOKEN": STRONG},
    {"DATABASE_OWNER_URL": DATABASE.replace("_app", "_owner"), "TOUBAO_AS_OWNER": "1"}, {"TOUBAO_MAIL_SECRET": "xV9-pQ2_rT7.mK4s"},
    {"TOUBAO_MAIL_CA": __file__}, {"TOUBAO_MAIL_URL": f"smtps://us:{STRONG[:20]}@mail.example"},
    {"TOUBAO_CARD_PAGE_ORIGINS": "https://pay.example:8443,https://pay2.example"},
]  # fmt: skip


@pytest.mark.parametrize("changed", SAFE, ids=range(len(SAFE)))
def test_what_is_safe_is_no_finding(safe: Variables, changed: Variables) -> None:
    assert _found({**safe, **changed}) == []


OTHERS = "can be read by others on this machine: take their rights away (chmod go-rwx)."
LEFT: list[tuple[Callable[[Path], object], str]] = [
    (lambda home: (home / "sandbox").mkdir(), "sandbox is a demo's: its people and sales are invented; choose an empty TOUBAO_HOME."),
    (lambda home: (home / "clock").write_text("60"), "clock is a demo's: its people and sales are invented; choose an empty TOUBAO_HOME."),
    (
        lambda home: (home / "keys" / "keyring.json").unlink() or FileKeyring.create(home / "keys" / "keyring.json", "demo"),
        "keyring.json was made by a demo: `toubao keys` makes one where there is none.",
    ),
    (
        lambda home: (home / "keys" / "policy-signing").mkdir() or (home / "keys" / "policy-signing" / "signer.pass").write_text("demo-x"),
        "policy-signing has the demo's signing key: put your authority's in its place (docs/operate/keys.md).",
    ),
    (lambda home: (home / "keys" / "sms_secret").write_text(f"demo-{STRONG}\n"), "sms_secret was made by a demo."),
    (lambda home: (home / "keys" / "sms_secret").chmod(0o640), f"sms_secret {OTHERS}"),
    (lambda home: (home / "keys").chmod(0o755), f"{{home}}/keys {OTHERS}"),
]


@pytest.mark.parametrize(("leave", "told"), LEFT)
def test_what_a_demo_left_in_the_home_is_exactly_that_finding(safe: Variables, leave: Callable[[Path], object], told: str) -> None:
    leave(Path(safe["TOUBAO_HOME"]))
    (found,) = _found(safe)
    assert found.removeprefix(f"{safe['TOUBAO_HOME']}/").removeprefix("keys/") == told.removeprefix("{home}/")


def test_what_is_public_by_its_kind_may_be_read(safe: Variables) -> None:
    certificate = Path(safe["TOUBAO_HOME"]) / "keys" / "signer.pem"
    certificate.write_text("-----BEGIN CERTIFICATE-----")
    certificate.chmod(0o644)
    assert _found(safe) == []


def test_an_old_keyring_that_says_nothing_and_a_broken_one_are_not_a_demos(safe: Variables) -> None:
    for text in ('{"current": "k1"}', "[]", "broken"):
        (Path(safe["TOUBAO_HOME"]) / "keys" / "keyring.json").write_text(text)
        assert _found(safe) == []


def test_a_demo_that_others_could_reach_is_refused_and_nothing_else_of_it() -> None:
    demo = {"TOUBAO_URL": "http://192.0.2.7:8000", "TOUBAO_SECRET_KEY": "short", "TOUBAO_COSTS": "1"}
    assert _found({**demo, "TOUBAO_BIND": "::1"}) == []
    told = "TOUBAO_BIND is 0.0.0.0, but the demo profile may be reached from this machine alone: 127.0.0.1."
    assert _found({**demo, "TOUBAO_BIND": "0.0.0.0"}) == [told]  # noqa: S104 - judged, not bound


def _start(variables: Variables) -> subprocess.CompletedProcess[str]:
    """Load the settings as each program does."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("TOUBAO_", "DATABASE_", "DJANGO_", "PORT"))}
    command = [sys.executable, "-m", "toubao.doors.cli", "files"]
    return subprocess.run(command, env={**bare, **variables}, capture_output=True, text=True, check=False)


def test_an_unsafe_production_does_not_start_and_names_everything(safe: Variables) -> None:
    started = _start(safe)
    assert (started.returncode, started.stderr) == (0, "")
    refused = _start({**safe, "TOUBAO_URL": "http://anhe.example", "TOUBAO_FAILPOINT": "x", "TOUBAO_SMS_SECRET": "abc"})
    assert refused.returncode == 1
    first, *rest = refused.stderr.splitlines()
    assert first == "It isn't safe to start like this (docs/operate/security/production.md):"
    assert [line.split()[1] for line in rest] == ["TOUBAO_URL", "sms_secret", "TOUBAO_FAILPOINT"]
    assert "abc" not in refused.stderr


def test_a_refusal_names_all(safe: Variables) -> None:
    unsafe = {**safe, "TOUBAO_COSTS": "1", "TOUBAO_SMS_URL": "http://sms.example"}
    with pytest.raises(Trouble, match=r"TOUBAO_SMS_URL is http.*\n- TOUBAO_COSTS is set"):
        insist(read_environment(unsafe), unsafe)
