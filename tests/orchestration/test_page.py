"""The page of a month says what `kinerja status` says, and is the same bytes for the same inputs."""

import csv
import datetime as dt
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from contracts.home import Home
from contracts.quality import shipped_quality
from delivery.catalogue import Row, open_marts, rows
from delivery.wording import GATE_STATUS, grouped, rupiah
from orchestration.catalogue import current_catalogue
from orchestration.telling import due_messages, show_month
from tests.support.runs import REPOSITORY, kinerja_done

MONTH = "2026-10"


def _page(home: Home) -> str:
    page = home.serving / "quality" / MONTH / "index.html"
    return page.read_text(encoding="utf-8").replace("\N{NO-BREAK SPACE}", " ")


def _plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def _table(home: Home, name: str) -> list[dict[str, str]]:
    with (home.serving / "quality" / MONTH / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def _query(home: Home, query: str) -> list[Row]:
    with open_marts(home, MONTH) as connection:
        return rows(connection, query, [MONTH])


@pytest.fixture(scope="module")
def status(demo_home: Home) -> Any:  # noqa: ANN401 - a JSON document
    return json.loads(kinerja_done(demo_home, "status", MONTH, "--json").out)


def test_page_and_status_say_the_same_of_every_agency(demo_home: Home, status: Any) -> None:  # noqa: ANN401 - as above
    cards = re.findall(r'<section class="card (\w+)">(.*?)</section>', _page(demo_home), re.DOTALL)
    told = {}
    for state, card in cards:
        text = _plain(card)
        code = re.search(r"\d\d\.\d\d", text)
        assert code is not None
        told[code[0]] = (state, text)
    assert {code: state for code, (state, _) in told.items()} == {
        agency["agency_id"]: agency["status"] for agency in status["agencies"]
    }
    assert sorted(state for state, _ in told.values()) == ["held", "ready", "ready", "ready_with_warnings"]
    for agency in status["agencies"]:
        _, text = told[agency["agency_id"]]
        assert GATE_STATUS[agency["status"]] in text
        assert f"{grouped(agency['people'])} pegawai, {grouped(agency['people_held'])} ditahan" in text
        assert f"Dihitung {rupiah(agency['money']['computed_amount'])}" in text
        pays = agency["status"] != "held"
        amount = rupiah(agency["money"]["incentive_amount"])
        assert (f"akan dibayar {amount}" if pays else "belum dapat dibayar") in text
        assert not agency["reasons"] or agency["reasons"].casefold() in text.casefold()


def test_page_tables_are_the_gates_findings_and_rows(demo_home: Home) -> None:
    units = {
        (row["agency_id"], row["unit_id"]): (row["status"], row["people"], row["people_held"])
        for row in _table(demo_home, "unit.csv")
    }
    gates = _query(demo_home, "select * from marts.unit_gates where month = ?")
    assert units == {
        (row["agency_id"], row["unit_id"]): (row["status"], str(row["people"]), str(row["people_held"]))
        for row in gates
    }
    page = _plain(_page(demo_home))
    not_ready = [row for row in gates if row["status"] != "ready"]
    assert not_ready
    assert all(row["unit_id"] in page for row in not_ready)
    signals = set(shipped_quality().signals)
    found = _query(demo_home, "select * from marts.quality_findings where month = ? and state <> 'resolved'")
    own = {row["finding_id"] for row in found if row["rule_code"] not in signals}
    assert {row["finding_id"] for row in _table(demo_home, "temuan.csv")} == own
    quarantined = _query(demo_home, "select count(*) as rows from marts.quarantined_rows where month = ?")
    assert len(_table(demo_home, "baris_dikarantina.csv")) == quarantined[0]["rows"]


def test_page_shows_each_expectation_in_words_and_what_broke_it(demo_home: Home) -> None:
    page = _plain(_page(demo_home))
    for limit in shipped_quality().limits.values():
        before, _, after = limit.expectation.partition("{limit}")
        assert before in page
        assert after in page
    broken = _query(demo_home, "select * from marts.quality_findings where month = ? and state <> 'resolved'")
    limits = set(shipped_quality().limits)
    told = [row for row in broken if row["rule_code"] in limits]
    assert told
    assert all(" ".join(row["message"].split()) in page for row in told)


def test_page_names_nobody_and_needs_no_network(demo_home: Home) -> None:
    folder = demo_home.serving / "quality" / MONTH
    written = "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    assert not re.search(r"\d{18}", written)
    names = _query(demo_home, "select distinct name from marts.monthly_incentives where month = ?")
    assert not [row["name"] for row in names if row["name"] in written]
    page = _page(demo_home)
    assert not re.search(r"""(?:src|href)=["'](?!(?:temuan|unit|baris_dikarantina)\.csv)""", page)


def test_the_same_inputs_give_the_same_bytes(demo_home: Home, tmp_path: Path) -> None:
    copied = Home(shutil.copytree(demo_home.root, tmp_path / "home"))
    current_catalogue(copied)
    before = _bytes(demo_home)
    show_month(copied, MONTH)
    assert _bytes(copied) == before
    assert set(before) == {"index.html", "temuan.csv", "unit.csv", "baris_dikarantina.csv"}


def _bytes(home: Home) -> dict[str, bytes]:
    folder: Path = home.serving / "quality" / MONTH
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_readme_shows_a_mail_as_it_is(demo_home: Home) -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    [shown] = re.findall(
        r"^Kepada: email (\S+)\nPerihal: ([^\n]+)\n(.*?)^```", readme, re.MULTILINE | re.DOTALL
    )
    address, subject, body = shown
    due = due_messages(demo_home, MONTH, dt.date(2026, 11, 3)).messages
    [message] = [each for each in due if each.digest.contact.address == address]
    assert message.subject == subject
    assert body.partition("\n\n")[2].strip() == message.text.strip()
    assert all(file.name in body for file in message.files)
