"""Every condition of the gates can pass and can fail; what fails holds its own agency and no other."""

import re
from pathlib import Path

import polars as pl
import pytest

from contracts.gate_findings import FINDINGS, placeholders
from contracts.gates import AGENCY_GATES, ALL_AGENCIES, Circumstances, Gates, evaluate, release_check
from contracts.quality import shipped_quality

MONTH = "2026-10"
ONE, TWO = "52.71", "14.72"
QUALITY = shipped_quality()
NIP = re.compile(r"\d{18}")
INT_HOLDS = Path(__file__).parents[2] / "dbt_project/models/intermediate/pay/int_holds.sql"
PARTS = (
    "beban_kerja",
    "prestasi_kerja",
    "tempat_bertugas",
    "kondisi_kerja",
    "kelangkaan_profesi",
    "pertimbangan_objektif_lainnya",
    "deduction",
    "sanction",
    "adjustment",
)
Frames = dict[str, pl.DataFrame]


def _person(agency_id: str, number: int) -> dict[str, object]:
    amounts = dict.fromkeys((f"{part}_amount" for part in PARTS), 0) | {"beban_kerja_amount": 1_000_000}
    return {
        "agency_id": agency_id,
        "month": MONTH,
        "employee_id": f"19800101{agency_id.replace('.', '')}{number:06d}",
        "unit_id": f"{number % 3:02d}",
        **amounts,
        "computed_amount": 1_000_000,
        "incentive_amount": 1_000_000,
        "is_held": False,
        "hold_reason": None,
    }


def _file(
    agency_id: str, feed: str, record_type: str | None, rows: int = 30, outcome: str = "parsed"
) -> dict[str, object]:
    return {
        "agency_id": agency_id,
        "path": f"{agency_id}/{MONTH}/{feed}/a.csv",
        "feed": feed,
        "outcome": outcome,
        "record_type": record_type,
        "reason": None,
        "expected": None,
        "rows_read": rows,
        "rows_accepted": rows,
        **dict.fromkeys(("rows_quarantined", "rows_duplicate", "rows_superseded", "rows_other_month"), 0),
    }


FILES = (
    ("employees", "employee_assignment"),
    ("attendance", "punch"),
    ("task_completion", "rating"),
    ("public_feedback", "survey_answer"),
)


@pytest.fixture
def frames() -> Frames:
    """Two agencies of thirty people whose month is sound."""
    people = pl.DataFrame(
        [_person(agency, number) for agency in (ONE, TWO) for number in range(30)],
        schema_overrides={"hold_reason": pl.String},
    )
    lines = people.select(
        pl.concat_str("agency_id", "employee_id").alias("line_id"), "agency_id", "employee_id",
        pl.col("computed_amount").alias("amount"),
    )  # fmt: skip
    text = {"reason": pl.String, "expected": pl.String, "record_type": pl.String}
    return {
        "monthly_incentives": people,
        "incentive_lines": lines,
        "incentive_line_factors": lines.select("line_id", "agency_id"),
        "agency_month_profile": _profile(people),
        "file_outcomes": pl.DataFrame(
            [_file(agency, *kind) for agency in (ONE, TWO) for kind in FILES], schema_overrides=text
        ),
        "quarantined_rows": pl.DataFrame(
            schema=dict.fromkeys(("agency_id", "feed", "reason_code", "reason", "employee_id"), pl.String)
        ),
        "data_findings": pl.DataFrame(
            schema={
                **dict.fromkeys(
                    ("agency_id", "unit_id", "employee_id", "finding_code", "subject"), pl.String
                ),
                "people": pl.Int64,
            }
        ),
        "agency": pl.DataFrame({"agency_id": [ONE, TWO], "policy_status": ["law", "law"]}),
    }


