"""Two people close a month on the command line, each in a process of another account of the machine."""

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from contracts.home import Home
from delivery import ledger
from delivery.verify.audit import verify
from orchestration.accounts import LOGIN, NOBODY_LOGGED_IN
from orchestration.cli import app
from tests.support.marts import build_catalogue
from tests.support.released import RULE_OF_LINES, of_law
from tests.support.sample_month import AGENCY, SITI, Line, month_of, sample

# A month long past, so that its days allow each step whatever the date is.
MONTH = "2024-03"
CLOSES = "release: {cite: baku, checkers: 1, window_days: 2, window_count: calendar}"
NOBODY, DAEMON = 65534, 1
sys.path.append(str(Path(__file__).resolve().parents[2]))
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["orchestration.releasing", "orchestration.cli", "tests.support.released"])


def act(root: Path, uid: int, told: str, words: tuple[str, ...]) -> None:
    """Type a command as an account: its real uid is the account's, files stay those of the service."""
    os.setresuid(uid, -1, -1)
    result = CliRunner().invoke(app, ["--home", str(root), *words])
    Path(told).write_text(f"{result.exit_code} {result.output.strip()}", encoding="utf-8")


def said(home: Home, uid: int, *words: str) -> str:
    told = home.root.parent / "told.txt"
    process = PROCESSES.Process(target=act, args=(home.root, uid, str(told), words))
    process.start()
    process.join()
    return told.read_text(encoding="utf-8")


@pytest.fixture
def home() -> Iterator[Home]:
    """A month of one person, in a folder that every account may look into: typer asks for the real one."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield month_to_close(Home(Path(folder) / "data"))


def month_to_close(home: Home) -> Home:
    tables = sample()
    line = Line("beban_kerja", "productivity", 900_000, ())
    for mart, rows in month_of(AGENCY, SITI, "Siti Aminah", (line,), month=MONTH).items():
        tables[mart] += [{**row, "rule_id": RULE_OF_LINES} if "rule_id" in row else row for row in rows]
    gate = {"agency_id": AGENCY, "month": MONTH, "status": "ready", "reasons": ""}
    tables["agency_gates"].append(gate)
    tables["file_outcomes"] += [
        {**row, "month": MONTH, "record_type": "punch"} for row in tables["file_outcomes"]
    ]
    [amounts] = [row for row in tables["monthly_incentives"] if row["month"] == MONTH]
    counted = {"employees_master": 1, "people_paid": 1, "people_held": 0, "mean_amount": 900_000}
    counted |= {f"{name}_total": amounts[name] for name in ("computed_amount", "incentive_amount")}
    tables["agency_month_profile"].append({"agency_id": AGENCY, "month": MONTH, **counted})
    build_catalogue(home, tables)
    with duckdb.connect(str(home.catalogue)) as catalogue:
        catalogue.execute("create schema catalogue")
        catalogue.execute("create table catalogue.builds (month varchar, build_id varchar)")
        catalogue.execute(f"create table catalogue.home as select '{home.root.resolve()}' as root")
    home.root.chmod(0o755)
    (home.policies / "acuan.yaml").write_text(of_law(rules=CLOSES), encoding="utf-8")
    return home


def window_is_over(home: Home) -> None:
    """Let the days of the window pass."""
    book = ledger.book_path(home, "states")
    until = ledger.read(home, "states")[-1]["until"]
    book.write_text(book.read_text().replace(until, "2024-04-09"))


@pytest.mark.skipif(os.getuid() != 0, reason="only root can start processes of two accounts; CI runs as root")
@pytest.mark.skipif(
    LOGIN.exists() and int(LOGIN.read_text() or NOBODY_LOGGED_IN) != NOBODY_LOGGED_IN,
    reason="somebody logged in: the kernel keeps that login, so no other account can be had here",
)
def test_two_accounts_close_a_month_and_one_alone_cannot(home: Home) -> None:
    who = (MONTH, "--agency", AGENCY, "--by")
    assert said(home, NOBODY, "move", MONTH, "preview", *who[1:], "Sri").startswith("0 ")
    assert "masa keberatan sampai dengan" in said(home, NOBODY, "move", MONTH, "objection", *who[1:], "Sri")
    assert "4 Rilis 2024-03" in said(home, NOBODY, "propose", *who, "Sri")
    window_is_over(home)
    assert said(home, NOBODY, "propose", *who, "Sri") == f"0 {AGENCY}: {MONTH} diusulkan oleh Sri."
    alone = said(home, NOBODY, "confirm", *who, "Wayan")
    assert alone.startswith("4 ")
    assert "memakai akun yang sama (65534:nobody)" in alone
    assert not (home.releases / MONTH).exists()
    assert said(home, DAEMON, "confirm", *who, "Wayan").startswith("0 ")
    event = ledger.read(home, "releases")[-1]
    assert (event["maker_account"], event["checker_account"]) == ("65534:nobody", "1:daemon")
    assert [each["account"] for each in ledger.read(home, "states")] == ["65534:nobody"] * 2
    assert verify(home.root)["is_sound"]


def test_two_keys_do_where_there_is_one_account(home: Home, tmp_path: Path) -> None:
    def typed(*words: str) -> str:
        result = CliRunner().invoke(app, ["--home", str(home.root), *words])
        return f"{result.exit_code} {result.output.strip()}"

    sri, wayan, who = str(tmp_path / "sri.pem"), str(tmp_path / "wayan.pem"), ("--agency", AGENCY, "--by")
    assert typed("key", "new", "Sri", "--file", str(home.keys / "sri.pem")).startswith(
        "2 Kunci pribadi tidak"
    )
    for name, file in (("Sri", sri), ("Wayan", wayan)):
        assert typed("key", "new", name, "--file", file).startswith("0 ")
    typed("move", MONTH, "preview", *who, "Sri")
    typed("move", MONTH, "objection", *who, "Sri")
    window_is_over(home)
    assert typed("propose", MONTH, *who, "Sri", "--sign", sri).startswith("0 ")
    assert "kunci yang sama" in typed("confirm", MONTH, *who, "Sri", "--sign", sri)
    assert "bukan kunci" in typed(
        "confirm", MONTH, *who, "Wayan", "--sign", str(home.policies / "acuan.yaml")
    )
    assert typed("confirm", MONTH, *who, "Wayan", "--sign", wayan).startswith("0 ")
    assert typed("verify").startswith(
        "0 1 rilis bulanan utuh, Rp 900.000\n1 di antaranya ditandatangani: Sri, Wayan"
    )
    [first, second] = typed("key", "list")[2:].splitlines()
    assert typed("key", "revoke", first.split()[0], "--reason", "pensiun").startswith("0 ")
    assert "dicabut" in typed("key", "list")
    assert "Wayan" in second
