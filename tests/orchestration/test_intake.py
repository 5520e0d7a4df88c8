"""From landed files to accepted Parquet: the real office, and the ends of files."""

import hashlib
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from contracts.home import Home
from contracts.records import RECORDS
from delivery import receipts
from orchestration.batches import AgencyFacts
from orchestration.intake import IntakeResult, intake
from sources.feeds import FEEDS
from sources.origins import origin

SAMPLES = Path(os.environ.get("KINERJA_SAMPLES", Path(__file__).parents[2].parent / "shared" / "samples"))
OFFICE = SAMPLES / "kota-contoh"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
KOTA_CONTOH = "99.01"
DELIVERY = {
    "1_attlog.dat": "attendance",
    "pegawai.csv": "employees",
    "units.csv": "units",
    "tugas_perizinan.csv": "task_completion",
    "lapor.csv": "public_feedback",
}
UNITS = "unor_id;unor;unor_induk;id_loket;id_instansi_lapor\n01;Dinas Satu;;L01;\n"
EMPLOYEES = (
    "nip;nama;unor_id;unor;jabatan;jenis_jabatan;kelas_jabatan;golongan;status;tmt_jabatan;pin_mesin;"
    "id_aplikasi_tugas;nip_atasan\n"
    "197308071996011001;Ani;01;Dinas Satu;Analis;pelaksana;7;II/d;PNS;2019-01-01;12;;\n"
)
PUNCHES = "       12\t2026-10-05 07:30:00\t1\t0\t1\t0\n       99\t2026-10-05 07:31:00\t1\t0\t1\t0\n"

needs_office = pytest.mark.skipif(
    not OFFICE.is_dir(), reason=f"the samples are not at {OFFICE}; name their folder in KINERJA_SAMPLES"
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "data")
    home.create()
    return home


@pytest.fixture
def put(home: Home) -> Callable[[str, str], None]:
    def write(path: str, content: str) -> None:
        target = home.landing / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")

    return write


def _run(
    home: Home, month: str, *agencies: str, first: str = "2026-01", batch_bytes: int = 1 << 20
) -> IntakeResult:
    agencies = agencies or (KOTA_CONTOH,)
    known = receipts.receive(home, NOW, set(agencies), set(FEEDS)).receipts
    facts = [AgencyFacts(agency, "Asia/Jakarta", first) for agency in agencies]
    return intake(
        home, month, facts, known, home.accepted / month, home.quarantined / month, batch_bytes=batch_bytes
    )


def _accepted(home: Home, month: str, record_type: str) -> pl.DataFrame:
    return pl.read_parquet(home.accepted / month / record_type / "*.parquet").sort(
        "agency_id", "file_no", "row_no"
    )


def _quarantined(home: Home, month: str) -> pl.DataFrame:
    return pl.read_parquet(home.quarantined / month / "*.parquet")


@pytest.fixture
def office(home: Home) -> Home:
    for name, feed in DELIVERY.items():
        receipts.land(home, OFFICE / name, KOTA_CONTOH, feed, "2020-02", NOW)
    return home


@needs_office
def test_the_real_office_comes_out_as_its_provenance_says(office: Home) -> None:
    result = _run(office, "2020-02", first="2020-01")
    assert result.unbalanced == []
    assert result.file_outcomes["outcome"].to_list() == ["parsed"] * 5
    assert _accepted(office, "2020-02", "employee_assignment").height == 17
    punches = _accepted(office, "2020-02", "punch").filter(~pl.col("is_edge"))
    assert (punches.height, punches["employee_id"].n_unique()) == (948, 16)
    assert date(2020, 2, 25) not in punches["punch_at"].dt.date().to_list()
    reasons = _quarantined(office, "2020-02").group_by("record_type", "reason_code").len()
    told = {(record_type, code): rows for record_type, code, rows in reasons.iter_rows()}
    assert told["case_task", "petugas_tidak_dikenal"] == 218
    complaints = _accepted(office, "2020-02", "complaint")
    assert complaints["unit_id"].unique().to_list() == ["02"]


@needs_office
def test_every_accepted_frame_of_the_real_office_keeps_its_model(office: Home) -> None:
    _run(office, "2020-02", first="2020-01")
    for record_type, model in RECORDS.items():
        model.validate(_accepted(office, "2020-02", record_type))


@needs_office
def test_landing_the_office_again_adds_nothing(office: Home, tmp_path: Path) -> None:
    _run(office, "2020-02", first="2020-01")
    before = {name: _accepted(office, "2020-02", name) for name in RECORDS}
    bad = _quarantined(office, "2020-02")
    for name, feed in DELIVERY.items():
        copy = tmp_path / f"lagi {name}"
        copy.write_bytes((OFFICE / name).read_bytes())
        receipts.land(office, copy, KOTA_CONTOH, feed, "2020-02", NOW)
    result = _run(office, "2020-02", first="2020-01")
    assert result.unbalanced == []
    assert all(_accepted(office, "2020-02", name).equals(frame) for name, frame in before.items())
    assert _quarantined(office, "2020-02").equals(bad)


