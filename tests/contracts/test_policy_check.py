"""Each fault of a policy is found, on its line, in plain words; a broken file stops no one else."""

# ruff: noqa: E501 - one broken rule a line

import re
import shutil
from pathlib import Path

import pytest

from contracts.policy.check import check_file, notes_of_file
from contracts.policy.loading import SHIPPED_POLICIES, load_policies
from contracts.policy.parsing import parse_policy
from contracts.policy.schema import Policy
from contracts.policy.skeleton import skeleton
from contracts.policy.text import UnknownAgencyError, show

HEAD = """\
id: coba
title: Coba
extends: acuan
agencies: {96.02: Pemda Coba}
first_month: "2026-01"
citations: {perbup: {regulation: Perbup 1/2026, clause: Pasal 1, status: law}}
versions:
  - id: a
    enacted_on: 2026-01-01
    effective_from: 2026-01-01
    rules:
"""


def _faults(folder: Path, text: str) -> list[str]:
    path = folder / "coba.yaml"
    path.write_text(text, encoding="utf-8")
    return [str(fault) for fault in check_file(path, load_policies().by_id)]


def _rules(text: str) -> str:
    return HEAD + "".join(f"      {line}\n" for line in text.strip().splitlines())


BROKEN_RULES = [
    ("umum: {cite: perbup, priority: 100, weights: {discipline: 40, productivity: 50}}", "earnings", "jumlah bobot 90"),
    ("umum: {cite: perbup, priority: 100, weights: {discipline: 140, productivity: -40}}", "earnings", "-40"),
    ("umum: {cite: perbup, priority: 100, weights: {disiplin: 100}}", "earnings", "aspek 'disiplin' tidak dikenal"),
    ("umum: {priority: 100, weights: {discipline: 100}}", "earnings", "harus menyebut kutipan"),
    ("umum: {cite: perwal, priority: 100, weights: {discipline: 100}}", "earnings", "kutipan 'perwal' tidak ada"),
    ("umum: {cite: perbup, priority: 100, bobot: {discipline: 100}}", "earnings", "kunci tidak dikenal"),
    ("umum: {cite: perbup, priority: 100, weigths: {discipline: 100}}", "earnings", "maksudnya weights?"),
    ("umum: {cite: perbup, priority: 10, weights: {discipline: 100}}", "earnings", "priority sama dengan"),
    ("late: {cite: perbup, base: aspect, bands: [{from: 1, to: 30, points: 1}, {from: 30, points: 2}]}", "events", "menit 30 masuk dua pita"),
    ("late: {cite: perbup, base: aspect, bands: [{from: 1, to: 30, points: 1}, {from: 32, points: 2}]}", "events", "menit 31 sampai 31 tidak masuk"),
    ("late: {cite: perbup, base: aspect, bands: [{from: 1, to: 30, points: 1}]}", "events", "menit di atas 30 tidak masuk"),
    ("late: {cite: perbup, base: aspect, bands: [{from: 1, points: 0.5}]}", "events", "pecahan biner"),
    ("late: {cite: perbup, base: aspect}", "events", "tepat satu dari bands atau points"),
    ("telat: {cite: perbup, base: aspect, points: 1}", "events", "jenis kejadian 'telat' tidak dikenal"),
    ("absent: null", "events", "kejadian absent belum diatur"),
    ("absent: {cite: perbup, base: aspect, leave_type: izin, points: 1}", "events", "kejadian lain tidak memakainya"),
    ("absent: {cite: perbup, base: aspect, aggregate: month, points: 1}", "events", "kejadian absent tidak bermenit"),
    ("early: {cite: perbup, base: aspect, points: 1, redeem: {up_to_minutes: 5}}", "events", "hanya keterlambatan"),
    ("lama: {cite: perbup, kind: late, base: aspect, aggregate: month, free_per_month: 1, points: 1}", "events", "menit sebulan"),
    ("productivity: {cite: perbup, missing: hold, measures: {quantity_pasien: {weight: 100, target: {value: 5}}}}", "aspects", "memerlukan counts"),
    ("productivity: {cite: perbup, missing: hold, measures: {quantity_pasien: {weight: 100, counts: [pasien]}}}", "aspects", "memerlukan target"),
    ("productivity: {cite: perbup, missing: hold, measures: {quantity_quality: {weight: 100, counts: [pasien], target: {value: 5}}}}", "aspects", "tidak memakai counts"),
    ("productivity: {cite: perbup, missing: hold, measures: {pasien: {weight: 100}}}", "aspects", "atau quantity_NAMA"),
    ("turun: {cite: perbup, aspect: disiplin, drop: 5, reevaluate_months: 1}", "reviews", "aspek 'disiplin' tidak dikenal"),
    ("turun: {cite: perbup, aspect: discipline, drop: 5, below: 50, reevaluate_months: 1}", "reviews", "tepat satu dari drop"),
    ("turun: {cite: perbup, aspect: discipline, drop: 5}", "reviews", "memerlukan reevaluate_months"),
    ("naik: {cite: perbup, aspect: discipline, rise: 5, reevaluate_months: 1}", "reviews", "tidak dievaluasi ulang"),
    ("naik: {cite: perbup, aspect: discipline, rise: 5, months: 2}", "reviews", "months hanya untuk below dan from"),
    ("{cite: perbup, days: [20, 10]}", "interim", "berurutan dan masing-masing sekali"),
    ("{cite: perbup, decided_by: Sekda, objection_days: 5, decision_days: 10, keep_days: 20}", "statement", "paling sedikit 30 hari"),
    ("{cite: perbup, days: [28]}", "interim", "tidak boleh lebih dari 27"),
    ("turun: {cite: perbup, aspect: discipline, drop: 5, reevaluate_months: 1, at_most: 5}", "reviews", "hanya untuk penghargaan"),
    ("{cite: perbup, month: 2, day: 30}", "final_assessment", "tidak selalu punya tanggal 30"),
    ("beban_kerja: {cite: perbup, by_class: {5: 100}}", "components", "kelas jabatan 1, 2, 3, 4, 6"),
    ("beban_kerja: {cite: perbup, partial: true, by_class: {5: 1.5}}", "components", "tulis rupiah bulat"),
    ("beban_kerja: {cite: perbup, partial: true, by_class: {5: -1}}", "components", "tidak boleh kurang dari 0"),
    ("beban_kerja: {cite: perbup, partial: true, by_class: {18: 1}}", "components", "18"),
    ("sakit: {cite: perbup, bands: [{from: 1, to: 2, pay: 100}, {from: 4, pay: 50}]}", "leave_types", "hari ke- 3"),
    ("sakit: {cite: perbup, bands: [{from: 1, to: 60, pay: 100}, {from: 61, pay: 50}]}", "leave_types", "pakai unit: month"),
    ("melahirkan: {cite: perbup, bands: [{child: {from: 0, to: 2}, from: 1, pay: 100}, {child: {from: 2}, from: 1, pay: 60}]}", "leave_types", "anak ke-2 masuk dua pita"),
    ("melahirkan: {cite: perbup, bands: [{child: {from: 3}, from: 1, pay: 60}, {unit: month, from: 1, pay: 0}]}", "leave_types", "anak ke-3 masuk dua pita"),
    ('default: {cite: perbup, weekly_minutes: 2250, days: {sen: {start: "07.30", end: "16.00"}}}', "working_time", "510 menit, bukan 2250"),
    ('default: {cite: perbup, days: {sen: {start: 07.30, end: "16.00"}}}', "working_time", "tanda kutip"),
    ('default: {cite: perbup, days: {sen: {start: 07:30, end: "16.00"}}}', "working_time", 'tulis "07:30"'),
    ('default: {cite: perbup, days: {sen: {start: 730, end: "16.00"}}}', "working_time", "730 bukan jam"),
    ("umum: {cite: perbup, priority: 100, weights: {discipline: .inf}}", "earnings", "pecahan biner"),
    ('umum: {cite: perbup, priority: 100, weights: {discipline: "nan"}}', "earnings", "bilangan berhingga"),
    ("{cite: perbup, apply: line}", "deductions", "memerlukan base"),
    ('default: {cite: perbup, days: {senin: {start: "07.30", end: "16.00"}}}', "working_time", "bukan hari"),
    ("discipline: {cite: perbup, missing: nol, measures: {discipline_points: {weight: 100}}}", "aspects", "'nol' tidak dikenal"),
    ("discipline: {cite: perbup, missing: hold, measures: {discipline_points: {weight: 60}}}", "aspects", "jumlah bobot 60"),
    ("productivity: {cite: perbup, missing: hold, measures: {rating_predicate: {weight: 100, map: {Baik: 100}}}}", "aspects", "belum punya nilai"),
    ("public_service: {cite: perbup, missing: redistribute, measures: {ikm: {weight: 100, decimals: 0, bands: [{to: 50, score: 0}, {from: 52, score: 100}]}}}", "aspects", "antara 50 dan 52"),
    ("productivity: {cite: perbup, missing: hold, measures: {activity_minutes: {weight: 100, decimals: 0, target: {value: 6750}, bands: [{to: 89, score: 0}, {from: 90, to: 100, score: 100}]}}}", "aspects", "nilai di atas 100"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "section", "message"), BROKEN_RULES)
