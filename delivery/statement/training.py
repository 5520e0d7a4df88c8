"""Lesson hours of the year beside what the policy asks: information, which no amount depends on."""

from collections.abc import Iterator, Sequence

import duckdb

from delivery.catalogue import rows
from delivery.statement.facts import Training
from delivery.statement.rules import RuleBook
from delivery.statement.why import Rules
from delivery.text_lines import wrapped


def training_of(
    connection: duckdb.DuckDBPyConnection, key: Sequence[object], book: RuleBook, unit_id: str
) -> Training | None:
    """Read marts.training_hours of (agency, month, employee); None where the policy asks for no hours."""
    found = rows(
        connection,
        "select lesson_hours, courses, target_hours, rule_id from marts.training_hours "
        "where agency_id = ? and month = ? and employee_id = ? and target_hours is not null",
        key,
    )
    if not found:
        return None
    [row] = found
    return {
        "lesson_hours": int(row["lesson_hours"]),
        "courses": int(row["courses"]),
        "target_hours": int(row["target_hours"]),
        "rule": book.rule(row["rule_id"], unit_id),
    }


def told_training(training: Training | None, month: str, rules: Rules) -> Iterator[str]:
    """Say how many hours are recorded, of how many in the year."""
    if training is None:
        return
    number = rules.numbers([training["rule"]]) if training["rule"] else ""
    courses = f" dari {training['courses']} kegiatan" if training["courses"] else ""
    yield "Pengembangan kompetensi"
    yield from wrapped(
        f"  - Tercatat {training['lesson_hours']} dari {training['target_hours']} jam pelajaran (JP) tahun "
        f"{month[:4]}{courses}; tidak mengubah jumlah ini.{f' [aturan {number}]' if number else ''}",
        "    ",
    )
