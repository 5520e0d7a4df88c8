import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from contracts.home import Home
from orchestration.builds import REPOSITORY
from orchestration.cli import app
from orchestration.lock import one_writer
from orchestration.model_sql import model_steps
from tests.orchestration.conftest import MONTHS
from tests.support.reading import mart

MONTH = MONTHS[-1]
HEAVY = ("dagster", "dbt", "dagster_dbt", "great_expectations", "pandera", "pandas", "scipy", "matplotlib")


def kinerja(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *words])


def _said(result: Result) -> str:
    assert "Traceback" not in result.output
    return result.output.strip()


def test_the_names_of_the_commands_are_fixed() -> None:
    named = {
        command.name or command.callback.__name__ for command in app.registered_commands if command.callback
    }
    assert named == {
        "demo",
        "init",
        "land",
        "run",
        "status",
        "explain",
        "simulate",
        "whatif",
        "release",
        "compare",
        "handoff",
        "special",
        "statements",
        "recap",
        "reconcile",
        "purge",
        "verify",
        "asof",
        "rebuild",
        "move",
        "propose",
        "confirm",
        "review",
        "fairness",
        "report",
    }
    assert [group.name for group in app.registered_groups] == [
        *("policy", "publish", "alerts", "hold", "signal", "key")
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["run", "2026-13"], "is no month"),
        (["run", "2026-10..2026-09"], "is after"),
        (["run", MONTH, "--known-at", "yesterday"], "is no time"),
        (["run", MONTH], "Nothing landed"),
        (["status", MONTH], "belum dijalankan"),
        (["status", "oktober"], "is no month"),
        (["explain", "198609262015051001", MONTH], "belum dijalankan"),
        (["release", MONTH, "--by", "Siti"], "was not run"),
        (["demo", "--end", "2026-00"], "is no month"),
        (["policy", "show", "11.11"], "11.11"),
    ],
)
def test_bad_input_is_one_sentence_and_code_2(tmp_path: Path, words: list[str], sentence: str) -> None:
    result = kinerja(tmp_path / "home", *words)
    assert result.exit_code == 2, result.output
    assert sentence in _said(result)
    assert len(_said(result).splitlines()) == 1


def test_landing_names_what_it_cannot_take(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("x", encoding="utf-8")
    words = ["land", str(file), "--agency", "52.71", "--month", MONTH]
    assert "no feed" in _said(kinerja(tmp_path / "home", *words, "--feed", "absen"))
    assert kinerja(tmp_path / "home", *words, "--feed", "leave").exit_code == 0
    file.write_text("y", encoding="utf-8")
    again = kinerja(tmp_path / "home", *words, "--feed", "leave")
    assert again.exit_code == 2
    assert "sudah ada" in _said(again)


def test_demo_does_not_write_into_a_home_in_use(landed: Home) -> None:
    result = kinerja(landed.root, "demo")
    assert result.exit_code == 2
    assert "already holds files" in _said(result)


def test_init_writes_a_skeleton_once_and_check_says_what_to_fill(tmp_path: Path) -> None:
    assert kinerja(tmp_path, "init", "73.71").exit_code == 0
    assert kinerja(tmp_path, "init", "73.71").exit_code == 2
    checked = kinerja(tmp_path, "policy", "check", str(tmp_path / "policies" / "73.71.yaml"))
    assert checked.exit_code == 2
    assert "baris" in checked.output


def test_the_shipped_policies_are_sound(tmp_path: Path) -> None:
    assert kinerja(tmp_path, "policy", "check").exit_code == 0


def test_a_second_writer_is_told_to_wait(landed: Home) -> None:
    command = [sys.executable, "-m", "orchestration.cli", "--home", str(landed.root), "run", MONTH]
    with one_writer(landed):
        done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 5, done.stderr
    assert "Another run is at work" in done.stderr


def test_reading_a_finished_month(finished: Home) -> None:
    person = mart(finished, "monthly_incentives")["employee_id"][0]
    status = json.loads(kinerja(finished.root, "status", MONTH, "--json").stdout)
    assert status["month"] == MONTH
    assert kinerja(finished.root, "status", MONTH).exit_code == 0
    explained = kinerja(finished.root, "explain", person, MONTH, "--json")
    assert json.loads(explained.stdout)["employee"]["employee_id"] == person
    assert person in kinerja(finished.root, "explain", person, MONTH).stdout


def test_comparing_with_what_was_paid(finished: Home, tmp_path: Path) -> None:
    rows = mart(finished, "monthly_incentives").select("employee_id", "incentive_amount").head(5).rows()
    paid = tmp_path / "paid.csv"
    paid.write_text("NIP,NILAI\n" + "".join(f"{nip},{amount}\n" for nip, amount in rows), encoding="utf-8")
    result = kinerja(finished.root, "compare", MONTH, "--with", str(paid), "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["month"] == MONTH


def test_releasing_once_and_never_again(copied: Home) -> None:
    assert kinerja(copied.root, "release", MONTHS[0], "--agency", "52.71", "--by", " ").exit_code == 2
    first = kinerja(copied.root, "release", MONTHS[0], "--agency", "52.71", "--by", "Siti")
    assert first.exit_code == 0, first.output
    assert (copied.releases / MONTHS[0] / "52.71" / "r1" / "manifest.json").exists()
    again = kinerja(copied.root, "release", MONTHS[0], "--agency", "52.71", "--by", "Siti")
    assert again.exit_code == 4
    assert "sudah dirilis" in _said(again)
    proven = kinerja(copied.root, "verify", "--json")
    assert proven.exit_code == 0, proven.output
    [head] = json.loads(proven.stdout)["heads"]
    assert head["code"] in first.stdout
    assert head["code"] in kinerja(copied.root, "status", MONTHS[0]).stdout
    assert kinerja(copied.root, "verify", "--code", "ABCD").exit_code == 2
    (copied.releases / MONTHS[0] / "52.71" / "r1" / "month_state.parquet").unlink()
    assert kinerja(copied.root, "verify").exit_code == 4


@pytest.mark.parametrize(
    "words",
    [
        ["status", MONTH],
        ["explain", "PERSON", MONTH],
        ["explain", "PERSON", MONTH, "--html", "PAGE"],
        ["whatif", "PERSON", MONTH, "--rating", "Baik"],
        ["policy", "show", "52.71"],
    ],
)
def test_commands_that_only_read_import_nothing_heavy(
    finished: Home, words: list[str], tmp_path: Path
) -> None:
    model_steps()  # compiled once for each state of the project, like the manifest
    person = mart(finished, "monthly_incentives")["employee_id"][0]
    told = {"PERSON": person, "PAGE": str(tmp_path / "page.html")}
    words = [told.get(word, word) for word in words]
    program = (
        "import sys, orchestration.cli as cli\n"
        f"try: cli.app({['--home', str(finished.root), *words]!r})\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert done.stderr.splitlines()[-1:] == ["[]"], done.stderr