def test_every_record_type_has_a_file_also_when_nothing_landed(home: Home) -> None:
    result = _run(home, "2026-10")
    assert all(_accepted(home, "2026-10", record_type).is_empty() for record_type in RECORDS)
    assert _quarantined(home, "2026-10").is_empty()
    assert result.agency_intake.select("agency_id", "master_month").rows() == [(KOTA_CONTOH, None)]


def test_a_refused_file_says_why_and_the_others_go_on(home: Home, put: Callable[[str, str], None]) -> None:
    put("99.01/2026-10/units/unit.csv", UNITS)
    put("99.01/2026-10/employees/pegawai.csv", "<html><body>Silakan masuk</body></html>")
    files = _run(home, "2026-10").file_outcomes
    told = {
        feed: (outcome, bool(reason))
        for feed, outcome, reason in files.select("feed", "outcome", "reason").rows()
    }
    assert told == {"employees": ("refused", True), "units": ("parsed", False)}


def test_a_mended_master_empties_the_quarantine(home: Home, put: Callable[[str, str], None]) -> None:
    put("99.01/2026-10/units/unit.csv", UNITS)
    put("99.01/2026-10/employees/pegawai.csv", EMPLOYEES)
    put("99.01/2026-10/attendance/1_attlog.dat", PUNCHES)
    _run(home, "2026-10")
    bad = _quarantined(home, "2026-10")
    assert bad.select("reason_code", "row_no", "feed").rows() == [("pin_tidak_dikenal", 2, "attendance")]
    put("99.01/2026-10/employees/pegawai.csv", EMPLOYEES.replace(";12;;", ";12,99;;"))
    files = _run(home, "2026-10").file_outcomes.filter(pl.col("feed") == "employees")
    assert _quarantined(home, "2026-10").is_empty()
    assert files.select("rows_read", "rows_accepted", "rows_superseded").rows() == [(1, 0, 1), (1, 1, 0)]


def test_a_row_sent_back_takes_the_place_of_the_row_that_it_names(
    home: Home, put: Callable[[str, str], None]
) -> None:
    head, row = EMPLOYEES.splitlines()
    damaged = row.replace("197308071996011001", "1,97308E+17").replace(";12;;", ";;;")
    put("99.01/2026-10/employees/pegawai.csv", f"{EMPLOYEES}{damaged}\n{row.replace(';7;', ';8;')}\n")
    assert _run(home, "2026-10").person_hold["reason_code"].to_list() == ["pegawai_bertentangan"]
    assert sorted(_quarantined(home, "2026-10")["row_no"]) == [1, 2, 3]
    sha256 = hashlib.sha256((home.landing / "99.01/2026-10/employees/pegawai.csv").read_bytes()).hexdigest()
    other = row.replace("197308071996011001", "198001012005011001").replace(";12;", ";13;")
    mended = [
        f"{head};yang_perlu_dibetulkan;baris_asal",
        f"{row};apa saja;{origin(sha256, 1)}",
        f"{other};apa saja;{origin(sha256, 2)}",
        f"{';' * row.count(';')};tidak berlaku;{origin(sha256, 3)}",
    ]
    put("99.01/2026-11/employees/kirim-ulang.csv", "\n".join(mended) + "\n")
    strayed = _run(home, "2026-11").file_outcomes  # in another month's folder it is no delivery of its own
    assert strayed["rows_other_month"].to_list() == [0, 2]
    assert sorted(_quarantined(home, "2026-11")["row_no"]) == [1, 2, 3]
    (home.landing / "99.01/2026-11/employees/kirim-ulang.csv").unlink()
    put("99.01/2026-10/employees/kirim-ulang.csv", "\n".join(mended) + "\n")
    result = _run(home, "2026-10")
    files = result.file_outcomes.filter(pl.col("path").str.contains("2026-10/"))
    assert result.unbalanced == []
    assert files.select("path", "rows_read", "rows_accepted", "rows_superseded").rows() == [
        ("99.01/2026-10/employees/kirim-ulang.csv", 2, 2, 0),
        ("99.01/2026-10/employees/pegawai.csv", 3, 0, 3),
    ]
    assert _quarantined(home, "2026-10").is_empty()
    assert result.person_hold.is_empty()


def test_a_held_person_keeps_name_and_unit(home: Home, put: Callable[[str, str], None]) -> None:
    row = EMPLOYEES.splitlines()[1]
    put("99.01/2026-10/employees/pegawai.csv", f"{EMPLOYEES}{row.replace(';7;', ';8;')}\n")
    held = _run(home, "2026-10").person_hold
    assert held.select("employee_id", "reason_code", "name", "unit_id", "is_in_master").rows() == [
        ("197308071996011001", "pegawai_bertentangan", "Ani", "01", False)
    ]


