"""The statement on one sheet: what repeats itself is said once, and print is never too small."""

import copy
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from contracts.home import Home
from delivery.statement import page, text
from delivery.statement.build import statement
from delivery.statement.facts import Day, Evidence, Line, Statement
from delivery.statement.trend import PastMonth
from delivery.statement.why import ROWS_SHOWN, sources
from delivery.wording import rupiah
from tests.support.marts import build_catalogue
from tests.support.sample_month import MONTH, SITI, sample

LATE_DAYS = 16
SMALLEST_PRINT = 8.0
CHROMIUM = shutil.which("chromium") or ""
MONTHS: list[PastMonth] = [
    {
        "month": f"2026-{number:02d}",
        "computed_amount": 4_000_000 + 12_345 * number,
        "incentive_amount": 4_000_000 + 12_345 * number,
        "is_held": False,
        "scores": {"discipline": 975_000, "productivity": 1_000_000, "public_service": 873_100},
    }
    for number in range(5, 11)
]


def _line(like: Line, number: int, **changed: object) -> Line:
    return {**copy.deepcopy(like), "line_id": f"{number:04x}beef{number:024x}", **changed}  # type: ignore[typeddict-item] # keys of Line


def _day(number: int) -> Day:
    return {
        "work_date": f"{MONTH}-{number:02d}",
        "day_status": "present",
        "arrived_at": f"{MONTH}-{number:02d}T07:{30 + number}:00",
        "left_at": None,
        "outage": None,
        "late_minutes": number,
        "early_minutes": 0,
        "points": None,
        "total_pct": "0,5",
        "events": [],
    }


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Statement:
    home = Home(tmp_path_factory.mktemp("paper") / "data")
    build_catalogue(home, sample())
    return statement(home, SITI, MONTH)


@pytest.fixture
def long(short: Statement) -> Statement:
    """Somebody late on sixteen days, with three corrections and an objection that was refused."""
    facts = copy.deepcopy(short)
    [first, *_] = facts["lines"]
    facts["lines"] += [
        _line(first, number, line_kind="potongan", component=None, aspect=None,
              detail=f"terlambat {number} Oktober 2026",
              formula="besaran yang dipotong × persentase potongan",
              formula_values="Rp 2.700.000 × -0,5 %", exact_text="-Rp 13.500", amount=-13_500, factors=[],
              numerator=-13_500, denominator=1)
        for number in range(1, LATE_DAYS + 1)
    ]  # fmt: skip
    mended = (
        "Baris potongan September 2026: sudah dibayar -Rp {}.500. "
        "Sebab: data yang datang sesudah rilis (99.01/2026-10/leave/susulan.csv)."
    )
    facts["lines"] += [
        _line(first, 100 + number, line_kind="kekurangan", for_month="2026-09", component=None, aspect=None,
              detail=f"pulang cepat {number} September 2026", formula="yang seharusnya - yang sudah dibayar",
              formula_values=f"Rp 0 - (-Rp {number}.500)", exact_text=f"Rp {number}.500", amount=number * 500,
              numerator=number * 500, denominator=1,
              factors=[{**copy.deepcopy(first["factors"][0]),
                        "derivation": mended.format(number)}])
        for number in range(1, 4)
    ]  # fmt: skip
    facts["days"] = [_day(number) for number in range(1, LATE_DAYS + 1)]
    facts["objections"] = [
        {
            "objection_id": "K-8/2026", "for_month": "2026-09", "line_code": "04493a8715c7",
            "ground": "Dinas luar", "told_on": "2026-10-05", "file_until": "2026-10-12",
            "filed_on": "2026-10-08", "decide_until": "2026-10-22", "state": "rejected", "decider": None,
            "unrouted_reason": None, "decided_on": "2026-10-16", "decided_by": "Kepala BKPSDM",
            "decision_reason": "Tidak ada surat tugas", "mending_file": None, "mending_row": None,
            "is_counted": False,
        }
    ]  # fmt: skip
    facts["training"] = {"lesson_hours": 8, "courses": 1, "target_hours": 20, "rule": None}
    facts["totals"]["lines_amount"] = sum(line["amount"] for line in facts["lines"])
    return facts


def test_what_repeats_itself_is_said_once_and_every_line_keeps_its_code_and_amount(long: Statement) -> None:
    screen, paper = text.render(long), text.render(long, on_paper=True)
    assert screen.count("Rp 2.700.000 × -0,5 %") == LATE_DAYS
    assert paper.count("Rp 2.700.000 × -0,5 %") == 1
    for line in long["lines"]:
        code = text.grouped_code(line["line_id"])
        assert code in screen
        assert code in paper
    first = next(n for n, line in enumerate(long["lines"], 1) if line["detail"] == "terlambat 1 Oktober 2026")
    assert f"  {first + 1}. = baris {first}: 2 Oktober 2026, " in paper
    amounts = re.findall(r"^ +\d+\. .*?(-?Rp [0-9.]+)$", paper, flags=re.MULTILINE)
    assert amounts == [rupiah(line["amount"]) for line in long["lines"]]
    assert (screen.count("Sebab: data"), paper.count("Sebab: data")) == (3, 1)
    assert paper.count(f"Sebab: seperti baris {len(long['lines']) - 2}.") == 2