def test_a_broken_rule_is_named_with_its_line(tmp_path: Path, rule: str, section: str, message: str) -> None:
    faults = _faults(tmp_path, _rules(f"{section}:\n  {rule}"))
    hits = [fault for fault in faults if message in fault]
    assert hits, faults
    assert int(re.findall(r"baris (\d+)", hits[0])[0]) in {12, 13}


BROKEN_FILES = [
    ("a: &x 1\nb: *x\n", 1, "jangkar"),
    ("<html>\n<p>bukan: yaml: ini\n", 2, "bukan YAML"),
    ("", 1, "kunci dan nilai"),
    ("- satu\n- dua\n", 1, "kunci dan nilai"),
    ("id: coba\nid: lagi\n", 2, "ditulis dua kali"),
    ("id: !!python/object:os.system x\n", 1, "tanda jenis"),
    ("x: " + "[" * 40 + "]" * 40, 1, "bersarang"),
    ("x: \x00\n", 1, "bukan YAML"),
    (HEAD.replace("2026-01-01", "2026-02-30", 1) + "      {}\n", 9, "bukan tanggal"),
    (HEAD.replace("extends: acuan", "extends: entah") + "      {}\n", 3, "tidak ada atau rusak"),
    (HEAD.replace("extends: acuan", "zone: Asia/Mataram") + "      {}\n", 3, "zona waktu"),
    (HEAD.replace("96.02", "9602") + "      {}\n", 4, "tulis dengan titik"),
    ("a: [*x]\n", 1, "jangkar"),
    ("a:\n  b: &bom [1]\n", 2, "jangkar"),
]


