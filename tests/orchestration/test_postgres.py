"""Publishing to a real PostgreSQL: what a kill, a twin or a changed table does to what is there."""

import logging
import re
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import psycopg
import pytest
import yaml
from dagster import materialize
from typer.testing import CliRunner

from contracts.home import Home
from delivery.errors import PublishRefused
from delivery.postgres.declared import tables
from delivery.postgres.publish import LOCK, publish
from delivery.postgres.sources import SQL
from orchestration.assets.postgres import postgres
from orchestration.builds import REPOSITORY
from orchestration.cli import app
from orchestration.definitions import defs
from orchestration.postgres import VARIABLE
from orchestration.resources import HomeResource
from tests.orchestration.conftest import MONTHS
from tests.support.postgres import ADMIN, OTHERS, OURS, Database, release, send

MONTH = MONTHS[0]
UNRELEASED = "33.74"


def test_publishing_twice_changes_nothing(released_home: Home, own: Database) -> None:
    before = own.contents()
    stamps = own.rows("select * from meta.published order by 1, 2, 3")
    assert not send(released_home, own, MONTH).is_changed
    assert own.contents() == before
    assert own.rows("select * from meta.published order by 1, 2, 3") == stamps


def test_only_what_differs_is_written_again(released_home: Home, own: Database) -> None:
    before = own.contents()
    own.rows(f"delete from hr.training_hours where agency_id = '{OURS}'")
    own.rows("update bi.dim_metric set label = 'lain' where metric = 'ikm'")
    done = send(released_home, own, MONTH, OURS)
    assert done.agencies == (OURS,)
    after = own.contents()
    assert {name for name in before if before[name] != after[name]} == {"hr.training_hours", "bi.dim_metric"}
    kept = [row for row in before["hr.training_hours"] if OURS not in str(row[1])]
    assert set(kept) < set(after["hr.training_hours"])