def _profile(people: pl.DataFrame) -> pl.DataFrame:
    return (
        people.group_by("agency_id", maintain_order=True)
        .agg(
            month=pl.lit(MONTH).first(),
            employees_master=pl.len().cast(pl.Int64),
            people_paid=(pl.col("incentive_amount") > 0).sum().cast(pl.Int64),
            people_held=pl.col("is_held").sum().cast(pl.Int64),
            people_zero=(~pl.col("is_held") & (pl.col("computed_amount") == 0)).sum().cast(pl.Int64),
            computed_amount_total=pl.col("computed_amount").sum(),
            incentive_amount_total=pl.col("incentive_amount").sum(),
        )
        .with_columns(
            people_without_punch=pl.lit(0, pl.Int64),
            mean_amount=pl.col("incentive_amount_total") // pl.col("people_paid"),
            previous_total=pl.lit(None, pl.Int64),
            previous_people=pl.lit(None, pl.Int64),
            previous_mean=pl.lit(None, pl.Int64),
            feeds_present=pl.lit(4, pl.Int64),
            rows_read=pl.lit(120, pl.Int64),
            rows_quarantined=pl.lit(0, pl.Int64),
        )
    )


def _judge(frames: Frames, **circumstances: object) -> Gates:
    return evaluate(frames, QUALITY, month=MONTH, circumstances=Circumstances(**circumstances))  # type: ignore[arg-type] # each test gives one of its fields


def _status(gates: Gates) -> dict[str, str]:
    return dict(gates.agencies.select("agency_id", "status").iter_rows())


def _reasons(gates: Gates, agency_id: str = ONE) -> str:
    return str(gates.agencies.filter(pl.col("agency_id") == agency_id)["reasons"].item())


def _only(gates: Gates, code: str) -> pl.DataFrame:
    found = gates.findings.filter(pl.col("rule_code") == code)
    assert found.height, f"{code} was not found in {gates.findings['rule_code'].to_list()}"
    return found


def _first_of_one() -> pl.Expr:
    """The first person, line or row of agency ONE."""
    return (pl.col("agency_id") == ONE) & (pl.int_range(pl.len()) == 0)


def _change(frames: Frames, name: str, **columns: object) -> None:
    """Set columns of the first row of agency ONE."""
    new = [
        pl.when(_first_of_one()).then(pl.lit(value)).otherwise(pl.col(column)).alias(column)
        for column, value in columns.items()
    ]
    frames[name] = frames[name].with_columns(new)


def _held(frames: Frames, reason: str | None) -> None:
    _change(frames, "monthly_incentives", is_held=True, incentive_amount=0, hold_reason=reason)
    frames["agency_month_profile"] = _profile(frames["monthly_incentives"])


def _without_files(frames: Frames, feed: str) -> None:
    files = frames["file_outcomes"]
    frames["file_outcomes"] = files.filter((pl.col("agency_id") != ONE) | (pl.col("feed") != feed))


def _add_file(frames: Frames, **columns: object) -> None:
    row = pl.DataFrame([columns], schema_overrides=frames["file_outcomes"].schema)
    frames["file_outcomes"] = pl.concat(
        [frames["file_outcomes"], row.select(frames["file_outcomes"].columns)]
    )


def test_a_sound_month_is_ready_and_says_nothing(frames: Frames) -> None:
    gates = _judge(frames)
    assert gates.findings.is_empty()
    assert gates.findings.schema == FINDINGS
    assert gates.agencies.schema == AGENCY_GATES
    assert gates.agencies.rows() == [(TWO, MONTH, "ready", None), (ONE, MONTH, "ready", None)]


def _double_person(frames: Frames) -> None:
    people = frames["monthly_incentives"]
    frames["monthly_incentives"] = pl.concat([people, people.filter(_first_of_one())])


def _double_line(frames: Frames) -> None:
    lines = frames["incentive_lines"]
    second = lines.filter(pl.col("agency_id") == ONE)["line_id"][1]
    _change(frames, "incentive_lines", line_id=second)


def _orphan_factor(frames: Frames) -> None:
    _change(frames, "incentive_line_factors", line_id="nothing")


def _nobody(frames: Frames) -> None:
    for name in ("monthly_incentives", "incentive_lines", "incentive_line_factors"):
        frames[name] = frames[name].filter(pl.col("agency_id") != ONE)


