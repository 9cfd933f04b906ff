"""What the doctor looks at; each look gives one finding and never stops the others."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from toubao.config.environment import read_environment
from toubao.config.safety.rights import open_to_others
from toubao.config.trouble import Trouble
from toubao.doors.cli.counting import counted
from toubao.doors.cli.doctor.books import books
from toubao.doors.cli.doctor.evidence import decisions, figures, guarded, journal
from toubao.doors.cli.doctor.finding import Finding, Standing, Unknown
from toubao.doors.cli.doctor.fonts import fonts
from toubao.doors.cli.doctor.limits import limits
from toubao.doors.cli.doctor.safe import examined, safety, staff
from toubao.doors.cli.doctor.shelf import shelf
from toubao.doors.cli.doctor.state import disk, doors

WORKER_SILENT = 15.0
WAITING_LONG = 120.0
FAILED_LATELY = 600
CLOCKS_APART = 3.0


def examine() -> list[Finding]:
    """Look at everything, in the order in which one thing needs another. What is unsafe stops a start, so there is nothing else to see."""
    unsafe = safety()
    if unsafe:
        return [Finding("safety", Standing.WRONG, str(each)) for each in unsafe]
    configuration = _look("configuration", _configuration)
    if not configuration.good:
        return [configuration]
    looks = {
        "database": _database,
        "doors": doors,
        "disk": disk,
        "worker": _worker,
        "keys": _keys,
        "staff": staff,
        "sandbox": _institutions,
        "money": _money,
        "limits": limits,
        "contracts": _contracts,
        "books": books,
        "shelf": shelf,
        "fonts": fonts,
        "journal": journal,
        "decisions": decisions,
        "figures": figures,
        "allowances": _allowances,
        "components": _components,
        "time": _time,
    }
    return [Finding("safety", Standing.GOOD, examined()), configuration, *(_look(name, look) for name, look in looks.items())]


def _look(name: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(name, Standing.GOOD, look())
    except Unknown as unknown:
        return Finding(name, Standing.UNKNOWN, str(unknown))
    except Trouble as trouble:
        return Finding(name, Standing.WRONG, str(trouble))
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is a finding, and the next look goes on
        first = str(error).strip().partition("\n")[0]
        return Finding(name, Standing.WRONG, f"{type(error).__name__}: {first}")


def _configuration() -> str:
    from django.core.checks import run_checks

    from toubao.doors.cli.ready import django_ready

    environment = read_environment()
    django_ready()
    serious = [message.msg for message in run_checks() if message.is_serious()]
    if serious:
        raise Trouble("; ".join(serious))
    return f"profile {environment.profile}, state in {environment.home}, {environment.url}"


def _database() -> str:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from toubao.business.whose.policies import missing as unguarded
    from toubao.doors.cli.ready import need_database

    need_database()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)")
        user, mighty = cursor.fetchone()
    version = connection.connection.info.server_version // 10000
    if version < 15:
        raise Trouble(f"PostgreSQL {version} is too old: 15 or newer is needed.")
    if mighty:
        raise Trouble(f"the application connects as {user}, who may do everything: give it a role of its own in DATABASE_URL.")
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise Trouble(f"{counted(len(missing), 'migration is', 'migrations are')} missing: run `toubao migrate`.")
    with connection.cursor() as cursor:
        open_to_all = unguarded(cursor)
        cursor.execute("SELECT row_security_active('purchase_purchase')")
        (bound,) = cursor.fetchone()
        guarded(cursor, user)
    if open_to_all:
        raise Trouble(f"{counted(len(open_to_all), 'table')} without row-level security: run `toubao migrate`.")
    if not bound:
        raise Trouble(f"the application connects as {user}, whose tables they are: give it a role of its own in DATABASE_URL.")
    return f"PostgreSQL {version}, as {user}, tables up to date, rows and journal guarded"


def _worker() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE last_heartbeat > now() - make_interval(secs => %s)),"
            " extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers",
            [WORKER_SILENT],
        )
        workers, silent = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs j "
            "WHERE status = 'todo' AND coalesce(scheduled_at, (SELECT min(at) FROM procrastinate_events e"
            " WHERE e.job_id = j.id)) < now() - make_interval(secs => %s)",
            [WAITING_LONG],
        )
        late = cursor.fetchone()[0]
        cursor.execute(
            "SELECT count(DISTINCT j.id), max(j.task_name) FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id"
            " WHERE j.status = 'failed' AND e.type = 'failed' AND e.at > now() - make_interval(secs => %s)",
            [FAILED_LATELY],
        )
        failed, name = cursor.fetchone()
    if not workers:
        raise Trouble("no worker has said that it lives: is the system running?")
    if late:
        raise Trouble(f"{counted(late, 'job has', 'jobs have')} waited for more than {WAITING_LONG:.0f} seconds.")
    if failed:
        within = f"{FAILED_LATELY // 60} minutes"
        raise Trouble(f"{counted(failed, 'job')} failed within {within}, {name} among them: the log of the worker says why.")
    return f"{counted(workers, 'lane')} running, last heard {float(silent):.0f} s ago, nothing waits"


def _keys() -> str:
    from toubao.journal.keyring import keyring

    folder = read_environment().keys
    ring = keyring()
    if ring.unwrap(ring.wrap(b"k" * 32)) != b"k" * 32:
        raise Trouble("the keyring doesn't open what it closed.")
    if found := list(open_to_others(folder)):
        raise Trouble(f"others may read {', '.join(str(path) for path in found)}: take their rights away (chmod go-rwx).")
    return f"{counted(sum(path.is_file() for path in folder.rglob('*')), 'file')} in {folder}, readable by us alone"


def _institutions() -> str:
    from django.conf import settings

    silent = [name for name, place in settings.INSTITUTIONS.items() if not _reachable(str(place["url"]))]
    if len(silent) == len(settings.INSTITUTIONS) and settings.PROFILE != "production":
        raise Trouble("no institution answers. If the system was started with another PORT, say the same here: PORT=8100 toubao doctor.")
    if silent:
        raise Trouble(f"no answer from: {', '.join(silent)}.")
    return f"all {len(settings.INSTITUTIONS)} institutions can be reached"


def _money() -> str:
    """Whether every purchase that was paid for has come to an end, or will without anybody's help."""
    from toubao.business.purchase.queries import stalled

    stuck = stalled()
    if stuck:
        many = counted(len(stuck), "purchase has", "purchases have")
        raise Trouble(f"{many} not come to an end for half an hour, {stuck[0].pk} first: see the console's start page.")
    return "no money and no report waits for long"


