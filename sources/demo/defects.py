"""The rows and lines that the pilots' files carry beside the good ones, each entered in the book."""

from typing import Final

import polars as pl

from sources.demo.agencies import DUMAI, MAMUJU, MATARAM, Agency
from sources.demo.months import Month
from sources.demo.planted import DUPLICATE, HELD, QUARANTINED, Planted, all_text, with_rows

EXCEL_NIP: Final = "1.98609E+17"
CUT_NIP: Final = "198609122010011000"
_DUPLICATES: Final = 5
_NBSP: Final = "\u00a0"


def invented_nip(agency: Agency, day: int) -> str:
    """Return a well formed NIP that nobody of the demo has (born before all of them)."""
    return f"196603{day:02d}1990031{agency.ordinal % 999 + 1:03d}"


def employees(table: pl.DataFrame, agency: Agency, path: str, book: Planted) -> pl.DataFrame:
    """Add a person whose rows contradict and a damaged NIP; some good NIPs are printed with blanks."""
    spaced = pl.col("nip").str.replace(r"^(\d{8})(\d{6})(\d)(\d{3})$", "$1 $2 $3 $4")
    text = all_text(table).with_columns(
        nip=pl.when(pl.int_range(pl.len()) % 10 == 0).then(spaced).otherwise("nip")
    )
    if agency.style != MATARAM:
        return text
    person = {name: text[name][-1] for name in text.columns}
    clash = invented_nip(agency, 1)
    base = {
        **person,
        "nip": clash,
        "nama": f"Pegawai {agency.short_name} Ganda",
        "pin_mesin": None,
        "id_aplikasi_tugas": None,
        "kelas_jabatan": "5",
    }
    damaged = {**base, "nip": EXCEL_NIP, "nama": f"Pegawai {agency.short_name} Rusak"}
    first = text.height + 1
    book.add(
        "contradicting_employee", path, QUARANTINED,
        rows=[first, first + 1], code="pegawai_bertentangan", people=[clash],
        note="the person is held; nothing else is known of them",
    )  # fmt: skip
    book.add("damaged_nip", path, QUARANTINED, rows=[first + 2], code="nip_rusak")
    return with_rows(text, [base, {**base, "kelas_jabatan": "6"}, damaged])


def leave(table: pl.DataFrame, agency: Agency, month: Month, path: str, book: Planted) -> pl.DataFrame:
    """Add damaged rows; the first good NIPs get an apostrophe, `NIP.` and a no-break space: harmless."""
    row = pl.int_range(pl.len())
    text = all_text(table).with_columns(
        nip=pl.when(row == 0)
        .then("'" + pl.col("nip"))
        .when(row == 1)
        .then("NIP. " + pl.col("nip"))
        .when(row == 2)  # noqa: PLR2004  # the third row
        .then(_NBSP + pl.col("nip"))
        .otherwise("nip")
    )
    if agency.style != MATARAM or not text.height:
        return text
    nip = table["nip"][-1]
    day = f"{month.text}-05"
    good = {"nip": nip, "jenis_cuti": "tahunan", "mulai": day, "selesai": day, "tanggal_persetujuan": day}
    bad: list[tuple[str, str, dict[str, str | None]]] = [
        ("damaged_nip", "nip_rusak", {"nip": EXCEL_NIP}),
        ("damaged_nip", "nip_rusak", {"nip": CUT_NIP}),
        ("reversed_dates", "tanggal_terbalik", {"mulai": f"{month.text}-09", "selesai": f"{month.text}-06"}),
        ("unknown_leave_type", "nilai_tidak_dikenal", {"jenis_cuti": "liburan"}),
        ("blank_required", "wajib_kosong", {"mulai": None}),
        ("impossible_date", "tanggal_rusak", {"mulai": f"31-02-{month.first.year}"}),
    ]
    for place, (kind, code, _) in enumerate(bad):
        known = [] if code == "nip_rusak" else [nip]
        book.add(kind, path, QUARANTINED, rows=[text.height + place + 1], code=code, people=known)
    extra = [
        {**good, **change, "nomor_surat": f"850/X{place}/{month.text}"}
        for place, (_, _, change) in enumerate(bad)
    ]
    return with_rows(text, extra)


def ratings(
    table: pl.DataFrame, spare: dict[int, str], agency: Agency, path: str, book: Planted
) -> pl.DataFrame:
    """Leave out one person's rating, rate one twice, and rate one whom nobody knows."""
    missing, twice = spare.get(3), spare.get(2)
    if missing is None or twice is None:
        return all_text(table)
    text = all_text(table.filter(pl.col("nip") != missing))
    book.add(
        "missing_rating", path, HELD, people=[missing], note="no rating: the policy's rule for it applies"
    )
    if agency.style != MATARAM:
        return text
    place = int(text.select((pl.col("nip") == twice).arg_max()).item())
    original = {name: text[name][place] for name in text.columns}
    better = "Kurang" if original["hasil_akhir"] == "Butuh Perbaikan" else "Butuh Perbaikan"
    second = {**original, "hasil_kerja": "Dibawah Ekspektasi", "hasil_akhir": better}
    stranger = invented_nip(agency, 2)
    rows = text.height
    book.add(
        "rated_twice", path, QUARANTINED, rows=[place + 1, rows + 1], code="penilaian_ganda", people=[twice]
    )  # fmt: skip
    book.add(
        "unknown_employee",
        path,
        QUARANTINED,
        rows=[rows + 2],
        code="pegawai_tidak_dikenal",
        people=[stranger],
    )
    return with_rows(text, [second, {**original, "nip": stranger}])


