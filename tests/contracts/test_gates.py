"""Every condition of the gates can pass and can fail; what fails holds its own agency and no other."""

import re
from pathlib import Path

import polars as pl
import pytest

from contracts.gate_findings import FINDINGS, findings, placeholders
from contracts.gate_statuses import AGENCY_GATES
from contracts.gates import ALL_AGENCIES, Circumstances, Gates, evaluate
from contracts.plausibility import implausible
from contracts.seen import CHANGED, seen
from tests.support.gate_frames import (
    MONTH,
    ONE,
    QUALITY,
    TWO,
    Frames,
    add_file,
    change,
    file,
    held,
    judge,
    only,
    reasons,
    sound_frames,
    status,
    without_files,
)


@pytest.fixture
def frames() -> Frames:
    return sound_frames()


NIP = re.compile(r"\d{18}")
INT_HOLDS = Path(__file__).parents[2] / "dbt_project/models/intermediate/pay/int_hold_reasons.sql"


def test_a_sound_month_is_ready_and_says_nothing(frames: Frames) -> None:
    gates = judge(frames)
    assert gates.findings.is_empty()
    assert gates.findings.schema == FINDINGS
    assert gates.agencies.schema == AGENCY_GATES
    assert gates.agencies.rows() == [(TWO, MONTH, "ready", None), (ONE, MONTH, "ready", None)]


def test_unbalanced_files_named_from_outside_hold_their_agency(frames: Frames) -> None:
    gates = judge(frames, unbalanced=[ONE])
    assert status(gates) == {ONE: "held", TWO: "ready"}
    frames["file_outcomes"] = frames["file_outcomes"].with_columns(is_balanced=pl.col("agency_id") != TWO)
    assert status(judge(frames)) == {ONE: "ready", TWO: "held"}


def test_an_agency_without_a_policy_is_held_with_the_reason(frames: Frames) -> None:
    frames["agency"] = frames["agency"].filter(pl.col("agency_id") != ONE)
    none = judge(frames)
    assert "Belum ada kebijakan" in reasons(none)
    broken = judge(frames, policy_faults={ONE: "ntb.yaml: baris 3: pita bertumpang tindih."})
    assert "pita bertumpang tindih" in reasons(broken)
    assert broken.findings["rule_code"].to_list() == ["kebijakan_rusak"]
    assert status(none) == status(broken) == {ONE: "held", TWO: "ready"}


def test_a_folder_of_an_unknown_agency_is_held_and_said_until_it_is_forgotten(frames: Frames) -> None:
    add_file(frames, **file("12.35", "attendance", None, 0, "unknown_agency") | {"delivery_month": "2026-08"})
    assert "12.35" not in status(judge(frames))
    add_file(frames, **file("12.34", "attendance", None, 0, "unknown_agency"))
    gates = judge(frames)
    assert status(gates) == {"12.34": "held", ONE: "ready", TWO: "ready"}
    assert gates.findings["rule_code"].to_list() == ["pemda_tidak_dikenal"]


def test_failed_tests_of_models_hold_whom_they_name_or_all(frames: Frames) -> None:
    assert status(judge(frames, dbt_failures={ONE: "lines_sum"})) == {ONE: "held", TWO: "ready"}
    assert set(status(judge(frames, dbt_failures={ALL_AGENCIES: "lines_sum"})).values()) == {"held"}


def test_the_same_person_in_two_agencies_blocks_both(frames: Frames) -> None:
    shared = frames["monthly_incentives"].filter(pl.col("agency_id") == TWO)["employee_id"][0]
    change(frames, "monthly_incentives", employee_id=shared)
    change(frames, "incentive_lines", employee_id=shared)
    gates = judge(frames)
    found = only(gates, "nip_dua_pemda")
    assert dict(found.select("agency_id", "employee_id").iter_rows()) == {ONE: shared, TWO: shared}
    assert TWO in found.filter(pl.col("agency_id") == ONE)["message"].item()
    assert status(gates) == {ONE: "held", TWO: "held"}


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
    held(frames, reason)
    gates = judge(frames)
    assert gates.findings["rule_code"].to_list() == codes
    assert set(gates.findings["severity"]) == {"hold"}
    assert gates.findings["people"].to_list() == [1] * len(codes)
    assert gates.findings["employee_id"].null_count() == gates.findings["unit_id"].null_count() == 0
    assert says in " ".join(gates.findings["message"])
    assert status(gates) == {ONE: "ready_with_warnings", TWO: "ready"}
    assert "pegawai ditahan" in reasons(gates)


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        ("refused", "berkas_ditolak"),
        ("not_settled", "berkas_belum_selesai"),
        ("unknown_feed", "umpan_tidak_dikenal"),
    ],
)
def test_a_file_that_was_not_read_warns(frames: Frames, outcome: str, code: str) -> None:
    unread = file(ONE, "leave", None, 0, outcome) | {
        "delivery_month": MONTH,
        "path": "52.71/2026-10/leave/cuti 198609262015051001.csv",
    }
    add_file(frames, **unread | {"reason": "Halaman HTML.", "expected": "nip,jenis_cuti"})
    gates = judge(frames)
    message = only(gates, code)["message"].item()
    assert "52.71/2026-10/leave" in message
    assert not NIP.search(message)
    assert status(gates) == {ONE: "ready_with_warnings", TWO: "ready"}
    assert "(1 berkas)" in reasons(gates)