BLOCKING = {
    "tanpa_data_pegawai": lambda frames: _without_files(frames, "employees"),
    "tanpa_presensi": lambda frames: _without_files(frames, "attendance"),
    "tanpa_pegawai": _nobody,
    "berkas_tidak_seimbang": lambda frames: _change(frames, "file_outcomes", rows_duplicate=1),
    "pegawai_ganda": _double_person,
    "jumlah_baris_beda": lambda frames: _change(frames, "incentive_lines", amount=999_999),
    "komponen_beda": lambda frames: _change(frames, "monthly_incentives", deduction_amount=-1),
    "ditahan_tetapi_dibayar": lambda frames: _change(
        frames, "monthly_incentives", is_held=True, hold_reason="tanpa_bukti_kehadiran"
    ),
    "ditahan_tanpa_alasan": lambda frames: _held(frames, None),
    "dibayar_beda": lambda frames: _change(frames, "monthly_incentives", incentive_amount=1),
    "baris_rupiah_ganda": _double_line,
    "faktor_tanpa_baris": _orphan_factor,
    "profil_beda": lambda frames: _change(frames, "agency_month_profile", incentive_amount_total=1),
}


@pytest.mark.parametrize("code", BLOCKING)
def test_what_blocks_holds_its_agency_and_lets_the_other_go_on(frames: Frames, code: str) -> None:
    frames["monthly_incentives"] = frames["monthly_incentives"].sort("agency_id", descending=True)
    for name in ("incentive_lines", "incentive_line_factors", "agency_month_profile"):
        frames[name] = frames[name].sort("agency_id", descending=True)
    BLOCKING[code](frames)
    gates = _judge(frames)
    assert set(_only(gates, code)["agency_id"]) == {ONE}
    assert set(_only(gates, code)["severity"]) == {"block"}
    assert _status(gates) == {ONE: "held", TWO: "ready"}
    assert len(_reasons(gates)) > 10


@pytest.mark.parametrize("code", [code for code in BLOCKING if code != "tanpa_pegawai"])
def test_the_release_check_finds_the_same_on_what_is_written(frames: Frames, code: str) -> None:
    written = {
        name: table.filter(pl.col("agency_id") == ONE) for name, table in frames.items() if name != "agency"
    }
    assert release_check(written, QUALITY) == []
    BLOCKING[code](written)
    assert any(QUALITY.rules[code].title in fault for fault in release_check(written, QUALITY))


def test_the_release_check_refuses_an_empty_mixed_or_implausible_table(frames: Frames) -> None:
    assert "lebih dari satu pemda" in " ".join(release_check(frames, QUALITY))
    written = {name: table.filter(pl.col("agency_id") == ONE) for name, table in frames.items()}
    profile = written["agency_month_profile"].with_columns(people_without_punch=pl.lit(20))
    faults = release_check({**written, "agency_month_profile": profile}, QUALITY)
    assert faults == ["terlalu banyak pegawai tanpa presensi"]
    _nobody(written)
    assert "tidak ada pegawai pada tabel TPP" in release_check(written, QUALITY)


def test_a_profile_read_back_from_csv_is_judged_alike(frames: Frames) -> None:
    written = {name: table.filter(pl.col("agency_id") == ONE) for name, table in frames.items()}
    text = written["agency_month_profile"].write_csv()
    written["agency_month_profile"] = pl.read_csv(text.encode(), schema_overrides={"agency_id": pl.String})
    assert release_check(written, QUALITY) == []


def test_unbalanced_files_named_from_outside_hold_their_agency(frames: Frames) -> None:
    gates = _judge(frames, unbalanced=[ONE])
    assert _status(gates) == {ONE: "held", TWO: "ready"}
    frames["file_outcomes"] = frames["file_outcomes"].with_columns(is_balanced=pl.col("agency_id") != TWO)
    assert _status(_judge(frames)) == {ONE: "ready", TWO: "held"}


def test_an_agency_without_a_policy_is_held_with_the_reason(frames: Frames) -> None:
    frames["agency"] = frames["agency"].filter(pl.col("agency_id") != ONE)
    none = _judge(frames)
    assert "Belum ada kebijakan" in _reasons(none)
    broken = _judge(frames, policy_faults={ONE: "ntb.yaml: baris 3: pita bertumpang tindih."})
    assert "pita bertumpang tindih" in _reasons(broken)
    assert broken.findings["rule_code"].to_list() == ["kebijakan_rusak"]
    assert _status(none) == _status(broken) == {ONE: "held", TWO: "ready"}


def test_a_folder_of_an_unknown_agency_is_held_and_said(frames: Frames) -> None:
    _add_file(frames, **_file("12.34", "attendance", None, 0, "unknown_agency"))
    gates = _judge(frames)
    assert _status(gates) == {"12.34": "held", ONE: "ready", TWO: "ready"}
    assert gates.findings["rule_code"].to_list() == ["pemda_tidak_dikenal"]


