"""What the machine does to a command is one sentence and an exit code, and the home stays free."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest
import sqlalchemy as db
from typer.testing import CliRunner

from contracts.home import Home
from delivery.errors import LedgerDamagedError
from orchestration.builds import REPOSITORY
from orchestration.cli import app
from orchestration.faults import STOPPED, orderly
from orchestration.homes import VARIABLE
from orchestration.lock import HomeBusyError, one_writer
from orchestration.speaking import Exit
from tests.orchestration.test_lock import HOLDER
from tests.support.runs import PROGRAM

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/srv/ledger/receipts.jsonl")
ROOM = "Make room on the disk"
UNKNOWN = [
    ValueError("three"),
    OSError("no number"),
    FileNotFoundError(errno.ENOENT, "No such file", "/elsewhere/x"),
    duckdb.BinderException("Binder Error: no column"),
]


@pytest.fixture(autouse=True)
def _usual_signals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (FULL, Exit.FAILED, f"/srv/ledger/receipts.jsonl: No space left on device. {ROOM}"),
        (OSError(errno.EFBIG, os.strerror(errno.EFBIG)), Exit.FAILED, ROOM),
        (PermissionError(errno.EACCES, os.strerror(errno.EACCES), "/h"), Exit.FAILED, "read and write there"),
        (OSError(errno.EIO, os.strerror(errno.EIO), "/h"), Exit.FAILED, "Look after the disk"),
        (
            duckdb.IOException('Could not write file "x": No space left on device\n\nLINE 1'),
            Exit.FAILED,
            ROOM,
        ),
        (duckdb.OutOfMemoryException("failed to offload data block of size 256.0 KiB"), Exit.FAILED, ROOM),
        (pl.exceptions.ComputeError("No space left on device (os error 28)"), Exit.FAILED, ROOM),
        (db.exc.OperationalError("insert", {}, Exception("database or disk is full")), Exit.FAILED, ROOM),
        (db.exc.DatabaseError("pragma", {}, Exception("file is not a database")), Exit.FAILED, "dagster/"),
        (HomeBusyError("Another run is at work"), Exit.BUSY, "Another run is at work"),
        (LedgerDamagedError("Buku rusak pada baris 3"), Exit.BAD_INPUT, "Buku rusak pada baris 3"),
    ],
)
def test_a_fault_of_the_machine_is_told_in_a_sentence(
    capsys: pytest.CaptureFixture[str], error: Exception, code: Exit, says: str
) -> None:
    with pytest.raises(SystemExit) as ended, orderly():
        raise error
    told = capsys.readouterr().err
    assert (ended.value.code, says in told, told.count("\n")) == (code, True, 1), told


def test_what_lies_in_the_way_in_the_home_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "fresh").touch()
    with pytest.raises(SystemExit), orderly():
        (tmp_path / "fresh").replace(tmp_path / "catalogue")
    assert f"{tmp_path}/catalogue: Is a directory. It is not what should lie there" in capsys.readouterr().err


@pytest.mark.parametrize("error", UNKNOWN, ids=repr)
def test_what_nobody_foresaw_keeps_its_traceback(error: Exception) -> None:
    with pytest.raises(type(error)), orderly():
        raise error


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_command_that_is_stopped_says_so_and_frees_the_home(tmp_path: Path, number: signal.Signals) -> None:
    waiting = (
        "import time; from orchestration import cli, lock; from contracts.home import Home\n"
        "@cli.app.command()\n"
        f"def wait():\n  with lock.one_writer(Home(__import__('pathlib').Path({str(tmp_path)!r}))):\n"
        "    print('held', flush=True); time.sleep(60)\n"
        "cli.main()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", waiting, "wait"], cwd=REPOSITORY, stdout=-1, stderr=-1, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        process.send_signal(number)
        _, told = process.communicate()
    assert (process.returncode, told.strip()) == (Exit.STOPPED, STOPPED)
    with one_writer(Home(tmp_path)):
        pass


def test_a_disk_that_is_full_is_told_by_the_command_and_leaves_nothing(tmp_path: Path) -> None:
    landed = tmp_path / "gaji.csv"
    landed.write_bytes(b"x" * 200_000)
    limited = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)); " + PROGRAM[2]
    )
    place = ["--agency", "52.71", "--feed", "payroll_base", "--month", "2026-10"]
    command = [sys.executable, "-c", limited, "--home", str(tmp_path / "home"), "land", str(landed), *place]
    ended = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert (ended.returncode, ROOM in ended.stderr, ended.stderr.count("\n")) == (1, True, 1), ended.stderr
    assert not [path for path in (tmp_path / "home" / "landing").rglob("*") if path.is_file()]


BUSY = [
    ["run", "2026-10"],
    ["run", "2026-10", "--until", "2026-10-15"],
    ["release", "2026-10", "--by", "Sri"],
    ["propose", "2026-10", "--agency", "52.71", "--by", "Sri"],
    ["confirm", "2026-10", "--agency", "52.71", "--by", "Sri"],
    ["special", "thr", "--by", "Sri"],
    ["rebuild"],
    ["asof", "2026-10", "--known", "2026-11-02"],
    ["report", "2026-10"],
    ["publish", "postgres", "2026-10"],
    ["statements", "2026-10", "--agency", "52.71", "--by", "Sri"],
]


def test_whatever_writes_while_a_run_is_at_work_says_to_wait(tmp_path: Path) -> None:
    (tmp_path / "landing" / "52.71").mkdir(parents=True)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], cwd=REPOSITORY, stdin=-1, stdout=-1, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        ended = {" ".join(words): CliRunner().invoke(app, words) for words in BUSY}
        holder.kill()
    told = {name: each.exit_code for name, each in ended.items() if each.exit_code != Exit.BUSY}
    busy = {name: each.exception for name, each in ended.items() if isinstance(each.exception, HomeBusyError)}
    assert told.keys() == busy.keys(), told
