"""The rows that someone is to mend, as workbooks that can be landed again as they are.

A workbook `kirim-ulang_<feed>_<shape>.xlsx` has the columns of a shape that the feed is read by, every cell
a text, and after them one column that readers ignore, with what is wrong. Rows of a file come with the
words that they landed with; for what is missing the person stands there and the rest is blank. A second
sheet says how to send it.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import duckdb

from contracts.dates import date_text
from contracts.private import PRIVATE
from contracts.reasons import REASONS
from delivery.alerts.digest import Digest
from delivery.catalogue import Row, rows
from delivery.wording import measure_kind

WHY: Final = "yang_perlu_dibetulkan"
MOST_ROWS: Final = 5_000
NO_HEADER: Final = "zk_attlog"

# Feeds that are delivered whole: some of their rows beside the delivery would contradict it.
SNAPSHOTS: Final = frozenset({"employees", "units"})

# Reasons that are mended in other data than the row's own: sending the row again would change nothing.
ELSEWHERE: Final = {
    "pin_tidak_dikenal": "employees",
    "pin_ganda": "employees",
    "petugas_tidak_dikenal": "employees",
    "loket_tidak_dikenal": "units",
    "instansi_tidak_dikenal": "units",
}

# Which shape brings a value that is missing, by the measure that the policy takes.
FORM_OF_MEASURE: Final = {
    "rating_predicate": "ekinerja_rating",
    "rating_matrix": "ekinerja_rating",
    "activity_minutes": "activity_log",
    "quantity_quality": "activity_log",
    "discipline_points": "recap_days",
    "attendance_rate": "recap_days",
    "recap_deduction": "recap_points",
    "given": "aspect_score",
}
NO_ATTENDANCE: Final = "tanpa_bukti_kehadiran"
NO_INDICATOR: Final = "indikator_belum_ada"


@dataclass
class Form:
    """Rows of one shape to send again: file's column to text, with `WHY`."""

    feed: str
    shape: str
    rows: list[dict[str, str]] = field(default_factory=list)
    people: set[str] = field(default_factory=set)
    finding_ids: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """File name of the workbook."""
        return f"kirim-ulang_{self.feed}_{self.shape}.xlsx"


@dataclass(frozen=True)
class Attachment:
    """A file of a message."""

    name: str
    feed: str
    content: bytes
    rows: int
    finding_ids: frozenset[str]


def attachments(connection: duckdb.DuckDBPyConnection, landing: Path, digest: Digest) -> list[Attachment]:
    """Workbooks of what a digest newly tells of the contact's own; none where people may not be seen."""
    if not digest.contact.may_see_people:
        return []
    forms: dict[str, Form] = {}
    quarantined = [row for row in digest.fresh if row["rule_code"] == "baris_dikarantina"]
    for finding in quarantined:
        _add_rows(connection, landing, digest.month, finding, forms)
    for finding in digest.fresh:
        _add_missing(connection, digest.month, finding, forms)
    made = [form for _, form in sorted(forms.items()) if form.rows]
    return [
        Attachment(form.name, form.feed, workbook(form, digest), len(form.rows), frozenset(form.finding_ids))
        for form in made
    ]


def _add_rows(
    connection: duckdb.DuckDBPyConnection, landing: Path, month: str, finding: Row, forms: dict[str, Form]
) -> None:
    """Add the rows of a quarantine with the words of the landed file."""
    code = finding["subject"].partition("#")[0]
    if code in ELSEWHERE or finding["feed"] in PRIVATE | SNAPSHOTS or code not in REASONS:
        return
    found = rows(
        connection,
        "select files.path, files.sha256, files.shape, held.row_no, held.employee_id "
        "from marts.quarantined_rows as held join marts.file_outcomes as files "
        "on held.month = files.month and held.agency_id = files.agency_id and held.file_no = files.file_no "
        "and held.record_type = files.record_type "
        "where held.month = ? and held.agency_id = ? and held.feed = ? and held.reason_code = ? "
        "and held.unit_id is not distinct from ? order by files.path, held.row_no limit ?",
        [month, finding["agency_id"], finding["feed"], code, finding["unit_id"], MOST_ROWS],
    )
    by_file: dict[str, list[Row]] = {}
    for row in found:
        if row["shape"] != NO_HEADER:
            by_file.setdefault(row["path"], []).append(row)
    for path, held in by_file.items():
        numbers = {row["row_no"]: row["employee_id"] for row in held}
        for shape, row_no, cells in _landed(landing / path, finding["feed"], held[0]["sha256"], numbers):
            form = forms.setdefault(shape, Form(finding["feed"], shape))
            form.rows.append({**cells, WHY: REASONS[code].sentence})
            form.finding_ids.add(finding["finding_id"])
            if numbers[row_no]:
                form.people.add(numbers[row_no])


def _landed(
    path: Path, feed: str, sha256: str, numbers: Mapping[int, Any]
) -> Iterator[tuple[str, int, dict[str, str]]]:
    """Shape, row number and cells of the rows asked for, by the file's own columns; none of another file."""
    import hashlib  # noqa: PLC0415 - only for files that have rows to mend

    from sources.recognition import recognise  # noqa: PLC0415 - polars, only for files that have rows to mend
    from sources.refusals import Refused  # noqa: PLC0415 - as above

    data = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(data).hexdigest() != sha256:
        return
    try:
        table = recognise(data, feed)
    except Refused:  # read with columns that a policy names: it cannot be written in a shape of everybody
        return
    written = {column.name: column.written for column in table.shape.columns}
    for row_no in sorted(numbers):
        row = table.cells.frame.row(row_no - 1, named=True)
        cells = {written[name]: row[str(place)] or "" for name, place in table.positions.items()}
        yield table.shape.name, row_no, cells


