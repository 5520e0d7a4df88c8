"""The dumps of a block's machines, month by month, with what reaches over a month's end."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import polars as pl

from sources.demo import defects, integrity
from sources.demo.agencies import MATARAM, Agency
from sources.demo.landing import Landing, TextStyle
from sources.demo.machines import is_scan_log, machine_file, machine_lines, scan_log, with_people
from sources.demo.months import Month
from sources.demo.planted import DUPLICATE, PARSED, QUARANTINED, Planted
from sources.demo.units import PERMITS, Block

_DAY: Final = 86_400
_REPEATED_DAYS: Final = 3
_CLOCK_PERSON: Final = 5
_LAST_DAY_OF_A_CUT: Final = 19
_SCAN_STYLE: Final = TextStyle(",", "utf-8-sig", crlf=True)


@dataclass
class MachineFiles:
    """Keeps night shifts' departures for the next month, and the last days of the first device's dump."""

    agency: Agency
    block: Block
    people: pl.DataFrame
    landing: Landing
    book: Planted
    plants: bool
    carried: pl.DataFrame = field(init=False)
    last_lines: pl.Series = field(init=False)

    def __post_init__(self) -> None:
        """Start with nothing carried over."""
        self.carried = pl.DataFrame(schema={"index": pl.Int64, "at": pl.Int64, "state": pl.Int64})
        self.last_lines = pl.Series("line", [], dtype=pl.String)

    def write(self, punches: pl.DataFrame, month: Month, rng: np.random.Generator, *, is_cut: bool) -> None:
        """Write the punches of the month's own days; what falls after them comes with the next delivery.

        A delivery that is cut stops after the 20th, as an export does that nobody repeated.
        """
        after = int(month.days[-1] + 1) * _DAY
        every = pl.concat([self.carried, punches])
        self.carried = every.filter(pl.col("at") >= after)
        until = int(month.days[_LAST_DAY_OF_A_CUT] + 1) * _DAY if is_cut else after
        mine = with_people(every.filter(pl.col("at") < until), self.people)
        mine = integrity.habits(mine, self.agency, rng)
        if self.plants:
            path = f"{self._folder(month)}/{machine_file(self.agency, 1, month.text)}"
            mine = integrity.planted(mine, self.agency, month, path, self.book)
        if is_scan_log(self.agency):
            self._scan_logs(mine, month, rng, is_cut=is_cut)
        else:
            self._dumps(mine, month)

    def _folder(self, month: Month) -> str:
        return f"{self.agency.code}/{month.text}/attendance"

    def _dumps(self, punches: pl.DataFrame, month: Month) -> None:
        for part in punches.partition_by("device", maintain_order=True):
            device = int(part["device"][0])
            path = f"{self._folder(month)}/{machine_file(self.agency, device, month.text)}"
            lines = machine_lines(part, self.agency)
            if self.plants and self.agency.style == MATARAM and device == 1:
                lines = self._faulty(part, lines, month, path)
            self.landing.lines(path, lines)

    def _faulty(self, part: pl.DataFrame, lines: pl.Series, month: Month, path: str) -> pl.Series:
        repeated, clean = self.last_lines, lines
        recent = part["at"] >= int(month.days[-1] + 1 - _REPEATED_DAYS) * _DAY
        self.last_lines = clean.filter(recent)
        person = self.people.filter(pl.col("spare") == _CLOCK_PERSON, pl.col("device") == 1)
        owner = person if person.height else self.people.filter(pl.col("device") == 1).head(1)
        if repeated.len():
            self.book.add(
                "device_exported_again", path, DUPLICATE, rows=list(range(1, repeated.len() + 1)),
                note="the last days of the delivery before; other_month in the run of this delivery's month",
            )  # fmt: skip
        every = pl.concat([repeated, clean])
        return defects.machine(every, month, path, self.book, pin=owner["pin"][0], person=owner["nip"][0])

    def _scan_logs(
        self, punches: pl.DataFrame, month: Month, rng: np.random.Generator, *, is_cut: bool
    ) -> None:
        if self.plants:
            desk = self.block.units.filter(pl.col("kind") == PERMITS)["unit_name"].first()
            at_desk = pl.col("unit_name") == desk
            path = f"{self._folder(month)}/scanlog_ptsp.xlsx"
            self.landing.workbook(path, scan_log(punches.filter(at_desk), self.agency), sheet="Scan Log")
            punches = punches.filter(~at_desk)
        path = f"{self._folder(month)}/{self.block.file_name('scanlog')}.csv"
        table = scan_log(punches, self.agency)
        book = self.book if self.plants else None
        table = integrity.positions(table, self.agency, rng, book, path)
        self.landing.table(path, table, _SCAN_STYLE)
        if self.plants:
            self._shared_pin(table, path)
        if is_cut:
            last = month.day(_LAST_DAY_OF_A_CUT)
            self.book.add("cut_export", path, PARSED, note=f"no punch of any unit after {last}")

    def _shared_pin(self, table: pl.DataFrame, path: str) -> None:
        pair = self.people.filter(pl.col("spare").is_in([0, 1]))
        if pair.height:
            rows = table.with_row_index("row", 1).filter(pl.col("PIN") == pair["pin"][0])["row"].to_list()
            self.book.add(
                "shared_pin", path, QUARANTINED, rows=rows, code="pin_ganda", people=pair["nip"].to_list()
            )
