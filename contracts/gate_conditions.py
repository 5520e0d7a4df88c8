"""Conditions of the data, each a pure function: what it finds, by agency, unit, person or file."""

from collections.abc import Callable, Mapping
from typing import Final

import polars as pl

from contracts.dates import month_before
from contracts.gate_findings import grouped, masked
from contracts.gate_identities import Frames
from contracts.policy.titles import NAMES
from contracts.quality import Quality
from contracts.reasons import REASONS
from contracts.standing import PAYABLE

Found = pl.DataFrame
ENDS: Final = ("rows_accepted", "rows_quarantined", "rows_duplicate", "rows_superseded", "rows_other_month")
ATTENDANCE: Final = ("punch", "attendance_recap")
OFF_CLOCK: Final = "jam_perangkat"
_MONTH: Final = r"^\d{4}-(0[1-9]|1[0-2])$"
ROWS_SHOWN: Final = 5
FILES_SHOWN: Final = 5
_MENDED: Final = ["agency_id", "unit_id", "feed", "reason_code"]
_RULE_OF_OUTCOME: Final = {
    "refused": "berkas_ditolak",
    "not_settled": "berkas_belum_selesai",
    "unknown_feed": "umpan_tidak_dikenal",
    "unknown_agency": "pemda_tidak_dikenal",
}


def agencies_of(frames: Frames, others: Mapping[str, str], month: str, remember_months: int) -> pl.DataFrame:
    """Return agency_id of everything that the month is about, ascending: by policy, files or fault.

    An unknown code whose files are all of deliveries that are no longer remembered is nothing of the month.
    """
    files = frames["file_outcomes"].filter(
        (pl.col("outcome") != "unknown_agency") | ~_forgotten(month, remember_months)
    )
    named = [frames[name].select("agency_id") for name in ("agency", "agency_month_profile")]
    named.append(files.select("agency_id"))
    broken = pl.DataFrame({"agency_id": list(others)}, schema={"agency_id": pl.String})
    return (
        pl.concat([*named, broken]).filter(pl.col("agency_id").fill_null("") != "").unique().sort("agency_id")
    )


def _forgotten(month: str, remember_months: int) -> pl.Expr:
    """Whether a file is of a delivery so long ago that it is not told any more."""
    delivered = pl.col("delivery_month").fill_null(month)
    return delivered.str.contains(_MONTH) & (delivered < month_before(month, remember_months))


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
    return frames["agency"].filter(~status.is_in(PAYABLE).fill_null(value=False)).select("agency_id", words)


def unbalanced(frames: Frames, agencies: list[str]) -> Found:
    """Return agency_id, path, subject of files whose rows do not add up; null path where only named."""
    files = frames["file_outcomes"].filter(pl.col("outcome") == "parsed")
    wrong = pl.sum_horizontal(pl.col(ENDS).fill_null(0)) != pl.col("rows_read").fill_null(0)
    if "is_balanced" in files.columns:
        wrong |= ~pl.col("is_balanced").fill_null(value=False)
    found = files.filter(wrong).select("agency_id", masked(pl.col("path")).alias("path"))
    named = pl.DataFrame({"agency_id": agencies}, schema={"agency_id": pl.String})
    told = named.join(found, on="agency_id", how="anti").with_columns(path=pl.lit(None, pl.String))
    return pl.concat([found, told]).with_columns(subject="path", files="path")


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
    missing = expected.join(accepted, on=["agency_id", "feed"], how="anti")
    return missing.with_columns(subject="feed")


