"""Measures of an agency's month, exact, and which of them break their limits."""

from collections.abc import Collection
from decimal import Decimal
from typing import Final

import polars as pl

from contracts.gate_findings import FINDINGS, findings, grouped
from contracts.quality import Limit, Measure, Quality

E4: Final = 10_000
_MOST: Final = 2**53 - 1  # pandas and JSON hold no larger whole number safely


def _n(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Int128)


def _share(part: str) -> tuple[pl.Expr, pl.Expr]:
    return _n(part) * 100, _n("employees_master")


def _change(now: str, before: str) -> tuple[pl.Expr, pl.Expr]:
    return (_n(now) - _n(before)).abs() * 100, _n(before)


_NO_WORDS: Final = pl.DataFrame(schema={"agency_id": pl.String, "code": pl.String, "also": pl.String})
_ONE: Final = pl.lit(1, pl.Int128)
_LISTED: Final = _n("people_paid") + _n("people_held") + _n("people_zero")

FRACTIONS: Final[dict[Measure, tuple[pl.Expr, pl.Expr]]] = {
    "zero_pct": _share("people_zero"),
    "held_pct": _share("people_held"),
    "silent_pct": _share("people_without_punch"),
    "people_change_pct": _change("employees_master", "previous_people"),
    "mean_change_pct": _change("mean_amount", "previous_mean"),
    "total_change_pct": _change("incentive_amount_total", "previous_total"),
    "quarantined_pct": (_n("rows_quarantined") * 100, _n("rows_read")),
    "feeds": (_n("feeds_present"), _ONE),
    "mean_amount": (_n("mean_amount"), pl.when(_n("people_paid") > 0).then(_ONE)),
    "silent_end_days": (_n("workdays_after_last_punch"), _ONE),
    "punches_lost_pct": (
        (_n("previous_punch_count") * _n("due_days") - _n("punch_count") * _n("previous_due_days")) * 100,
        _n("previous_punch_count") * _n("due_days"),
    ),
    "unexplained_people": ((_n("employees_master") - _LISTED).abs(), _ONE),
}
PEOPLE: Final[dict[Measure, str]] = {
    "zero_pct": "people_zero",
    "held_pct": "people_held",
    "silent_pct": "people_without_punch",
    "people_change_pct": "employees_master",
    "mean_change_pct": "people_paid",
    "total_change_pct": "people_paid",
    "mean_amount": "people_paid",
}


def measured(profile: pl.DataFrame, quality: Quality) -> pl.DataFrame:
    """Return agency_id and, for each limit's code, its measure x 10^4 as Int64.

    Rounded against the agency (up for a `max`, down for a `min`), so that comparing with the limit is exact.
    Null where there is nothing to judge: no month before, an empty denominator, a small office.
    profile: `agency_month_profile`.
    """
    return profile.select(
        "agency_id", *(_value_e4(limit).alias(code) for code, limit in quality.limits.items())
    )


def _value_e4(limit: Limit) -> pl.Expr:
    numerator, denominator = FRACTIONS[limit.measure]
    scaled = numerator * E4
    quotient = (scaled + (denominator - 1 if limit.bound == "max" else 0)) // denominator
    judged = (denominator > 0) & (_n("employees_master") >= limit.from_people)
    return pl.when(judged).then(quotient.clip(0, _MOST)).cast(pl.Int64)


def bound_e4(bound: Decimal) -> int:
    """Limit x 10^4."""
    return int(bound * E4)


def breaches(profile: pl.DataFrame, quality: Quality, severities: Collection[str]) -> pl.DataFrame:
    """Return agency_id, code, severity, value_e4 of every limit of these severities that is broken."""
    values = measured(profile, quality)
    parts = [
        values.select("agency_id", code=pl.lit(""), severity=pl.lit(""), value_e4=pl.lit(0, pl.Int64)).clear()
    ]
    for code, limit in quality.limits.items():
        for severity, bound in limit.levels:
            edge = bound_e4(bound)
            broken = pl.col(code) > edge if limit.bound == "max" else pl.col(code) < edge
            if severity in severities:
                parts.append(
                    values.filter(broken).select(
                        "agency_id", code=pl.lit(code), severity=pl.lit(severity), value_e4=pl.col(code)
                    )
                )
    return pl.concat(parts)