def _contracts() -> str:
    """Whether every policy that is issued or sent is what its holder agreed to."""
    from toubao.business.policies.queries import stopped

    held = stopped()
    if held:
        raise Trouble(
            f"{counted(len(held), 'policy stands', 'policies stand')} still, {held[0].number} first: "
            "not what was agreed to, or with a broken signature."
        )
    return "no policy stands still"


def _reachable(url: str) -> bool:
    import socket
    from urllib.parse import urlsplit

    address = urlsplit(url)
    port = address.port or {"http": 80, "https": 443, "smtps": 465, "smtp+starttls": 587}.get(address.scheme, 25)
    try:
        socket.create_connection((address.hostname or "", port), timeout=5).close()
    except OSError:
        return False
    return True


def _allowances() -> str:
    """What everybody shares: wrong codes and sign-ins, look-ups, codes, money for SMS."""
    from toubao.business.identity.codes.allowances import standings
    from toubao.doors import clock

    shared = standings(now=clock.now())
    full = [f"{each.name} ({each.used} of {each.most}, until {each.ends:%H:%M} UTC)" for each in shared if each.full]
    if full:
        raise Trouble(f"used up: {', '.join(full)}. Somebody guesses, or they are too small: docs/operate/attacks.md.")
    nearest = max(shared, key=lambda each: each.used / each.most)
    return f"none of {len(shared)} is used up; nearest is {nearest.name} with {nearest.used} of {nearest.most}"


def _components() -> str:
    """Packages of others: what is known against them; whether that was asked lately, which must be so where customers are."""
    from toubao.doors.cli.components import examine as components

    found = components()
    wrong = found.vulnerable + (found.stale if read_environment().profile == "production" else ())
    if wrong:
        raise Trouble(f"{'; '.join(wrong)}: docs/operate/components.md.")
    if found.stale:
        raise Unknown(f"{found.words}: docs/operate/components.md.")
    return found.words


def _time() -> str:
    from django.db import connection

    from toubao.doors import clock
    from toubao.doors.cli.clock import describe

    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        apart = {"the database's": abs((cursor.fetchone()[0] - datetime.now(UTC)).total_seconds())}
    other = _sandbox_time()
    if other is not None:
        apart["the sandbox's"] = abs((other - datetime.now(UTC)).total_seconds())
    wrong = [whose for whose, seconds in apart.items() if seconds > CLOCKS_APART]
    if wrong:
        raise Trouble(f"our clock and {' and '.join(wrong)} are more than {CLOCKS_APART:.0f} seconds apart.")
    return f"{clock.now():%Y-%m-%d %H:%M:%S} UTC, {describe(clock.offset())}; {' and '.join(apart)} clock agrees"


def _sandbox_time() -> datetime | None:
    import httpx
    from django.conf import settings

    if settings.PROFILE == "production":
        return None
    try:
        told = httpx.get(f"{settings.INSTITUTIONS['card']['url']}/healthz", trust_env=False, timeout=5).headers.get("Date")
    except httpx.HTTPError:
        return None  # that nobody answers there is another line's to say
    return parsedate_to_datetime(told) if told else None
