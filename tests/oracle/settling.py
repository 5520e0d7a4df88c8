"""What a month settles of released ones and what it leaves, by the oracle and by the marts."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from contracts.home import Home
from contracts.policy.loading import Policies
from tests.oracle.corrections import Earlier, Key, settled
from tests.oracle.records import Month
from tests.oracle.rulebook import Rulebook, Units

Place = tuple[str, str]
"""(NIP, earlier month)"""


@dataclass(frozen=True)
class Tables:
    """Marts of one agency's month: people, lines, and what is left outstanding."""

    people: pl.DataFrame
    lines: pl.DataFrame
    outstanding: pl.DataFrame

    @classmethod
    def of(cls, folder: Path, agency_id: str) -> "Tables":
        """Read them from a build's folder."""
        names = ("monthly_incentives", "incentive_lines", "outstanding")
        frames = (pl.read_parquet(folder / f"{name}.parquet") for name in names)
        return cls(*(frame.filter(agency_id=agency_id) for frame in frames))


@dataclass(frozen=True)
class Settling:
    """One agency's month `now`, computed and not yet released.

    months: tables of it and of every released month; accepted: folder of the rows that its build accepted.
    """

    home: Home
    agency_id: str
    now: str
    months: Mapping[str, Tables]
    accepted: Path

    def differences(self, policies: Policies) -> Iterator[tuple[Place, str, int, int]]:
        """Yield (place, what, mart, oracle) where the marts say something else than the oracle."""
        tables = self.months[self.now]
        rules = Rulebook.of(policies, self.agency_id, Month(self.now), Units()).monthly()
        percent = 100 if rules.recovery is None else int(rules.recovery.max_percent_of_month)
        own = _sums(tables.lines.filter(for_month=self.now), "employee_id")
        owed = self._owed()
        by_person: defaultdict[str, dict[str, Earlier]] = defaultdict(dict)
        for (person, month), earlier in owed.items():
            by_person[person][month] = earlier
        settles = {
            (person, month): amount
            for person, each in by_person.items()
            for month, amount in settled(own[person,], percent, each).items()
        }
        leaves = {
            place: sum(each.due.values()) - sum(each.released.values()) + each.repaid - settles[place]
            for place, each in owed.items()
        } | self._never_paid()
        lines = _sums(tables.lines.filter(pl.col("for_month") != self.now), "employee_id", "for_month")
        listed = _sums(tables.outstanding, "employee_id", "for_month")
        for what, theirs, ours in (("settled", lines, settles), ("outstanding", listed, leaves)):
            for place in sorted({*theirs, *ours}):
                mart, oracle = theirs.get(place, 0), ours.get(place, 0)
                if mart != oracle:
                    yield place, what, mart, oracle

    def _owed(self) -> dict[Place, Earlier]:
        paid, released = _released(self.home, self.agency_id)
        repaid = _repaid(self.accepted, self.agency_id)
        people = self.months[self.now].people
        here = set(people.filter(pl.col("post_name").is_not_null() & ~pl.col("is_held"))["employee_id"])
        due: defaultdict[Place, Counter[Key]] = defaultdict(Counter)
        held = set()
        for month, tables in self.months.items():
            held |= {(person, month) for person in tables.people.filter("is_held")["employee_id"]}
            for row in tables.lines.filter(for_month=month).iter_rows(named=True):
                due[row["employee_id"], month][_key(row, row["line_kind"], row["detail"])] += row["amount"]
        return {
            (person, month): Earlier(
                due=due[person, month],
                released=released[person, month],
                repaid=repaid[person, month],
                waits=month[:4] != self.now[:4] or (person, month) in held or person not in here,
            )
            for person, month in paid
            if month != self.now
        }

    def _never_paid(self) -> dict[Place, int]:
        paid, _ = _released(self.home, self.agency_id)
        sums = {
            (person, month): amount
            for month, tables in self.months.items()
            if month != self.now
            for (person,), amount in _sums(tables.lines.filter(for_month=month), "employee_id").items()
        }
        return {place: amount for place, amount in sums.items() if place not in paid}


def _released(home: Home, agency_id: str) -> tuple[set[Place], defaultdict[Place, Counter[Key]]]:
    """Who was paid in which month by its own releases, and the lines released for it by all."""
    paid: set[Place] = set()
    lines: defaultdict[Place, Counter[Key]] = defaultdict(Counter)
    for folder in sorted(home.releases.glob(f"[0-9]*/{agency_id}/r*")):
        people = pl.read_parquet(folder / "monthly_incentives.parquet").filter(~pl.col("is_held"))
        paid |= {(person, folder.parts[-3]) for person in people["employee_id"]}
        written = pl.read_parquet(folder / "incentive_lines.parquet")
        for row in written.join(people, on="employee_id", how="semi").iter_rows(named=True):
            is_correction = row["corrected_kind"] is not None
            kind = row["corrected_kind"] if is_correction else row["line_kind"]
            detail = row["corrected_detail"] if is_correction else row["detail"]
            lines[row["employee_id"], row["for_month"]][_key(row, kind, detail)] += row["amount"]
    return paid, lines


def _repaid(accepted: Path, agency_id: str) -> Counter[tuple[str, ...]]:
    rows = pl.read_parquet(accepted / "repayment" / "*.parquet").filter(agency_id=agency_id)
    return _sums(rows.rename({"repaid_amount": "amount"}), "employee_id", "repaid_month")


def _key(row: Mapping[str, str | None], kind: str | None, detail: str | None) -> Key:
    about = detail if kind == "potongan" else ""
    return (kind or "", f"{row['component'] or ''} {row['aspect'] or ''} {about or ''}")


def _sums(rows: pl.DataFrame, *by: str) -> Counter[tuple[str, ...]]:
    found: Counter[tuple[str, ...]] = Counter()
    for *place, amount in rows.select(*by, "amount").iter_rows():
        found[tuple(place)] += amount
    return found