def test_litter_is_no_finding(frames: Frames) -> None:
    add_file(frames, **file(ONE, "leave", None, 0, "ignored"))
    assert judge(frames).findings.is_empty()


def test_missing_feeds_weigh_what_the_thresholds_say(frames: Frames) -> None:
    without_files(frames, "public_feedback")
    assert status(judge(frames)) == {ONE: "ready", TWO: "ready"}
    without_files(frames, "task_completion")
    gates = judge(frames)
    assert only(gates, "umpan_tidak_ada")["severity"].to_list() == ["warn", "info"]
    assert "kinerja" in only(gates, "umpan_tidak_ada")["message"][0]
    assert status(gates) == {ONE: "ready_with_warnings", TWO: "ready"}


def test_quarantined_rows_are_grouped_by_feed_and_reason(frames: Frames) -> None:
    known = frames["monthly_incentives"].filter(pl.col("agency_id") == ONE)["employee_id"]
    bad = ("attendance", "nip_rusak", "NIP rusak.")
    rows = [
        (ONE, None, "attendance", "pin_tidak_dikenal", "PIN belum dipetakan.", None, 1, n)
        for n in range(1200)
    ]
    rows += [(ONE, None, *bad, known[who], 1, n) for n, who in ((9, 0), (7, 0), (8, 1))]
    rows += [(ONE, None, "attendance", "jam_perangkat", "Jam salah.", known[0], 1, 4)]
    frames["quarantined_rows"] = pl.DataFrame(rows, schema=frames["quarantined_rows"].schema, orient="row")
    found = only(judge(frames), "baris_dikarantina")
    numbers = found.select("rows", "people", "at_risk_amount", "subject").rows()
    assert sorted(numbers) == [
        (1, 1, 0, "jam_perangkat"),
        (3, 2, 2_000_000, "nip_rusak"),
        (1200, 0, 0, "pin_tidak_dikenal"),
    ]
    places = dict(found.select("subject", "files").iter_rows())
    assert places["nip_rusak"] == f"{ONE}/2026-10/employees/a.csv baris 7, 8, 9"
    assert places["pin_tidak_dikenal"].endswith("baris 0, 1, 2, 3, 4 dan 1.195 baris lain")
    assert "1.200 baris presensi dikarantina. PIN belum dipetakan." in found["message"].to_list()
    assert reasons(judge(frames)) == "baris dikarantina (1.204 baris)"


@pytest.mark.parametrize(
    ("code", "subject", "severity", "says"),
    [
        ("gangguan_diduga", "2026-10-25", "warn", "2026-10-25"),
        ("survei_tidak_mewakili", "12/80", "info", "12/80"),
        (
            "indikator_diasumsikan",
            "public_service:ikm:redistribute",
            "info",
            "layanan publik: indeks kepuasan masyarakat (bobotnya dibagi",
        ),
        ("indikator_diasumsikan", "behaviour:flat:", "info", "perilaku kerja"),
        ("bulan_sebelumnya_tidak_ada", "2026-01", "warn", "2026-01"),
        ("bulan_rilis_berubah", "2026-09 (kebijakan)", "warn", "2026-09 (kebijakan)"),
        ("kode_baru", "sesuatu", "warn", "kode_baru: sesuatu"),
    ],
)
def test_what_models_tell_becomes_a_sentence(
    frames: Frames, code: str, subject: str, severity: str, says: str
) -> None:
    frames["data_findings"] = pl.DataFrame(
        [(ONE, "01", None, code, subject, 7)], schema=frames["data_findings"].schema, orient="row"
    )
    gates = judge(frames)
    assert gates.findings.select("severity", "unit_id", "people").rows() == [(severity, "01", 7)]
    assert says in gates.findings["message"].item()
    assert status(gates)[ONE] == ("ready_with_warnings" if severity == "warn" else "ready")


