"""Conditions of the data, each a pure function: what it finds, by agency, unit, person or file."""

from collections.abc import Callable, Mapping
from typing import Final

import polars as pl

from contracts.gate_findings import masked
from contracts.gate_identities import Frames
from contracts.quality import Quality

Found = pl.DataFrame
ENDS: Final = ("rows_accepted", "rows_quarantined", "rows_duplicate", "rows_superseded", "rows_other_month")
ATTENDANCE: Final = ("punch", "attendance_recap")
_RULE_OF_OUTCOME: Final = {
    "refused": "berkas_ditolak",
    "not_settled": "berkas_belum_selesai",
    "unknown_feed": "umpan_tidak_dikenal",
    "unknown_agency": "pemda_tidak_dikenal",
}


def agencies_of(frames: Frames, others: Mapping[str, str]) -> pl.DataFrame:
    """Return agency_id of everything that the month is about, ascending: by policy, files or fault."""
    named = [frames[name].select("agency_id") for name in ("agency", "agency_month_profile", "file_outcomes")]
    broken = pl.DataFrame({"agency_id": list(others)}, schema={"agency_id": pl.String})
    return (
        pl.concat([*named, broken]).filter(pl.col("agency_id").fill_null("") != "").unique().sort("agency_id")
    )


def without_policy(agencies: Found, frames: Frames, faults: Mapping[str, str]) -> Found:
    """Return agencies without a usable policy whose files do not already say that nobody knows them."""
    unknown = frames["file_outcomes"].filter(pl.col("outcome") == "unknown_agency")
    named = agencies.join(frames["agency"], on="agency_id", how="anti").join(
        unknown, on="agency_id", how="anti"
    )
    return named.filter(~pl.col("agency_id").is_in(list(faults)))


def simulated(frames: Frames, quality: Quality) -> Found:
    """Return agencies of which some rule's text was not read."""
    status = pl.col("policy_status")
    words = status.replace(quality.words).fill_null("tidak diketahui").alias("detail")
    return frames["agency"].filter(status.ne_missing("law")).select("agency_id", words)


def unbalanced(frames: Frames, agencies: list[str]) -> Found:
    """Return agency_id, path of files whose rows do not add up; null path for an agency only named."""
    files = frames["file_outcomes"].filter(pl.col("outcome") == "parsed")
    wrong = pl.sum_horizontal(pl.col(ENDS).fill_null(0)) != pl.col("rows_read").fill_null(0)
    if "is_balanced" in files.columns:
        wrong |= ~pl.col("is_balanced").fill_null(value=False)
    found = files.filter(wrong).select("agency_id", masked(pl.col("path")).alias("path"))
    named = pl.DataFrame({"agency_id": agencies}, schema={"agency_id": pl.String})
    told = named.join(found, on="agency_id", how="anti").with_columns(path=pl.lit(None, pl.String))
    return pl.concat([found, told])


def without_master(frames: Frames) -> Found:
    """Return agencies with a policy for which no employee row was accepted."""
    return (
        frames["agency"]
        .select("agency_id")
        .join(_with_rows(frames, pl.col("feed") == "employees"), on="agency_id", how="anti")
    )


def without_people(frames: Frames) -> Found:
    """Return agencies with a master of which nobody is in the incentive table."""
    mastered = frames["agency"].select("agency_id").join(without_master(frames), on="agency_id", how="anti")
    return mastered.join(frames["monthly_incentives"], on="agency_id", how="anti")


def without_attendance(frames: Frames) -> Found:
    """Return agencies with a policy for which neither a punch nor a recap of the month was accepted."""
    present = _with_rows(frames, pl.col("record_type").is_in(ATTENDANCE))
    return frames["agency"].select("agency_id").join(present, on="agency_id", how="anti")


def _with_rows(frames: Frames, which: pl.Expr) -> Found:
    accepted = frames["file_outcomes"].filter(which & (pl.col("rows_accepted") > 0))
    return accepted.select("agency_id").unique()


def without_feed(frames: Frames, quality: Quality) -> Found:
    """Return agency_id, feed, feed_name, severity of expected feeds that brought no row."""
    feeds = pl.DataFrame(
        [(code, quality.word(code), feed.severity) for code, feed in quality.feeds.items()],
        schema={"feed": pl.String, "feed_name": pl.String, "severity": pl.String},
        orient="row",
    )
    accepted = frames["file_outcomes"].filter(pl.col("rows_accepted") > 0).select("agency_id", "feed")
    expected = frames["agency"].select("agency_id").join(feeds, how="cross")
    return expected.join(accepted, on=["agency_id", "feed"], how="anti")