def test_failed_tests_of_models_hold_whom_they_name_or_all(frames: Frames) -> None:
    assert _status(_judge(frames, dbt_failures={ONE: "lines_sum"})) == {ONE: "held", TWO: "ready"}
    assert set(_status(_judge(frames, dbt_failures={ALL_AGENCIES: "lines_sum"})).values()) == {"held"}


def test_the_same_person_in_two_agencies_blocks_both(frames: Frames) -> None:
    shared = frames["monthly_incentives"].filter(pl.col("agency_id") == TWO)["employee_id"][0]
    _change(frames, "monthly_incentives", employee_id=shared)
    _change(frames, "incentive_lines", employee_id=shared)
    gates = _judge(frames)
    found = _only(gates, "nip_dua_pemda")
    assert dict(found.select("agency_id", "employee_id").iter_rows()) == {ONE: shared, TWO: shared}
    assert TWO in found.filter(pl.col("agency_id") == ONE)["message"].item()
    assert _status(gates) == {ONE: "held", TWO: "held"}


@pytest.mark.parametrize(
    ("reason", "codes", "says"),
    [
        ("tanpa_bukti_kehadiran", ["tanpa_bukti_kehadiran"], "kirim presensi"),
        (
            "indikator_belum_ada:productivity;indikator_belum_ada:discipline",
            ["indikator_belum_ada", "indikator_belum_ada"],
            "Nilai disiplin belum ada",
        ),
        ("penilaian_ganda", ["penilaian_ganda"], "sisakan satu"),
        ("alasan_baru", ["alasan_baru"], "alasan baru"),
    ],
)
def test_a_person_held_is_one_finding_per_reason_and_holds_nobody_else(
    frames: Frames, reason: str, codes: list[str], says: str
) -> None:
    _held(frames, reason)
    gates = _judge(frames)
    assert gates.findings["rule_code"].to_list() == codes
    assert set(gates.findings["severity"]) == {"hold"}
    assert gates.findings["people"].to_list() == [1] * len(codes)
    assert gates.findings["employee_id"].null_count() == gates.findings["unit_id"].null_count() == 0
    assert says in " ".join(gates.findings["message"])
    assert _status(gates) == {ONE: "ready_with_warnings", TWO: "ready"}
    assert "pegawai ditahan" in _reasons(gates)


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        ("refused", "berkas_ditolak"),
        ("not_settled", "berkas_belum_selesai"),
        ("unknown_feed", "umpan_tidak_dikenal"),
    ],
)
def test_a_file_that_was_not_read_warns(frames: Frames, outcome: str, code: str) -> None:
    file = _file(ONE, "leave", None, 0, outcome) | {"path": "52.71/2026-10/leave/cuti 198609262015051001.csv"}
    _add_file(frames, **file | {"reason": "Halaman HTML.", "expected": "nip,jenis_cuti"})
    gates = _judge(frames)
    message = _only(gates, code)["message"].item()
    assert "52.71/2026-10/leave" in message
    assert not NIP.search(message)
    assert _status(gates) == {ONE: "ready_with_warnings", TWO: "ready"}
    assert "(1 berkas)" in _reasons(gates)


def test_litter_is_no_finding(frames: Frames) -> None:
    _add_file(frames, **_file(ONE, "leave", None, 0, "ignored"))
    assert _judge(frames).findings.is_empty()


def test_missing_feeds_weigh_what_the_thresholds_say(frames: Frames) -> None:
    _without_files(frames, "public_feedback")
    assert _status(_judge(frames)) == {ONE: "ready", TWO: "ready"}
    _without_files(frames, "task_completion")
    gates = _judge(frames)
    assert _only(gates, "umpan_tidak_ada")["severity"].to_list() == ["warn", "info"]
    assert "kinerja" in _only(gates, "umpan_tidak_ada")["message"][0]
    assert _status(gates) == {ONE: "ready_with_warnings", TWO: "ready"}