@pytest.mark.parametrize(("text", "line", "message"), BROKEN_FILES)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    faults = _faults(tmp_path, text)
    assert any(fault.startswith(f"baris {line}:") and message in fault for fault in faults), faults


def _versions(*spans: tuple[str, str, str | None], extends: bool = True) -> str:
    text = HEAD.partition("versions:")[0] + "versions:\n"
    if not extends:
        text = text.replace("extends: acuan\n", "")
    for number, (enacted, start, end) in enumerate(spans):
        last = f", effective_to: {end}" if end else ""
        text += f"  - {{id: v{number}, enacted_on: {enacted}, effective_from: {start}{last}, rules: {{}}}}\n"
    return text


def test_versions_that_overlap_at_equal_enactment_are_a_fault(tmp_path: Path) -> None:
    same = _versions(("2026-01-01", "2026-01-01", None), ("2026-01-01", "2026-06-01", None))
    assert any("berlaku dan ditetapkan pada hari yang sama" in fault for fault in _faults(tmp_path, same))
    later = _versions(("2026-01-01", "2026-01-01", None), ("2026-05-01", "2026-06-01", None))
    assert _faults(tmp_path, later) == []


def test_a_gap_between_versions_is_a_fault_unless_a_parent_fills_it(tmp_path: Path) -> None:
    spans = ("2026-01-01", "2026-01-01", "2026-03-31"), ("2026-04-01", "2026-05-01", None)
    gap = "tidak ada versi yang berlaku dari 2026-04-01 sampai 2026-04-30"
    assert any(gap in fault for fault in _faults(tmp_path, _versions(*spans, extends=False)))
    assert _faults(tmp_path, _versions(*spans)) == []