def test_a_code_is_whole_also_where_a_line_has_much_of_its_own(long: Statement) -> None:
    [*_, first, second] = [line for line in long["lines"] if line["line_kind"] == "potongan"]
    second["detail"] = "meninggalkan tempat tugas tanpa izin atasan langsung pada 16 Oktober 2026"
    paper = text.render(long, on_paper=True)
    assert text.grouped_code(second["line_id"]) in paper
    assert text.grouped_code(first["line_id"]) in paper


def test_days_that_cost_alike_stand_together_with_the_minutes_of_each(long: Statement) -> None:
    paper = " ".join(text.render(long, on_paper=True).split())
    assert (
        f"Terlambat {LATE_DAYS} hari; dikurangi 0,5 % dari seluruhnya tiap hari: tanggal 1 (1 menit" in paper
    )
    assert "16 (16 menit, datang 07.46)" in paper
    assert "16 Oktober 2026: terlambat 16 menit" in text.render(long)
    unseen: list[Day] = [
        {**_day(number), "day_status": "no_evidence", "late_minutes": 0} for number in (21, 22)
    ]
    told = " ".join(text.render({**long, "days": unseen}, on_paper=True).split())
    assert "21 Oktober 2026; 22 Oktober 2026: tidak dihitung: tak seorang pun di unit tercatat" in told


def test_what_holds_of_several_days_is_said_once(long: Statement) -> None:
    sentences = [
        "Jabatan Penata dipegang sejak 12 Oktober 2026.",
        *(
            f"Cuti atau tugas {day} Oktober 2026: harinya dibayar menurut aturan cuti."
            for day in (15, 16, 22)
        ),
        "Bagian bulan 12/21 adalah 12 dari 21 hari: cuti menurut persennya.",
    ]
    lines = [
        {"line_id": "1", "title": f"Potongan, terlambat {day} Oktober 2026", "released_amount": -5257,
         "computed_amount": 0}
        for day in (15, 16)
    ]  # fmt: skip
    since = {"release": "r1", "released_amount": 1, "computed_amount": 2, "lines": lines, "sentences": []}
    facts: Statement = {**long, "month_share": sentences, "since": since}  # type: ignore[typeddict-item] # keys of Since
    paper = " ".join(text.render(facts, on_paper=True).split())
    assert sentences[0] in paper
    assert "Cuti atau tugas 15 Oktober 2026; 16 Oktober 2026; 22 Oktober 2026: harinya dibayar" in paper
    assert sentences[-1] in paper
    assert "Potongan, terlambat 15 Oktober 2026; 16 Oktober 2026: dibayar -Rp 5.257, seharusnya Rp 0" in paper
    screen = " ".join(text.render(facts).split())
    assert all(sentence in screen for sentence in sentences)
    assert screen.count("dibayar -Rp 5.257, seharusnya Rp 0") == len(lines)


def test_the_sum_on_paper_is_of_all_lines(long: Statement) -> None:
    paper = text.render(long, on_paper=True)
    assert re.search(
        rf"baris 1 sampai {len(long['lines'])} .*{rupiah(long['totals']['lines_amount'])}\n", paper
    )
    assert f"baris {len(long['lines'])} ..." in text.render(long)


def test_lesson_hours_are_told_as_information_where_the_policy_asks_for_them(long: Statement) -> None:
    told = "Tercatat 8 dari 20 jam pelajaran (JP) tahun 2026 dari 1 kegiatan; tidak mengubah jumlah ini."
    assert told in " ".join(text.render(long).split())
    assert "jam pelajaran" not in text.render({**long, "training": None})


def test_where_rows_are_left_out_paper_says_who_has_them() -> None:
    many: list[Evidence] = [
        {
            "line_id": "1", "record_type": "punch", "path": "a.dat", "file_no": 1, "row_no": number,
            "happened_on": None, "what": f"presensi {number}", "quantity": None,
        }
        for number in range(1, 40)
    ]  # fmt: skip
    few = list(sources(many, 2, on_paper=True))
    assert few[-1].strip() == "dan 37 baris lain; daftar lengkapnya pada pengelola aplikasi"
    assert len(list(sources(many))) == ROWS_SHOWN + 3


def test_print_is_smaller_for_a_long_statement_and_never_too_small(short: Statement, long: Statement) -> None:
    loose, tight = page.render(short, MONTHS), page.render(long, MONTHS)
    bodies = [float(re.findall(r"body \{[^}]*font-size: ([0-9.]+)pt", each)[0]) for each in (loose, tight)]
    assert bodies[0] > bodies[1] >= SMALLEST_PRINT
    for size in re.findall(r"font-size: ([0-9.]+)pt", loose + tight):
        assert float(size) >= SMALLEST_PRINT
    assert "zoom" not in tight


@pytest.mark.slow
@pytest.mark.skipif(
    not shutil.which("chromium"), reason="needs a browser that prints: apt-get install chromium"
)
def test_a_long_statement_prints_on_one_sheet(long: Statement, tmp_path: Path) -> None:
    paper = tmp_path / "rincian.pdf"
    page.write(tmp_path / "rincian.html", page.render(long, MONTHS))
    subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
         "--no-pdf-header-footer", f"--print-to-pdf={paper}", (tmp_path / "rincian.html").as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert len(re.findall(rb"/Type\s*/Page\b", paper.read_bytes())) == 1
