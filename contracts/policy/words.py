"""How values of the policy language are said to people."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from pydantic import BaseModel

from contracts.policy.titles import NAMES

STATUS_WORDS: Final = {
    "law": "peraturan, naskah dibaca",
    "attested": "disahkan pemerintah daerah",
    "reported": "menurut berita atau surat",
    "illustrative": "contoh, bukan peraturan",
}
VALUE_WORDS: Final = {
    "component_aspect": "setiap komponen per aspek",
    "component": "setiap komponen",
    "half_up": "setengah ke atas",
    "floor": "ke bawah",
    "half_even": "setengah ke genap",
    "basic": "besaran dasar",
    "earned": "jumlah yang diperoleh",
    "line": "baris tersendiri",
    "inside": "di dalam komponen sebelum pembulatan",
    "event": "setiap kejadian",
    "kind": "setiap aturan",
    "sum": "sekali untuk semuanya",
    "by_days": "menurut hari",
    "first_day": "menurut hari pertama",
    "last_day": "menurut hari terakhir",
    "workdays": "hari kerja",
    "calendar": "hari kalender",
    "hold": "ditahan",
    "absent": "tidak hadir",
    "exclude": "tidak dihitung",
    "redistribute": "bobot dibagikan",
    "carry": "nilai terakhir dipakai",
    "unit": "nilai unit dipakai",
    "marginal": "setiap hari menurut pitanya",
    "span": "semua hari menurut pita terakhir",
    "month": "bulan",
    "punch": "ketukan mesin",
    "recap": "rekap unit",
    "punch_then_recap": "ketukan mesin, rekap bila tidak ada",
    "recap_then_punch": "rekap unit, ketukan bila tidak ada",
    "truncate": "detik dipotong",
    "round_up": "detik dibulatkan ke atas",
    "owners": "pemilik layanan",
    "postpone": "pembayaran ditunda",
    "warn": "diperingatkan",
    "scale": "semua dikalikan faktor yang diumumkan",
    "duty_from": "SPMT",
    "assignment_from": "TMT jabatan",
    "full_month": "penuh",
    "none": "tidak dibayar",
    "aspect": "nilai aspek",
    "total": "seluruh TPP",
    "cap": "paling banyak",
    "muster": "apel",
    "after_holiday": "sesudah libur",
    "replace": "menggantikan",
    "add": "ditambahkan",
    "set_score": "nilai menjadi",
    "pay_percent": "dibayar persen",
    "employee": "pegawai",
    "agency": "pemda",
    "government": "pemerintah daerah",
    "late": "terlambat",
    "early": "pulang cepat",
    "before_holiday": "sebelum libur",
    "higher_plus_share": "besaran yang lebih tinggi ditambah bagian dari yang sendiri",
    "present_days": "hari hadir",
    "worked_days": "hari bekerja",
    "unexcused_days": "hari tanpa keterangan",
    "late_count": "hari terlambat",
    "deduction_points": "poin pengurangan",
}
KEY_WORDS: Final = {
    "at": "titik",
    "mode": "cara",
    "unit": "satuan",
    "move": "mutasi",
    "counts_from": "dihitung sejak",
    "days": "hari",
    "base": "dasar",
    "apply": "wujud",
    "grain": "dibulatkan",
    "cap": "paling banyak",
    "source": "sumber",
    "seconds": "detik",
    "grace_seconds": "toleransi detik",
    "flex_minutes": "menit luwes",
    "day_cap": "sehari tidak lebih dari tidak hadir",
    "roster_counts": "jadwal sif dipakai",
    "rest_after_night": "lepas sif malam",
    "person": "orang",
    "share": "tambahan",
    "only_post": "satu-satunya jabatan",
    "minimum_days": "paling sedikit hari",
    "needs_decision": "harus dengan keputusan",
    "count": "dihitung",
    "objection_count": "dihitung",
    "rounding": "pembulatan",
    "kind": "jenis",
    "special_day": "hari khusus",
    "special_ordinal": "hari ke",
    "combine": "cara",
    "aspect": "aspek",
    "aggregate": "dihitung per",
    "threshold": "ambang",
    "quantity": "besaran",
    "below": "di bawah",
    "from_": "sejak",
    "operation": "akibat",
    "value": "nilai",
    "minimum_free_days": "paling sedikit hari libur",
    "given_aspect": "aspek kiriman",
    "subject": "milik",
    "carry_months": "paling lama bulan",
    "month": "bulan",
    "day": "tanggal",
    "judged_days": "bulan dilihat bila hari kerja yang dapat dinilai sedikitnya persen",
    "at_most": "paling banyak persen pegawai",
    "drop": "turun lebih dari poin",
    "rise": "naik lebih dari poin",
    "months": "bulan berturut-turut",
    "reevaluate_months": "dilihat lagi sesudah bulan",
    "missing_then": "lalu",
    "denominator": "pembagi",
    "factor": "faktor",
    "entitled": "berhak",
    "pays": "dibayar",
    "points": "poin",
    "free_per_month": "bebas sebulan",
    "period": "periode",
    "holds_months": "berlaku bulan",
    "decimals": "desimal",
    "minimum_sample": "sampel minimum",
    "default_workdays": "tenggat hari kerja",
    "effect": "akibat",
    "minimum_group": "paling sedikit penilai",
    "over_ceiling": "melebihi pagu",
    "decided_by": "diputus oleh",
    "objection_days": "tenggat keberatan",
    "weight": "bobot",
    "missing": "bila tidak ada",
    "pay": "dibayar",
    "superior": "atasan",
    "percent_of_basic": "persen dari besaran dasar",
    "table": "tabel",
    "borne_by": "ditanggung",
    "last_month": "bulan pajak terakhir",
    "employee": "bagian pegawai persen",
    "employer": "bagian pemberi kerja persen",
    "keep_days": "disimpan hari",
    "checkers": "pemeriksa",
    "preview_from_day": "pratinjau mulai tanggal",
    "closing_day": "batas perbaikan tanggal",
    "window_days": "masa keberatan hari",
    "window_count": "masa keberatan dihitung",
    "needs_approval": "rekap SKPD ditandatangani",
    "needs_signature": "tanda tangan elektronik",
    "decree": "keputusan",
    "basis_month": "bulan dasar",
    "percent": "persen",
}
HIDDEN: Final = frozenset({"cite", "clause", "title"})
SAID_ONLY_IF_CHANGED: Final = frozenset(
    {
        "aggregate",
        "combine",
        "factor_decimals",
        "factor_rounding",
        "flex_minutes",
        "free_per_month",
        "grace_days",
        "grace_seconds",
        "holidays_are_free",
        "kind",
        "partial",
        "pay_base",
        "per_rounding",
        "sample_margin2",
        "sample_variance",
        "shift_reach_minutes",
        "subject",
        "superior",
    }
)


def rupiah(amount: int) -> str:
    """Write whole rupiah: `Rp 1.234.567`."""
    return f"Rp {amount:,}".replace(",", ".")


def number(value: Decimal | int) -> str:
    """Write an exact number with a decimal comma and no idle zeros."""
    text = f"{Decimal(value):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def clock(minute: int) -> str:
    """Write minutes after midnight: `07.30`."""
    return f"{minute // 60 % 24:02d}.{minute % 60:02d}"


def word(value: object) -> str:
    """Say one plain value."""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, Decimal | int):
        return number(value)
    return VALUE_WORDS.get(str(value), str(value))


def plain_facts(rule: BaseModel) -> Iterator[str]:
    """Say the single-valued settings of a rule: `cara setengah ke atas`."""
    for key, field in type(rule).model_fields.items():
        value = getattr(rule, key)
        if key in HIDDEN or value is None or isinstance(value, list | dict | BaseModel):
            continue
        if key in SAID_ONLY_IF_CHANGED and value == field.default:
            continue
        said = NAMES.get(value, value) if key == "aspect" else value
        yield f"{KEY_WORDS.get(key, key.replace('_', ' '))} {word(said)}"