def test_files_of_other_months_are_counted_but_not_read_again(
    home: Home, put: Callable[[str, str], None]
) -> None:
    header = "nip,jenis_cuti,mulai,selesai,nomor_surat,tanggal_persetujuan"
    for month in ("2026-08", "2026-09", "2026-10"):
        put(f"99.01/{month}/employees/pegawai.csv", EMPLOYEES)
        put(f"99.01/{month}/leave/cuti.csv", f"{header}\n197308071996011001,sakit,{month}-02,{month}-03,S,\n")
    result = _run(home, "2026-09")
    ends = result.file_outcomes.select("path", "rows_accepted", "rows_superseded", "rows_other_month").rows()
    assert ends == [
        ("99.01/2026-08/employees/pegawai.csv", 0, 1, 0),
        ("99.01/2026-08/leave/cuti.csv", 0, 0, 1),
        ("99.01/2026-09/employees/pegawai.csv", 1, 0, 0),
        ("99.01/2026-09/leave/cuti.csv", 1, 0, 0),
        ("99.01/2026-10/employees/pegawai.csv", 0, 0, 1),
        ("99.01/2026-10/leave/cuti.csv", 0, 0, 1),
    ]
    assert result.unbalanced == []


def test_a_clock_that_fell_back_does_not_bring_a_file_into_every_month(
    home: Home, put: Callable[[str, str], None]
) -> None:
    for month in ("2026-08", "2026-10"):
        put(f"99.01/{month}/employees/pegawai.csv", EMPLOYEES)
        reset = f"       12\t2000-01-01 00:00:{month[-2:]}\t1\t0\t1\t0\n"
        put(f"99.01/{month}/attendance/1_attlog.dat", PUNCHES.replace("2026-10", month) + reset)
    ends = {
        month: [
            (
                told["delivery_month"],
                told["rows_accepted"],
                told["rows_quarantined"],
                told["rows_other_month"],
            )
            for told in _run(home, month).file_outcomes.filter(pl.col("feed") == "attendance").to_dicts()
        ]
        for month in ("2026-08", "2026-09", "2026-10")
    }
    assert ends == {
        "2026-08": [("2026-08", 1, 2, 0), ("2026-10", 0, 0, 3)],
        "2026-09": [("2026-08", 0, 0, 3), ("2026-10", 0, 0, 3)],
        "2026-10": [("2026-08", 0, 0, 3), ("2026-10", 1, 2, 0)],
    }


def test_the_size_of_batches_changes_nothing(home: Home, put: Callable[[str, str], None]) -> None:
    agencies = ("99.01", "99.02", "99.03")
    for agency in agencies:
        put(f"{agency}/2026-10/employees/pegawai.csv", EMPLOYEES)
        put(f"{agency}/2026-10/attendance/1_attlog.dat", PUNCHES)
    one = _run(home, "2026-10", *agencies)
    together = _accepted(home, "2026-10", "punch")
    each = _run(home, "2026-10", *agencies, batch_bytes=1)
    assert len(list((home.accepted / "2026-10" / "punch").iterdir())) == len(agencies)
    assert _accepted(home, "2026-10", "punch").equals(together)
    assert each.file_outcomes.equals(one.file_outcomes)


def test_a_file_that_does_not_balance_names_its_agency(
    home: Home, put: Callable[[str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    put("99.01/2026-10/employees/pegawai.csv", EMPLOYEES)
    put("99.02/2026-10/employees/pegawai.csv", EMPLOYEES)
    from orchestration import intake_tables  # noqa: PLC0415 - the one place to lose a row on purpose

    true_outcomes = intake_tables.file_outcomes

    def losing(files: pl.DataFrame, ends: pl.DataFrame, month: str) -> pl.DataFrame:
        first = files["file_no"].min()
        return true_outcomes(files, ends.filter(pl.col("file_no") != first), month)

    monkeypatch.setattr("orchestration.intake.file_outcomes", losing)
    assert _run(home, "2026-10", "99.01", "99.02").unbalanced == ["99.01"]


def test_a_parsed_file_is_not_needed_on_the_disk_again(home: Home, put: Callable[[str, str], None]) -> None:
    put("99.01/2026-10/employees/pegawai.csv", EMPLOYEES)
    _run(home, "2026-10")
    known = receipts.read_receipts(home)
    (home.landing / "99.01/2026-10/employees/pegawai.csv").unlink()
    facts = [AgencyFacts(KOTA_CONTOH, "Asia/Jakarta", "2026-01")]
    again = intake(home, "2026-10", facts, known, home.accepted / "x", home.quarantined / "x")
    assert again.rows["employee_assignment"] == 1


@pytest.mark.parametrize(
    "kept", [b"", b"{}\n", b'["a"]\n', b'{"outcome": "parsed", "span": [null, null], "new": 1}\n']
)
def test_a_kept_file_that_cannot_be_understood_is_read_anew(
    home: Home, put: Callable[[str, str], None], kept: bytes
) -> None:
    put("99.01/2026-10/units/units.csv", UNITS)
    first = _run(home, "2026-10")
    store = next(home.parsed.rglob("*.ipc"))
    store.write_bytes(kept)
    assert _run(home, "2026-10").file_outcomes.equals(first.file_outcomes)
    assert store.read_bytes() != kept
