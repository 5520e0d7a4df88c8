"""The interim review: a month counted until a day, what can still be earned, and nothing else touched."""

import csv
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from contracts.home import Home
from delivery.interim.text import render_person
from orchestration.homes import interim_home
from orchestration.projecting import outlooks
from tests.golden.landing import Employee, Unit, land
from tests.orchestration.conftest import MONTHS
from tests.orchestration.test_aside import kinerja, tree
from tests.support.in_process import Computed, compute_months
from tests.support.reading import mart

MONTH, UNTIL, LAST = MONTHS[-1], "2026-10-15", "2026-10-31"
AGENCY, REVIEWED = "97.20", "33.74"
ANI, BUDI = "199001012015012001", "199002022015011002"
# What 5.000.000 brings: discipline 40, productivity 40 (minutes and rating alike), public service 20.
POLICY = """
id: tengah
title: Tinjauan tengah bulan
extends: acuan
agencies: {97.20: Pemda Tengah}
zone: Asia/Jakarta
first_month: "2026-10"
citations:
  emas: {regulation: Tinjauan tengah bulan, clause: dihitung dengan tangan, status: illustrative}
versions:
  - id: "1"
    enacted_on: 2026-01-01
    effective_from: 2026-01-01
    rules:
      components:
        beban_kerja: {cite: emas, partial: true, by_post: {Layanan: 5000000}}
        prestasi_kerja: null
      complaints: {cite: emas, default_workdays: 5}
      earnings:
        pemilik_layanan: null
        umum: {cite: emas, priority: 100, weights: {discipline: 40, productivity: 40, public_service: 20}}
      aspects:
        productivity:
          cite: emas
          missing: hold
          measures:
            rating_predicate:
              weight: 50
              map: {Sangat Baik: 100, Baik: 100, Butuh Perbaikan: 80, Kurang: 60, Sangat Kurang: 40}
              missing: hold
            activity_minutes:
              {weight: 50, decimals: 2, missing: hold, target: {value: 4400, kind: month, day_max: 300}}
        public_service:
          cite: emas
          missing: redistribute
          measures: {complaint_timeliness: {weight: 100, decimals: 2}}
      thresholds:
        jarang_hadir: {cite: emas, quantity: present_days, below: 15, operation: pay_percent, value: 0}
        sering_telat:
          {cite: emas, quantity: late_count, from: 2, aspect: discipline, operation: set_score, value: 97}
"""
# Everything that others must bring: raters, a given score, patients counted, attendance by a recap.
OTHERS = """
id: bidang
title: Tinjauan menurut bidang
extends: acuan
agencies: {97.21: Pemda Bidang}
zone: Asia/Jakarta
first_month: "2026-10"
citations:
  emas: {regulation: Tinjauan menurut bidang, clause: dihitung dengan tangan, status: illustrative}
versions:
  - id: "1"
    enacted_on: 2026-01-01
    effective_from: 2026-01-01
    rules:
      interim: {cite: emas, days: [15, 25]}
      attendance: {cite: emas, source: recap, seconds: truncate, day_cap: true, roster_counts: true}
      components:
        beban_kerja: {cite: emas, partial: true, by_post: {Perawat: 4000000}}
        prestasi_kerja: null
      earnings:
        pemilik_layanan: null
        umum:
          cite: emas
          priority: 100
          weights: {discipline: 25, behaviour: 25, organisation: 25, bidang: 25}
      raters: {cite: emas, minimum_group: 3}
      aspects:
        discipline: {cite: emas, missing: hold, measures: {recap_deduction: {weight: 100}}}
        behaviour:
          cite: emas
          missing: hold
          measures: {behaviour_360: {weight: 100, target: {value: 4}, raters: {atasan: 60, rekan: 40}}}
        organisation: {cite: emas, missing: hold, measures: {given: {weight: 100, subject: employee}}}
        bidang:
          cite: emas
          missing: hold
          measures:
            quantity_pasien:
              {weight: 100, counts: [pasien], target: {value: 220}, title: Pasien dilayani}
"""
ACTIVITIES = [
    *((day, 200, "Disetujui", "2026-10-12") for day in ("01", "02", "05", "06", "07")),
    ("08", 100, "Disetujui", "2026-10-19"),  # approved after the review
    ("20", 200, "Disetujui", "2026-10-20"),
]
COMPLAINTS = [
    ("late", "I1", "Umum", "Selesai", "2026-10-01 09:00", "", "2026-10-12 09:00", "2026-10-12 09:00"),
    ("good", "I1", "Umum", "Selesai", "2026-10-02 09:00", "", "2026-10-05 09:00", "2026-10-05 09:00"),
    ("open", "I1", "Umum", "Selesai", "2026-10-14 09:00", "", "2026-10-20 09:00", "2026-10-20 09:00"),
]


