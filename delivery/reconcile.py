"""What the treasury paid against what was released, to the rupiah; complete, it makes the month paid."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal, TypedDict

import polars as pl

from contracts.home import Home
from delivery import ledger
from delivery.handoff.released import Released
from delivery.release.closing import standing

SCHEMA_VERSION = 1
Kind = Literal["paid_not_released", "released_not_paid", "other_amount", "returned"]
SAID: dict[Kind, str] = {
    "paid_not_released": "dibayar, tidak ada dalam rilis",
    "released_not_paid": "ada dalam rilis, belum dibayar",
    "other_amount": "dibayar dengan jumlah lain",
    "returned": "diretur bank",
}


class AckDifference(TypedDict):
    """One person whose payment is not what was released. `paid_amount` is without what was returned."""

    employee_id: str
    name: str | None
    skpd_code: str | None
    kind: Kind
    released_amount: int
    paid_amount: int
    difference: int
    sp2d: list[str]


class Reconciliation(TypedDict):
    """The acknowledgement of one agency's month. Money is whole rupiah."""

    schema_version: int
    agency_id: str
    month: str
    releases: list[int]
    state: str
    is_complete: bool
    people_released: int
    people_equal: int
    released_amount: int
    paid_amount: int
    sp2d: list[str]
    differences: list[AckDifference]


def reconcile(
    home: Home, releases: Sequence[Released], acknowledged: pl.DataFrame, *, at: dt.datetime
) -> Reconciliation:
    """Compare all releases of one agency's month with the accepted rows of `payroll_ack` for it.

    Complete is: everyone who was released a positive amount was paid exactly that, and nobody else was paid.
    Then the ledger book `states` says that the month is `paid`; a payment returned later takes it back to
    `released`. Nothing is written where the state stays as it is.
    """
    agency_id, month = releases[0].agency_id, releases[0].month
    both = _released(releases).join(_paid(acknowledged), on="employee_id", how="full", coalesce=True)
    both = both.with_columns(pl.col("released_amount", "paid_amount").fill_null(0)).sort("employee_id")
    is_other = pl.col("released_amount") != pl.col("paid_amount")
    unlike = both.filter(is_other | (pl.col("returned") & (pl.col("paid_amount") == 0)))
    differences = [_difference(row) for row in unlike.iter_rows(named=True)]
    due = both.filter(pl.col("released_amount") > 0)
    is_complete = not differences and due.height > 0
    sp2d = acknowledged["sp2d_no"].unique().sort().to_list()
    state = "paid" if is_complete else "released"
    _move(home, releases, state, sp2d, at)
    return {
        "schema_version": SCHEMA_VERSION,
        "agency_id": agency_id,
        "month": month,
        "releases": [release.number for release in releases],
        "state": state,
        "is_complete": is_complete,
        "people_released": due.height,
        "people_equal": due.height - sum(each["kind"] != "paid_not_released" for each in differences),
        "released_amount": int(due["released_amount"].sum()),
        "paid_amount": int(both["paid_amount"].sum()),
        "sp2d": sp2d,
        "differences": differences,
    }


def state_of(home: Home, agency_id: str, month: str) -> str:
    """State that the ledger gives a released month: `paid`, else `released`."""
    state = standing(home, agency_id, month).state
    return state if state == "paid" else "released"


def _released(releases: Sequence[Released]) -> pl.DataFrame:
    """employee_id, name, skpd_code, released_amount: the sum over the releases of the month."""
    return (
        pl.concat(
            [
                release.table("monthly_incentives").select(
                    "employee_id", "name", "skpd_code", pl.col("incentive_amount").alias("released_amount")
                )
                for release in releases
            ]
        )
        .group_by("employee_id")
        .agg(pl.col("name", "skpd_code").last(), pl.col("released_amount").sum())
    )


def _paid(acknowledged: pl.DataFrame) -> pl.DataFrame:
    """employee_id, paid_amount (returned payments left out), returned (any), sp2d."""
    kept = pl.col("paid_amount").filter(~pl.col("is_returned"))
    return acknowledged.group_by("employee_id").agg(
        kept.sum(),
        pl.col("is_returned").any().alias("returned"),
        pl.col("sp2d_no").unique().sort().alias("sp2d"),
    )


def _difference(row: dict[str, object]) -> AckDifference:
    released_amount, paid_amount = int(str(row["released_amount"])), int(str(row["paid_amount"]))
    kind: Kind
    if row["returned"] and not paid_amount:
        kind = "returned"
    elif not released_amount:
        kind = "paid_not_released"
    elif row["sp2d"] is None or not paid_amount:
        kind = "released_not_paid"
    else:
        kind = "other_amount"
    sp2d = row["sp2d"]
    return {
        "employee_id": str(row["employee_id"]),
        "name": None if row["name"] is None else str(row["name"]),
        "skpd_code": None if row["skpd_code"] is None else str(row["skpd_code"]),
        "kind": kind,
        "released_amount": released_amount,
        "paid_amount": paid_amount,
        "difference": paid_amount - released_amount,
        "sp2d": [str(each) for each in sp2d] if isinstance(sp2d, list) else [],
    }


def _move(home: Home, releases: Sequence[Released], state: str, sp2d: Sequence[str], at: dt.datetime) -> None:
    agency_id, month = releases[0].agency_id, releases[0].month
    before = state_of(home, agency_id, month)
    if before == state:
        return
    event = {
        "kind": "month_state_moved",
        "agency_id": agency_id,
        "month": month,
        "from": before,
        "to": state,
        "by": "payroll_ack",
        "sp2d": list(sp2d),
        "manifests": [release.manifest_sha256 for release in releases],
        "at": at.isoformat(),
    }
    ledger.append(home, "states", [event])