def unread_files(frames: Frames, faults: Mapping[str, str], month: str, remember_months: int) -> Found:
    """Return agency_id, feed, code, path, reason, expected of files that were not read.

    A file weighs in the month of its delivery; for so many months after it it is told as still open,
    before and later not at all; a folder that names no month is told in each. Files of an agency whose policy
    is at fault are not also said to be of an unknown one.
    """
    outcomes = frames["file_outcomes"].filter(
        (pl.col("outcome") != "unknown_agency") | ~pl.col("agency_id").is_in(list(faults))
    )
    outcome = pl.col("outcome").replace_strict(_RULE_OF_OUTCOME, default=None, return_dtype=pl.String)
    delivered = pl.col("delivery_month").fill_null(month)
    dated = (pl.col("outcome") != "unknown_agency") & delivered.str.contains(_MONTH)
    code = (
        pl.when(outcome.is_null() | (dated & (delivered > month)) | _forgotten(month, remember_months))
        .then(None)
        .when(dated & (delivered < month))
        .then(pl.lit("berkas_masih_terbuka"))
        .otherwise(outcome)
    )
    missing = {
        "path": "",
        "delivery_month": "",
        "reason": "tidak terbaca.",
        "expected": "salah satu bentuk berkas untuk jenis data ini",
    }
    texts = [masked(pl.col(name).fill_null(text)).alias(name) for name, text in missing.items()]
    named = {"subject": texts[0], "files": texts[0]}
    return outcomes.select("agency_id", "feed", code.alias("code"), *texts, **named).filter(
        pl.col("code").is_not_null()
    )


def quarantined(frames: Frames, quality: Quality) -> Found:
    """Return rows set aside, by agency, unit that can mend them, feed and reason.

    Columns: these, feed_name, reason, action, rows, people, subject, files (with the first row numbers),
    at_risk_amount: computed amounts of the people named; none where the date is of no known month, since
    such a row is nobody's pay of this one.
    """
    if "quarantined_rows" not in frames:
        return pl.DataFrame(schema={"agency_id": pl.String})
    rows = frames["quarantined_rows"]
    actions = {code: reason.action for code, reason in REASONS.items()}
    return (
        rows.group_by(_MENDED)
        .agg(
            pl.col("reason").first(),
            rows=pl.len().cast(pl.Int64),
            people=pl.col("employee_id").drop_nulls().n_unique().cast(pl.Int64),
        )
        .join(_amounts(rows, frames), on=_MENDED, how="left", nulls_equal=True)
        .join(_places(rows, frames), on=_MENDED, how="left", nulls_equal=True)
        .with_columns(
            feed_name=pl.col("feed").replace(quality.words),
            subject="reason_code",
            action=pl.col("reason_code").replace_strict(actions, default="Betulkan lalu kirim ulang."),
        )
    )


def _amounts(rows: Found, frames: Frames) -> Found:
    """At-risk amount of each group of rows set aside: computed amounts of its people, each once."""
    person = ["agency_id", "employee_id"]
    people = frames["monthly_incentives"].select(*person, "computed_amount")
    named = rows.filter(pl.col("reason_code") != OFF_CLOCK).select(*_MENDED, "employee_id").unique()
    named = named.join(people, on=person)
    return named.group_by(_MENDED).agg(at_risk_amount=pl.col("computed_amount").sum().cast(pl.Int64))


