"""Posts of the invented people: type, name, job class, status and grade."""

from typing import Final

import numpy as np
import polars as pl

from sources.demo.agencies import Agency
from sources.demo.units import DISTRICT, HEALTH, HOSPITAL, POLYCLINIC, SCHOOL, VILLAGE

_HEADS: Final = {
    HOSPITAL: ("Direktur", "administrator", 12),
    DISTRICT: ("Camat", "administrator", 12),
    VILLAGE: ("Lurah", "pengawas", 9),
    POLYCLINIC: ("Kepala Puskesmas", "fungsional", 10),
    SCHOOL: ("Kepala Sekolah", "fungsional", 11),
}
_HEAD: Final = ("Kepala", "pimpinan_tinggi", 14)
_SECRETARY: Final = ("Sekretaris Daerah", "pimpinan_tinggi", 15)
_CARE: Final = (
    ("Perawat Terampil", 6),
    ("Perawat Ahli Pertama", 8),
    ("Bidan Terampil", 6),
    ("Dokter Ahli Pertama", 9),
    ("Dokter Ahli Madya", 11),
)
_TEACHING: Final = (("Guru Ahli Pertama", 8), ("Guru Ahli Muda", 9), ("Guru Ahli Madya", 11))
_EXPERTS: Final = (
    ("Analis Kebijakan Ahli Muda", 10),
    ("Pranata Komputer Ahli Pertama", 8),
    ("Arsiparis Terampil", 6),
    ("Perencana Ahli Muda", 10),
    ("Analis SDM Aparatur Ahli Pertama", 8),
    ("Pembina Ahli Utama", 13),
)
_STAFF: Final = (
    ("Penata Layanan Operasional", 7),
    ("Penelaah Teknis Kebijakan", 7),
    ("Pengolah Data dan Informasi – Umum", 6),
    ("Pengadministrasi Perkantoran", 5),
    ("Operator Layanan Operasional", 5),
    ("Pengelola Umum Operasional", 4),
    ("Pengemudi", 3),
    ("Petugas Keamanan", 2),
    ("Pramu Bakti", 1),
)
_STAFF_SHARES: Final = (0.2, 0.17, 0.2, 0.2, 0.1, 0.05, 0.04, 0.03, 0.01)
_EXPERT_SHARE: Final = {HOSPITAL: 0.75, POLYCLINIC: 0.75, SCHOOL: 0.85, HEALTH: 0.45}
_OTHER_EXPERT_SHARE: Final = 0.3
_POSTS: Final = pl.DataFrame(
    [*_CARE, *_TEACHING, *_EXPERTS, *_STAFF], schema=["post_name", "job_class"], orient="row"
)
_LARGE_UNIT: Final = 15
_VERY_LARGE_UNIT: Final = 30
_STATUSES: Final = np.array(["PNS", "PPPK", "CPNS", "PPPK_PW"])
_STATUS_SHARES: Final = (0.73, 0.22, 0.02, 0.03)
_GRADUATE_CLASS: Final = 7


def assign_posts(people: pl.DataFrame, agency: Agency, rng: np.random.Generator) -> pl.DataFrame:
    """Add `post_type`, `post_name`, `job_class`, `status`, `grade`; the first of each unit is its head."""
    count = people.height
    kind = people["kind"]
    expert = (
        rng.random(count)
        < kind.replace_strict(_EXPERT_SHARE, default=_OTHER_EXPERT_SHARE, return_dtype=pl.Float64).to_numpy()
    )
    care, teaching, experts = len(_CARE), len(_TEACHING), len(_EXPERTS)
    is_care = kind.is_in([HOSPITAL, POLYCLINIC, HEALTH]).to_numpy()
    is_school = (kind == SCHOOL).to_numpy()
    drawn = np.where(
        expert,
        np.where(
            is_care,
            rng.integers(0, care, count),
            np.where(
                is_school,
                care + rng.integers(0, teaching, count),
                care + teaching + np.minimum(rng.integers(0, experts * 5, count) // 5, experts - 1),
            ),
        ),
        care + teaching + experts + rng.choice(len(_STAFF), count, p=np.array(_STAFF_SHARES)),
    )
    frame = people.with_columns(
        _POSTS[drawn],
        post_type=pl.Series(np.where(expert, "fungsional", "pelaksana")),
        status=pl.Series(_STATUSES[rng.choice(len(_STATUSES), count, p=np.array(_STATUS_SHARES))]),
    )
    frame = _with_officials(frame, agency)
    return frame.with_columns(grade=_grade())


def _with_officials(people: pl.DataFrame, agency: Agency) -> pl.DataFrame:
    head_post, head_type, head_class = (
        pl.col("kind").replace_strict(
            {kind: head[part] for kind, head in _HEADS.items()}, default=_HEAD[part]
        )
        for part in range(3)
    )
    first, size = pl.col("position"), pl.col("people")
    deputies = (size >= _LARGE_UNIT).cast(pl.Int64) + (size >= _VERY_LARGE_UNIT)
    chiefs = deputies + pl.max_horizontal(1, size // 14)
    is_head, is_deputy, is_chief = first == 0, first <= deputies, first <= chiefs
    is_secretary = is_head & (pl.col("unit_no") == 1)
    secretary_post, secretary_type, secretary_class = (pl.lit(part) for part in _SECRETARY)
    return people.with_columns(
        post_name=pl.when(is_secretary)
        .then(secretary_post + pl.lit(f" {agency.short_name}"))
        .when(is_head)
        .then(pl.format("{} {}", head_post, "unit_name"))
        .when(is_deputy)
        .then(pl.lit("Kepala Bidang"))
        .when(is_chief)
        .then(pl.lit("Kepala Subbagian"))
        .otherwise("post_name"),
        post_type=pl.when(is_secretary)
        .then(secretary_type)
        .when(is_head)
        .then(head_type)
        .when(is_deputy)
        .then(pl.lit("administrator"))
        .when(is_chief)
        .then(pl.lit("pengawas"))
        .otherwise("post_type"),
        job_class=pl.when(is_secretary)
        .then(secretary_class)
        .when(is_head)
        .then(head_class)
        .when(is_deputy)
        .then(11)
        .when(is_chief)
        .then(8 + first % 2)
        .otherwise("job_class"),
        status=pl.when(is_chief).then(pl.lit("PNS")).otherwise("status"),
    )


def _grade() -> pl.Expr:
    graduate = pl.col("job_class") >= _GRADUATE_CLASS
    officials = {"pimpinan_tinggi": "IV/c", "administrator": "IV/a", "pengawas": "III/d"}
    civil = (
        pl.when(graduate)
        .then(pl.lit("III/") + pl.lit("abcd").str.slice(pl.col("index") % 4, 1))
        .otherwise(pl.lit("II/") + pl.lit("abcd").str.slice(pl.col("index") % 4, 1))
    )
    return (
        pl.when(pl.col("status") == "PPPK_PW")
        .then(pl.lit("V"))
        .when(pl.col("status") == "PPPK")
        .then(pl.when(graduate).then(pl.lit("IX")).otherwise(pl.lit("VII")))
        .when(pl.col("status") == "CPNS")
        .then(pl.when(graduate).then(pl.lit("III/a")).otherwise(pl.lit("II/c")))
        .otherwise(pl.col("post_type").replace_strict(officials, default=civil))
    )
