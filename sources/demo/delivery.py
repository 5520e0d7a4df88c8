"""One block of people through all months: what its agency delivers, feed by feed."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from sources.demo import defects, feedback, feedback_signals, tables, tasks
from sources.demo.absences import Absences, active, leave_table
from sources.demo.agencies import DUMAI, MAMUJU, MATARAM, SEMARANG, Agency
from sources.demo.landing import Landing, TextStyle
from sources.demo.machine_files import MachineFiles
from sources.demo.months import Month
from sources.demo.people import RECAP_UNITS, people_of
from sources.demo.planted import PARSED, SUPERSEDED, Planted
from sources.demo.punches import as_recorded, office_punches, present_days, shift_punches
from sources.demo.shifts import roster, roster_table
from sources.demo.units import DISTRICT, PERMITS, Block

_EMPLOYEE_STYLE: Final = {
    MATARAM: TextStyle(";"),
    SEMARANG: TextStyle(",", "utf-8-sig", crlf=True, date_format="%d-%m-%Y"),
    MAMUJU: TextStyle("\t", "cp1252"),
    DUMAI: TextStyle(";", "cp1252", crlf=True, date_format="%-d/%-m/%Y"),
}
_LEAVE_STYLE: Final = {
    MATARAM: TextStyle(),
    SEMARANG: TextStyle(",", "utf-8-sig", date_format="%d-%m-%Y"),
    MAMUJU: TextStyle("\t", "cp1252"),
    DUMAI: TextStyle(";", crlf=True, date_format="%d-%m-%Y"),
}
_PLAIN: Final = TextStyle()
_QUOTED: Final = TextStyle(quote_all=True)
_WORKBOOK_PEOPLE: Final = 1000
_SHARED_PIN: Final = (0, 1)
_SANCTIONED: Final = 6
_REGISTER_UNIT: Final = 8
_OUTAGE_WORKDAY: Final = 11
_FORM_ROWS: Final = 3
_SOME_PEOPLE: Final = 2


@dataclass
class BlockDelivery:
    """Writes every month of one block; keeps what reaches over a month's end (spells, open complaints)."""

    agency: Agency
    block: Block
    months: list[Month]
    seed: int
    landing: Landing
    book: Planted
    people: pl.DataFrame = field(init=False)
    spare: dict[int, str] = field(init=False)
    absences: Absences = field(init=False)
    complaints: pl.DataFrame = field(init=False)
    machines: MachineFiles = field(init=False)

    def __post_init__(self) -> None:
        """Invent the people."""
        self.people = people_of(self.agency, self.block, self.months, self._rng(0, 0))
        if self.plants and self.agency.style == SEMARANG:
            self._share_a_pin()
        chosen = self.people.filter(pl.col("spare").is_not_null())
        self.spare = dict(zip(chosen["spare"], chosen["nip"], strict=True))
        self.absences = Absences(self.people.height)
        self.complaints = pl.DataFrame(schema=feedback.COMPLAINT_SCHEMA)
        self.machines = MachineFiles(
            self.agency, self.block, self.people, self.landing, self.book, self.plants
        )

    @property
    def plants(self) -> bool:
        """Whether this block carries planted defects: the first of each pilot."""
        return self.agency.is_pilot and self.block.number == 0

    def spoils(self, month: Month) -> bool:
        """Whether rows of the month are damaged: two pilots have mended their exports by the last."""
        return self.plants and not (self.agency.style in {MAMUJU, DUMAI} and month is self.months[-1])

    @property
    def units(self) -> pl.DataFrame:
        """The block's units."""
        return self.block.units

    def write(self, position: int) -> None:
        """Write the month at the position (0-based) of the demo."""
        month = self.months[position]
        self._master(month, position)
        begun = self.absences.begin(self.people, month, self._rng(month.ordinal, 1))
        self._leave(begun, month)
        available = active(self.people, month) & ~self.absences.away(month)
        present = present_days(self.people, month, available, self._rng(month.ordinal, 2))
        if position == min(1, len(self.months) - 1):
            self._outage(month, present)
        self._attendance(month, available, present)
        self._tasks(month, position, present)
        self._feedback(month)
        self._sanctions(month, position)
        if self.plants and self.agency.style == MATARAM:
            table = tables.payroll_table(self.people, month, self.agency)
            self.landing.table(self._path(month, "payroll_base", "gaji"), table, _PLAIN)
            table = tables.training_table(self.people, month)
            self.landing.table(self._path(month, "training", "diklat"), table, _PLAIN)
        if self.agency.style == MAMUJU and self.agency.is_pilot:
            self._approvals(month)
        if position == 0:
            self._opening(month)
            if not self.block.number:
                table = tables.contact_table(self.agency, self.units)
                self.landing.table(self._path(month, "contacts", "kontak"), table, TextStyle(";"))

    def _rng(self, month: int, topic: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, self.agency.ordinal, self.block.number, month, topic])

    def _path(self, month: Month, feed: str, stem: str, suffix: str = "csv") -> str:
        return f"{self.agency.code}/{month.text}/{feed}/{self.block.file_name(stem)}.{suffix}"

    def _share_a_pin(self) -> None:
        first, second = _SHARED_PIN
        shared = pl.col("pin").filter(pl.col("spare") == first).first()
        is_second = (pl.col("spare") == second).fill_null(value=False)
        pins = pl.col("pins").filter(pl.col("spare") == first).first()
        self.people = self.people.with_columns(
            pin=pl.when(is_second).then(shared).otherwise("pin"),
            pins=pl.when(is_second).then(pins).otherwise("pins"),
        )

    def _master(self, month: Month, position: int) -> None:
        style = _EMPLOYEE_STYLE[self.agency.style]
        table = tables.employees(self.people, self.units, month, position)
        if self.agency.style == MAMUJU and self.plants and self.block.people <= _WORKBOOK_PEOPLE:
            self.landing.workbook(self._path(month, "employees", "pegawai", "xlsx"), table, sheet="SIMPEG")
        else:
            path = self._path(month, "employees", "simpeg")
            if self.plants:
                table = defects.employees(style.cells(table), self.agency, path, self.book)
            self.landing.table(path, table, style)
        self.landing.table(self._path(month, "units", "unor"), tables.units_table(self.units), TextStyle(";"))

    def _leave(self, begun: pl.DataFrame, month: Month) -> None:
        style = _LEAVE_STYLE[self.agency.style]
        table = leave_table(begun, self.people, f"{self.agency.digits}/{month.text}")
        if self.plants and self.agency.style == SEMARANG:
            travel = pl.col("jenis_cuti") == "dinas_luar"
            self.landing.workbook(self._path(month, "leave", "cuti", "xlsx"), table.filter(~travel))
            path = self._path(month, "leave", "perjalanan_dinas", "xlsx")
            self.landing.workbook(path, table.filter(travel).drop("anak_ke"), top=1, left=1)
            self.book.add("workbook_variant", path, PARSED, note="column A empty, header in row 2")
            return
        path = self._path(month, "leave", "cuti")
        if self.plants:
            table = defects.leave(style.cells(table), self.agency, month, path, self.book)
        self.landing.table(path, table, style)

    def _outage(self, month: Month, present: npt.NDArray[np.bool_]) -> None:
        if not self.plants or self.agency.style not in {SEMARANG, MAMUJU}:
            return
        day = month.workday(_OUTAGE_WORKDAY)
        district = str(self.units.filter(pl.col("kind") == DISTRICT)["unit_id"].first() or "")
        struck = self.people.filter(pl.col("unit_id") == district)
        if not struck.height:
            return
        present[struck["index"].to_numpy(), (day - month.first).days] = False
        if self.agency.style == MAMUJU:
            path = self._path(month, "outages", "gangguan")
            approver = self.people["nip"].first()
            self.landing.table(path, tables.outage_table(district, day, str(approver)), _PLAIN)
            note = f"nobody of unit {district} punched on {day}: approved"
            self.book.add("outage_approved", path, PARSED, note=note)
            return
        path = self._path(month, "attendance", "scanlog")
        self.book.add(
            "outage", path, PARSED, note=f"nobody of unit {district} punched on {day}: see no_evidence"
        )

    def _attendance(
        self, month: Month, available: npt.NDArray[np.bool_], present: npt.NDArray[np.bool_]
    ) -> None:
        rng = self._rng(month.ordinal, 3)
        shifts = roster(self.people, month)
        serves = active(self.people, month)[shifts["index"].to_numpy(), shifts["day"].to_numpy()]
        shifts = shifts.filter(pl.Series(serves))
        if shifts.height:
            path = self._path(month, "roster", "jadwal")
            self.landing.table(path, roster_table(shifts, self.people), _PLAIN)
        by_machine = present & ~self.people["is_recap"].to_numpy()[:, None]
        punches = pl.concat(
            [
                office_punches(self.people, month, by_machine, self.agency, rng),
                shift_punches(self.people, shifts, available, rng),
            ]
        )
        is_cut = self.plants and self.agency.style == SEMARANG and month is self.months[-1]
        recorded = as_recorded(punches, self.agency, rng)
        self.machines.write(recorded, month, self._rng(month.ordinal, 6), is_cut=is_cut)
        recap = tables.recap_table(self.people, month, present, rng)
        if recap.height:
            self._recaps(recap, month)

    def _recaps(self, recap: pl.DataFrame, month: Month) -> None:
        units = self.people.filter("is_recap").select("nip", "unit_no")
        own, decided = (
            recap.filter(pl.Series((units["unit_no"] == number).to_list(), dtype=pl.Boolean))
            for number in RECAP_UNITS
        )
        stem = f"rekap_{month.text}"
        path = self._path(month, "attendance", stem)
        mended = own.head(_FORM_ROWS if self.plants else 0)
        if mended.height:
            wrong = pl.when(pl.int_range(pl.len()) < mended.height).then(pl.col("TERLAMBAT") + 9)
            own = own.with_columns(TERLAMBAT=wrong.otherwise("TERLAMBAT"))
            self.landing.table(self._path(month, "attendance", f"{stem}_ulang"), mended, _PLAIN)
            self.book.add(
                "recap_imported_again", path, SUPERSEDED,
                rows=list(range(1, mended.height + 1)), people=mended["NIP"].to_list(),
                note="the file ending in _ulang replaces these rows",
            )  # fmt: skip
        if own.height:
            self.landing.table(path, own, _PLAIN)
        if decided.height:
            table = tables.decided_recap(decided)
            self.landing.table(
                self._path(month, "attendance", f"potongan_{month.text}"), table, TextStyle(";")
            )

    def _tasks(self, month: Month, position: int, present: npt.NDArray[np.bool_]) -> None:
        rng = self._rng(month.ordinal, 4)
        posts = tables.employees(self.people, self.units, month, position)
        path = self._path(month, "task_completion", "ekinerja")
        rated = tasks.ratings(posts, month, rng)
        if self.spoils(month):
            rated = defects.ratings(rated, self.spare, self.agency, path, self.book)
        self.landing.table(path, rated, _PLAIN)
        if self.agency.style == MAMUJU:
            path = self._path(month, "task_completion", "aktivitas")
            log = tasks.activities(self.people, month, present, rng)
            if self.spoils(month):
                log = defects.activities(_LEAVE_STYLE[MAMUJU].cells(log), self.agency, path, self.book)
            self.landing.table(path, log, _LEAVE_STYLE[MAMUJU])
        if (self.units["kind"] == PERMITS).any():
            path = self._path(month, "task_completion", "perizinan")
            done = tasks.cases(self.people, self.agency, month, rng)
            if self.spoils(month):
                done = defects.cases(done, self.agency, path, self.book)
            self.landing.table(path, done, _PLAIN)

    def _feedback(self, month: Month) -> None:
        rng = self._rng(month.ordinal, 5)
        district = str(self.units.filter(pl.col("kind") == DISTRICT)["unit_id"].first() or "") or None
        few = district if self.plants and self.agency.style == MATARAM else None
        before_last = len(self.months) > 1 and month is self.months[-2]
        fallen = district if self.plants and self.agency.style == SEMARANG and before_last else None
        answers = feedback.survey(self.units, month, few, fallen, rng)
        if answers.height:
            self._survey(answers, month, few, fallen)
        self._complaints(month, rng)
        if self.plants and self.agency.style == MATARAM:
            path = self._path(month, "public_feedback", "penilaian_360")
            raters = self._rng(month.ordinal, 7)
            serving = self.people.filter(pl.Series(active(self.people, month).all(axis=1)))
            table = feedback_signals.raters_table(serving, month, raters, self.book, path)
            self.landing.table(path, table, _PLAIN)

    def _survey(self, answers: pl.DataFrame, month: Month, few: str | None, fallen: str | None) -> None:
        path = self._path(month, "public_feedback", "skm")
        if fallen is not None:
            note = f"unit {fallen} is answered worse than in the months around: see docs/examples"
            self.book.add("service_falls", path, PARSED, note=note)
        if few is not None:
            self.book.add(
                "small_sample",
                path,
                PARSED,
                note=f"unit {few} is under its minimum sample: not representative",
            )
        if self.agency.style == SEMARANG and self.plants:
            counter = answers["counter"].first()
            one = feedback.skm_table(answers.filter(pl.col("counter") == counter))
            self.landing.workbook(self._path(month, "public_feedback", "skm_loket", "xlsx"), one)
            answers = answers.filter(pl.col("counter") != counter)
        if self.plants and self.agency.style == MAMUJU:
            answers = feedback_signals.flooded(answers, month, self.book, path)
        table = feedback.form_table(answers) if self.agency.style == DUMAI else feedback.skm_table(answers)
        if self.spoils(month):
            table = defects.survey(_PLAIN.cells(table), self.agency, path, self.book)
        self.landing.table(path, table, _PLAIN)

    def _complaints(self, month: Month, rng: np.random.Generator) -> None:
        first = (month.ordinal % 100 * 1000 + self.block.number) * 1000
        received = feedback.complaints(self.units, month, first, rng)
        if self.plants and self.agency.style == DUMAI and received.height:
            path = self._path(month, "public_feedback", "lapor")
            received = feedback_signals.brigaded(received, month, self.book, path)
        known = feedback.as_known(pl.concat([self.complaints, received]), month)
        is_311 = self.units["unit_no"].eq(_REGISTER_UNIT)[known["unit"]] & (self.agency.style == SEMARANG)
        lapor = known.filter(~is_311)
        path = self._path(month, "public_feedback", "lapor")
        if lapor.height:
            table = feedback.lapor_table(lapor, self.units, self.agency)
            if self.plants:
                table = defects.lapor(table, self.agency, path, self.book)
            self.landing.table(path, table, _QUOTED)
        register = known.filter(is_311)
        if register.height:
            table = feedback.register_table(register, self.units)
            self.landing.table(self._path(month, "public_feedback", "pengaduan_311"), table, _PLAIN)
        still_open = known.filter(pl.col("closed").is_null())["number"]
        both = pl.concat([self.complaints, received])
        self.complaints = both.filter(
            pl.col("number").is_in(still_open.implode()), pl.col("closed").is_not_null()
        )
        if self.plants and month is not self.months[-1]:
            self._comes_again(lapor, path)
            self._comes_again(register, self._path(month, "public_feedback", "pengaduan_311"))

    def _comes_again(self, delivered: pl.DataFrame, path: str) -> None:
        later = pl.col("number").is_in(self.complaints["number"].implode())
        rows = delivered.with_row_index("row", 1).filter(later)["row"].to_list()
        if rows:
            self.book.add(
                "complaint_open", path, SUPERSEDED, rows=rows,
                note="the next delivery brings the complaint again with its later state",
            )  # fmt: skip

    def _sanctions(self, month: Month, position: int) -> None:
        nip = self.spare.get(_SANCTIONED)
        if nip is None or position != self.agency.ordinal % len(self.months):
            return
        person = self.people.filter(pl.col("nip") == nip)
        table = tables.sanction_table(person, month, self.agency)
        path = self._path(month, "discipline_cases", "hukuman_disiplin")
        self.landing.table(path, table, _EMPLOYEE_STYLE[self.agency.style])

    def _approvals(self, month: Month) -> None:
        path = self._path(month, "approvals", "rekap")
        signed = tables.approval_table(self.units, month)
        if self.plants and month in self.months[-2:-1]:
            counts = self.people["unit_id"].value_counts().filter(pl.col("count") >= _SOME_PEOPLE)
            late = self.units.join(counts, on="unit_id", maintain_order="left").row(-1, named=True)
            signed = signed.filter(pl.col("pejabat") != f"Kepala {late['unit_name']}")
            self.book.add("unsigned_recap", path, PARSED, note=f"nobody signed for unit {late['unit_id']}")
        self.landing.table(path, signed, TextStyle(";"))

    def _opening(self, month: Month) -> None:
        table = tables.opening_table(self.people, month, self._rng(month.ordinal, 6))
        self.landing.table(self._path(month, "opening_balances", "saldo_awal"), table, _PLAIN)
