"""Write the report of a month: a page for each government, and one that leads to them without a number.

`serving/report/<month>/<agency>/index.html`: a government is handed its own folder and reads no other's.
"""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from contracts.dates import month_before, month_text
from contracts.home import Home
from contracts.privacy import Privacy, shipped_privacy
from contracts.quality import shipped_quality
from contracts.standing import MARK
from delivery.catalogue import not_run
from delivery.errors import MonthNotRunError
from delivery.report.cells import Cell
from delivery.report.charts import bars, columns, steps
from delivery.report.facts import AgencyReport, agencies, agency_report, reading
from delivery.report.people import HOURS_FROM, SCORES_FROM, SHARES_FROM, WITHOUT, Bands
from delivery.reviews_text import STATES as REVIEWS
from delivery.wording import GATE_STATUS, RULE_STATUS, decimal_text, grouped, rupiah, signed, term

if TYPE_CHECKING:
    from jinja2 import Environment

PAGE: Final = "index.html"
FOLDER: Final = Path(__file__).parent
MILLION: Final = 1_000_000
CAUSES: Final[Mapping[str, tuple[str, str]]] = {
    "joined": ("Pegawai baru di tabel", "ada bulan ini, tidak ada bulan lalu"),
    "left": ("Pegawai tidak lagi di tabel", "ada bulan lalu, tidak ada bulan ini"),
    "post": ("Jabatan, kelas, unit, atau status berubah", "besaran dasar orang yang sama berubah"),
    "policy": ("Besaran menurut aturan baru", "besaran dasar berubah karena versi aturan, jabatannya tetap"),
    "share": ("Cuti dan bulan yang tidak penuh", "bagian bulan yang dibayar"),
    "acting": ("Tambahan pelaksana tugas", "tambahan bagi yang merangkap sebagai Plt/Plh"),
    "discipline": ("Disiplin", "nilai disiplin, potongan kehadiran, dan ambang kehadiran"),
    "productivity": ("Produktivitas", "nilai produktivitas"),
    "public_service": ("Layanan publik", "nilai layanan publik"),
    "sanction": ("Hukuman disiplin", "potongan karena keputusan hukuman"),
    "limit": ("Batas atas dan bawah", "dipotong atau dinaikkan sampai batas aturan"),
    "budget": ("Penyesuaian pagu", "potongan karena pagu terlampaui"),
    "correction": ("Koreksi bulan yang lalu", "kekurangan dan kelebihan bulan yang sudah dirilis"),
    "hold": ("Penahanan", "yang ditahan dan yang lepas dari penahanan"),
    "rounding": ("Pembulatan", "sisa pembulatan baris"),
}
CORRECTIONS: Final = {
    "kekurangan": "kekurangan yang ditambahkan",
    "kelebihan": "kelebihan yang ditarik",
}
OUTSTANDING: Final = {
    "angsuran": "angsuran berikutnya",
    "ditahan": "orangnya ditahan",
    "setoran_lebih": "disetor melebihi utangnya",
    "susulan": "menunggu rilis susulan",
    "tahun_anggaran_lain": "tahun anggaran lain",
    "tidak_lagi_bertugas": "tidak lagi bertugas",
}
OBJECTIONS: Final = {
    "open": "belum diputus",
    "late": "belum diputus, lewat tenggat",
    "out_of_time": "diajukan lewat waktu",
    "accepted": "diterima",
    "rejected": "ditolak",
}


class Chart(NamedTuple):
    """A chart with the table of the same numbers: rows of a label and texts, `words` below the labels."""

    svg: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    words: tuple[str, ...] = ()


def write_report(
    home: Home, month: str, *, only: Collection[str] = (), settings: Privacy | None = None
) -> list[Path]:
    """Write the pages of a month; same facts, same bytes. Returns the index, then the governments' pages.

    Reads what the last run left in the catalogue and in `serving/warehouse.duckdb`, so only the holder of the
    home's lock may call it. only: codes of the governments to write, all where empty. settings: others than
    the shipped ones. Raises MonthNotRunError (also for a code that is not in the month) and
    CatalogueUnreadableError.
    """
    chosen = settings or shipped_privacy()
    environment = _environment(month)
    page = environment.get_template("report.html")
    folder = home.serving / "report" / month
    written = []
    with reading(home, month) as connection:
        found = agencies(home, connection, month)
        if unknown := set(only) - {each["agency_id"] for each in found}:
            raise MonthNotRunError(not_run(f"{month} --agency {min(unknown)}"))
        for agency in found:
            if only and agency["agency_id"] not in only:
                continue
            facts = agency_report(connection, agency, month, settings=chosen, quality=shipped_quality())
            written.append(_put(folder / facts.agency_id / PAGE, page.render(**_words(facts, chosen.k))))
    index = environment.get_template("index.html").render(agencies=found, gate_status=GATE_STATUS)
    return [_put(folder / PAGE, index), *written]


