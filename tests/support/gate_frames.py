"""A sound month of two agencies as the gates read it, and ways to spoil the first row of one of them."""

import polars as pl

from contracts.gates import Circumstances, Gates, evaluate
from contracts.quality import shipped_quality

MONTH = "2026-10"
ONE, TWO = "52.71", "14.72"
QUALITY = shipped_quality()
PARTS = (
    "beban_kerja",
    "prestasi_kerja",
    "tempat_bertugas",
    "kondisi_kerja",
    "kelangkaan_profesi",
    "pertimbangan_objektif_lainnya",
    "deduction",
    "sanction",
    "adjustment",
)
Frames = dict[str, pl.DataFrame]


def person(agency_id: str, number: int) -> dict[str, object]:
    amounts = dict.fromkeys((f"{part}_amount" for part in PARTS), 0) | {"beban_kerja_amount": 1_000_000}
    return {
        "agency_id": agency_id,
        "month": MONTH,
        "employee_id": f"19800101{agency_id.replace('.', '')}{number:06d}",
        "unit_id": f"{number % 3:02d}",
        **amounts,
        "basic_amount": 1_000_000,
        "computed_amount": 1_000_000,
        "incentive_amount": 1_000_000,
        "is_held": False,
        "hold_reason": None,
    }


def file(
    agency_id: str, feed: str, record_type: str | None, rows: int = 30, outcome: str = "parsed"
) -> dict[str, object]:
    return {
        "agency_id": agency_id,
        "path": f"{agency_id}/{MONTH}/{feed}/a.csv",
        "feed": feed,
        "delivery_month": MONTH,
        "file_no": 1,
        "outcome": outcome,
        "record_type": record_type,
        "reason": None,
        "expected": None,
        "rows_read": rows,
        "rows_accepted": rows,
        **dict.fromkeys(("rows_quarantined", "rows_duplicate", "rows_superseded", "rows_other_month"), 0),
    }


FILES = (
    ("employees", "employee_assignment"),
    ("attendance", "punch"),
    ("task_completion", "rating"),
    ("public_feedback", "survey_answer"),
)


def sound_frames() -> Frames:
    """Two agencies of thirty people whose month is sound."""
    people = pl.DataFrame(
        [person(agency, number) for agency in (ONE, TWO) for number in range(30)],
        schema_overrides={"hold_reason": pl.String},
    )
    lines = people.select(
        pl.concat_str("agency_id", "employee_id").alias("line_id"), "agency_id", "employee_id",
        pl.col("computed_amount").alias("amount"),
    )  # fmt: skip
    text = {"reason": pl.String, "expected": pl.String, "record_type": pl.String}
    return {
        "monthly_incentives": people,
        "incentive_lines": lines,
        "incentive_line_factors": lines.select("line_id", "agency_id"),
        "agency_month_profile": profile(people),
        "file_outcomes": pl.DataFrame(
            [file(agency, *kind) for agency in (ONE, TWO) for kind in FILES], schema_overrides=text
        ),
        "quarantined_rows": pl.DataFrame(
            schema={
                **dict.fromkeys(
                    ("agency_id", "unit_id", "feed", "reason_code", "reason", "employee_id"), pl.String
                ),
                **dict.fromkeys(("file_no", "row_no"), pl.Int64),
            }
        ),
        "data_findings": pl.DataFrame(
            schema={
                **dict.fromkeys(
                    ("agency_id", "unit_id", "employee_id", "finding_code", "subject"), pl.String
                ),
                "people": pl.Int64,
            }
        ),
        "agency": pl.DataFrame({"agency_id": [ONE, TWO], "policy_status": ["law", "law"]}),
    }


def profile(people: pl.DataFrame) -> pl.DataFrame:
    return (
        people.group_by("agency_id", maintain_order=True)
        .agg(
            month=pl.lit(MONTH).first(),
            employees_master=pl.len().cast(pl.Int64),
            people_paid=(pl.col("incentive_amount") > 0).sum().cast(pl.Int64),
            people_held=pl.col("is_held").sum().cast(pl.Int64),
            people_zero=(~pl.col("is_held") & (pl.col("computed_amount") == 0)).sum().cast(pl.Int64),
            computed_amount_total=pl.col("computed_amount").sum(),
            incentive_amount_total=pl.col("incentive_amount").sum(),
        )
        .with_columns(
            people_without_punch=pl.lit(0, pl.Int64),
            mean_amount=pl.col("incentive_amount_total") // pl.col("people_paid"),
            previous_total=pl.lit(None, pl.Int64),
            previous_people=pl.lit(None, pl.Int64),
            previous_mean=pl.lit(None, pl.Int64),
            feeds_present=pl.lit(4, pl.Int64),
            rows_read=pl.lit(120, pl.Int64),
            punch_count=pl.lit(1200, pl.Int64),
            due_days=pl.lit(600, pl.Int64),
            workdays_after_last_punch=pl.lit(0, pl.Int64),
            previous_punch_count=pl.lit(None, pl.Int64),
            previous_due_days=pl.lit(None, pl.Int64),
            rows_quarantined=pl.lit(0, pl.Int64),
        )
    )


def judge(frames: Frames, **circumstances: object) -> Gates:
    return evaluate(frames, QUALITY, month=MONTH, circumstances=Circumstances(**circumstances))  # type: ignore[arg-type] # each test gives one of its fields


def status(gates: Gates) -> dict[str, str]:
    return dict(gates.agencies.select("agency_id", "status").iter_rows())


def reasons(gates: Gates, agency_id: str = ONE) -> str:
    return str(gates.agencies.filter(pl.col("agency_id") == agency_id)["reasons"].item())


def only(gates: Gates, code: str) -> pl.DataFrame:
    found = gates.findings.filter(pl.col("rule_code") == code)
    assert found.height, f"{code} was not found in {gates.findings['rule_code'].to_list()}"
    return found


def row_of_one() -> pl.Expr:
    """The first person, line or row of agency ONE."""
    return (pl.col("agency_id") == ONE) & (pl.int_range(pl.len()) == 0)


def change(frames: Frames, name: str, **columns: object) -> None:
    """Set columns of the first row of agency ONE."""
    new = [
        pl.when(row_of_one()).then(pl.lit(value)).otherwise(pl.col(column)).alias(column)
        for column, value in columns.items()
    ]
    frames[name] = frames[name].with_columns(new)


def held(frames: Frames, reason: str | None) -> None:
    change(frames, "monthly_incentives", is_held=True, incentive_amount=0, hold_reason=reason)
    frames["agency_month_profile"] = profile(frames["monthly_incentives"])


def without_files(frames: Frames, feed: str) -> None:
    files = frames["file_outcomes"]
    frames["file_outcomes"] = files.filter((pl.col("agency_id") != ONE) | (pl.col("feed") != feed))


def add_file(frames: Frames, **columns: object) -> None:
    row = pl.DataFrame([columns], schema_overrides=frames["file_outcomes"].schema)
    frames["file_outcomes"] = pl.concat(
        [frames["file_outcomes"], row.select(frames["file_outcomes"].columns)]
    )
