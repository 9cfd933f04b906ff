"""Fills the database of a home with policies that look like one that was bought there, over three years back: rows of rows, inside the
database. What they are not is in LEFT_OUT.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql

from toubao.config.launcher.cluster import Cluster
from toubao.config.launcher.roles import NAME

DAYS: Final = 1095
BATCH: Final = 20_000
REFUSED: Final = 997
"""Each so manieth was refused and has no policy, so that there is something rare to be looked for."""
LEFT_OUT: Final = (
    "documents and attachments are stubs of 100 bytes; what is sealed can't be opened, since it is bound to its place, so names show as"
    " destroyed; digests of entries are those of the model, so `toubao check` finds every copied subject faulty; nobody has two policies;"
    " no session, code, visit, change, referral or difference but those of the model"
)
TABLES: Final = (
    "journal_subjectkey", "journal_subject", "journal_entry", "journal_openduty", "identity_person", "identity_registration",
    "identity_account", "identity_knownbrowser", "identity_browsersession", "identity_onetimepassword", "consents_consent",
    "correspondence_message", "purchase_purchase", "payment_payment", "payment_heard", "underwriting_cumulation",
    "underwriting_reservation", "policies_policy", "policies_policydocument",
)  # fmt: skip
"""What grows with every policy."""
OF_A_POLICY: Final = ("policies_policy", "policies_policydocument")
UNIQUE: Final = {
    ("purchase_purchase", "serial"): "'TX' || lpad(n::text, 10, '0')",
    ("purchase_purchase", "state"): f"CASE WHEN n %% {REFUSED} = 0 THEN 'refused' ELSE m.state END",
    ("policies_policy", "number"): "'TX' || lpad(n::text, 11, '0')",
    ("correspondence_message", "reference"): "left(m.reference, 60) || ':' || n",
    ("correspondence_message", "message_id"): "CASE WHEN m.message_id = '' THEN '' ELSE n || ':' || m.message_id END",
    ("payment_heard", "event"): "left(m.event, 80) || ':' || n",
    ("identity_browsersession", "known_browser_id"): "NULL",
    ("policies_policydocument", "sealed"): "substr(m.sealed, 1, 100)",
}
"""What a copy has of its own, besides ids, moments and keyed digests, which all are."""
_COLUMNS: Final = """
SELECT attname, format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
ORDER BY attnum
"""
_PERSONS: Final = "SELECT person_id FROM identity_account ORDER BY opened_at LIMIT 1"
_OF: Final = {
    "journal_subjectkey": "holder", "journal_subject": "holder", "identity_person": "id", "identity_registration": "person_id",
    "identity_account": "person_id", "consents_consent": "key_id", "correspondence_message": "key_id", "purchase_purchase": "person_id",
    "payment_payment": "holder", "underwriting_cumulation": "insured", "underwriting_reservation": "insured",
    "policies_policy": "person_id",
}  # fmt: skip
_THROUGH: Final = {
    "journal_entry": "subject_id IN (SELECT id FROM journal_subject WHERE holder = %(person)s)",
    "journal_openduty": "subject_id IN (SELECT id FROM journal_subject WHERE holder = %(person)s)",
    "identity_onetimepassword": "subject IN (SELECT id FROM journal_subject WHERE holder = %(person)s)",
    "identity_knownbrowser": "account_id IN (SELECT id FROM identity_account WHERE person_id = %(person)s)",
    "identity_browsersession": "account_id IN (SELECT id FROM identity_account WHERE person_id = %(person)s)",
    "payment_heard": "payment IN (SELECT id FROM payment_payment WHERE holder = %(person)s)",
    "policies_policydocument": "policy_id IN (SELECT id FROM policies_policy WHERE person_id = %(person)s)",
}


def fill(home: Path, policies: int, *, journal_days: int = 0) -> Iterator[str]:
    """Copy the first person's rows so many times, spread over three years, entries of the journal of the last so many days only (0: all);
    tells how far it is. Raises LookupError where nobody bought anything.
    """
    with psycopg.connect(Cluster(home).address(name=NAME), autocommit=True) as superuser:
        person = model(superuser)
        superuser.execute(
            "SET session_replication_role = replica"
        )  # triggers rest, and what binds tables: the copies fit as the model does
        superuser.execute("SET synchronous_commit = off")
        superuser.execute("SET toubao.whose = 'system'")
        for since in range(1, policies + 1, BATCH):
            until = min(since + BATCH - 1, policies)
            for table in TABLES:
                last = policies * journal_days // DAYS if table == "journal_entry" and journal_days else policies
                values = {"person": person, "since": since, "until": min(until, last), "step": f"{DAYS * 86_400 / policies} seconds"}
                superuser.execute(statement(superuser, table), values)
            yield f"{until:,} policies"
        superuser.execute("SET session_replication_role = origin")
        for _ in range(2):  # what was seen the last time, then what has come
            while superuser.execute("SELECT figures_count_entries(1000000)").fetchone() != (0,):
                pass
        superuser.execute("SELECT count(*) FROM figures_put_right(true)")
        superuser.execute("SELECT figures_add_up()")
        superuser.execute("VACUUM (ANALYZE)")
        yield "counted and analysed"


def model(database: "psycopg.Connection[Any]") -> Any:
    """The person whose rows are copied: the first. Raises LookupError where there is nobody."""
    found = database.execute(_PERSONS).fetchone()
    if found is None:
        raise LookupError("nobody has bought anything here: there is no model")
    return found[0]


def statement(database: "psycopg.Connection[Any]", table: str) -> sql.Composed:
    """The statement that copies one batch of one table, the newest copy first."""
    columns = [(str(name), str(kind)) for name, kind in database.execute(_COLUMNS, [table]).fetchall()]
    kept = {name: _own(table, name, kind) for name, kind in columns if (name, kind) != ("id", "bigint")}
    whose = _THROUGH.get(table) or f"{_OF[table]} = %(person)s"
    rest = f" AND n %% {REFUSED} <> 0" if table in OF_A_POLICY else ""
    text = (
        f"INSERT INTO {table} ({', '.join(kept)}) SELECT {', '.join(kept.values())} "  # noqa: S608 of our own names above
        "FROM (SELECT n, n * %(step)s::interval AS shift FROM generate_series(%(since)s::int, %(until)s::int) n) copy "
        f"CROSS JOIN {table} m WHERE m.{whose}{rest} ORDER BY n"
    )
    return sql.Composed([sql.SQL(text)])  # type: ignore[arg-type]  # as above


def _own(table: str, column: str, kind: str) -> str:
    """What a copy has in a column: the newest copy has number one."""
    if (table, column) in UNIQUE:
        return UNIQUE[table, column]
    name = f"m.{column}"
    if kind == "uuid":
        return f"md5({name}::text || n)::uuid"
    if kind == "timestamp with time zone":
        return f"{name} - shift"
    if kind == "bytea" and column in ("id_index", "phone_index", "mail_index", "mark"):
        return f"sha256({name} || n::text::bytea)"
    return name