def _environment(month: str) -> "Environment":
    """Return what renders the templates of this folder."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - only pages need it

    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "rupiah": rupiah,
        "signed": signed,
        "grouped": grouped,
        "month_text": month_text,
        "term": term,
        "length_pct": _length_pct,
        "two_places": _two_places,
    }
    environment.globals |= {"month": month, "before": month_before(month), "rule_status": RULE_STATUS}
    return environment


def _put(path: Path, page: str) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(page, encoding="utf-8")
    fresh.replace(path)
    return path


def _words(facts: AgencyReport, k: int) -> dict[str, object]:
    """Return what the template of a government's page names."""
    return {
        "facts": facts,
        "k": k,
        "mark": MARK if facts.is_simulation else "",
        "gate_status": GATE_STATUS,
        "bridge": _bridge(facts.bridge),
        "trend": _trend(facts),
        "scores": {
            aspect: _bands(f"nilai-{aspect}", told, SCORES_FROM) for aspect, told in facts.scores.items()
        },
        "shares": _bands("capaian", facts.shares, SHARES_FROM, " %"),
        "classes": _classes(facts),
        "hours": _bands("pelajaran", facts.hours, HOURS_FROM, " JP"),
        "money_state": _money_state(facts),
        "corrections": _cells(facts.corrections, CORRECTIONS),
        "outstanding": _cells(facts.outstanding, _outstanding_words(facts.outstanding)),
        "objections": _cells(facts.objections, OBJECTIONS),
        "reviews": _cells(facts.reviews, {"/".join(key): word for key, word in REVIEWS.items()}),
        "rules": _rules(facts),
    }


def _rules(facts: AgencyReport) -> list[tuple[str, str, list[str]]]:
    """Titles of the rules that are no basis for payment, by what they cite and its status."""
    cited: dict[tuple[str, str], list[str]] = {}
    for rule in facts.rules:
        cited.setdefault((rule["citation"], rule["status"]), []).append(rule["title"])
    return [(*source, titles) for source, titles in sorted(cited.items())]


def _money_state(facts: AgencyReport) -> str:
    """Say of the sum whether it was paid so."""
    if facts.releases:
        is_same = facts.released_amount == facts.heads["paid_amount"]
        return "dibayarkan" if is_same else "menurut tabel sekarang; yang dirilis lain"
    return "dihitung; pemda masih ditahan" if facts.heads["status"] == "held" else "akan dibayarkan"


def _outstanding_words(cells: Sequence[Cell] | None) -> dict[str, str]:
    """Say each kind of what is not settled, `kelebihan/angsuran`, with its reason."""
    kinds = {key for cell in cells or () for key in cell.keys}
    told = {kind: kind.partition("/")[::2] for kind in kinds}
    return {kind: f"{what}, {OUTSTANDING.get(reason, term(reason))}" for kind, (what, reason) in told.items()}


def _bridge(cells: Sequence[Cell] | None) -> Chart | None:
    if not cells:
        return None
    rows, explained = [], []
    for cell in cells:
        label, words = CAUSES.get(cell.keys[0], (f"Nilai {term(cell.keys[0])}", "nilai aspek ini"))
        if len(cell.keys) > 1:
            named = [CAUSES.get(key, (term(key), ""))[0].lower() for key in cell.keys]
            label, words = "Sebab lain, digabung", "; ".join(named)
        rows.append((label, grouped(cell.people), signed(cell.amount)))
        explained.append(words)
    amounts = [cell.amount for cell in cells]
    svg = steps(
        "jembatan",
        [*(row[0] for row in rows), "Perubahan seluruhnya"],
        amounts,
        [_jt(amount, plus=True) for amount in (*amounts, sum(amounts))],
    )
    return Chart(svg, ("Sebab", "Pegawai", "Perubahan"), rows, tuple(explained))