def test_a_policy_that_is_not_law_is_marked_and_stays_ready(frames: Frames) -> None:
    frames["agency"] = frames["agency"].with_columns(policy_status=pl.lit("illustrative"))
    gates = judge(frames)
    assert set(gates.findings["severity"]) == {"info"}
    assert all("SIMULASI" in message for message in gates.findings["message"])
    assert set(status(gates).values()) == {"ready"}


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
    gates = judge(frames)
    assert gates.findings["rule_code"].to_list() == ["data_pegawai_lebih_baru"]
    assert status(gates) == {ONE: "ready_with_warnings", TWO: "ready"}


def test_findings_from_elsewhere_count(frames: Frames) -> None:
    blocked = judge(frames, unbalanced=[ONE]).findings
    gates = evaluate(frames, QUALITY, month=MONTH, further=[blocked])
    assert status(gates) == {ONE: "held", TWO: "ready"}


def test_no_message_holds_a_nip(frames: Frames) -> None:
    held(frames, "tanpa_bukti_kehadiran;indikator_belum_ada:productivity")
    change(frames, "incentive_lines", amount=1)
    assert not [message for message in judge(frames).findings["message"] if NIP.search(message)]


def test_every_reason_of_a_hold_in_the_models_has_its_sentence() -> None:
    models = r"(?!int_|person_|policy_|stg_)"
    codes = set(re.findall(rf"'{models}([a-z]+_[a-z_]+):?'", INT_HOLDS.read_text(encoding="utf-8")))
    assert codes
    assert codes <= set(QUALITY.holds)


def test_templates_name_only_columns_that_findings_have() -> None:
    known = {"path", "detail", "reason", "expected", "feed", "feed_name", "rows", "people", "finding_code"}
    known |= {
        "delivery_month",
        "subject",
        "measured",
        "threshold",
        "measured_points",
        "threshold_points",
        "channel",
        "attempts",
        "root",
    }
    told = [*QUALITY.rules.values(), *QUALITY.holds.values()]
    texts = [text for entry in told for text in (entry.message, entry.to_do) if text != "{action}"]
    assert set().union(*map(placeholders, texts)) <= known
    assert all(placeholders(limit.expectation) <= {"limit"} for limit in QUALITY.limits.values())


def test_an_indicator_that_holds_is_told_by_the_hold_alone(frames: Frames) -> None:
    row = (ONE, "01", None, "indikator_diasumsikan", "productivity:rating_predicate:hold", 1)
    frames["data_findings"] = pl.DataFrame([row], schema=frames["data_findings"].schema, orient="row")
    assert judge(frames).findings.is_empty()


def test_the_same_trouble_has_the_same_id_in_every_month_and_no_two_share_one(frames: Frames) -> None:
    held(frames, "tanpa_bukti_kehadiran;indikator_belum_ada:productivity;indikator_belum_ada:discipline")
    without_files(frames, "task_completion")
    this = judge(frames).findings
    next_month = evaluate(frames, QUALITY, month="2026-11").findings
    assert this["finding_id"].to_list() == next_month["finding_id"].to_list()
    assert this["finding_id"].is_unique().all()
    moved = frames["monthly_incentives"].with_columns(unit_id=pl.lit("99"))
    frames["monthly_incentives"] = moved
    assert judge(frames).findings["finding_id"].to_list() == this["finding_id"].to_list()


def test_a_hold_weighs_the_basic_amount_and_a_block_the_agency(frames: Frames) -> None:
    change(frames, "monthly_incentives", basic_amount=3_000_000)
    held(frames, "tanpa_bukti_kehadiran")
    assert only(judge(frames), "tanpa_bukti_kehadiran")["at_risk_amount"].item() == 3_000_000
    [total] = frames["agency_month_profile"].filter(pl.col("agency_id") == ONE)["computed_amount_total"]
    blocked = judge(frames, policy_faults={ONE: "rusak."})
    assert only(blocked, "kebijakan_rusak")["at_risk_amount"].item() == total