def _add_missing(
    connection: duckdb.DuckDBPyConnection, month: str, finding: Row, forms: dict[str, Form]
) -> None:
    """Add a row to fill in for a person whose value or attendance is missing."""
    employee_id = finding["employee_id"]
    if finding["severity"] != "hold" or not employee_id:
        return
    shape: str | None = None
    if finding["rule_code"] == NO_ATTENDANCE:
        shape = "recap_days"
    elif finding["rule_code"] == NO_INDICATOR:
        shape = _form_of(connection, month, finding["agency_id"], finding["subject"].partition("#")[0])
    if shape is None:
        return
    feed, columns = _columns(shape)
    form = forms.setdefault(shape, Form(feed, shape))
    form.finding_ids.add(finding["finding_id"])
    if employee_id in form.people:
        return
    form.people.add(employee_id)
    known = _known(connection, month, finding)
    form.rows.append(
        {column: known.get(column.lower(), "") for column in columns} | {WHY: finding["message"]}
    )


def _form_of(connection: duckdb.DuckDBPyConnection, month: str, agency_id: str, aspect: str) -> str | None:
    found = rows(
        connection,
        "select measure from compiled.policy_measures where month = ? and agency_id = ? and aspect = ? "
        "order by ordinal limit 1",
        [month, agency_id, aspect],
    )
    return FORM_OF_MEASURE.get(measure_kind(found[0]["measure"])) if found else None


def _columns(shape: str) -> tuple[str, list[str]]:
    """Feed of a shape and the columns that it must have."""
    from sources.catalogue import SHAPES  # noqa: PLC0415 - polars, only where something is missing
    from sources.feeds import FEEDS  # noqa: PLC0415 - as above

    found = next(each for each in SHAPES if each.name == shape)
    feed = next(feed for feed, carried in FEEDS.items() if found.record_type in carried)
    return feed, found.required


def _known(connection: duckdb.DuckDBPyConnection, month: str, finding: Row) -> dict[str, str]:
    """Fill in what is known already, by the file's column in small letters."""
    [person] = rows(
        connection,
        "select unit_id, post_name from marts.monthly_incentives "
        "where month = ? and agency_id = ? and employee_id = ? limit 1",
        [month, finding["agency_id"], finding["employee_id"]],
    ) or [{"unit_id": None, "post_name": None}]
    return {
        "nip": finding["employee_id"],
        "nip_atau_unor": finding["employee_id"],
        "tahun": month[:4],
        "bulan": str(int(month[5:])),
        "skp_unor_id": person["unit_id"] or "",
        "skp_jabatan": person["post_name"] or "",
        "is_skp_plt_plh_pjb": "tidak",
    }


def workbook(form: Form, digest: Digest) -> bytes:
    """Write a form: the rows on the first sheet, how to send them on the second; same rows, same bytes."""
    import xlsxwriter  # type: ignore[import-untyped] # noqa: PLC0415 - it brings no types; only where rows are attached

    from delivery.handoff.forms import MADE  # noqa: PLC0415 - as above

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"title": form.name, "created": MADE})
    text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
    warned = book.add_format({"bold": True, "bg_color": "#FFF2CC"})
    told = book.add_format({"num_format": "@", "bg_color": "#FFF2CC"})
    columns = [*dict.fromkeys(name for row in form.rows for name in row if name != WHY), WHY]
    sheet = book.add_worksheet("Data")
    for place, column in enumerate(columns):
        wide = max(len(column), *(len(row.get(column, "")) for row in form.rows)) + 2
        sheet.set_column(place, place, min(wide, 60), text)
        sheet.write_string(0, place, column, warned if column == WHY else bold)
        for number, row in enumerate(form.rows, 1):
            sheet.write_string(number, place, row.get(column, ""), told if column == WHY else text)
    sheet.freeze_panes(1, 0)
    guide = book.add_worksheet("Petunjuk")
    guide.set_column(0, 0, 110)
    for number, line in enumerate(_guide(form, digest)):
        guide.write_string(number, 0, line)
    book.close()
    return content.getvalue()


def _guide(form: Form, digest: Digest) -> Sequence[str]:
    place = f"landing/{digest.contact.agency_id}/{digest.month}/{form.feed}/"
    return (
        f"Betulkan atau lengkapi baris pada lembar Data; kolom {WHY} menyebut yang salah, boleh dibiarkan.",
        "Jangan mengubah judul kolom. NIP dan tanggal tetap sebagai teks.",
        "Baris yang tidak berlaku boleh dihapus; baris lain dari berkas semula tidak perlu dikirim lagi.",
        *_values(form.shape),
        f"Simpan sebagai XLSX, lalu letakkan di {place} atau serahkan kepada pengelola aplikasi Kinerja.",
        f"Paling lambat {date_text(digest.closes_on)}.",
    )


def _values(shape: str) -> Sequence[str]:
    """List what may stand in the columns that people misspell."""
    from contracts.fields import LEAVE_TYPES, PREDICATES  # noqa: PLC0415 - pandera, only where rows are attached

    told = {
        "leave": ("jenis_cuti", LEAVE_TYPES),
        "ekinerja_rating": ("hasil_akhir", PREDICATES),
    }
    if shape not in told:
        return ()
    column, values = told[shape]
    return (f"{column} adalah salah satu dari: {', '.join(values)}.",)