def unread_files(frames: Frames, faults: Mapping[str, str]) -> Found:
    """Return agency_id, code, path, reason, expected of files that were not read.

    Files of an agency whose policy is at fault are not also said to be of an unknown one.
    """
    outcomes = frames["file_outcomes"].filter(
        (pl.col("outcome") != "unknown_agency") | ~pl.col("agency_id").is_in(list(faults))
    )
    code = pl.col("outcome").replace_strict(_RULE_OF_OUTCOME, default=None, return_dtype=pl.String)
    missing = {"path": "", "reason": "tidak terbaca.", "expected": "salah satu bentuk berkas umpan ini"}
    texts = [masked(pl.col(name).fill_null(text)).alias(name) for name, text in missing.items()]
    return outcomes.select("agency_id", code.alias("code"), *texts).filter(pl.col("code").is_not_null())


def quarantined(frames: Frames, quality: Quality) -> Found:
    """Return agency_id, feed, feed_name, reason_code, reason, rows, people of rows set aside."""
    if "quarantined_rows" not in frames:
        return pl.DataFrame(schema={"agency_id": pl.String})
    return (
        frames["quarantined_rows"]
        .group_by("agency_id", "feed", "reason_code")
        .agg(
            pl.col("reason").first(),
            rows=pl.len().cast(pl.Int64),
            people=pl.col("employee_id").drop_nulls().n_unique().cast(pl.Int64),
        )
        .with_columns(feed_name=pl.col("feed").replace(quality.words))
    )


def two_agencies(frames: Frames) -> Found:
    """Return agency_id, unit_id, employee_id, people, detail (the others) of people active in several."""
    pairs = frames["monthly_incentives"].select("agency_id", "unit_id", "employee_id")
    shared = pairs.unique(["agency_id", "employee_id"], maintain_order=True).filter(
        pl.col("employee_id").is_duplicated()
    )
    everywhere = shared.group_by("employee_id").agg(pl.col("agency_id").sort().alias("agencies"))
    others = pl.col("agencies").list.set_difference(pl.concat_list("agency_id")).list.sort()
    return shared.join(everywhere, on="employee_id").select(
        "agency_id",
        "unit_id",
        "employee_id",
        pl.lit(1, pl.Int64).alias("people"),
        others.list.join(", ").alias("detail"),
    )


def held(frames: Frames) -> Found:
    """Return agency_id, unit_id, employee_id, people, code, subject: one row per person and reason."""
    people = frames["monthly_incentives"].filter(
        pl.col("is_held") & (pl.col("hold_reason").fill_null("") != "")
    )
    reasons = people.select(
        "agency_id", "unit_id", "employee_id", pl.col("hold_reason").str.split(";")
    ).explode("hold_reason")
    parts = pl.col("hold_reason").str.splitn(":", 2)
    return reasons.select(
        "agency_id",
        "unit_id",
        "employee_id",
        pl.lit(1, pl.Int64).alias("people"),
        parts.struct.field("field_0").alias("code"),
        parts.struct.field("field_1").alias("subject"),
    ).unique(maintain_order=True)


def told_by_models(frames: Frames, quality: Quality) -> Found:
    """Return agency_id, unit_id, employee_id, people, finding_code, detail of `data_findings`, in words.

    An indicator whose rule is to hold the person is left out: the hold itself says so.
    """
    if "data_findings" not in frames:
        return pl.DataFrame(schema={"agency_id": pl.String, "finding_code": pl.String})
    subject = pl.col("subject").cast(pl.String).fill_null("")
    parts = subject.str.split(":")
    words = [
        parts.list.get(place, null_on_oob=True).replace(quality.words).str.replace_all("_", " ")
        for place in (0, 2)
    ]
    assumed = pl.concat_str(words[0], pl.lit(" ("), words[1].fill_null("menurut kebijakan"), pl.lit(")"))
    detail = (
        pl.when(pl.col("finding_code") == "indikator_diasumsikan").then(assumed).otherwise(masked(subject))
    )
    held_as_well = (pl.col("finding_code") == "indikator_diasumsikan") & subject.str.ends_with(":hold")
    return frames["data_findings"].filter(~held_as_well).select(
        "agency_id", "unit_id", "employee_id", "finding_code",
        pl.col("people").cast(pl.Int64), detail.alias("detail"),
    )  # fmt: skip


def later_master(record: str) -> Callable[[Frames], Found]:
    """Return the condition that the `master` or `units` in use was delivered after the month."""

    def condition(frames: Frames) -> Found:
        if "agency_intake" not in frames:
            return pl.DataFrame(schema={"agency_id": pl.String, "detail": pl.String})
        later = frames["agency_intake"].filter(pl.col(f"{record}_is_later").fill_null(value=False))
        return later.select("agency_id", pl.col(f"{record}_month").alias("detail"))

    return condition