def test_a_unit_is_held_by_its_own_finding_or_with_its_agency_and_stops_no_other(frames: Frames) -> None:
    told = judge(frames, policy_faults={ONE: "rusak."})
    assert set(told.units.filter(pl.col("agency_id") == ONE)["status"]) == {"held"}
    assert set(told.units.filter(pl.col("agency_id") == TWO)["status"]) == {"ready"}
    unit = pl.DataFrame({"agency_id": [ONE], "unit_id": ["01"]})
    own = findings(
        unit, month=MONTH, gate="berkas", severity="hold", rule_code="tanpa_presensi",
        title="t", message="m: n", action="a",
    )  # fmt: skip
    gates = evaluate(frames, QUALITY, month=MONTH, further=[own])
    units = gates.units.filter(pl.col("agency_id") == ONE)
    assert dict(units.select("unit_id", "status").iter_rows()) == {"00": "ready", "01": "held", "02": "ready"}
    assert status(gates) == {ONE: "ready_with_warnings", TWO: "ready"}
    cleared = own_id(gates)
    again = evaluate(
        frames, QUALITY, month=MONTH, further=[own], circumstances=Circumstances(cleared=[cleared])
    )
    assert again.units.filter(pl.col("unit_id") == "01")["status"].to_list() == [
        "ready",
        "ready_with_warnings",
    ]


def own_id(gates: Gates) -> str:
    return str(only(gates, "tanpa_presensi")["finding_id"].item())


def test_a_human_clears_a_block_but_never_one_that_is_locked(frames: Frames) -> None:
    without_files(frames, "attendance")
    blocked = judge(frames)
    assert status(blocked)[ONE] == "held"
    cleared = judge(frames, cleared=[own_id(blocked)])
    assert status(cleared)[ONE] == "ready_with_warnings"
    assert only(cleared, "tanpa_presensi")["is_cleared"].item()
    change(frames, "incentive_lines", amount=1)
    broken = judge(frames)
    ids = broken.findings["finding_id"].to_list()
    assert status(judge(frames, cleared=ids))[ONE] == "held"


def test_a_block_that_changes_after_it_was_cleared_holds_again_and_says_so(frames: Frames) -> None:
    def judged(silent_days: int, **said: object) -> tuple[str, dict[str, object]]:
        change(frames, "agency_month_profile", workdays_after_last_punch=silent_days)
        strange = implausible(frames["agency_month_profile"], QUALITY)
        circumstances = Circumstances(**said)  # type: ignore[arg-type] # each call gives some of its fields
        gates = evaluate(frames, QUALITY, month=MONTH, circumstances=circumstances, further=[strange])
        return status(gates)[ONE], only(gates, "presensi_berhenti").row(0, named=True)

    def signed(found: dict[str, object]) -> dict[str, object]:
        facts = [found[name] for name in ("rows", "people", "files", "message")]
        return {"cleared": [found["finding_id"]], "seen": {found["finding_id"]: seen(*facts)}}  # type: ignore[arg-type] # a row of FINDINGS

    _, before = judged(3)
    assert judged(3, **signed(before))[0] == "ready_with_warnings"
    stands, after = judged(4, **signed(before))
    assert stands == "held"
    assert str(after["message"]).endswith(CHANGED)
    assert judged(4, **signed(after))[0] == "ready_with_warnings"


@pytest.mark.parametrize(
    ("delivered", "told"),
    [
        ("2026-09", ["berkas_masih_terbuka"]),
        ("2026-08", []),
        ("2026-11", []),
        ("oktober", ["umpan_tidak_dikenal"]),
    ],
)
def test_a_file_of_another_delivery_does_not_weigh_again(
    frames: Frames, delivered: str, told: list[str]
) -> None:
    add_file(frames, **file(ONE, "leave", None, 0, "unknown_feed") | {"delivery_month": delivered})
    gates = judge(frames)
    assert gates.findings["rule_code"].to_list() == told
    assert status(gates)[ONE] == ("ready_with_warnings" if delivered == "oktober" else "ready")


@pytest.mark.parametrize(
    ("columns", "code", "expected"),
    [
        ({"workdays_after_last_punch": 2}, "presensi_berhenti", "ready_with_warnings"),
        ({"workdays_after_last_punch": 3}, "presensi_berhenti", "held"),
        ({"previous_punch_count": 1500, "previous_due_days": 600}, "presensi_berkurang", "ready"),
        (
            {"previous_punch_count": 2400, "previous_due_days": 600},
            "presensi_berkurang",
            "ready_with_warnings",
        ),
        ({"previous_punch_count": 2600, "previous_due_days": 600}, "presensi_berkurang", "held"),
    ],
)
def test_a_feed_that_is_cut_or_thin_against_the_month_before_is_not_believed(
    frames: Frames, columns: dict[str, int], code: str, expected: str
) -> None:
    change(frames, "agency_month_profile", **columns)
    broken = implausible(frames["agency_month_profile"], QUALITY)
    gates = evaluate(frames, QUALITY, month=MONTH, further=[broken])
    assert status(gates) == {ONE: expected, TWO: "ready"}
    assert broken["rule_code"].to_list() == ([] if expected == "ready" else [code])
