"""Bad data holds whose it is and nobody else, and the mended file ends it."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from contracts.home import Home
from contracts.quality import shipped_quality
from delivery import ledger
from delivery.errors import HoldRefused
from delivery.holds import clear, open_holds
from delivery.release.closing import Actor
from delivery.statement.build import statement
from orchestration.closing import move_month
from orchestration.releasing import confirm_release, propose_release, release_month
from orchestration.request import Request
from sources.demo import machine_files, write_demo
from tests.orchestration.conftest import MONTHS, run
from tests.orchestration.test_aside import kinerja
from tests.support.in_process import compute_months
from tests.support.reading import mart

MONTH = MONTHS[-1]
CUT = "33.74"
CONTRADICTED = "pegawai_bertentangan"
BELOW = "presensi_unit_berkurang"
BY_TWO = "76.02"
OTHERS = ("14.72", "52.71", "76.02")


@pytest.fixture(scope="module")
def mended(finished: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The home after the whole export of the agency whose month was cut had landed."""
    folder = tmp_path_factory.mktemp("mended")
    home, whole = Home(folder / "home"), Home(folder / "whole")
    shutil.copytree(finished.root, home.root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(machine_files, "_LAST_DAY_OF_A_CUT", 30)
        write_demo(whole.landing, whole.root / "planted.json", employees=120, months=2, end=MONTH)
    attendance = Path(CUT, MONTH, "attendance")
    for path in (whole.landing / attendance).glob("scanlog*"):
        shutil.copyfile(path, home.landing / attendance / path.name)
    result = run(home, MONTH)
    assert result.ending == "done", result.reason
    return home


def status(home: Home) -> dict[str, str]:
    gates = mart(home, "agency_gates")
    return {
        agency: stands
        for agency, month, stands, _ in gates.iter_rows()
        if month == MONTH and agency != "99.99"
    }


def released(home: Home, folder: Path) -> dict[str, bytes]:
    """Every byte that is released for the others; one of them by maker and checker after its window."""
    copy = Home(folder)
    shutil.copytree(home.root, copy.root)
    release_month(copy, Request(MONTH, OTHERS), Actor("Uji", "1:uji"), datetime(2026, 11, 5, tzinfo=UTC))
    sri, wayan = Actor("Sri", "1001:sri"), Actor("Wayan", "1002:wayan")
    for to in ("preview", "objection"):
        move_month(copy, BY_TWO, MONTH, to, actor=sri, at=datetime(2026, 11, 2, tzinfo=UTC))
    proposed = propose_release(copy, MONTH, BY_TWO, sri, datetime(2026, 11, 5, tzinfo=UTC))
    assert "sampai dengan 5 November 2026" in proposed.sentence
    proposed = propose_release(copy, MONTH, BY_TWO, sri, datetime(2026, 11, 6, tzinfo=UTC))
    assert proposed.is_released, proposed.sentence
    confirmed = confirm_release(copy, MONTH, BY_TWO, wayan, datetime(2026, 11, 6, tzinfo=UTC))
    assert confirmed.is_released, confirmed.sentence
    assert "rekapnya belum disetujui" not in confirmed.sentence
    return {
        str(path.relative_to(copy.releases)): path.read_bytes()
        for path in sorted(copy.releases.rglob("*"))
        if path.is_file()
    }


def test_an_agency_with_a_destroyed_month_leaves_the_others_as_if_it_were_fine(
    finished: Home, mended: Home, tmp_path: Path
) -> None:
    assert status(finished)[CUT] == "held"
    assert status(mended)[CUT] == "ready_with_warnings"
    assert {status(finished)[other] for other in OTHERS} == {"ready", "ready_with_warnings"}
    beside_the_held = released(finished, tmp_path / "held")
    assert {name.split("/")[1] for name in beside_the_held} == set(OTHERS)
    assert beside_the_held == released(mended, tmp_path / "mended")
    frozen = [json.loads(told) for name, told in beside_the_held.items() if name.endswith("manifest.json")]
    assert all({"punch", "employee_assignment"} <= manifest["accepted_rows"].keys() for manifest in frozen)


def test_the_mended_file_resolves_the_finding_and_is_named(finished: Home, mended: Home) -> None:
    def found(home: Home) -> list[tuple[object, ...]]:
        rows = mart(home, "quality_findings").select(
            "month", "agency_id", "rule_code", "state", "resolved_by", "at_risk_amount"
        )
        return [row for row in rows.iter_rows() if row[:3] == (MONTH, CUT, "presensi_berhenti")]

    [(*_, state, by, amount)] = found(finished)
    assert (state, by) == ("opened", None)
    [(*_, state, by, same)] = found(mended)
    assert (state, by) == ("resolved", f"{CUT}/{MONTH}/attendance/scanlog_ptsp.xlsx")
    assert same == amount
    assert int(str(amount)) > 0


def test_findings_come_by_money_and_what_is_still_open_says_so(mended: Home) -> None:
    with duckdb.connect(str(mended.catalogue), read_only=True) as connection:
        rows = connection.sql("from marts.quality_findings").pl()
    assert rows["at_risk_amount"].to_list() == sorted(rows["at_risk_amount"], reverse=True)
    of_month = rows.filter(rows["month"] == MONTH)
    states = dict(of_month["state"].value_counts().iter_rows())
    assert states["still_open"] > states["resolved"] > 0
    assert of_month["finding_id"].is_unique().all()
    people = of_month.filter(of_month["severity"] == "hold")
    assert people.filter(people["state"] == "still_open")["employee_id"].null_count() == 0


@pytest.fixture(scope="module")
def signed(finished: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The home after holds were taken away, a signal closed and punches of two units cut, run once more."""
    home = Home(tmp_path_factory.mktemp("signed") / "home")
    shutil.copytree(finished.root, home.root)
    agency, stopped, silent = _units(home)
    _cut(home, agency, {stopped: f"{MONTH}-16", silent: f"{MONTH}-01"})
    for hold in open_holds(home, MONTH):
        if hold["agency_id"] == CUT or hold["rule_code"] == CONTRADICTED:
            _clear(home, hold["finding_id"])
    kinerja(home, *_closing(home))
    result = run(home, MONTH)
    assert result.ending == "done", result.reason
    return home


def _signal(home: Home) -> str:
    """A signal of an agency whose files stay as they are."""
    query = f"select signal_id from marts.integrity_signals where month = '{MONTH}' and agency_id <> '52.71'"
    [(signal_id,), *_] = _rows(home, f"{query} order by 1")
    return str(signal_id)


def _closing(home: Home) -> list[str]:
    words = ["--result", "explained", "--by", "Sri", "--reason", "Sudah ditanyakan", "--document", "800/2"]
    return ["signal", "close", _signal(home), *words]


def _clear(
    home: Home, finding_id: str, by: str = "Sri", second: str = "Budi", document: str = "800/1"
) -> None:
    clear(
        home, finding_id, month=None, by=by, second=second, reason="Sudah diperiksa", document=document,
        at=datetime(2026, 11, 5, tzinfo=UTC), quality=shipped_quality(),
    )  # fmt: skip


def _rows(home: Home, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home.catalogue), read_only=True) as connection:
        return connection.sql(query).fetchall()


def _units(home: Home) -> tuple[str, str, str]:
    """An agency and two of its units whose machine files can lose days while others go on."""
    [(agency, stopped), (_, silent)] = _rows(
        home,
        f"""select agency_id, unit_id from marts.attendance_days
        where month = '{MONTH}' and agency_id = '52.71'
            and day_status = 'present'
        group by all having count(distinct employee_id) >= 4 order by unit_id limit 2""",
    )
    return agency, stopped, silent


def _cut(home: Home, agency: str, units: dict[str, str]) -> None:
    """Take out of the machine files what people of each unit punched from its day on."""
    found = [punch for unit, since in units.items() for punch in _punches(home, agency, unit, since)]
    for path in {path for path, _ in found}:
        gone = {row for where, row in found if where == path}
        file = home.landing / path
        lines = file.read_bytes().splitlines(keepends=True)
        file.write_bytes(b"".join(line for number, line in enumerate(lines, 1) if number not in gone))


def _punches(home: Home, agency: str, unit: str, since: str) -> list[tuple[Any, ...]]:
    """Path and row of each punch of the unit's people from a day on."""
    return _rows(
        home,
        f"""select files.path, punches.row_no from accepted.punch as punches
        inner join marts.monthly_incentives as people using (agency_id, month, employee_id)
        inner join marts.file_outcomes as files using (agency_id, month, file_no)
        where month = '{MONTH}' and agency_id = '{agency}' and people.unit_id = '{unit}'
            and punches.punch_at >= '{since}' order by all""",
    )


def test_a_signal_closed_on_the_command_line_is_told_no_more_and_stays_listed(
    finished: Home, signed: Home
) -> None:
    open_one, closed_one = (kinerja(home, "signal", "list", MONTH) for home in (finished, signed))
    assert _signal(finished) in open_one
    assert "Ditutup oleh" not in open_one
    assert _signal(signed) == _signal(finished)
    assert closed_one.count("Ditutup oleh Sri: dijelaskan. Sudah ditanyakan") == 1
    told = f"""select count(*) from marts.gate_findings as told
        inner join marts.integrity_signals as signals
            on told.agency_id = signals.agency_id and told.month = signals.month
                and told.rule_code = signals.kind and told.subject is not distinct from signals.subject
        where signals.month = '{MONTH}' and signals.signal_id = '{_signal(finished)}'"""
    assert (_rows(finished, told), _rows(signed, told)) == ([(1,)], [(0,)])
    still = f"""select count(*) from marts.quality_findings
        where month = '{MONTH}' and gate = 'bukti' and severity = 'info' and state <> 'resolved'
            and agency_id <> '52.71'"""
    assert _rows(signed, still)[0][0] < _rows(finished, still)[0][0]
    assert "sudah ditutup" in kinerja(signed, *_closing(signed), code=2)


def test_a_unit_that_falls_silent_is_held_and_stops_no_other(finished: Home, signed: Home) -> None:
    agency, unit, silent = _units(finished)
    of_month = f"where month = '{MONTH}' and agency_id = '{agency}'"
    statuses = dict(_rows(signed, f"select unit_id, status from marts.unit_gates {of_month}"))
    assert (statuses.pop(unit), statuses.pop(silent)) == ("held", "held")
    assert "held" not in statuses.values()
    people = f"from marts.monthly_incentives {of_month}"
    assert _rows(
        signed, f"select bool_and(is_held), sum(incentive_amount) {people} and unit_id = '{unit}'"
    ) == [(True, 0)]
    others = f"select employee_id, incentive_amount {people} and unit_id not in {unit, silent} order by all"
    cleared = {
        who for who, *_ in _rows(finished, f"select employee_id {people} and hold_reason = '{CONTRADICTED}'")
    }
    before, after = dict(_rows(finished, others)), dict(_rows(signed, others))
    assert {who for who in before if before[who] != after[who]} <= cleared
    [(amount, state)] = _rows(
        signed,
        "select at_risk_amount, state from marts.quality_findings where rule_code = 'presensi_unit_terputus'",
    )
    assert amount > 0
    assert state == "opened"


def test_a_unit_whose_machine_was_not_read_is_held_beside_its_own_months(
    finished: Home, signed: Home
) -> None:
    agency, _, silent = _units(finished)
    kept = f"""select for_month, row_count, basis_count from marts.unit_month_profile
        where month = '{MONTH}' and agency_id = '{agency}' and unit_id = '{silent}' and record_type = 'punch'
        order by 1"""
    [(before, usual, _), (now, left, due)] = _rows(signed, kept)
    assert (before, now) == tuple(MONTHS)
    assert 10 * left < usual
    assert due > 0
    told = "select unit_id, message, at_risk_amount > 0 from marts.gate_findings where rule_code = '{}'"
    assert _rows(finished, told.format(BELOW)) == []
    [(unit, message, waits)] = _rows(signed, told.format(BELOW))
    assert (unit, waits) == (silent, True)
    assert f"tinggal {left} dari sekitar" in message
    assert _rows(signed, told.format("gangguan_diduga") + f" and unit_id = '{silent}'") == []


def test_what_was_cleared_pays_until_the_evidence_is_another(
    finished: Home, signed: Home, tmp_path: Path
) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(signed.root, home.root)
    agency, _, silent = _units(finished)
    [(hold,)] = _rows(home, f"select finding_id from marts.gate_findings where rule_code = '{BELOW}'")
    [(who, path)] = _rows(
        home,
        f"""select employee_id, path from marts.quarantined_rows
        inner join marts.file_outcomes using (agency_id, month, file_no)
        where month = '{MONTH}' and reason_code = '{CONTRADICTED}' order by row_no limit 1""",
    )

    def held() -> tuple[bool, bool]:
        """Whether the unit holds its people, and whether the person is held."""
        [month] = compute_months(home, [MONTH])
        people = month.marts["monthly_incentives"]
        reasons = people.filter(agency_id=agency, unit_id=silent)["hold_reason"].fill_null("")
        return f"unit_ditahan:{BELOW}" in ";".join(reasons), people.filter(employee_id=who)["is_held"].item()

    _clear(home, hold)
    assert held() == (False, False)
    contradictions = home.landing / path
    [line, *_] = [line for line in contradictions.read_bytes().splitlines() if who.encode() in line]
    contradictions.write_bytes(contradictions.read_bytes() + line.replace(b"III", b"II") + b"\n")
    _put_back(signed, finished, home, silent)
    assert held() == (True, True)


def _put_back(cut: Home, whole: Home, home: Home, unit: str) -> None:
    """Let the unit's first lost line of one machine file be there again."""
    [(path, row), *_] = _punches(whole, "52.71", unit, f"{MONTH}-01")
    there = (cut.landing / path).read_bytes()
    (home.landing / path).write_bytes(
        there + (whole.landing / path).read_bytes().splitlines(keepends=True)[row - 1]
    )


def test_a_hold_that_two_people_took_away_lets_go_and_is_told(
    finished: Home, signed: Home, tmp_path: Path
) -> None:
    assert (status(finished)[CUT], status(signed)[CUT]) == ("held", "ready_with_warnings")
    [(cleared, by, second)] = _rows(
        signed,
        f"""select is_cleared, cleared_by, cleared_second from marts.quality_findings
        where rule_code = 'presensi_berhenti' and month = '{MONTH}'""",
    )
    assert (cleared, by, second) == (True, "Sri", "Budi")
    assert not _rows(
        signed, f"from marts.monthly_incentives where month = '{MONTH}' and agency_id = '{CUT}' and is_held"
    )
    copy = Home(tmp_path / "released")
    shutil.copytree(signed.root, copy.root)
    [outcome] = release_month(
        copy, Request(MONTH, (CUT,)), Actor("Uji", "1:uji"), datetime(2026, 11, 6, tzinfo=UTC)
    )
    assert outcome.is_released, outcome.sentence
    manifest = json.loads((copy.releases / MONTH / CUT / "r1" / "manifest.json").read_text(encoding="utf-8"))
    told = {event["rule_code"]: event for event in manifest["cleared_holds"]}
    assert told["presensi_berhenti"]["document"] == "800/1"
    assert "at" not in told["presensi_berhenti"]


def test_the_person_is_told_until_when_and_who_took_it_away(finished: Home, signed: Home) -> None:
    query = f"from marts.monthly_incentives where month = '{MONTH}' and hold_reason = '{CONTRADICTED}'"
    [(who,)] = _rows(finished, f"select employee_id {query}")
    before, after = statement(finished, who, MONTH)["hold"], statement(signed, who, MONTH)["hold"]
    assert before["until"]
    assert not before["is_escalated"]
    assert before["is_held"]
    assert not after["is_held"]
    assert after["until"] is None
    assert after["cleared"] == ["Satu penahanan dicabut oleh Sri dan Budi, dasar 800/1: Sudah diperiksa"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"document": " "}, "nomor dokumen"),
        ({"by": ""}, "nama"),
        ({"second": "sri "}, "dua orang"),
        ({"second": ""}, "dua orang"),
    ],
)
def test_an_act_without_its_names_or_document_is_refused(
    finished: Home, words: dict[str, str], says: str
) -> None:
    [block] = [hold for hold in open_holds(finished, MONTH) if hold["rule_code"] == "presensi_berhenti"]
    with pytest.raises(HoldRefused, match=says):
        _clear(finished, block["finding_id"], **words)
    assert not ledger.book_path(finished, "holds").read_text(encoding="utf-8")


def test_what_no_human_may_clear_and_what_is_not_held_is_refused(finished: Home, signed: Home) -> None:
    [locked, *_] = [hold for hold in open_holds(finished, MONTH) if hold["agency_id"] == "99.99"]
    with pytest.raises(HoldRefused, match="oleh siapa pun"):
        _clear(finished, locked["finding_id"])
    with pytest.raises(HoldRefused, match="Tidak ada penahanan"):
        _clear(finished, "bukan-temuan")
    [done] = _rows(
        signed, "select finding_id from marts.quality_findings where rule_code = 'presensi_berhenti'"
    )
    with pytest.raises(HoldRefused, match="sudah dicabut"):
        _clear(signed, done[0])