def activities(table: pl.DataFrame, agency: Agency, path: str, book: Planted) -> pl.DataFrame:
    """Add an activity of 25 hours and one whose minutes are a word."""
    text = all_text(table)
    if agency.style != MAMUJU or not text.height:
        return text
    person = {name: text[name][-1] for name in text.columns}
    rows, people = text.height, [str(person["nip"])]
    book.add(
        "impossible_minutes", path, QUARANTINED, rows=[rows + 1], code="menit_tidak_wajar", people=people
    )
    book.add("broken_number", path, QUARANTINED, rows=[rows + 2], code="angka_rusak", people=people)
    return with_rows(text, [{**person, "menit": "1500"}, {**person, "menit": "tiga jam"}])


def cases(table: pl.DataFrame, agency: Agency, path: str, book: Planted) -> pl.DataFrame:
    """Add two tasks of someone who is in no master."""
    text = all_text(table)
    if agency.style != MATARAM or text.height < 2:  # noqa: PLR2004  # the two that are copied
        return text
    copies = [{name: text[name][place] for name in text.columns} for place in (0, 1)]
    book.add(
        "unknown_assignee", path, QUARANTINED,
        rows=[text.height + 1, text.height + 2], code="petugas_tidak_dikenal",
    )  # fmt: skip
    extra = [
        {**copy, "org:resource": "PetugasLuar", "concept:instance": f"luar-{place}"}
        for place, copy in enumerate(copies)
    ]
    return with_rows(text, extra)


def survey(table: pl.DataFrame, agency: Agency, path: str, book: Planted) -> pl.DataFrame:
    """Add an answer for a counter that no unit owns, an answer 0 and an answer 5."""
    text = all_text(table)
    if agency.style not in {MATARAM, DUMAI} or not text.height:
        return text
    last = {name: text[name][-1] for name in text.columns}
    counter = "ID LOKET" if "ID LOKET" in text.columns else "Layanan"
    rows = text.height
    book.add("unknown_counter", path, QUARANTINED, rows=[rows + 1], code="loket_tidak_dikenal")
    book.add("answer_off_scale", path, QUARANTINED, rows=[rows + 2, rows + 3], code="jawaban_di_luar_skala")
    return with_rows(text, [{**last, counter: "L-TAK-ADA"}, {**last, "U3": "0"}, {**last, "U7": "5"}])


def lapor(table: pl.DataFrame, agency: Agency, path: str, book: Planted) -> pl.DataFrame:
    """Repeat one complaint word for word and add one for an institution that no unit is."""
    text = all_text(table)
    if agency.style != MATARAM or not text.height:
        return text
    first = {name: text[name][-1] for name in text.columns}
    rows = text.height
    book.add(
        "complaint_twice", path, DUPLICATE, rows=[rows + 1], note=f"one of rows {rows} and {rows + 1} remains"
    )
    book.add("unknown_institution", path, QUARANTINED, rows=[rows + 2], code="instansi_tidak_dikenal")
    stray = {**first, "id": f"9{first['id']}", "DisposisiInstansiID": "99999"}
    return with_rows(text, [first, stray])


def machine(lines: pl.Series, month: Month, path: str, book: Planted, *, pin: str, person: str) -> pl.Series:
    """Put the faults of a real device in the middle of its dump: damage, resets, strangers, exact repeats."""
    middle = len(lines) // 2
    if middle < _DUPLICATES:
        return lines
    repeats = lines.slice(middle - _DUPLICATES, _DUPLICATES)
    own, day = pin.rjust(9), month.workday(3)
    later = f"{month.first.year + 1}-02-{month.first.month:02d}"
    planted: list[tuple[str, str | None, list[str]]] = [
        ("exact_repeat", None, repeats.to_list()),
        ("corrupt_line", "baris_rusak", [f"{own}\t{month.text}-1", "\x01\x02\x7f 0 8 \x03"]),
        (
            "clock_reset", "jam_perangkat",
            [f"{own}\t2000-01-{month.first.month:02d} 00:0{n}:07\t1\t0\t1\t0" for n in range(3)],
        ),
        ("clock_ahead", "jam_perangkat", [f"{own}\t{later} 07:2{n}:41\t1\t0\t1\t0" for n in range(2)]),
        (
            "unmapped_pin", "pin_tidak_dikenal",
            [f"{alien.rjust(9)}\t{day} 07:21:0{n}\t1\t0\t1\t0" for n, alien in enumerate(("97", "98", "98"))],
        ),
    ]  # fmt: skip
    row = middle + 1
    for kind, code, extra in planted:
        rows = list(range(row, row + len(extra)))
        people = [person] if code == "jam_perangkat" else []
        outcome = QUARANTINED if code else DUPLICATE
        book.add(kind, path, outcome, rows=rows, code=code, people=people)
        row += len(extra)
    bad = pl.Series(lines.name, [line for _, _, extra in planted for line in extra])
    return pl.concat([lines.head(middle), bad, lines.slice(middle)])
