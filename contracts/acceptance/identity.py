"""Who a row is about: ids resolved against the master, or the code that says why not."""

from collections.abc import Callable
from typing import Final

import polars as pl

from contracts.acceptance.master import Master
from contracts.acceptance.objections import named_soundly
from contracts.fields import NIP

Resolver = Callable[[pl.DataFrame, Master], pl.DataFrame]


def resolve(identity: str | None, frame: pl.DataFrame, master: Master | None) -> pl.DataFrame:
    """Add `_identity` (a reason code or null) and fill the resolved id column; row order is kept.

    A blank or damaged id is left to the schema; identity judges only ids that could be someone's.
    """
    if identity is None or master is None:
        return frame.with_columns(pl.lit(None, pl.String).alias("_identity"))
    return _RESOLVERS[identity](frame, master)


def _code(*, when: pl.Expr, code: str) -> pl.Expr:
    return pl.when(when).then(pl.lit(code)).alias("_identity")


def _left(frame: pl.DataFrame, table: pl.DataFrame, on: list[str]) -> pl.DataFrame:
    return frame.join(table, on=on, how="left", maintain_order="left")


def _known(master: Master) -> pl.DataFrame:
    return master.people.select("agency_id", "employee_id", pl.lit(value=True).alias("_known"))


def _employee(frame: pl.DataFrame, master: Master) -> pl.DataFrame:
    unknown = pl.col("_known").is_null() & pl.col("employee_id").str.contains(NIP)
    return (
        _left(frame, _known(master), ["agency_id", "employee_id"])
        .with_columns(_code(when=unknown, code="pegawai_tidak_dikenal"))
        .drop("_known")
    )


def _task_user(frame: pl.DataFrame, master: Master) -> pl.DataFrame:
    unknown = pl.col("employee_id").is_null() & pl.col("task_user_id").is_not_null()
    return _left(frame, master.task_users, ["agency_id", "task_user_id"]).with_columns(
        _code(when=unknown, code="petugas_tidak_dikenal")
    )


def _by_key(frame: pl.DataFrame, table: pl.DataFrame, columns: list[str], code: str) -> pl.DataFrame:
    """Resolve `unit_id` through the first of `columns` whose text is a key of the table."""
    found = frame
    for place, column in enumerate(columns):
        keyed = table.select(
            "agency_id", pl.col("key").alias("_key"), pl.col("unit_id").alias(f"_unit{place}")
        )
        key = pl.col(column).str.strip_chars().str.to_lowercase().alias("_key")
        found = _left(found.with_columns(key), keyed, ["agency_id", "_key"]).drop("_key")
    units = [f"_unit{place}" for place in range(len(columns))]
    return (
        found.with_columns(pl.coalesce(units).alias("unit_id"))
        .drop(units)
        .with_columns(_code(when=pl.col("unit_id").is_null(), code=code))
    )


def _counter(frame: pl.DataFrame, master: Master) -> pl.DataFrame:
    return _by_key(
        frame, master.counters, ["counter_id", "service_name"], "loket_tidak_dikenal"
    ).with_columns(pl.when(pl.col("fault").is_null()).then("_identity"))


def _institution(frame: pl.DataFrame, master: Master) -> pl.DataFrame:
    """Resolve the unit that answers, and put the first complaint that says the same in place of its text."""
    name = pl.concat_str("register", "complaint_id", separator=" ")
    order = [pl.col(column) for column in ("received_at", "register", "complaint_id")]
    first = name.sort_by(order, nulls_last=True).first().over("agency_id", "text_key")
    return _by_key(frame, master.institutions, ["institution_id"], "instansi_tidak_dikenal").with_columns(
        pl.when(pl.col("institution_id").is_not_null()).then("_identity"),
        same_as=pl.when(pl.col("text_key").is_not_null()).then(first),
    )


def _unit(frame: pl.DataFrame, master: Master) -> pl.DataFrame:
    known = master.units.with_columns(pl.lit(value=True).alias("_known"))
    unknown = pl.col("_known").is_null() & pl.col("unit_id").is_not_null()
    return (
        _left(frame, known, ["agency_id", "unit_id"])
        .with_columns(_code(when=unknown, code="unit_tidak_dikenal"))
        .drop("_known")
    )


def _unit_or_agency(frame: pl.DataFrame, master: Master) -> pl.DataFrame:
    """Take a row without a unit as the agency's own, under the agency's code."""
    agency = pl.col("agency_id")
    named = frame.with_columns(pl.coalesce("unit_id", agency).alias("unit_id"))
    is_unit = pl.col("unit_id") != agency
    return _unit(named, master).with_columns(pl.when(is_unit).then("_identity").alias("_identity"))


