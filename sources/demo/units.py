"""Units of one agency: names, sizes, counters and complaint institutions."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from sources.demo.agencies import DUMAI, SEMARANG, Agency

PEOPLE_PER_UNIT = 40
FEWEST_UNITS = 8
BLOCK_PEOPLE = 6000

HOSPITAL, PERMITS, HEALTH, SCHOOL, DISTRICT, OFFICE, POLYCLINIC, VILLAGE = (
    "hospital",
    "permits",
    "health",
    "school",
    "district",
    "office",
    "polyclinic",
    "village",
)


@dataclass(frozen=True)
class Plan:
    """What a unit is: number, name, kind, weight in people, counters, and whether it takes complaints."""

    number: int
    name: str
    kind: str
    weight: float = 1.0
    counters: int = 0
    takes_complaints: bool = False
    parent: int | None = None


@dataclass(frozen=True)
class Block:
    """Whole units of one agency that are generated together; `units` has one row per unit."""

    number: int
    blocks: int
    first_person: int
    people: int
    units: pl.DataFrame

    def file_name(self, stem: str) -> str:
        """File name of this block's part of a table."""
        return stem if self.blocks == 1 else f"{stem}_{self.number + 1:03d}"


def _plans(agency: Agency, count: int) -> list[Plan]:
    core = [
        Plan(1, "Sekretariat Daerah", OFFICE),
        Plan(2, "Dinas Kependudukan dan Pencatatan Sipil", OFFICE, 0.8, counters=1, takes_complaints=True),
        Plan(3, f"RSUD {agency.short_name}", HOSPITAL, 2.0, counters=1),
        Plan(4, "Dinas Penanaman Modal dan PTSP", PERMITS, 0.7, counters=2),
        Plan(9, f"Kecamatan {agency.district}", DISTRICT, 0.6, counters=1, takes_complaints=True),
        Plan(5, "Dinas Kesehatan", HEALTH, 1.0, takes_complaints=True),
        Plan(6, "Dinas Pendidikan", OFFICE, 1.2, takes_complaints=True),
        Plan(7, "Badan Kepegawaian dan Pengembangan SDM", OFFICE, 0.6),
        Plan(8, "Dinas Pekerjaan Umum dan Penataan Ruang", OFFICE, 1.0, takes_complaints=True),
        Plan(10, "Badan Keuangan Daerah", OFFICE, 0.9),
        Plan(11, "Dinas Sosial", OFFICE, 0.8, takes_complaints=True),
        Plan(12, "Inspektorat", OFFICE, 0.7),
        Plan(13, "Dinas Perhubungan", OFFICE, 0.9, takes_complaints=True),
        Plan(14, "Badan Perencanaan Pembangunan Daerah", OFFICE, 0.7),
    ]
    return core[:count] + [_more(number) for number in range(len(core) + 1, count + 1)]


def _more(number: int) -> Plan:
    kinds = (
        Plan(number, f"Puskesmas {number:02d}", POLYCLINIC, 1.0, counters=1, parent=5),
        Plan(number, f"SMP Negeri {number}", SCHOOL, 1.1, parent=6),
        Plan(number, f"Kelurahan {number:02d}", VILLAGE, 0.4, parent=9),
        Plan(number, f"SD Negeri {number}", SCHOOL, 0.6, parent=6),
        Plan(number, f"Kecamatan {number:02d}", DISTRICT, 0.7, counters=1),
    )
    return kinds[number % len(kinds)]


def plan_blocks(agency: Agency) -> Iterator[Block]:
    """Yield the agency's units in blocks of a few thousand people, in order."""
    units = _units(agency)
    people = units["people"].to_numpy()
    block_of = (np.cumsum(people) - people) // BLOCK_PEOPLE
    first = 0
    parts = units.with_columns(block=pl.Series(block_of)).partition_by(
        "block", maintain_order=True, include_key=False
    )
    for number, part in enumerate(parts):
        size = int(part["people"].sum())
        yield Block(number, len(parts), first, size, part)
        first += size


def _units(agency: Agency) -> pl.DataFrame:
    count = max(FEWEST_UNITS, round(agency.employees / PEOPLE_PER_UNIT))
    plans = _plans(agency, count)
    weights = np.array([plan.weight for plan in plans])
    least = min(3, agency.employees // count)
    sizes = np.maximum(least, (agency.employees * weights / weights.sum()).astype(np.int64))
    rest = agency.employees - int(sizes.sum())
    sizes[: max(0, rest)] += 1
    sizes[np.argmax(sizes)] += min(0, rest)
    known = {plan.number for plan in plans}
    return pl.DataFrame(
        {
            "unit_no": [plan.number for plan in plans],
            "unit_id": [f"{agency.code}.{plan.number:02d}" for plan in plans],
            "unit_name": [plan.name for plan in plans],
            "kind": [plan.kind for plan in plans],
            "parent_unit_id": [
                f"{agency.code}.{plan.parent:02d}" if plan.parent in known else None for plan in plans
            ],
            "counters": [_counters(agency, plan) for plan in plans],
            "institution": [_institution(agency, plan) for plan in plans],
            "recipients": [120 + plan.number * 37 % 300 if plan.counters else None for plan in plans],
            "people": sizes,
        },
        schema_overrides={"parent_unit_id": pl.String, "institution": pl.String, "recipients": pl.Int64},
    )


def _counters(agency: Agency, plan: Plan) -> list[str]:
    if agency.style == DUMAI:
        return [f"Layanan {plan.name} {letter}" for letter in "ABC"[: plan.counters]]
    return [f"L{plan.number:02d}{letter}" for letter in "ABC"[: plan.counters]]


def _institution(agency: Agency, plan: Plan) -> str | None:
    if not plan.takes_complaints:
        return None
    if agency.style == SEMARANG:
        return f"OPD-{plan.number:02d}"
    return str(agency.ordinal * 10_000 + 400 + plan.number)