def test_a_later_release_of_the_month_is_added(released_home: Home, own: Database, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(released_home.root, home.root)
    before = own.rows(
        f"select * from payroll.monthly_incentives where agency_id = '{OURS}' order by 1, 2, 3, 4"
    )
    release(home, MONTH, UNRELEASED)
    done = send(home, own, MONTH)
    assert done.released == (OTHERS, UNRELEASED, OURS)
    folder = home.releases / MONTH / UNRELEASED / "r1" / "monthly_incentives.parquet"
    told = own.one(f"select count(*) from payroll.monthly_incentives where agency_id = '{UNRELEASED}'")
    assert told == pl.read_parquet(folder).height
    assert before == own.rows(
        f"select * from payroll.monthly_incentives where agency_id = '{OURS}' order by 1, 2, 3, 4"
    )
    folder.chmod(0o640)
    folder.write_bytes(folder.read_bytes() + b" ")
    with pytest.raises(PublishRefused, match="bukan yang dirilis"):
        send(home, own, MONTH)


KILLED = """
import os, signal, sys
from pathlib import Path
from contracts.home import Home
from delivery.postgres import publish as module
root, url, month, steps = sys.argv[1:]
left = int(steps)
copied = module._copied
def last(*words):
    global left
    left -= 1
    name = copied(*words)
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    return name
module._copied = last
module.publish(Home(Path(root)), month, (), url, memory_limit="1GB", code_version="abc")
"""


@pytest.mark.parametrize("is_last", [False, True])
def test_a_killed_publish_leaves_the_rows_from_before(
    released_home: Home, own: Database, *, is_last: bool
) -> None:
    own.rows("update meta.published set sha256 = 'lain'")
    own.rows("update payroll.monthly_incentives set name = 'dahulu'")
    before = own.contents()
    steps = len(tables()) if is_last else len(tables()) // 2
    command = [sys.executable, "-c", KILLED, str(released_home.root), own.url, MONTH, str(steps)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert own.contents() == before
    assert send(released_home, own, MONTH).is_changed
    assert own.one("select count(*) from payroll.monthly_incentives where name = 'dahulu'") == 0
    assert not send(released_home, own, MONTH).is_changed


def test_two_publishes_at_once_are_one_after_the_other(released_home: Home, own: Database) -> None:
    own.rows("update meta.published set sha256 = 'lain'")
    with ThreadPoolExecutor(2) as pool:
        done = [*pool.map(lambda _: send(released_home, own, MONTH), range(2))]
    assert sorted(each.is_changed for each in done) == [False, True]
    with psycopg.connect(own.url) as holder:
        holder.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        impatient = Database(own.server, f"{own.name}?options=-c%20lock_timeout%3D100")
        with pytest.raises(PublishRefused, match="55P03"):
            send(released_home, impatient, MONTH)


def test_a_column_that_is_missing_is_added_and_filled(released_home: Home, own: Database) -> None:
    true = own.rows("select employee_id, grade from payroll.monthly_incentives order by 1")
    own.rows("alter table payroll.monthly_incentives drop column grade")
    own.rows("update meta.published set sha256 = 'lain' where table_name = 'payroll.monthly_incentives'")
    assert send(released_home, own, MONTH).is_changed
    assert own.rows("select employee_id, grade from payroll.monthly_incentives order by 1") == true


@pytest.mark.parametrize(
    "change",
    [
        "alter table hr.people alter column job_class type text",
        "alter table hr.people add column catatan text",
    ],
)
def test_a_column_that_is_otherwise_is_refused_with_what_to_do(
    released_home: Home, own: Database, change: str
) -> None:
    own.rows(change)
    before = own.contents()
    with pytest.raises(PublishRefused, match=r"hr\.people\.\w+ \(text .*drop schema hr cascade"):
        send(released_home, own, MONTH)
    assert own.contents() == before
    own.rows("drop table hr.people cascade")
    with pytest.raises(PublishRefused, match=r"merujuk hr\.people .*drop schema hr cascade"):
        send(released_home, own, MONTH)
    own.rows("drop schema hr cascade")
    assert send(released_home, own, MONTH).is_changed
    assert not send(released_home, own, MONTH).is_changed
    references = own.one(
        "select count(*) from pg_constraint where contype = 'f' and connamespace = 'hr'::regnamespace"
    )
    assert references == sum(len(table.refers) for table in tables() if table.schema == "hr")


def test_what_the_server_refuses_is_told_without_rows(
    released_home: Home, own: Database, caplog: pytest.LogCaptureFixture
) -> None:
    own.rows("alter table hr.people add constraint none_at_all check (name = '') not valid")
    own.rows("update meta.published set sha256 = 'lain'")
    with caplog.at_level(logging.DEBUG), pytest.raises(PublishRefused, match="none_at_all") as refusal:
        send(released_home, own, MONTH)
    assert refusal.value.__cause__ is None
    people = own.rows("select employee_id, name from hr.people")
    said = f"{refusal.value} {caplog.text}"
    assert not [word for row in people for word in row if str(word) in said]


def test_the_command_says_what_it_did_and_never_the_password(
    released_home: Home, own: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(url: str | None, *words: str) -> tuple[int, str]:
        monkeypatch.delenv(VARIABLE, raising=False) if url is None else monkeypatch.setenv(VARIABLE, url)
        done = CliRunner().invoke(app, ["--home", str(released_home.root), "publish", "postgres", *words])
        assert "rahasia" not in done.output
        assert "Traceback" not in done.output
        return done.exit_code, done.output

    secret = own.server.url("kinerja", own.name, "rahasia")
    code, said = run(secret, MONTH)
    assert (code, "nothing was written" in said, f"127.0.0.1:{own.server.port}/{own.name}" in said) == (
        0,
        True,
        True,
    )
    assert UNRELEASED in said.split("Without a release")[1]
    own.rows(f"delete from hr.review_list; delete from hr.training_hours where agency_id = '{OURS}'")
    code, said = run(secret, MONTH, "--agency", OURS)
    assert (code, "written: payroll 0 rows" in said) == (0, True)
    for url, words, told in (
        (None, [MONTH], VARIABLE),
        ("postgres//kinerja:rahasia@host", [MONTH], "tidak dapat dibaca"),
        ("postgresql://kinerja:rahasia@127.0.0.1:1/x", [MONTH], "refused"),
        (own.server.url("kinerja", "tiada", "rahasia"), [MONTH], "tiada"),
        (secret, ["2026-13"], "2026-13"),
        (secret, ["2025-01"], "belum dijalankan"),
        (secret, [MONTH, "--agency", "00.00"], "00.00"),
    ):
        code, said = run(url, *words)
        assert (code, told in said) == (2, True), said


def test_dagster_publishes_too_but_never_by_itself(
    released_home: Home, own: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.rows("delete from hr.training_hours")
    monkeypatch.setenv(VARIABLE, own.url)
    resources = {"home": HomeResource(root=str(released_home.root), agencies=[OURS])}
    done = materialize([postgres], partition_key=MONTH, resources=resources)
    assert done.success
    assert own.rows("select distinct agency_id from hr.training_hours") == [(OURS,)]
    assert "write_postgres" not in {node.name for node in defs.resolve_job_def("month").nodes}
    assert {node.name for node in defs.resolve_job_def("publish_postgres").nodes} == {"write_postgres"}


def test_another_login_than_the_owner_of_the_tables_is_refused(released_home: Home, own: Database) -> None:
    own.server.query(ADMIN, "create role lain login createrole", ADMIN)
    url = own.server.url("lain", own.name)
    with pytest.raises(PublishRefused, match="milik kinerja, bukan lain"):
        publish(released_home, MONTH, (), url, memory_limit="1GB", code_version="abc")


def test_a_group_that_sees_past_the_security_of_rows_is_refused(released_home: Home, own: Database) -> None:
    own.server.query(ADMIN, "alter role hr_reader bypassrls", ADMIN)
    try:
        with pytest.raises(PublishRefused, match="hr_reader"):
            send(released_home, own, MONTH)
    finally:
        own.server.query(ADMIN, "alter role hr_reader nobypassrls", ADMIN)


def test_the_documents_name_the_tables_and_the_exposure_the_models_that_are_read() -> None:
    page = (REPOSITORY / "docs" / "postgres.md").read_text(encoding="utf-8")
    for table in tables():
        if table.schema in {"payroll", "hr", "meta"}:
            [row] = re.findall(rf"^\| `{table.schema}` \|.*$", page, re.MULTILINE)
            assert f"`{table.name}`" in row, table.full_name
    models = REPOSITORY / "dbt_project" / "models"
    exposures = yaml.safe_load((models / "exposures.yml").read_text(encoding="utf-8"))["exposures"]
    named = {ref for each in exposures if each["name"] == "postgresql" for ref in each["depends_on"]}
    sql = (SQL / "hr.sql").read_text(encoding="utf-8")
    read = {
        name for name in re.findall(r"lake\.marts\.(\w+)", sql) if (models / "marts" / f"{name}.sql").exists()
    }
    assert named == {f"ref('{name}')" for name in read}
