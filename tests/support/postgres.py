"""A real PostgreSQL server of a test's own, on loopback, thrown away afterwards."""

import datetime as dt
import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from contracts.home import Home
from contracts.policy.rules_payroll import SpecialPaymentRule
from contracts.policy.schema import Citation
from contracts.policy.versions import Source
from delivery.postgres.declared import tables
from delivery.postgres.publish import Published, publish
from delivery.release.publish import release_agency
from delivery.release.special import SpecialPayment, release_special

# Account of the operating system, superuser and first database: the package names all three so.
ADMIN = "postgres"
# Two agencies of the small home that release its first month; names of the database that tests only read.
OURS, OTHERS = "52.71", "14.72"
PUBLISHED = "terbit"
AT = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=7)))
SETTINGS = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "log_statement=all",
)


@dataclass(frozen=True)
class Server:
    """A running server. `log`: what it writes."""

    port: int
    log: Path

    def url(self, user: str, database: str = ADMIN, password: str = "") -> str:
        secret = f":{password}" if password else ""
        return f"postgresql://{user}{secret}@127.0.0.1:{self.port}/{database}"

    def query(self, user: str, query: str, database: str) -> list[tuple[object, ...]]:
        """Rows of one query, as a login of its own."""
        with psycopg.connect(self.url(user, database), autocommit=True) as connection:
            cursor = connection.execute(query.encode())
            return cursor.fetchall() if cursor.description else []


@dataclass(frozen=True)
class Database:
    """A database, and what a login sees in it."""

    server: Server
    name: str

    @property
    def url(self) -> str:
        return self.server.url("kinerja", self.name)

    def rows(self, query: str, login: str = "kinerja") -> list[tuple[object, ...]]:
        return self.server.query(login, query, self.name)

    def one(self, query: str, login: str = "kinerja") -> object:
        [(value,)] = self.rows(query, login)
        return value

    def contents(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table with the transaction that wrote it."""
        return {
            table.full_name: sorted(self.rows(f"select xmin::text, t::text from {table.full_name} as t"))
            for table in tables()
        }


def programs() -> Path | None:
    """Folder that POSTGRES_PROGRAMS names, else of the newest server installed; None where none is."""
    if chosen := os.environ.get("POSTGRES_PROGRAMS"):
        return Path(chosen)
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    found = str(folders[-1]) if folders else shutil.which("initdb")
    return None if found is None else Path(found).parent


@contextmanager
def server(programs_in: Path) -> Iterator[Server]:
    """Start a server in a folder of its own, whose parents its account may enter; gone afterwards.

    A server refuses to run as root: then it runs under the account that its package made.
    """
    account = pwd.getpwnam(ADMIN) if os.geteuid() == 0 else None

    def run(program: str, *words: str | Path) -> None:
        subprocess.run(
            [programs_in / program, "-D", folder / "data", *words],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            user=None if account is None else account.pw_uid,
            group=None if account is None else account.pw_gid,
            extra_groups=None if account is None else [],
        )

    with TemporaryDirectory(prefix="kinerja-postgres-") as made:
        folder = Path(made)
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
        run("initdb", "-U", ADMIN, "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C")
        port = _free_port()
        options = " ".join(f"-c {setting}" for setting in (*SETTINGS, f"port={port}"))
        run("pg_ctl", "-l", folder / "log", "-w", "-o", options, "start")
        try:
            yield Server(port, folder / "log")
        finally:
            run("pg_ctl", "-m", "immediate", "stop")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def send(home: Home, database: Database, month: str, *agencies: str) -> Published:
    """Publish a month into a database."""
    return publish(home, month, agencies, database.url, memory_limit="1GB", code_version="abc")


def pay_specially(home: Home, month: str, agency: str) -> Path:
    """Release half of what an agency's month was released once more, by an invented decree."""
    rule = SpecialPaymentRule(
        cite="uji", decree="PP 1/2026", basis_month=month, percent=Decimal(50), statuses=["PNS"]
    )
    citation = Citation(regulation="PP 1/2026", clause="Pasal 1", status="illustrative")
    source = Source(citation, "Pasal 1", None, "uji", "uji@2026")
    payment = SpecialPayment("thr_2026", rule, source, [])
    return release_special(home, agency, payment, by="Sri", released_at=AT, code_version="abc")


def release(home: Home, month: str, agency: str) -> Path:
    """Release an agency's month as it was computed."""
    return release_agency(
        home,
        month,
        agency,
        by="Sri",
        released_at=AT,
        code_version="abc",
        policy_files=[],
        calendar_files=[],
        check=lambda _: [],
    )