def facts(home: Home, *words: str) -> Any:  # noqa: ANN401 - JSON of several documents
    return json.loads(kinerja(home, *words, "--json"))


@pytest.fixture(scope="module")
def handmade(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Two people, 22 workdays of which 11 until the 15th; Ani late on two days, Budi away on four."""
    home = Home(tmp_path_factory.mktemp("handmade") / "home")
    home.create()
    (home.policies / "tengah.yaml").write_text(POLICY, encoding="utf-8")
    people = [
        Employee(ANI, "Layanan", late=(10, 10), predicate="Baik"),
        Employee(BUDI, "Layanan", absent=4, predicate="Baik"),
    ]
    land(home, AGENCY, people, units=[Unit(counter="L1", institution="I1")], complaints=COMPLAINTS)
    log = home.landing / AGENCY / MONTH / "task_completion" / "aktivitas.csv"
    with log.open("w", newline="", encoding="utf-8") as stream:
        write = csv.writer(stream).writerow
        write(
            ("nip", "tanggal", "aktivitas", "menit", "kuantitas", "satuan", "kualitas",
             "status_persetujuan", "disetujui_oleh", "tanggal_persetujuan")
        )  # fmt: skip
        for day, minutes, status, approved_on in ACTIVITIES:
            write((ANI, f"2026-10-{day}", "kerja", minutes, 1, "berkas", 100, status, BUDI, approved_on))
    kinerja(home, "run", MONTH, "--until", UNTIL)
    return home


def test_scores_so_far_stand_against_the_workdays_so_far(handmade: Home) -> None:
    [agency] = facts(handmade, "status", MONTH, "--until", UNTIL)["agencies"]
    assert (agency["workdays_counted"], agency["workdays_of_month"]) == (11, 22)
    [unit] = agency["units"]
    means = {each["aspect"]: each["mean_score_e4"] for each in unit["aspects"]}
    # Ani's two late days cross a threshold that puts 97; Budi has 100 - 4 x 3
    assert means["discipline"] == 935_000
    # 1,000 approved minutes of the 2,200 that 11 of 22 days ask for
    assert means["productivity"] == 454_500
    # one answered too late, one in time; the third may wait until the 21st
    assert means["public_service"] == 500_000
    # Ani for lateness, Budi for four unexcused days; nobody for days present, which are still to come
    assert (unit["people"], unit["people_below"]) == (2, 2)


@pytest.fixture(scope="module")
def review(handmade: Home) -> dict[str, Any]:
    """What Ani is told in the middle of the month."""
    found: dict[str, Any] = facts(handmade, "explain", ANI, MONTH, "--until", UNTIL)
    return found


def test_what_can_still_be_earned_and_how(review: dict[str, Any]) -> None:
    assert [review[name] for name in ("days_counted", "days_of_month", "days_ahead")] == [11, 22, 11]
    # at best 97, 100 and two of three complaints; alike nobody rated: no productivity
    amounts = {line["title"]: (line["alike_amount"], line["best_amount"]) for line in review["lines"]}
    assert amounts == {
        "Beban kerja, disiplin": (1_940_000, 1_940_000),
        "Beban kerja, produktivitas": (0, 2_000_000),
        "Beban kerja, layanan publik": (500_000, 666_700),
    }
    assert (review["alike_amount"], review["best_amount"]) == (2_440_000, 4_606_700)
    lost = {each["sentence"]: each["amount"] for each in review["lost"]}
    assert lost == {
        "Nilai disiplin tidak dapat lagi mencapai 100": 60_000,
        "Nilai layanan publik tidak dapat lagi mencapai 100": 333_300,
    }
    assert [day["work_date"] for day in review["days"]] == ["2026-10-05", "2026-10-06"]
    told = " ".join(render_person(review).split())
    for words in (
        "11 dari 22 hari kerja sudah dihitung; 11 hari kerja lagi.",
        "1.000 dari 4.400 menit aktivitas sudah disetujui; 100 menit menunggu persetujuan atasan;",
        "kurang 3.400, sekitar 310 tiap hari kerja.",
        "Penilaian bulan ini belum ada",
        "1 pengaduan di unit ini menunggu jawaban; tenggat terdekat 21 Oktober 2026.",
        "Masih dapat diraih: Rp 2.166.700",
    ):
        assert words in told
    assert "Baik" not in told


def test_names_of_those_who_need_help_lie_in_one_private_file(handmade: Home) -> None:
    table = kinerja(handmade, "status", MONTH, "--until", UNTIL)
    assert ANI not in table
    path = Path(facts(handmade, "status", MONTH, "--until", UNTIL)["names_file"])
    assert path.stat().st_mode & 0o777 == 0o600
    text = path.read_text(encoding="utf-8-sig")
    assert {row["nip"] for row in csv.DictReader(text.splitlines())} == {ANI, BUDI}
    assert "kali terlambat 2, batasnya mulai 2" in text
    assert "teguran tertulis (4 hari)" in text


def test_what_is_no_day_of_the_month_is_refused(handmade: Home) -> None:
    for day, said in (("2026-11-01", "tidak ada dalam bulan"), ("kemarin", "bukan tanggal")):
        assert said in kinerja(handmade, "run", MONTH, "--until", day, code=2)
    assert "belum dibuat" in kinerja(handmade, "status", MONTH, "--until", "2026-10-20", code=2)


@pytest.mark.slow
def test_what_others_must_bring_is_asked_for_and_full_at_best(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.create()
    (home.policies / "bidang.yaml").write_text(OTHERS, encoding="utf-8")
    land(home, "97.21", [Employee(ANI, "Perawat", punches=False)])
    assert f"`kinerja run {MONTH} --until 2026-10-15`." in kinerja(home, "status", MONTH, code=2)
    assert "Tinjauan berikutnya menurut kebijakan: 25 Oktober 2026" in kinerja(
        home, "run", MONTH, "--until", UNTIL
    )
    found = facts(home, "explain", ANI, MONTH, "--until", UNTIL)
    assert (found["alike_amount"], found["best_amount"]) == (1_000_000, 4_000_000), found
    told = " ".join(render_person(found).split())
    for words in (
        "Rekap kehadiran bulan ini belum diterima",
        "ingatkan para penilai mengisinya",
        "Nilai hasil organisasi dari sumber lain belum diterima",
        "0 dari 220 (Pasien dilayani) sudah disetujui; kurang 220, sekitar 20 tiap hari kerja.",
        "Nilai perilaku kerja (penilaian perilaku 360) belum ada, jadi tidak ada dalam `bila terus begini`",
    ):
        assert words in told, told


@pytest.fixture(scope="module")
def ended(handmade: Home) -> Computed:
    """The month as it ended, computed without touching the reviews."""
    [month] = compute_months(handmade, [MONTH])
    return month


def test_until_the_last_day_it_says_what_the_run_says_and_touches_nothing_else(
    handmade: Home, ended: Computed
) -> None:
    before = tree(handmade)
    kinerja(handmade, "run", MONTH, "--until", LAST)
    reviewed = f"interim/{MONTH}/{LAST}/"
    assert {path: content for path, content in tree(handmade).items() if reviewed not in path} == before
    aside = interim_home(handmade.root, MONTH, date.fromisoformat(LAST))
    for name in ("incentive_lines", "incentive_line_factors", "discipline_events"):
        assert ended.marts[name].height, name
        assert mart(aside, name).equals(ended.marts[name].sort(pl.all())), name


def test_she_ends_no_higher_than_what_the_review_called_the_best(
    review: dict[str, Any], ended: Computed
) -> None:
    amounts = dict(ended.marts["monthly_incentives"].select("employee_id", "computed_amount").iter_rows())
    assert review["alike_amount"] < amounts[ANI] <= review["best_amount"]


@pytest.fixture(scope="module")
def reviewed(finished: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A finished home in which both months' rows lie, reviewed in the middle and at the end."""
    home = Home(tmp_path_factory.mktemp("reviewed") / "home")
    shutil.copytree(finished.root, home.root)
    kinerja(home, "status", MONTH)  # the catalogue follows the home to where it stands
    before = tree(home)
    for day in (UNTIL, LAST):
        kinerja(home, "run", MONTH, "--until", day, "--agency", REVIEWED)
    after = {path: content for path, content in tree(home).items() if not path.startswith("interim/")}
    assert after == before
    return home


@pytest.mark.slow
def test_until_the_last_day_it_says_what_the_run_of_the_demo_says(reviewed: Home) -> None:
    aside = interim_home(reviewed.root, MONTH, date.fromisoformat(LAST))
    for name in ("performance_indicators", "attendance_days", "threshold_outcomes", "incentive_lines"):
        run = mart(reviewed, name).filter(month=MONTH, agency_id=REVIEWED)
        assert mart(aside, name).equals(run), name


@pytest.mark.slow
def test_nobody_of_the_demo_ends_above_what_the_review_called_the_best(reviewed: Home) -> None:
    aside = interim_home(reviewed.root, MONTH, date.fromisoformat(UNTIL))
    ended = {
        row["employee_id"]: row["computed_amount"]
        for row in mart(reviewed, "monthly_incentives").filter(month=MONTH).to_dicts()
    }
    late = mart(aside, "attendance_days").filter(pl.col("points_e4") > 0).sort("employee_id")

    def amounts(work: duckdb.DuckDBPyConnection) -> dict[str, int]:
        found = work.execute("select employee_id, computed_amount from marts.monthly_incentives")
        return dict(found.fetchall())

    _, best, _ = outlooks(aside, late["employee_id"][0], MONTH, date.fromisoformat(UNTIL), amounts)
    assert len(best) > 3
    assert [nip for nip, amount in best.items() if ended[nip] > amount] == []
