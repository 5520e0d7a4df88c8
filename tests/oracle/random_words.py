"""The words that random policies and months are made of."""

from typing import Any, Final

Data = dict[str, Any]

UNITS: Final = {"01": "", "01.01": "01", "02": "", "02.01": "02"}
POSTS: Final = ("Analis", "Dokter", "Kepala Bidang", "Sekretaris Daerah")
POST_TYPES: Final = ("pelaksana", "fungsional", "pengawas", "administrator")
STATUSES: Final = ("PNS", "CPNS", "PPPK", "PPPK_PW")
MODES: Final = ("half_up", "floor", "half_even")
PREDICATES: Final = ("Sangat Baik", "Baik", "Butuh Perbaikan", "Kurang", "Sangat Kurang")
COMPONENTS: Final = (
    "beban_kerja",
    "prestasi_kerja",
    "tempat_bertugas",
    "kondisi_kerja",
    "kelangkaan_profesi",
    "pertimbangan_objektif_lainnya",
)
MEASURES: Final = (
    "discipline_points",
    "attendance_rate",
    "recap_deduction",
    "rating_predicate",
    "rating_matrix",
    "activity_minutes",
    "quantity_quality",
    "quantity_pasien",
    "case_timeliness",
    "ikm",
    "complaint_timeliness",
    "given",
    "behaviour_360",
    "flat",
)
ASPECTS: Final = ("discipline", "productivity", "public_service", "presence", "behaviour", "organisation")
GIVEN: Final = "hasil"
LEAVE_TYPES: Final = (
    "tahunan",
    "sakit",
    "melahirkan",
    "besar",
    "alasan_penting",
    "izin",
    "dinas_luar",
    "cltn",
)
WORKDAYS: Final = ("sen", "sel", "rab", "kam", "jum")
CATEGORIES: Final = ("Jalan", "Bantuan Sosial")


def cited(**rule: object) -> Data:
    return {"cite": "acak", **{name.rstrip("_"): value for name, value in rule.items() if value is not None}}
