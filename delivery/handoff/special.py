"""A special payment handed to payroll: `NIP,NAMA,NILAI` for each SKPD, with its totals."""

import csv
import datetime as dt
import io
from pathlib import Path
from typing import NamedTuple

import polars as pl

from contracts.home import Home
from contracts.standing import MARK
from delivery import ledger
from delivery.handoff.forms import SIMPLE_COLUMNS, harmless
from delivery.handoff.private import file_name, salted_hash, write_private
from delivery.release.special import TABLE, read_manifest


class SpecialFile(NamedTuple):
    """One file: its SKPD, people and whole rupiah."""

    path: Path
    skpd_code: str
    people: int
    special_amount: int


def hand_off_special(home: Home, folder: Path, *, written_at: dt.datetime) -> list[SpecialFile]:
    """Write `handoff/special/<agency>/<id>/` from a special release, one file per SKPD, by its code.

    People without an SKPD are in a file of their own, `tanpa-skpd`. The ledger book `handoffs` gets the
    totals and the salted hash of each file.
    """
    manifest = read_manifest(folder)
    rows = pl.read_parquet(folder / f"{TABLE}.parquet").with_columns(
        pl.col("skpd_code").fill_null("tanpa-skpd")
    )
    files: list[SpecialFile] = []
    for (code,), people in rows.sort("skpd_code", "employee_id").group_by("skpd_code", maintain_order=True):
        content = _plain(people, is_simulation=manifest["is_simulation"])
        name = file_name(manifest["special_id"], str(code), is_simulation=manifest["is_simulation"])
        path = home.handoff / "special" / manifest["agency_id"] / manifest["special_id"] / f"{name}.csv"
        write_private(home.handoff, path, content)
        file = SpecialFile(path, str(code), people.height, int(people["special_amount"].sum()))
        event = {key: manifest[key] for key in ("agency_id", "special_id", "is_simulation")}
        event |= {"skpd_code": file.skpd_code, "people": file.people, "special_amount": file.special_amount}
        event |= {
            "file": path.relative_to(home.handoff).as_posix(),
            "salted_sha256": salted_hash(home, content),
        }
        ledger.append(home, "handoffs", [{"kind": "handed_off", **event, "at": written_at.isoformat()}])
        files.append(file)
    return files


def _plain(people: pl.DataFrame, *, is_simulation: bool) -> bytes:
    content = io.StringIO(newline="")
    writer = csv.writer(content, lineterminator="\r\n")
    if is_simulation:
        writer.writerow([MARK])
    writer.writerow(SIMPLE_COLUMNS)
    rows = people.select("employee_id", pl.col("name").fill_null(""), "special_amount").iter_rows()
    writer.writerows((employee_id, harmless(name), amount) for employee_id, name, amount in rows)
    return content.getvalue().encode()
