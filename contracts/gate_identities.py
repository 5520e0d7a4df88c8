"""Identities of pay that hold whatever the month was like, on the tables of one or many agencies; exact."""

from collections.abc import Callable, Mapping
from typing import Final

import polars as pl

Frames = Mapping[str, pl.DataFrame]
Identity = Callable[[Frames], pl.DataFrame]

PERSON: Final = ["agency_id", "employee_id"]
PARTS: Final = (
    "beban_kerja_amount",
    "prestasi_kerja_amount",
    "tempat_bertugas_amount",
    "kondisi_kerja_amount",
    "kelangkaan_profesi_amount",
    "pertimbangan_objektif_lainnya_amount",
    "deduction_amount",
    "sanction_amount",
    "adjustment_amount",
)
_ONE_PERSON: Final = pl.lit(1, pl.Int64).alias("people")


def broken(frames: Frames) -> dict[str, pl.DataFrame]:
    """Return what breaks each identity, by rule code; a code without rows is left out.

    Frames have agency_id and, for one person, unit_id, employee_id and people; for lines, their number: rows.
    frames: monthly_incentives, incentive_lines; agency_month_profile and incentive_line_factors where known.
    """
    found = {code: identity(frames) for code, identity in IDENTITIES.items()}
    return {code: rows for code, rows in found.items() if rows.height}


def _people(frames: Frames, wrong: pl.Expr) -> pl.DataFrame:
    chosen = frames["monthly_incentives"].filter(wrong.fill_null(value=True))
    return chosen.select("agency_id", "unit_id", "employee_id", _ONE_PERSON)


def _twice(frames: Frames) -> pl.DataFrame:
    counted = frames["monthly_incentives"].group_by(PERSON).agg(pl.len(), pl.col("unit_id").first())
    return counted.filter(pl.col("len") > 1).select("agency_id", "unit_id", "employee_id", _ONE_PERSON)


def _unequal_sums(frames: Frames) -> pl.DataFrame:
    sums = frames["incentive_lines"].group_by(PERSON).agg(pl.col("amount").sum().alias("lines_amount"))
    people = frames["monthly_incentives"].select(*PERSON, "unit_id", "computed_amount")
    return (
        people.join(sums, on=PERSON, how="full", coalesce=True)
        .filter(
            pl.col("computed_amount").is_null()
            | (pl.col("computed_amount") != pl.col("lines_amount").fill_null(0))
        )
        .select("agency_id", "unit_id", "employee_id", _ONE_PERSON)
    )


def _unequal_parts(frames: Frames) -> pl.DataFrame:
    return _people(frames, pl.sum_horizontal(PARTS, ignore_nulls=False) != pl.col("computed_amount"))


def _held_but_paid(frames: Frames) -> pl.DataFrame:
    return _people(frames, pl.col("is_held").fill_null(value=True) & (pl.col("incentive_amount") != 0))


def _held_without_reason(frames: Frames) -> pl.DataFrame:
    return _people(frames, pl.col("is_held") & (pl.col("hold_reason").fill_null("") == ""))


def _paid_otherwise(frames: Frames) -> pl.DataFrame:
    unlike = ~pl.col("is_held") & (pl.col("incentive_amount") != pl.col("computed_amount"))
    return _people(frames, unlike | (pl.col("incentive_amount") < 0))


def _lines_twice(frames: Frames) -> pl.DataFrame:
    lines = frames["incentive_lines"].select("agency_id", "line_id")
    if lines["line_id"].n_unique() == lines.height:
        return lines.select("agency_id", rows=pl.lit(0, pl.Int64)).clear()
    return (
        lines.filter(pl.col("line_id").is_duplicated())
        .group_by("agency_id")
        .agg(rows=pl.len().cast(pl.Int64))
    )


def _orphan_factors(frames: Frames) -> pl.DataFrame:
    if "incentive_line_factors" not in frames:
        return pl.DataFrame(schema={"agency_id": pl.String, "rows": pl.Int64})
    factors = frames["incentive_line_factors"].select("agency_id", "line_id")
    orphans = factors.join(frames["incentive_lines"].select("line_id"), on="line_id", how="anti")
    return orphans.group_by("agency_id").agg(rows=pl.len().cast(pl.Int64))


def _unlike_profile(frames: Frames) -> pl.DataFrame:
    if "agency_month_profile" not in frames:
        return pl.DataFrame(schema={"agency_id": pl.String})
    counted = {
        "employees_master": pl.len(),
        "people_paid": (pl.col("incentive_amount") > 0).sum(),
        "people_held": pl.col("is_held").sum(),
        "computed_amount_total": pl.col("computed_amount").sum(),
        "incentive_amount_total": pl.col("incentive_amount").sum(),
    }
    people = frames["monthly_incentives"].group_by("agency_id").agg(**counted)
    profile = frames["agency_month_profile"].select("agency_id", *counted)
    joined = profile.join(people, on="agency_id", how="full", suffix="_counted", coalesce=True)
    unlike = [
        pl.col(name).is_null()
        | (pl.col(name).cast(pl.Int64) != pl.col(f"{name}_counted").fill_null(0).cast(pl.Int64))
        for name in counted
    ]
    return joined.filter(pl.any_horizontal(unlike)).select("agency_id")


IDENTITIES: Final[dict[str, Identity]] = {
    "pegawai_ganda": _twice,
    "jumlah_baris_beda": _unequal_sums,
    "komponen_beda": _unequal_parts,
    "ditahan_tetapi_dibayar": _held_but_paid,
    "ditahan_tanpa_alasan": _held_without_reason,
    "dibayar_beda": _paid_otherwise,
    "baris_rupiah_ganda": _lines_twice,
    "faktor_tanpa_baris": _orphan_factors,
    "profil_beda": _unlike_profile,
}
