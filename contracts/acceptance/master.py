"""The master as known in a month: who works here, behind which PIN, and which unit owns which counter."""

from dataclasses import dataclass, field

import polars as pl

from contracts.acceptance.months import Month
from contracts.acceptance.objections import Objectable
from contracts.fields import NIP

_LIST = r"[,|]"


@dataclass(frozen=True)
class Master:
    """Look-up tables of a batch of agencies, all keyed by `agency_id`.

    people: employee_id, name, unit_id, unit_name (one row per person). badges: device (null: any), pin,
    employee_id (null: held by several). task_users: task_user_id, employee_id. counters, institutions: key,
    unit_id. units: unit_id. shared_pins: employee_id of people who share a PIN. objectable: what
    objections may name.
    """

    people: pl.DataFrame
    badges: pl.DataFrame
    task_users: pl.DataFrame
    counters: pl.DataFrame
    institutions: pl.DataFrame
    units: pl.DataFrame
    shared_pins: pl.DataFrame
    objectable: Objectable = field(default_factory=Objectable)


def build_master(employees: pl.DataFrame, units: pl.DataFrame, month: Month) -> Master:
    """Build the look-ups from the snapshot rows of both feeds, contradicting ones too: the person is known.

    employees, units: record columns and agency_id; rows without a sound id are left out.
    """
    sound = employees.filter(pl.col("employee_id").str.contains(NIP))
    # rows may land in any order: the home of a person is in the definitive post that began last
    home = ["is_acting", "assignment_from", "unit_id", "name", "unit_name"]
    ordered = sound.sort(home, descending=[name == "assignment_from" for name in home], nulls_last=True)
    people = ordered.group_by("agency_id", "employee_id", maintain_order=True).first()
    named = units.filter(pl.col("unit_id").is_not_null()).sort("agency_id", "unit_id")
    known_units = pl.concat(
        [named.select("agency_id", "unit_id"), sound.select("agency_id", "unit_id").drop_nulls()]
    ).unique(maintain_order=True)
    badges = _badges(sound, month)
    return Master(
        people=people.select("agency_id", "employee_id", "name", "unit_id", "unit_name"),
        badges=badges.select("agency_id", "device", "pin", "employee_id"),
        task_users=_owners(sound, "task_user_id", "employee_id", "task_user_id"),
        counters=_owners_of(named, ["counter_ids", "unit_name", "unit_id"]),
        institutions=_owners_of(named, ["lapor_institution_ids", "unit_id", "unit_name"]),
        units=known_units,
        shared_pins=badges.filter(pl.col("employee_id").is_null())
        .explode("holders", empty_as_null=True)
        .select("agency_id", pl.col("holders").alias("employee_id"))
        .unique(maintain_order=True),
    )


def _texts(column: str) -> pl.Expr:
    return pl.col(column).str.replace_all(_LIST, ",").str.split(",").list.eval(pl.element().str.strip_chars())


def _owners(frame: pl.DataFrame, column: str, owner: str, name: str) -> pl.DataFrame:
    """Return agency_id, `name`, owner for each listed value of `column` that has exactly one owner."""
    return (
        frame.select("agency_id", _texts(column).alias(name), owner)
        .explode(name, empty_as_null=True)
        .filter(pl.col(name).is_not_null() & (pl.col(name) != ""))
        .group_by("agency_id", name, maintain_order=True)
        .agg(pl.col(owner).unique(maintain_order=True).alias("owners"))
        .filter(pl.col("owners").list.len() == 1)
        .select("agency_id", name, pl.col("owners").list.first().alias(owner))
    )


def _owners_of(units: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Return agency_id, key (lower case), unit_id; the first of `columns` that knows a key decides."""
    keys = [
        _owners(units.with_columns(pl.col(column).str.to_lowercase().alias("key")), "key", "unit_id", "key")
        if column.endswith("_ids")
        else units.select(
            "agency_id", pl.col(column).str.strip_chars().str.to_lowercase().alias("key"), "unit_id"
        )
        for column in columns
    ]
    return pl.concat(keys).drop_nulls("key").unique(["agency_id", "key"], keep="first", maintain_order=True)


def _badges(people: pl.DataFrame, month: Month) -> pl.DataFrame:
    """Return agency_id, device, pin, employee_id, holders.

    A PIN passed on by someone who left belongs to the successor.
    """
    badge = pl.col("badge").str.split_exact(":", 1)
    has_device = pl.col("badge").str.contains(":", literal=True)
    serves = pl.col("service_ended_on").is_null() | (pl.col("service_ended_on") >= month.start)
    return (
        people.select("agency_id", "employee_id", _texts("pins").alias("badge"), serves.alias("serves"))
        .explode("badge", empty_as_null=True)
        .filter(pl.col("badge").is_not_null() & (pl.col("badge") != ""))
        .with_columns(
            pl.when(has_device).then(badge.struct.field("field_0").str.strip_chars()).alias("device"),
            pl.when(has_device)
            .then(badge.struct.field("field_1"))
            .otherwise(badge.struct.field("field_0"))
            .str.strip_chars()
            .alias("pin"),
        )
        .group_by("agency_id", "device", "pin", maintain_order=True)
        .agg(
            pl.col("employee_id").unique(maintain_order=True).alias("all"),
            pl.col("employee_id").filter(pl.col("serves")).unique(maintain_order=True).alias("serving"),
        )
        .with_columns(
            pl.when(pl.col("serving").list.len() > 0).then("serving").otherwise("all").alias("holders"),
        )
        .with_columns(
            pl.when(pl.col("holders").list.len() == 1)
            .then(pl.col("holders").list.first())
            .alias("employee_id")
        )
    )
