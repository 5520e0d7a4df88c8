"""Signals as findings: what a human should look at, for information, holding nobody."""

from collections.abc import Collection
from typing import Final

import polars as pl

from contracts.gate_findings import findings, masked, stack
from contracts.quality import Quality

ROWS_SHOWN: Final = 5


def signal_findings(
    signals: pl.DataFrame,
    files: pl.DataFrame,
    quality: Quality,
    *,
    month: str,
    closed: Collection[tuple[str, str]] = (),
) -> pl.DataFrame:
    """Return FINDINGS, one for each signal that nobody has closed on this evidence.

    signals: `marts.integrity_signals`. files: agency_id, file_no, path. closed: pairs of signal_id and
    evidence_key. No NIP stands in a finding.
    """
    done = pl.DataFrame(
        sorted(closed), schema={"signal_id": pl.String, "evidence_key": pl.String}, orient="row"
    )
    left = signals.join(done, on=["signal_id", "evidence_key"], how="anti").join(
        _places(signals, files), on="signal_id", how="left"
    )
    parts = []
    for (name,), rows in left.group_by("kind", maintain_order=True):
        kind = str(name)
        rule = quality.signals[kind]
        parts.append(
            findings(
                rows.with_columns(
                    feed=pl.lit(rule.feed, pl.String),
                    rows=pl.col("occurrences"),
                    measured_points=_points("measured"),
                    threshold_points=_points("threshold"),
                ).drop("employee_ids"),
                month=month,
                gate="bukti",
                severity="info",
                rule_code=kind,
                title=rule.title,
                message=rule.message,
                action=rule.to_do,
            )
        )
    return stack(parts)


def _points(column: str) -> pl.Expr:
    """Write hundredths of a point as people do: 225 is 2,25."""
    hundredths = pl.col(column)
    return pl.format("{},{}", hundredths // 100, (hundredths % 100).cast(pl.String).str.zfill(2))


def _places(signals: pl.DataFrame, files: pl.DataFrame) -> pl.DataFrame:
    """signal_id, files: each file with the first row numbers of its evidence."""
    parts = pl.col("evidence").str.splitn(":", 2)
    paths = files.select("agency_id", pl.col("file_no").cast(pl.String), "path").unique()
    shown = pl.col("row_no").drop_nulls().head(ROWS_SHOWN).str.join(", ")
    return (
        signals.select("signal_id", "agency_id", pl.col("evidence").str.split(" "))
        .explode("evidence")
        .select(
            "signal_id",
            "agency_id",
            parts.struct.field("field_0").alias("file_no"),
            parts.struct.field("field_1").alias("row_no"),
        )
        .join(paths, on=["agency_id", "file_no"], how="left", maintain_order="left")
        .group_by("signal_id", "path", maintain_order=True)
        .agg(_rows=shown)
        .with_columns(
            _place=pl.when(pl.col("_rows") == "")
            .then(masked(pl.col("path")))
            .otherwise(pl.format("{} baris {}", masked(pl.col("path")), "_rows"))
        )
        .sort("signal_id", "path", nulls_last=True)
        .group_by("signal_id", maintain_order=True)
        .agg(files=pl.col("_place").drop_nulls().str.join("; "))
    )