def _subject(frame: pl.DataFrame, master: Master) -> pl.DataFrame:
    people = _known(master).rename({"employee_id": "subject_id"})
    units = master.units.select(
        "agency_id", pl.col("unit_id").alias("subject_id"), pl.lit(value=True).alias("_known")
    )
    subjects = pl.concat([people, units]).unique(["agency_id", "subject_id"])
    code = (
        pl.when(pl.col("_known").is_not_null() | pl.col("subject_id").is_null())
        .then(None)
        .when(pl.col("subject_id").str.contains(NIP))
        .then(pl.lit("pegawai_tidak_dikenal"))
        .when(pl.col("subject_id").str.contains(r"^[0-9]{18}$|^[0-9]([.,][0-9]+)?[Ee]\+"))
        .then(pl.lit("nip_rusak"))
        .otherwise(pl.lit("unit_tidak_dikenal"))
    )
    return (
        _left(frame, subjects, ["agency_id", "subject_id"])
        .with_columns(code.alias("_identity"))
        .drop("_known")
    )


def _badge(frame: pl.DataFrame, master: Master) -> pl.DataFrame:
    """Resolve punches: the NIP that a feed carries if it is known, else the PIN on its device, else the PIN.

    Works on the distinct badges, so that millions of punches cost one join; also adds `_badge`, the number of
    (agency, device, person), by which equal punches are recognised.
    """
    seen = ["agency_id", "device", "pin", "employee_id"]
    distinct = frame.select(seen).unique(maintain_order=True)
    resolved = (
        _pins(_left(distinct, _known(master), ["agency_id", "employee_id"]), master)
        .with_columns(
            pl.when(pl.col("_known"))
            .then(pl.col("employee_id"))
            .otherwise(pl.col("_holder"))
            .alias("_person"),
            pl.when(~pl.col("_known").fill_null(value=False) & pl.col("_holder").is_null())
            .then(
                pl.when(pl.col("_is_shared"))
                .then(pl.lit("pin_ganda"))
                .when(pl.col("pin").is_not_null())
                .then(pl.lit("pin_tidak_dikenal"))
                .when(pl.col("employee_id").str.contains(NIP))
                .then(pl.lit("pegawai_tidak_dikenal"))
            )
            .alias("_identity"),
        )
        .with_columns(
            pl.struct("agency_id", "device", pl.coalesce("_person", "pin", "employee_id"))
            .rank("dense")
            .cast(pl.Int64)
            .alias("_badge")
        )
        .select(*seen, "_person", "_identity", "_badge")
    )
    joined = frame.join(resolved, on=seen, how="left", maintain_order="left", nulls_equal=True)
    written = pl.coalesce("_person", "employee_id").alias("employee_id")
    return joined.with_columns(written).drop("_person")


def _pins(badges: pl.DataFrame, master: Master) -> pl.DataFrame:
    """Add `_holder` (the one person behind the PIN) and `_is_shared`.

    The exact text first, on its device before any, then without leading zeros where that is unambiguous.
    """
    exact = master.badges.with_columns(pl.col("employee_id").is_null().alias("shared"))
    bare = pl.col("pin").str.strip_chars_start("0")
    loose = (
        exact.with_columns(bare.alias("pin"))
        .group_by("agency_id", "device", "pin")
        .agg(pl.col("employee_id").n_unique().alias("people"), pl.col("employee_id").first())
        .filter((pl.col("people") == 1) & pl.col("employee_id").is_not_null())
        .select("agency_id", "device", "pin", "employee_id", pl.lit(value=False).alias("shared"))
    )
    found = badges.with_columns(pl.col("pin").str.strip_chars().alias("_pin")).with_columns(
        pl.col("_pin").str.strip_chars_start("0").alias("_bare"),
        pl.col("device").str.strip_chars().alias("_device"),
    )
    ways = [(exact, "_pin", True), (exact, "_pin", False), (loose, "_bare", True), (loose, "_bare", False)]
    for place, (table, pin, on_device) in enumerate(ways):
        names = {
            "employee_id": f"_holder{place}",
            "shared": f"_shared{place}",
            "pin": pin,
            "device": "_device",
        }
        rows = table.filter(pl.col("device").is_not_null() == on_device).rename(names)
        rows = rows if on_device else rows.drop("_device")
        found = _left(found, rows, ["agency_id", "_device", pin] if on_device else ["agency_id", pin])
    shared = pl.coalesce([f"_shared{place}" for place in range(len(ways))])
    first = pl.coalesce(
        [pl.when(pl.col(f"_shared{place}").is_not_null()).then(pl.lit(place)) for place in range(len(ways))]
    )
    holder = pl.coalesce([pl.when(first == place).then(f"_holder{place}") for place in range(len(ways))])
    return found.with_columns(holder.alias("_holder"), shared.fill_null(value=False).alias("_is_shared"))


def _objection(frame: pl.DataFrame, master: Master) -> pl.DataFrame:
    return named_soundly(frame, master.people, master.objectable)


_RESOLVERS: Final[dict[str, Resolver]] = {
    "employee": _employee,
    "badge": _badge,
    "task_user": _task_user,
    "counter": _counter,
    "institution": _institution,
    "unit": _unit,
    "unit_or_agency": _unit_or_agency,
    "subject": _subject,
    "objection": _objection,
}
