"""Numbers, months and terms as people in an Indonesian personnel office write them."""

from decimal import Decimal
from fractions import Fraction

from contracts.metrics import shipped_metrics

COMPONENTS = (
    "beban_kerja",
    "prestasi_kerja",
    "tempat_bertugas",
    "kondisi_kerja",
    "kelangkaan_profesi",
    "pertimbangan_objektif_lainnya",
)

RULE_STATUS = {
    "law": "peraturan, teksnya sudah dibaca",
    "attested": "disahkan pemerintah daerah menurut peraturan dan pasalnya",
    "reported": "dari berita atau surat resmi, teks peraturannya belum dibaca",
    "illustrative": "angka contoh, belum ada dasarnya",
}

ROUNDING = {
    "half_up": "setengah ke atas",
    "floor": "ke bawah",
    "half_even": "setengah ke genap",
}

GATE_STATUS = {
    "ready": "siap",
    "ready_with_warnings": "siap dengan catatan",
    "held": "ditahan",
}

LINE_KINDS = {
    "reguler": "reguler",
    "plt": "pelaksana tugas",
    "potongan": "potongan",
    "sanksi": "sanksi disiplin",
    "susulan": "susulan",
    "kekurangan": "kekurangan bulan lalu",
    "kelebihan": "kelebihan bulan lalu",
    "cuti": "cuti dibayar dari besaran dasar",
    "batas_atas": "dipotong sampai batas tertinggi",
    "batas_bawah": "dinaikkan sampai batas terendah",
}

TERMS = {
    "discipline": "disiplin",
    "productivity": "produktivitas",
    "public_service": "layanan publik",
    "behaviour": "perilaku kerja",
    "organisation_result": "hasil organisasi",
    "attendance": "kehadiran",
    "flat": "tetap",
    "presence": "kehadiran",
    "organisation": "hasil organisasi",
    "status": "status kepegawaian",
    "leave": "cuti atau izin",
    "employee_assignment": "data pegawai",
    "punch": "presensi mesin",
    "shift": "jadwal giliran",
    "attendance_recap": "rekap kehadiran unit",
    "outage": "gangguan presensi yang disetujui",
    "rating": "penilaian kinerja",
    "activity": "aktivitas",
    "case_task": "tugas",
    "complaint": "pengaduan",
    "survey_answer": "survei kepuasan",
    "rating_360": "penilaian perilaku",
    "aspect_score": "nilai dari sumber lain",
    "discipline_case": "keputusan hukuman disiplin",
    "nol": "hasil di bawah nol",
    "jumlah": "seluruh pelanggaran bulan ini",
    "late": "terlambat",
    "early": "pulang cepat",
    "absent": "tidak masuk",
    "missing_in": "tanpa presensi datang",
    "missing_out": "tanpa presensi pulang",
    "muster": "tidak ikut apel",
    "short_minutes": "kurang jam kerja",
    "discipline_points": "poin disiplin",
    "recap_deduction": "potongan menurut rekap",
    "rating_predicate": "predikat kinerja",
    "rating_matrix": "predikat kinerja dari hasil kerja dan perilaku",
    "activity_minutes": "menit aktivitas yang disetujui",
    "quantity_quality": "kuantitas dan kualitas",
    "case_timeliness": "penyelesaian tugas tepat waktu",
    "given": "nilai dari sumber lain",
    "behaviour_360": "penilaian perilaku 360",
    "pertimbangan_objektif_lainnya": "pertimbangan objektif lainnya",
    **{
        name: shipped_metrics().told(name).label.lower()
        for name in ("attendance_rate", "ikm", "complaint_timeliness")
    },
}


def term(code: str | None) -> str:
    """Word for a code of the marts; a code without one is shown with its blanks."""
    if code is None:
        return ""
    return TERMS.get(code, code.removeprefix("quantity_").replace("_", " "))


def measure_kind(measure: str | None) -> str:
    """Kind of a measure: an indicator that a policy names itself (`quantity_NAME`) is one of quantities."""
    measure = measure or ""
    return "quantity_quality" if measure.startswith("quantity_") else measure


def version_text(version: str) -> str:
    """Versions of rules in words: `acuan@2020+mataram@2023` is mataram of 2023 upon acuan of 2020."""
    named = [part.replace("@", " versi ") for part in reversed(version.split("+"))]
    return " di atas ".join(named)


def rupiah(amount: int) -> str:
    """Whole rupiah, `Rp 1.234.567`, a minus before the Rp."""
    return f"{'-' if amount < 0 else ''}Rp {grouped(abs(amount))}"


def signed(amount: int) -> str:
    """Whole rupiah of a difference, with a plus where it grows."""
    return f"{'+' if amount > 0 else ''}{rupiah(amount)}"


def grouped(count: int) -> str:
    """Whole number with points between thousands."""
    return f"{count:,}".replace(",", ".")


def decimal_text(value: Fraction | Decimal, places: int = 4) -> str | None:
    """Decimal text with a comma when `value` needs at most `places` decimals, else None."""
    scaled = Fraction(value) * 10**places
    if scaled.denominator != 1:
        return None
    whole, rest = divmod(abs(scaled.numerator), 10**places)
    tail = f"{rest:0{places}d}".rstrip("0")
    sign = "-" if scaled.numerator < 0 else ""
    return f"{sign}{grouped(whole)}{',' + tail if tail else ''}"


def fraction_text(numerator: int, denominator: int) -> str:
    """Exact value: a decimal where four places hold it, else `numerator/denominator` as it stands."""
    if denominator == 0:
        return f"{grouped(numerator)}/0"
    exact = decimal_text(Fraction(numerator, denominator))
    return exact if exact is not None else f"{grouped(numerator)}/{grouped(denominator)}"


def cut_text(value: Fraction) -> str:
    """Decimal text: exact where four places hold it, else cut after four and marked so."""
    exact = decimal_text(value)
    return exact if exact is not None else f"{decimal_text(Fraction(value * 10_000 // 1, 10_000))}…"


def percent_text(value: Fraction) -> str | None:
    """`97,5 %` when four decimals of a percent hold the value, else None."""
    exact = decimal_text(value * 100)
    return None if exact is None else f"{exact} %"


def exact_rupiah(value: Fraction) -> str:
    """Unrounded rupiah: exact where four places hold it, else marked as cut after four."""
    return f"{'-' if value < 0 else ''}Rp {cut_text(abs(value))}"
