"""Rows that say what another row already said: the same again, or an older word on the same matter."""

import polars as pl

from contracts.acceptance.rules import RecordRule

_DUPLICATE = pl.lit("duplicate")
_SUPERSEDED = pl.lit("superseded")


def mark_repeats(frame: pl.DataFrame, rule: RecordRule, content: list[str]) -> pl.DataFrame:
    """Add `_end`: null (counts), duplicate, superseded, or the code for contradicting rows of one file.

    frame: rows in the order of file_no, row_no, as everywhere. content: the columns that a reader fills.
    A row whose content was seen before adds nothing, so landing a file again changes nothing.
    """
    if not frame.height:
        return frame.with_columns(pl.lit(None, pl.String).alias("_end"))
    if rule.repeat == "occurrence":
        turn = pl.int_range(pl.len()).over(["file_no", *content]).alias("_turn")
        marked = frame.with_columns(turn)
        seen = marked.select(pl.struct("agency_id", "_turn", *content).is_first_distinct()).to_series()
        return frame.with_columns(pl.when(~seen).then(_DUPLICATE).alias("_end"))
    seen = frame.select(pl.struct("agency_id", *content).is_first_distinct()).to_series()
    if rule.repeat == "first":
        return frame.with_columns(pl.when(~seen).then(_DUPLICATE).alias("_end"))
    return _mark_latest(frame, rule, content, seen)


def mark_same_punches(punches: pl.DataFrame) -> pl.DataFrame:
    """Add `_end`: duplicate for all but the first of (agency, device, person, second). Needs `_badge`."""
    second = pl.col("punch_at").dt.epoch("s")
    key = pl.col("_badge") * (second.max() - second.min() + 1) + second - second.min()
    seen = punches.select(key.is_first_distinct()).to_series()
    return punches.with_columns(pl.when(~seen).then(_DUPLICATE).alias("_end"))


def _mark_latest(frame: pl.DataFrame, rule: RecordRule, content: list[str], seen: pl.Series) -> pl.DataFrame:
    """Let the newest file that brings new content for the key decide: its last row, or all of a set."""
    key = ["agency_id", *rule.key]
    has_key = (
        pl.all_horizontal(pl.col(rule.key).is_not_null())
        if rule.repeat == "latest_set"
        else pl.lit(value=True)
    )
    newest = pl.col("file_no").filter(pl.col("_first")).max().over(key)
    marked = (
        frame.with_columns(seen.alias("_first"), pl.int_range(pl.len()).alias("_place"))
        .with_columns(newest.alias("_newest"))
        .with_columns(
            (pl.col("file_no") == pl.col("_newest")).any().over(["agency_id", *content]).alias("_alive")
        )
    )
    live = pl.col("_first") & pl.col("_alive")
    if rule.repeat == "latest_set":
        is_last = live
        clashes = pl.lit(value=False)
    else:
        is_last = live & (pl.col("_place") == pl.col("_place").filter(live).max().over(key))
        versions = pl.struct(rule.substance or content).filter(live).n_unique().over(key)
        clashes = live & (versions > 1) if rule.contradiction else pl.lit(value=False)
    end = (
        pl.when(~pl.col("_first"))
        .then(_DUPLICATE)
        .when(~has_key)
        .then(None)
        .when(clashes)
        .then(pl.lit(rule.contradiction, pl.String))
        .when(~is_last)
        .then(_SUPERSEDED)
    )
    return marked.with_columns(end.alias("_end")).drop("_first", "_place", "_newest", "_alive")


def mark_overlaps(frame: pl.DataFrame, rule: RecordRule) -> pl.DataFrame:
    """Return `_index`, `code` of rows whose dates overlap another row of the same person."""
    person = ["agency_id", "employee_id"]
    spans = frame.select(
        *person,
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("_index"),
        rule.starts.alias("start") if rule.starts is not None else pl.lit(None),
        rule.ends.alias("end") if rule.ends is not None else pl.lit(None),
    ).sort(*person, "start", "end")
    before = pl.col("end").cum_max().shift(1).over(person)
    after = pl.col("start").shift(-1).over(person)
    clashes = (before >= pl.col("start")).fill_null(value=False) | (after <= pl.col("end")).fill_null(
        value=False
    )
    return spans.filter(clashes).select("_index", pl.lit(rule.overlap, pl.String).alias("code"))


def settle_quarantine(
    bad: pl.DataFrame, good: pl.DataFrame, rule: RecordRule, content: list[str]
) -> pl.DataFrame:
    """Add `_end`: null for a bad row that waits to be mended, else duplicate or superseded.

    Duplicate: the same row was quarantined before, or it is bad only by its delivery's clock and a later
    delivery carries the same content. Superseded: a later file brings a new, good row of its key: mended.
    Rows that could not be read are the same only in files of equal content (`content_no`).
    """
    unread = pl.when(pl.col("fault").is_not_null()).then(pl.struct("content_no", "row_no"))
    turn = pl.int_range(pl.len()).over(["file_no", *content]).alias("_turn")
    marked = bad.with_columns(turn, unread.alias("_unread"))
    is_new = marked.select(
        pl.struct("agency_id", "_turn", "_unread", *content).is_first_distinct()
    ).to_series()
    only_clock = bad["reasons"].list.eval(pl.element() == "jam_perangkat").list.all()
    duplicate = _is_among(bad, good, content, only_clock) | ~is_new
    mended = _is_mended(bad, good, rule, content)
    end = pl.when(duplicate).then(_DUPLICATE).when(mended).then(_SUPERSEDED).otherwise(None)
    return bad.with_columns(end.alias("_end"))


def _is_among(bad: pl.DataFrame, good: pl.DataFrame, content: list[str], asked: pl.Series) -> pl.Series:
    """Tell for each bad row that is asked about whether a good row has the same content."""
    rows = bad.with_row_index("_index").filter(asked)
    found = pl.repeat(value=False, n=bad.height, eager=True)
    if not rows.height:
        return found
    same = rows.join(
        good.select("agency_id", *content), on=["agency_id", *content], how="semi", nulls_equal=True
    )
    return found.scatter(same["_index"], values=True)


def _is_mended(bad: pl.DataFrame, good: pl.DataFrame, rule: RecordRule, content: list[str]) -> pl.Series:
    """Tell for each bad row whether a later file brings a good and new row of the same key."""
    key = ["agency_id", *rule.key]
    if not rule.key or not bad.height:
        return pl.repeat(value=False, n=bad.height, eager=True)
    rivals = good.join(bad.select(key).unique(), on=key, how="semi", maintain_order="left")
    is_new = rivals.select(pl.struct("agency_id", *content).is_first_distinct()).to_series()
    newest = rivals.filter(is_new).group_by(key).agg(pl.col("file_no").max().alias("_newest"))
    later = bad.select(*key, "file_no").join(newest, on=key, how="left", maintain_order="left")
    return later.select((pl.col("_newest") > pl.col("file_no")).fill_null(value=False)).to_series()
