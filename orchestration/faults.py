"""What the machine does to a command (a full disk, a closed folder, a signal), told in one sentence."""

import errno
import re
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from delivery.errors import DeliveryError
from orchestration.errors import RefusedError
from orchestration.homes import default_root
from orchestration.lock import HomeBusyError
from orchestration.speaking import Exit, say

NO_ROOM = (
    "No space left on device",
    "File too large",
    "Disk quota exceeded",
    "database or disk is full",
    "failed to offload data block",
)
# DuckDB's words for a Parquet file whose bytes are not its own.
DAMAGED = (
    "No magic bytes found at end of file",
    "too small to be a Parquet file",
    "Invalid Input Error: TProtocol",
)
CLOSED = ("Permission denied", "Operation not permitted", "Read-only file system")
FAILING = ("Input/output error", "Stale file handle", "Transport endpoint is not connected")
HISTORY = ("file is not a database", "database disk image is malformed")

# Bytes of a disk on which any write may have failed.
TOO_LITTLE = 16 << 20
FULL = "Make room on the disk of the home, then type the command again."
# SQLite says no more of a full disk where it shares memory through a file.
UNSURE = ("disk I/O error",)
ADVICE = (
    (NO_ROOM, FULL),
    (UNSURE, f"{FULL} Where there is room, look after the disk."),
    (CLOSED, "Let the account that runs this program read and write there, then type the command again."),
    (FAILING, "Look after the disk, then type the command again."),
    (DAMAGED, "`kinerja rebuild` writes damaged tables anew, from what landed and the ledger."),
    (
        HISTORY,
        "Move the folder dagster/ of the home away: it holds the history of runs alone, and is made again.",
    ),
)
OUT_OF_PLACE = frozenset({errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENOTEMPTY, errno.ENOENT})
MISPLACED = " It is not what should lie there: put it right or move it away, then type the command again."
STOPPED = "Stopped before its end, and nothing is left half done: type the command again."


def what_to_do(reason: str) -> str:
    """Return what mends a fault of the machine, to be said after its reason; empty for any other.

    Libraries write over the reason of a full disk: where it has no sign, the disk of the home is looked at.
    """
    advice = next((advice for signs, advice in ADVICE if any(sign in reason for sign in signs)), "")
    if not advice and default_root().is_dir() and shutil.disk_usage(default_root()).free < TOO_LITTLE:
        advice = FULL
    return f" {advice}" if advice else ""


def shortened(reason: str) -> str:
    """Leave out the statement that DuckDB shows below a blank line, and SQLAlchemy in brackets."""
    return re.split(r"\n\n|\n\[SQL|\n\(Background", reason.strip(), maxsplit=1)[0].rstrip()


@contextmanager
def orderly() -> Iterator[None]:
    """Let a command end with a sentence when the machine stops it; what nobody foresaw keeps its traceback.

    SIGTERM is taken as Ctrl-C, so that locks, drafts and the run in Dagster are let go of.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except SystemExit as ended:
        if ended.code == Exit.STOPPED:
            say(STOPPED)
        raise
    except HomeBusyError as error:
        _end(str(error), Exit.BUSY)
    except (RefusedError, DeliveryError) as error:
        _end(str(error), Exit.BAD_INPUT)
    except OSError as error:
        _end(_told(error), Exit.FAILED)
    except _of_libraries() as error:  # evaluated only here: none of them is imported for it
        if not what_to_do(str(error)):
            raise
        _end(shortened(str(error)) + what_to_do(str(error)), Exit.FAILED)


def _end(sentence: str, code: Exit) -> None:
    say(sentence)
    sys.exit(code)


def _told(error: OSError) -> str:
    """Say what the system refused; without a known reason, and not in the home, it is a fault of ours."""
    advice = what_to_do(str(error))
    name = str(error.filename2 or error.filename or "")
    if not advice and not (error.errno in OUT_OF_PLACE and name.startswith(str(default_root()))):
        raise error
    where = f"{name}: " if name else ""
    return f"{where}{shortened(error.strerror or str(error))}.{advice or MISPLACED}"


def _of_libraries() -> tuple[type[Exception], ...]:
    """Errors in which libraries hide one of the system, of those that were imported."""
    places = (("duckdb", "Error"), ("polars.exceptions", "PolarsError"), ("sqlalchemy.exc", "DBAPIError"))
    return tuple(getattr(sys.modules[module], name) for module, name in places if module in sys.modules)
