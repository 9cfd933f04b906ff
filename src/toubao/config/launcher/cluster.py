"""One embedded PostgreSQL: made once, started, waited for, stopped."""

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from toubao.config.launcher import failures, folders, leftovers, roles, server
from toubao.config.launcher.account import Account, server_account
from toubao.config.launcher.binaries import Binaries, find_binaries, within_reach
from toubao.config.launcher.sockets import socket_directory
from toubao.config.trouble import Trouble

SUPERUSER = "postgres"
PATIENCE = 300.0
RETRIES = 20
SAFE = {"max_connections": "80", "timezone": "UTC", "log_timezone": "UTC", "lc_messages": "C"}
FAST = {"fsync": "off", "full_page_writes": "off"}
Say = Callable[[str], None]


@dataclass
class Cluster:
    """The embedded PostgreSQL of one TOUBAO_HOME; `throwaway` survives the death of processes but not of the machine (tests).
    `say` tells a person what is being waited for.
    """

    home: Path
    throwaway: bool = False
    say: Say = print
    account: Account = field(default_factory=server_account)
    process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.home / "pg"

    @property
    def socket(self) -> Path:
        """The folder of the Unix socket."""
        return socket_directory(self.home)

    @property
    def log(self) -> Path:
        """The server's log file."""
        return self.home / "logs" / "postgresql.log"

    def address(self, *, role: str = SUPERUSER, name: str = "postgres") -> str:
        """The libpq address of a database in it."""
        return f"host={self.socket} dbname={name} user={role}"

    def start(self) -> None:
        """Make the cluster if there is none, start it and wait until it answers. Raises Trouble with what a person can do."""
        folders.prepare_home(self.home)
        major = folders.data_version(self.data, self.account)
        binaries = within_reach(find_binaries(major=major), self.account)
        folders.private_folder(self.socket, self.account)
        if major is None:
            self._create(binaries)
        self._let_in()
        leftovers.clear(self.data, self.socket)
        self._launch_when_free(binaries)
        self._prepare()

    def stop(self) -> None:
        """Shut the server down, if it runs."""
        if self.process is not None:
            server.stop(self.process)
            self.process = None
        if self.socket.parent != self.home:
            shutil.rmtree(self.socket, ignore_errors=True)

    def _create(self, binaries: Binaries) -> None:
        """Make the cluster beside its place and move it there when it is whole, so that a half-made one is never used."""
        draft = self.home / "pg.new"
        shutil.rmtree(draft, ignore_errors=True)
        folders.private_folder(draft, self.account)
        with server.opened(draft, self.account) as seen:
            command = [binaries.program("initdb"), "-D", seen.seen, "-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8", "-A", "peer"]
            command += ["--no-sync"] if self.throwaway else ["--data-checksums"]
            made = subprocess.run(command, capture_output=True, text=True, check=False, **server.as_account(self.account, [seen]))
        if made.returncode != 0:
            raise failures.explained(made.stderr or made.stdout, where=self.home)
        (draft / folders.MARK).write_text("made by toubao\n")
        draft.rename(self.data)

    def _let_in(self) -> None:
        """Who may connect: only the user that runs us (and the server's own), by the socket, as the roles that we use."""
        people = {self.account.name, pwd.getpwuid(os.geteuid()).pw_name}
        pairs = [f"toubao {person} {role}\n" for person in sorted(people) for role in (SUPERUSER, roles.OWNER, roles.APP)]
        folders.private_file(self.data / "pg_ident.conf", "".join(pairs), self.account)
        folders.private_file(self.data / "pg_hba.conf", "local all all peer map=toubao\n", self.account)

    def _launch_when_free(self, binaries: Binaries) -> None:
        """Start the server; the children of a killed one may hold its memory for a moment longer."""
        for _ in range(RETRIES):
            try:
                return self._launch(binaries)
            except failures.StillHeld as held:
                last = held
                time.sleep(0.5)
        raise last

    def _launch(self, binaries: Binaries) -> None:
        with server.opened(self.data, self.account) as data, server.opened(self.socket, self.account) as socket, self.log.open("ab") as log:
            start_of_words = log.tell()
            settings = SAFE | (FAST if self.throwaway else {}) | {"listen_addresses": "", "unix_socket_directories": socket.seen}
            settings["unix_socket_permissions"] = "0700"
            command = [binaries.program("postgres"), "-D", data.seen]
            for name, value in settings.items():
                command += ["-c", f"{name}={value}"]
            self.process = server.start(command, self.account, [data, socket], log)
        self._wait(start_of_words)

    def _wait(self, start_of_words: int) -> None:
        """Wait until the server answers; a recovery after a crash may take a minute, and is told."""
        assert self.process is not None
        began = told = time.monotonic()
        while True:
            try:
                psycopg.connect(self.address(), connect_timeout=5).close()
            except psycopg.OperationalError as error:
                if self.process.poll() is not None:
                    raise failures.explained(self._words(start_of_words), where=self.home) from error
                self._still_patient(began, error)
            else:
                return
            if time.monotonic() - told > 5:
                told = time.monotonic()
                self.say(f"PostgreSQL is starting; after a crash it first repairs its data ({told - began:.0f} s so far)…")
            time.sleep(0.05)

    def _still_patient(self, began: float, error: Exception) -> None:
        if time.monotonic() - began > PATIENCE:
            self.stop()
            raise Trouble(f"PostgreSQL didn't answer within {PATIENCE:.0f} seconds; its log is {self.log}.") from error

    def _words(self, start: int) -> str:
        with self.log.open("rb") as log:
            log.seek(start)
            return log.read().decode(errors="replace")

    def _prepare(self) -> None:
        """Roles, database, and the rights on what will be made, also in the template of the tests' databases."""
        with psycopg.connect(self.address(), autocommit=True) as superuser:
            roles.create_roles(superuser)
            roles.create_database(superuser)
        for name in ("template1", roles.NAME):
            with psycopg.connect(self.address(name=name), autocommit=True) as superuser:
                roles.grant_defaults(superuser, app=roles.APP, made_by=roles.OWNER)