def test_a_policy_on_its_own_must_state_what_is_required(tmp_path: Path) -> None:
    faults = _faults(tmp_path, _versions(("2026-01-01", "2026-01-01", None), extends=False))
    assert any("bagian rounding wajib ada" in fault for fault in faults)


def test_a_broken_file_stops_only_its_own_agencies(tmp_path: Path) -> None:
    (tmp_path / "rusak.yaml").write_text(_rules("earnings:\n  umum: {priority: 1}"), encoding="utf-8")
    (tmp_path / "bukan.yaml").write_text("agencies: {96.03: X}\n  a: [", encoding="utf-8")
    policies = load_policies(SHIPPED_POLICIES, tmp_path)
    assert {path.name for path in policies.faults} == {"rusak.yaml", "bukan.yaml"}
    assert set(policies.broken_agencies) == {"96.02", "96.03"}
    assert policies.for_agency("96.02") is None
    assert policies.for_agency("52.71") is not None
    with pytest.raises(UnknownAgencyError, match=r"rusak\.yaml"):
        show("96.02", "2026-10", policies)


def test_two_files_of_one_folder_may_not_claim_one_agency(tmp_path: Path) -> None:
    for name in ("satu", "dua"):
        text = _rules("statuses: {CPNS: {cite: perbup, factor: 90}}").replace("id: coba", f"id: {name}")
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    policies = load_policies(SHIPPED_POLICIES, tmp_path)
    assert "juga disebut dalam" in policies.broken_agencies["96.02"]


def test_the_file_of_a_home_wins_over_the_shipped_one(tmp_path: Path) -> None:
    text = _rules("statuses: {CPNS: {cite: perbup, factor: 90}}").replace(
        "96.02: Pemda Coba", "52.71: Kota Mataram"
    )
    (tmp_path / "mataram_sendiri.yaml").write_text(text, encoding="utf-8")
    binding = load_policies(SHIPPED_POLICIES, tmp_path).for_agency("52.71")
    assert binding is not None
    assert binding.policy.id == "coba"


def test_a_skeleton_says_what_to_fill_and_passes_when_filled(tmp_path: Path) -> None:
    text = skeleton("73.71")
    faults = _faults(tmp_path, text)
    assert faults
    assert all("belum diisi" in fault for fault in faults), faults
    values = {"enacted_on": "2026-01-05", "effective_from": "2026-01-01", "first_month": '"2026-01"'}
    values["zone"] = "Asia/Makassar"
    filled = []
    for line in text.splitlines():
        key = line.strip().split(":")[0]
        value = values.get(key, "1500000" if key.isdecimal() else '"Terisi"')
        filled.append(re.sub(r'"ISI:[^"]*"', value, line))
    assert _faults(tmp_path, "\n".join(filled)) == []


def test_show_speaks_of_rules_citations_and_inheritance() -> None:
    text = show("52.71", "2026-10", load_policies())
    assert "Kota Mataram (52.71) · Oktober 2026 · zona Asia/Makassar" in text
    assert "SIMULASI - BUKAN DASAR PEMBAYARAN" in text
    assert "Pemberitaan tentang potongan TPP Kota Mataram (2023)" in text
    assert "diwarisi dari acuan" in text
    assert "kelas 7: Rp 2.050.000" in text


LATER = """\
  - id: b
    enacted_on: 2026-05-01
    effective_from: 2026-06-01
    based_on: a
    unit_rules:
      "96.02.01":
        statuses: {CPNS: {cite: perbup, factor: 80}}
"""
TYPO = _rules("earnings:\n  umum: {cite: perbup, priority: 100, weights: {disiplin: 100}}")