def _trend(facts: AgencyReport) -> Chart | None:
    if not facts.trend:
        return None
    amounts = [row["paid_amount"] for row in facts.trend]
    rows = [
        (month_text(row["month"]), grouped(row["people"]), rupiah(row["paid_amount"])) for row in facts.trend
    ]
    labels = [month_text(row["month"])[:3] for row in facts.trend]
    return Chart(
        columns("bulan", labels, amounts, [_short(amount) for amount in amounts]),
        ("Bulan", "Pegawai", "Dibayarkan"),
        rows[::-1],
    )


def _bands(name: str, told: Bands, begins: Sequence[int], unit: str = "") -> Chart | None:
    """Bars of people by band; the last edge stands for itself and all above."""
    if not told:
        return None
    ends = dict(zip(map(str, begins), [*begins[1:], None], strict=True))
    rows = [(_band(first, last, ends, unit), grouped(people)) for first, last, people in told]
    counts = [people for _, _, people in told]
    drawn = bars(name, [row[0] for row in rows], counts, [row[1] for row in rows])
    return Chart(drawn, ("Kelompok", "Pegawai"), rows)


def _band(first: str, last: str, ends: Mapping[str, int | None], unit: str) -> str:
    """Say in words from where to where a band goes; scores, which have no unit, end with the last edge."""
    if last == WITHOUT:
        return "tanpa nilai"
    high = ends[last]
    if first == WITHOUT:
        return f"tanpa nilai atau di bawah {high}{unit}" if high else "semua, juga tanpa nilai"
    if first == "0":
        return f"di bawah {high}{unit}" if high else "semua"
    if high:
        return f"{first} sampai di bawah {high}{unit}"
    if unit:
        return f"{first}{unit} atau lebih"
    return first if first == last else f"{first} sampai {last}"


def _classes(facts: AgencyReport) -> Chart | None:
    if not facts.classes:
        return None
    labels = [f"Kelas {each.label}" if each.label != "*" else "Beragam kelas" for each in facts.classes]
    rows = [
        (label, grouped(each.people), rupiah(each.mean_amount), _percent(each.share_e4))
        for label, each in zip(labels, facts.classes, strict=True)
    ]
    amounts = [each.mean_amount for each in facts.classes]
    return Chart(
        bars("kelas", labels, amounts, [_jt(amount) for amount in amounts]),
        ("Kelas jabatan", "Pegawai", "Rata-rata dibayarkan", "Dari besaran dasar"),
        rows,
    )


def _cells(cells: Sequence[Cell] | None, words: Mapping[str, str]) -> list[tuple[str, int, int]] | None:
    """Label, amount and people of each cell; keys of which each is too small stand together."""
    if cells is None:
        return None
    return [
        ("; ".join(words.get(key, term(key)) for key in cell.keys), cell.amount, cell.people)
        for cell in cells
    ]


def _two_places(number: str) -> str:
    """Write a number of a column with both decimals, to stand under the others: `98,9` is `98,90`."""
    whole, _, rest = number.partition(",")
    return f"{whole},{rest:0<2}"


def _length_pct(number: str) -> str:
    """Length of the bar under a number from 0 to 100 as people read it: `91,61` is `91.61`."""
    return str(min(max(Decimal(number.replace(".", "").replace(",", ".")), Decimal(0)), Decimal(100)))


def _jt(amount: int, *, plus: bool = False) -> str:
    """Millions of rupiah with two decimals, halves away from zero; smaller than half a hundredth in full."""
    hundredths = (2 * abs(amount) * 100 + MILLION) // (2 * MILLION)
    if not hundredths:
        return signed(amount) if plus else rupiah(amount)
    sign = "-" if amount < 0 else "+" if plus else ""
    return f"{sign}{grouped(hundredths // 100)},{hundredths % 100:02d} jt"


def _short(amount: int) -> str:
    """Millions, or billions, that fit above a column."""
    if amount < 1000 * MILLION:
        return f"{grouped((2 * amount + MILLION) // (2 * MILLION))} jt"
    hundredths = (2 * amount * 100 + 1000 * MILLION) // (2000 * MILLION)
    return f"{grouped(hundredths // 100)},{hundredths % 100:02d} M"


def _percent(share_e4: int | None) -> str:
    """Percent x 10,000 as people read it, two decimals."""
    if share_e4 is None:
        return "-"
    return f"{_two_places(str(decimal_text(Fraction((share_e4 + 50) // 100, 100), 2)))} %"
