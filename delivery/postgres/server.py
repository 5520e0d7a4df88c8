"""The way to the server; nothing that is said of it holds the password or a row."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from delivery.errors import PublishRefused

WAIT_SECONDS: Final = 10
APPLICATION: Final = "kinerja publish"


@contextmanager
def connected(url: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Open a connection with one transaction: committed at the end, else undone whole.

    Raises PublishRefused (one sentence) for a URL that is none, a server that cannot be reached, and whatever
    the server refuses. Of its words only those are told that name no row.
    """
    place = where(url)
    try:
        with psycopg.connect(_patient(url), application_name=APPLICATION) as connection:
            yield connection
    except psycopg.Error as error:
        raise PublishRefused(f"PostgreSQL di {place}: {_said(error, url)}.") from None


def where(url: str) -> str:
    """Name host, port and database of a URL, without a password. Raises PublishRefused."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error:  # its words repeat the URL
        raise PublishRefused(
            "Alamat PostgreSQL tidak dapat dibaca; tulis seperti postgresql://kinerja@host:5432/basisdata, "
            "huruf khusus dalam kata sandi sebagai %40 dan seterusnya."
        ) from None
    host = parts.get("host") or parts.get("hostaddr") or "host bawaan"
    port = f":{parts['port']}" if parts.get("port") else ""
    return f"{host}{port}/{parts.get('dbname') or 'basis data bawaan'}"


def _patient(url: str) -> str:
    """Return a connection string that waits for the server no longer than it says, else WAIT_SECONDS."""
    return make_conninfo(url, **{"connect_timeout": WAIT_SECONDS, **conninfo_to_dict(url)})


def _said(error: psycopg.Error, url: str) -> str:
    """Return what the server said, without the details that show rows, and without the password."""
    if error.diag.message_primary:
        kind = f" ({error.diag.sqlstate})"
        about = ".".join(filter(None, (error.diag.schema_name, error.diag.table_name)))
        return (
            f"{error.diag.message_primary}{kind}{f' pada {about}' if about else ''}; tidak ada yang berubah"
        )
    words = next(iter(str(error).strip().splitlines()), type(error).__name__).rstrip(".")
    password = conninfo_to_dict(url).get("password")
    return words.replace(str(password), "***") if password else words
