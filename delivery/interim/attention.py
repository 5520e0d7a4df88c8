"""Who needs help before the month is judged: thresholds of the policy crossed so far, no evidence at all.

Superiors and the screen get a count per unit; the names go into one private file for HR.
"""

import csv
import io
from pathlib import Path

import duckdb

from contracts.home import Home
from delivery.catalogue import Row, open_marts, rows
from delivery.handoff.forms import harmless
from delivery.handoff.private import write_private
from delivery.statement.thresholds import threshold_text

NAMES = "perlu_perhatian.csv"
HEADER = ("kode_pemda", "kode_unit", "unit", "nip", "nama", "perihal")
NO_EVIDENCE = "Belum ada presensi atau rekap kehadiran satu pun; lengkapi sebelum bulan berakhir."

REACHED = "tanpa keterangan tahun ini sudah mencapai batas {subject}"

PEOPLE = """
from marts.{table} as found
inner join (from marts.monthly_incentives where month = $month) as people
    on found.agency_id = people.agency_id and found.employee_id = people.employee_id
where found.month = $month
"""
PERSON = "people.agency_id, people.unit_id, people.unit_name, people.employee_id, people.name"
THRESHOLDS = f"select {PERSON}, found.* exclude (agency_id, employee_id)" + PEOPLE.format(
    table="threshold_outcomes"
)
PROPOSALS = f"select {PERSON}, found.subject" + PEOPLE.format(table="data_findings")
WITHOUT_EVIDENCE = """
select agency_id, unit_id, unit_name, employee_id, name from marts.monthly_incentives
where month = $month and list_contains(string_split(hold_reason, ';'), 'tanpa_bukti_kehadiran')
"""


def attention(connection: duckdb.DuckDBPyConnection, month: str) -> list[Row]:
    """Rows of agency_id, unit_id, unit_name, employee_id, name and `about`, a sentence; in a stable order."""
    bound = {"month": month}
    found = [
        {**row, "about": f"Ambang terlewati: {threshold_text(row)}."}
        for row in rows(connection, f"{THRESHOLDS} and found.is_crossed", bound)
    ]
    found += [
        {**row, "about": f"{REACHED.format(subject=row['subject']).capitalize()}."}
        for row in rows(connection, f"{PROPOSALS} and found.finding_code = 'usulan_kasus_disiplin'", bound)
    ]
    found += [{**row, "about": NO_EVIDENCE} for row in rows(connection, WITHOUT_EVIDENCE, bound)]
    return sorted(
        found,
        key=lambda row: (row["agency_id"], str(row["unit_id"]), row["employee_id"], row["about"]),
    )


def reached_by(connection: duckdb.DuckDBPyConnection, month: str, employee_id: str) -> list[str]:
    """Say what a person's unexcused days of the year suggest to decide; nothing is decided by it."""
    found = rows(
        connection,
        f"{PROPOSALS} and found.finding_code = 'usulan_kasus_disiplin' and found.employee_id = $employee_id "
        "order by found.subject",
        {"month": month, "employee_id": employee_id},
    )
    return [REACHED.format(subject=row["subject"]) for row in found]


def names_file(aside: Home) -> Path:
    """Where the names of a review lie."""
    return aside.derived / NAMES


def write_names(aside: Home, month: str) -> Path:
    """Write who needs help and why, for HR alone (mode 0600); returns the file."""
    with open_marts(aside, month) as connection:
        found = attention(connection, month)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for row in found:
        cells = [row[name] for name in ("agency_id", "unit_id", "unit_name", "employee_id", "name", "about")]
        writer.writerow(["" if cell is None else harmless(str(cell)) for cell in cells])
    target = names_file(aside)
    write_private(aside.derived, target, text.getvalue().encode("utf-8-sig"))
    return target