def unexplained(broken: pl.DataFrame, quality: Quality) -> pl.DataFrame:
    """Return broken limits (agency_id, code, severity, value_e4), each heaviest, with `also` in words.

    What another broken limit of the agency explains, and weighs no more than it, is left out and told there.
    """
    heaviest = broken.sort("agency_id", "code", "severity").unique(
        ["agency_id", "code"], keep="first", maintain_order=True
    )
    pairs = pl.DataFrame(
        [(code, other) for code, limit in quality.limits.items() for other in limit.explains],
        schema={"code": pl.String, "explained": pl.String},
        orient="row",
    )
    # block comes before warn
    explained = (
        heaviest.join(pairs, on="code")
        .join(
            heaviest.select("agency_id", explained="code", other="severity", other_e4="value_e4"),
            on=["agency_id", "explained"],
        )
        .filter(pl.col("severity") <= pl.col("other"))
    )
    words = []
    for (code,), rows in explained.group_by("explained", maintain_order=True):
        limit = quality.limits[str(code)]
        seen = rows.select("agency_id", "code", value_e4="other_e4").with_columns(_seen(limit).alias("seen"))
        words.append(seen.select("agency_id", "code", also=pl.format(f"{limit.title}: {{}}", "seen")))
    told = pl.concat([_NO_WORDS, *words]).group_by("agency_id", "code", maintain_order=True)
    return heaviest.join(
        explained.select("agency_id", code="explained"), on=["agency_id", "code"], how="anti"
    ).join(
        told.agg(pl.col("also").str.join("; ")), on=["agency_id", "code"], how="left", maintain_order="left"
    )


def limit_findings(profile: pl.DataFrame, broken: pl.DataFrame, quality: Quality) -> pl.DataFrame:
    """Return findings of broken limits, the heavier severity of each agency and limit.

    broken: agency_id, code, severity, value_e4. The message says what is expected, what was seen, what to do.
    """
    heaviest = unexplained(broken, quality)
    months = profile.select("agency_id", "month", "rows_quarantined", *sorted(set(PEOPLE.values())))
    parts = []
    for (code,), rows in heaviest.group_by("code", maintain_order=True):
        limit = quality.limits[str(code)]
        severity_limits = {severity: shown_limit(limit, bound) for severity, bound in limit.levels}
        expected = f"Yang wajar: {limit.expectation[:1].lower()}{limit.expectation[1:]}".split("{limit}")
        shown = pl.col("severity").replace_strict(severity_limits, return_dtype=pl.String)
        sentence = pl.concat_str(
            pl.lit(expected[0]), shown, pl.lit("".join(expected[1:]) + "; bulan ini "), _seen(limit),
            pl.format(" ({})", "also").fill_null(""), pl.lit(f". {limit.action}"),
        )  # fmt: skip
        joined = rows.join(months, on="agency_id", how="left", maintain_order="left").with_columns(
            rows=pl.col("rows_quarantined").cast(pl.Int64)
            if limit.measure == "quarantined_pct"
            else pl.lit(0, pl.Int64),
            people=pl.col(PEOPLE[limit.measure]).cast(pl.Int64)
            if limit.measure in PEOPLE
            else pl.lit(0, pl.Int64),
            feed=pl.lit(limit.feed, pl.String),
        )
        parts.append(
            findings(
                joined,
                month=str(joined["month"][0]),
                gate="kewajaran",
                severity=pl.col("severity"),
                rule_code=str(code),
                title=limit.title,
                message=sentence,
                action=limit.action,
            )
        )
    return pl.concat([FINDINGS.to_frame(), *parts])


def shown_limit(limit: Limit, bound: Decimal) -> str:
    """Write a bound in the unit of its measure: rupiah, percent, or a count."""
    if limit.measure == "mean_amount":
        return f"Rp {int(bound):,}".replace(",", ".")
    text = f"{bound.normalize():f}".replace(".", ",")
    return f"{text} %" if limit.measure.endswith("_pct") else text


def _seen(limit: Limit) -> pl.Expr:
    """Value as HR reads it: percents with two decimals, rounded as the measure was."""
    value = pl.col("value_e4")
    if limit.measure == "mean_amount":
        return pl.lit("Rp ") + grouped(value // E4)
    if not limit.measure.endswith("_pct"):
        return grouped(value // E4)
    hundredths = (value + (99 if limit.bound == "max" else 0)) // 100
    rest = (hundredths % 100).cast(pl.String).str.zfill(2)
    return pl.concat_str(grouped(hundredths // 100), pl.lit(","), rest, pl.lit(" %"))