def test_quarantined_rows_are_grouped_by_feed_and_reason(frames: Frames) -> None:
    rows = [(ONE, "attendance", "pin_tidak_dikenal", "PIN belum dipetakan.", None)] * 1200
    rows += [(ONE, "attendance", "nip_rusak", "NIP rusak.", nip) for nip in ("1", "1", "2")]  # type: ignore[misc] # None above is a null
    frames["quarantined_rows"] = pl.DataFrame(rows, schema=frames["quarantined_rows"].schema, orient="row")
    found = _only(_judge(frames), "baris_dikarantina")
    assert sorted(found.select("rows", "people").rows()) == [(3, 2), (1200, 0)]
    assert "1.200 baris presensi dikarantina. PIN belum dipetakan." in found["message"].to_list()
    assert _reasons(_judge(frames)) == "baris dikarantina (1.203 baris)"


@pytest.mark.parametrize(
    ("code", "subject", "severity", "says"),
    [
        ("gangguan_diduga", "2026-10-25", "warn", "2026-10-25"),
        ("survei_tidak_mewakili", "12/80", "info", "12/80"),
        (
            "indikator_diasumsikan",
            "public_service:ikm:redistribute",
            "info",
            "layanan publik (bobotnya dibagi",
        ),
        ("indikator_diasumsikan", "behaviour:flat:", "info", "perilaku kerja"),
        ("bulan_sebelumnya_tidak_ada", "2026-01", "warn", "2026-01"),
        ("kode_baru", "sesuatu", "warn", "kode_baru: sesuatu"),
    ],
)
def test_what_models_tell_becomes_a_sentence(
    frames: Frames, code: str, subject: str, severity: str, says: str
) -> None:
    frames["data_findings"] = pl.DataFrame(
        [(ONE, "01", None, code, subject, 7)], schema=frames["data_findings"].schema, orient="row"
    )
    gates = _judge(frames)
    assert gates.findings.select("severity", "unit_id", "people").rows() == [(severity, "01", 7)]
    assert says in gates.findings["message"].item()
    assert _status(gates)[ONE] == ("ready_with_warnings" if severity == "warn" else "ready")


def test_a_policy_that_is_not_law_is_marked_and_stays_ready(frames: Frames) -> None:
    frames["agency"] = frames["agency"].with_columns(policy_status=pl.lit("illustrative"))
    gates = _judge(frames)
    assert set(gates.findings["severity"]) == {"info"}
    assert all("SIMULASI" in message for message in gates.findings["message"])
    assert set(_status(gates).values()) == {"ready"}


def test_a_later_master_warns(frames: Frames) -> None:
    frames["agency_intake"] = pl.DataFrame(
        {
            "agency_id": [ONE, TWO],
            "master_month": ["2026-11", "2026-10"],
            "master_is_later": [True, False],
            "units_month": ["2026-10", None],
            "units_is_later": [False, None],
        }
    )
    gates = _judge(frames)
    assert gates.findings["rule_code"].to_list() == ["data_pegawai_lebih_baru"]
    assert _status(gates) == {ONE: "ready_with_warnings", TWO: "ready"}


def test_findings_from_elsewhere_count(frames: Frames) -> None:
    blocked = _judge(frames, unbalanced=[ONE]).findings
    gates = evaluate(frames, QUALITY, month=MONTH, further=[blocked])
    assert _status(gates) == {ONE: "held", TWO: "ready"}


def test_no_message_holds_a_nip(frames: Frames) -> None:
    _held(frames, "tanpa_bukti_kehadiran;indikator_belum_ada:productivity")
    _change(frames, "incentive_lines", amount=1)
    assert not [message for message in _judge(frames).findings["message"] if NIP.search(message)]


def test_every_reason_of_a_hold_in_the_models_has_its_sentence() -> None:
    codes = set(re.findall(r"'(?!int_|person_)([a-z]+_[a-z_]+):?'", INT_HOLDS.read_text(encoding="utf-8")))
    assert codes
    assert codes <= set(QUALITY.holds)


def test_templates_name_only_columns_that_findings_have() -> None:
    known = {"path", "detail", "reason", "expected", "feed", "feed_name", "rows", "people", "finding_code"}
    texts = [entry.message for entry in [*QUALITY.rules.values(), *QUALITY.holds.values()]]
    assert set().union(*map(placeholders, texts)) <= known
    assert all(placeholders(limit.expectation) <= {"limit"} for limit in QUALITY.limits.values())
