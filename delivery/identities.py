"""What must hold on the tables of a release, whatever the month was like; exact, vectorised, in polars.

Products of numerators run past 128 bits. Int128 arithmetic wraps, that is it computes modulo 2**128, so equal
fractions always compare equal and unequal ones do not but by a coincidence of about 1 in 2**60.
"""

from collections.abc import Mapping
from typing import cast

import polars as pl

Tables = Mapping[str, pl.DataFrame]

OPERATIONS = ("start", "multiply", "add", "weigh", "subtract")
MOST_STEPS = 16  # more could fill all 128 bits with the twos of decimal denominators


def broken_identities(tables: Tables, agency_id: str, month: str) -> list[str]:
    """One sentence in Bahasa Indonesia for each identity that does not hold; empty when all do.

    `tables` holds `monthly_incentives`, `incentive_lines` and `incentive_line_factors` of the agency's month.
    """
    people, lines, factors = (
        tables[name] for name in ("monthly_incentives", "incentive_lines", "incentive_line_factors")
    )
    lost = (pl.col("agency_id") != agency_id) | (pl.col("month") != month)
    counted = {
        "baris bukan milik pemerintah daerah dan bulan ini": sum(
            table.filter(lost.fill_null(value=True)).height for table in (people, lines, factors)
        ),
        "pegawai muncul lebih dari sekali": people.height - people["employee_id"].n_unique(),
        "pegawai tanpa nama diri pegawai (NIP)": people["employee_id"].null_count(),
        "pegawai yang ditahan tetapi dibayar": people.filter(
            pl.col("is_held") & (pl.col("incentive_amount") != 0)
        ).height,
        "pegawai yang ditahan tanpa alasan": people.filter(
            pl.col("is_held") & pl.col("hold_reason").is_null()
        ).height,
        "pegawai yang dibayar lain dari hasil hitung": people.filter(
            ~pl.col("is_held") & (pl.col("incentive_amount") != pl.col("computed_amount").clip(lower_bound=0))
        ).height,
        "pegawai yang jumlah barisnya bukan hasil hitung": _unequal_sums(people, lines),
        "baris rupiah dengan pengenal ganda": lines.height - lines["line_id"].n_unique(),
        "baris rupiah yang pembulatannya lebih dari satu satuan": _misrounded(lines),
        "faktor tanpa baris rupiah": factors.join(lines, on="line_id", how="anti").height,
        "faktor dengan operasi yang tidak dikenal": factors.filter(
            ~pl.col("operation").is_in(OPERATIONS).fill_null(value=False)
        ).height,
        "baris rupiah dengan terlalu banyak langkah": factors.group_by("line_id")
        .len()
        .filter(pl.col("len") > MOST_STEPS)
        .height,
        "baris rupiah yang tidak dapat dihitung ulang dari faktornya": _not_recomputed(lines, factors),
    }
    return [f"{count} {what}" for what, count in counted.items() if count]


def _unequal_sums(people: pl.DataFrame, lines: pl.DataFrame) -> int:
    sums = lines.group_by("employee_id").agg(pl.col("amount").sum().alias("lines_amount"))
    joined = people.join(sums, on="employee_id", how="full", coalesce=True)
    return joined.filter(
        pl.col("computed_amount").is_null()
        | (pl.col("computed_amount") != pl.col("lines_amount").fill_null(0))
    ).height


def _misrounded(lines: pl.DataFrame) -> int:
    numerator, denominator = _wide("numerator"), _wide("denominator")
    distance = (_wide("amount") * denominator - numerator).abs()
    return lines.filter(
        ((denominator <= 0) | (distance >= denominator * _wide("rounding_unit"))).fill_null(value=True)
    ).height


def _not_recomputed(lines: pl.DataFrame, factors: pl.DataFrame) -> int:
    """Lines whose factors, in their order from the basis, do not give numerator / denominator.

    start sets the running value (the basis where there is none), multiply and add change it; the weigh steps
    of a line are summed and multiply it once; what subtract takes goes last.
    """
    value = lines.select(
        "line_id",
        _wide("numerator").alias("line_n"),
        _wide("denominator").alias("line_d"),
        _wide("basis_amount").alias("n"),
        pl.lit(1, pl.Int128).alias("d"),
        pl.lit(0, pl.Int128).alias("weighed_n"),
        pl.lit(1, pl.Int128).alias("weighed_d"),
        pl.lit(0, pl.Int64).alias("weighs"),
        pl.lit(0, pl.Int128).alias("taken_n"),
        pl.lit(1, pl.Int128).alias("taken_d"),
    )
    steps = factors.select(
        "line_id",
        pl.col("ordinal").rank("ordinal").over("line_id").alias("step"),
        "operation",
        _wide("numerator").alias("step_n"),
        _wide("denominator").alias("step_d"),
    )
    for step in range(1, cast("int", steps["step"].max() or 0) + 1):
        value = _after(value, steps.filter(pl.col("step") == step).drop("step"))
    weighed = pl.col("weighs") > 0
    value = value.with_columns(
        n=pl.when(weighed).then(pl.col("n") * pl.col("weighed_n")).otherwise("n"),
        d=pl.when(weighed).then(pl.col("d") * pl.col("weighed_d")).otherwise("d"),
    ).with_columns(
        n=pl.col("n") * pl.col("taken_d") - pl.col("taken_n") * pl.col("d"),
        d=pl.col("d") * pl.col("taken_d"),
    )
    same = pl.col("line_n") * pl.col("d") == pl.col("n") * pl.col("line_d")
    return value.filter(~same.fill_null(value=False)).height


def _after(value: pl.DataFrame, step: pl.DataFrame) -> pl.DataFrame:
    n, d, step_n, step_d = (pl.col(name) for name in ("n", "d", "step_n", "step_d"))
    weighed_n, weighed_d = pl.col("weighed_n"), pl.col("weighed_d")
    taken_n, taken_d = pl.col("taken_n"), pl.col("taken_d")
    is_start, is_multiply, is_add, is_weigh, is_subtract = (
        pl.col("operation") == name for name in OPERATIONS
    )
    return (
        value.join(step, on="line_id", how="left")
        .with_columns(
            n=pl.when(is_start)
            .then(step_n)
            .when(is_multiply)
            .then(n * step_n)
            .when(is_add)
            .then(n * step_d + step_n * d)
            .otherwise(n),
            d=pl.when(is_start).then(step_d).when(is_multiply | is_add).then(d * step_d).otherwise(d),
            weighed_n=pl.when(is_weigh).then(weighed_n * step_d + step_n * weighed_d).otherwise(weighed_n),
            weighed_d=pl.when(is_weigh).then(weighed_d * step_d).otherwise(weighed_d),
            taken_n=pl.when(is_subtract).then(taken_n * step_d + step_n * taken_d).otherwise(taken_n),
            taken_d=pl.when(is_subtract).then(taken_d * step_d).otherwise(taken_d),
            weighs=pl.col("weighs") + is_weigh.fill_null(value=False).cast(pl.Int64),
        )
        .select(value.columns)
    )


def _wide(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Int128)