def test_a_fault_is_told_once_where_it_was_written(tmp_path: Path) -> None:
    """A version and a unit that inherit the rule say nothing new; one that writes it again does."""
    once = _faults(tmp_path, TYPO + LATER)
    assert [fault for fault in once if "aspek 'disiplin'" in fault] == once
    assert [fault.partition(":")[0] for fault in once] == ["baris 13"]
    own = (
        LATER + "        earnings:\n          umum: {cite: perbup, priority: 100, weights: {disiplin: 100}}\n"
    )
    assert [int(fault.split(":")[0].removeprefix("baris ")) for fault in _faults(tmp_path, TYPO + own)] == [
        13,
        22,
    ]


def test_what_says_nothing_is_noted_and_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "nama berkas tidak berarti.yaml"
    path.write_text(
        _rules("deductions: {cite: perbup, apply: inside, base: basic, cap: 40}"), encoding="utf-8"
    )
    assert check_file(path, load_policies().by_id) == []
    assert [str(note) for note in notes_of_file(path)] == [
        "baris 12: versions.0.rules.deductions.base: base tidak berpengaruh bila apply: inside; hapus saja"
    ]

    path.write_text(
        _rules("sanctions: {cite: perbup, base: earned, apply: line}")
        + "      release: {cite: perbup, checkers: 1, window_count: calendar}\n",
        encoding="utf-8",
    )
    assert check_file(path, load_policies().by_id) == []
    assert "window_count tidak berpengaruh tanpa window_days" in str(notes_of_file(path)[0])


DOCUMENT = (Path(__file__).parents[2] / "docs" / "policy-language.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL)


def test_the_documented_file_is_a_policy(tmp_path: Path) -> None:
    assert _faults(tmp_path, EXAMPLES[0]) == []


def test_the_documented_rules_together_are_a_policy(tmp_path: Path) -> None:
    sections: dict[str, str] = {}
    for example in EXAMPLES[1:]:
        for block in re.split(r"(?m)^(?=[a-z_]+:)", example):
            name, _, body = block.partition(":")
            sections[name] = sections.get(name, "") + body if name in sections else block
    assert _faults(tmp_path, _rules("\n".join(sections.values()))) == []


def test_every_key_of_the_language_is_documented() -> None:
    _, _, located = parse_policy(EXAMPLES[0])
    assert located.value is not None
    schema_words = _keys()
    missing = {word for word in schema_words if not re.search(rf"\b{word}\b", DOCUMENT)}
    assert missing == set()


def _keys() -> set[str]:
    schema = Policy.model_json_schema()
    return {key for part in schema["$defs"].values() for key in part.get("properties", {})}


def test_show_says_what_redeems_lateness_and_when_a_muster_is(tmp_path: Path) -> None:
    shutil.copy(Path(__file__).parents[1] / "golden" / "fifth" / "95.01.yaml", tmp_path)
    text = show("95.01", "2026-10", load_policies(home_policies=tmp_path))
    assert "sampai 15 menit dapat ditebus dengan pulang lebih akhir, paling banyak 2 kali sebulan" in text
    assert "apel sen 07.15 sampai 07.30" in text
    assert "sisa pembulatan masuk produktivitas" in text


def test_what_is_the_same_for_the_whole_office_is_not_written_for_a_unit(tmp_path: Path) -> None:
    special = "special_days: {apel: {cite: perbup, kind: muster, weekdays: [sen], end: '07.30'}}"
    pattern = "working_time: {jaga: {cite: perbup, days: {sen: {start: '07.30', end: '16.00'}}}}"
    for section, message in (
        (special, "unit mengatur akibatnya di events"),
        (pattern, "ditulis di unit_fields"),
        ("release: {cite: perbup, needs_approval: true}", "berlaku untuk seluruh kantor"),
    ):
        own = LATER + f"        {section}\n"
        (fault,) = _faults(tmp_path, _rules("sanctions: {cite: perbup, base: earned, apply: line}") + own)
        assert message in fault
