"""What the measured database does: statements, plans, commits, connections and write-ahead log, as PostgreSQL itself counts them."""

from dataclasses import dataclass
from pathlib import Path

import psycopg

from toubao.config.launcher.cluster import Cluster
from toubao.config.launcher.roles import NAME

COUNTER = "pg_stat_statements"
_COUNTS = """
SELECT coalesce(sum(calls), 0), coalesce(sum(plans), 0),
       (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()),
       (SELECT sessions FROM pg_stat_database WHERE datname = current_database()),
       (SELECT wal_bytes FROM pg_stat_wal)
FROM pg_stat_statements WHERE toplevel
"""
_QUEUED = """
SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing' OR (status = 'todo' AND (scheduled_at IS NULL OR scheduled_at < now()))
"""
_COSTLIEST = """
SELECT query, calls, plans, (total_exec_time + total_plan_time)
FROM pg_stat_statements ORDER BY total_exec_time + total_plan_time DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a database has done since it was counted from zero."""

    statements: int
    plans: int
    commits: int
    connections: int
    wal_bytes: int

    def each(self, before: "Counts", things: int) -> dict[str, float]:
        """What one of so many things cost since `before`."""
        most = max(things, 1)
        return {
            "statements": round((self.statements - before.statements) / most, 1),
            "plans": round((self.plans - before.plans) / most, 1),
            "commits": round((self.commits - before.commits) / most, 1),
            "connections": round((self.connections - before.connections) / most, 2),
            "wal_kb": round((self.wal_bytes - before.wal_bytes) / 1024 / most, 1),
        }


def counting(home: Path) -> None:
    """Make the database of a new home, durable and told to count its statements and plans; it is stopped again."""
    cluster = Cluster(home, say=lambda _: None)
    cluster.start()
    try:
        with psycopg.connect(cluster.address(name=NAME), autocommit=True) as superuser:
            superuser.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
    finally:
        cluster.stop()
    with (cluster.data / "postgresql.conf").open("a") as settings:
        settings.write(f"shared_preload_libraries = '{COUNTER}'\n{COUNTER}.track_planning = on\n")


def counts(home: Path) -> Counts | None:
    """What that home's database has done until now; None where it does not count (a system that was named)."""
    with psycopg.connect(Cluster(home).address(name=NAME), autocommit=True) as superuser:
        if superuser.execute("SELECT 1 FROM pg_extension WHERE extname = %s", [COUNTER]).fetchone() is None:
            return None
        superuser.execute("SELECT pg_stat_force_next_flush()")
        found = superuser.execute(_COUNTS).fetchone()
        assert found is not None
        return Counts(*(int(each) for each in found))


def queued(home: Path) -> int:
    """How many jobs that home's worker has in hand or could begin now."""
    with psycopg.connect(Cluster(home).address(name=NAME), autocommit=True) as superuser:
        found = superuser.execute(_QUEUED).fetchone()
        assert found is not None
        return int(found[0])


def forget(home: Path) -> None:
    """Count statements from zero again, so that the costliest are those of a measurement."""
    with psycopg.connect(Cluster(home).address(name=NAME), autocommit=True) as superuser:
        superuser.execute("SELECT pg_stat_statements_reset()")


def costliest(home: Path, most: int = 20) -> list[tuple[str, int, int, float]]:
    """The statements that took longest (wall-clock): text, calls, plans, milliseconds."""
    with psycopg.connect(Cluster(home).address(name=NAME), autocommit=True) as superuser:
        found = superuser.execute(_COSTLIEST, [most]).fetchall()
    return [(" ".join(str(query).split()), int(calls), int(plans), round(float(ms), 1)) for query, calls, plans, ms in found]