def _places(rows: Found, frames: Frames) -> Found:
    """Files of each group of rows set aside, with the first row numbers of each."""
    files = frames["file_outcomes"].select("agency_id", "file_no", "path").unique(["agency_id", "file_no"])
    number = pl.col("row_no").sort()
    shown = number.head(ROWS_SHOWN).cast(pl.String).str.join(", ")
    rest = pl.len().cast(pl.Int64) - ROWS_SHOWN
    more = pl.when(rest > 0).then(pl.format(" dan {} baris lain", grouped(rest))).otherwise(pl.lit(""))
    return (
        rows.join(files, on=["agency_id", "file_no"], how="left")
        .group_by(*_MENDED, "path")
        .agg(_place=pl.format("{} baris {}{}", masked(pl.col("path").first()), shown, more))
        .sort("path", nulls_last=True)
        .group_by(_MENDED, maintain_order=True)
        .agg(files=pl.col("_place").head(FILES_SHOWN).str.join("; "))
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


def held(frames: Frames, quality: Quality) -> Found:
    """Return agency_id, unit_id, employee_id, people, code, subject, root: one row per person and reason.

    root: the person's reason that this one comes of, null where it stands for itself. People who are held
    with their unit are left out: the finding of the unit says so.
    """
    people = frames["monthly_incentives"].filter(
        pl.col("is_held") & (pl.col("hold_reason").fill_null("") != "")
    )
    reasons = people.select(
        "agency_id", "unit_id", "employee_id", pl.col("hold_reason").str.split(";")
    ).explode("hold_reason")
    parts = pl.col("hold_reason").str.splitn(":", 2)
    found = (
        reasons.select(
            "agency_id",
            "unit_id",
            "employee_id",
            pl.lit(1, pl.Int64).alias("people"),
            parts.struct.field("field_0").alias("code"),
            parts.struct.field("field_1").alias("subject"),
        )
        .filter(pl.col("code") != "unit_ditahan")
        .unique(maintain_order=True)
    )
    person = ["agency_id", "employee_id"]
    roots = (
        found.join(_follows(quality), on="code")
        .filter((pl.col("about") == "*") | (pl.col("about") == pl.col("subject")))
        .join(found.select(*person, pl.col("code").alias("root")).unique(), on=[*person, "root"])
        .sort("place")
        .unique([*person, "code", "subject"], keep="first", maintain_order=True)
        .select(*person, "code", "subject", "root")
    )
    return found.join(
        roots, on=[*person, "code", "subject"], how="left", nulls_equal=True, maintain_order="left"
    )


def _follows(quality: Quality) -> Found:
    """Return code, about, root, place: which reason comes of which, the first place first."""
    rows = [
        (code, about, root, place)
        for code, hold in quality.holds.items()
        for about, roots in hold.follows.items()
        for place, root in enumerate(roots)
    ]
    schema = {"code": pl.String, "about": pl.String, "root": pl.String, "place": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def told_by_models(frames: Frames, quality: Quality) -> Found:
    """Return agency_id, unit_id, employee_id, people, finding_code, detail of `data_findings`, in words.

    An indicator whose rule is to hold the person is left out: the hold itself says so.
    """
    if "data_findings" not in frames:
        return pl.DataFrame(schema={"agency_id": pl.String, "finding_code": pl.String})
    subject = pl.col("subject").cast(pl.String).fill_null("")
    followed = [code for code, rule in quality.rules.items() if rule.per_subject]
    of_its_own = pl.when(pl.col("finding_code").is_in(followed)).then(subject).otherwise(pl.lit(""))
    strange = ~pl.col("finding_code").is_in(list(quality.rules))
    parts = subject.str.split(":")
    aspect, measure, rule = (
        parts.list.get(place, null_on_oob=True).replace(NAMES | quality.words).str.replace_all("_", " ")
        for place in range(3)
    )
    what = pl.concat_str(aspect, measure, separator=": ", ignore_nulls=True)
    assumed = pl.concat_str(what, pl.lit(" ("), rule.fill_null("menurut kebijakan"), pl.lit(")"))
    detail = (
        pl.when(pl.col("finding_code") == "indikator_diasumsikan").then(assumed).otherwise(masked(subject))
    )
    held_as_well = (pl.col("finding_code") == "indikator_diasumsikan") & subject.str.ends_with(":hold")
    return frames["data_findings"].filter(~held_as_well).select(
        "agency_id", "unit_id", "employee_id", "finding_code",
        pl.col("people").cast(pl.Int64), detail.alias("detail"),
        subject=pl.when(strange).then("finding_code").otherwise(of_its_own),
    )  # fmt: skip


def later_master(record: str) -> Callable[[Frames], Found]:
    """Return the condition that the `master` or `units` in use was delivered after the month."""

    def condition(frames: Frames) -> Found:
        if "agency_intake" not in frames:
            return pl.DataFrame(schema={"agency_id": pl.String, "detail": pl.String})
        later = frames["agency_intake"].filter(pl.col(f"{record}_is_later").fill_null(value=False))
        return later.select("agency_id", pl.col(f"{record}_month").alias("detail"))

    return condition
