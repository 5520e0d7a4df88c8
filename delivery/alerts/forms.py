"""The rows that someone is to mend, as workbooks that can be landed again as they are.

A workbook `kirim-ulang_<shape>_<day>_<contact>.xlsx` has the columns of a shape that the feed is read by,
every cell a text, and after them what is wrong (readers ignore it) and for rows of a file the landed row that
each takes the place of (`baris_asal`, `sources.origins`). Rows of a file come with the words that they landed
with; for what is missing the person stands there and the rest is blank. A second sheet says how to send it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import duckdb

from contracts.private import PRIVATE
from contracts.reasons import REASONS
from delivery.alerts.digest import Digest
from delivery.alerts.landed import LandedRow, landed, of_master, quarantined
from delivery.alerts.orphans import OWNED_BY, QUARANTINE, candidates, described
from delivery.alerts.phrases import follows
from delivery.alerts.workbook import ORIGIN, WHY, workbook
from delivery.catalogue import Row, rows
from delivery.wording import measure_kind

ID_LENGTH: Final = 6

# Holds that are mended in the person's own rows of the master.
IN_MASTER: Final = frozenset({"pin_ganda", "tanpa_kelas_atau_nilai_jabatan", "dua_jabatan_definitif"})

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
NO_INDICATORS: Final = "semua_indikator_kosong"
OUTAGE: Final = "gangguan_diduga"
OUTAGE_OF_ALL: Final = "gangguan_pemda_diduga"
UNSIGNED: Final = "rekap_belum_disetujui"


@dataclass
class Form:
    """Rows of one shape to send back: file's column to text, with `WHY` and for landed rows `ORIGIN`.

    `landed` and `missing` also say whose each row is. `folder`: where it is to land, as people are told.
    """

    feed: str
    shape: str
    name: str
    folder: str
    landed: list[tuple[str | None, dict[str, str]]] = field(default_factory=list)
    missing: list[tuple[str | None, dict[str, str]]] = field(default_factory=list)
    finding_ids: set[str] = field(default_factory=set)

    @property
    def rows(self) -> list[dict[str, str]]:
        """Landed rows, then those to fill in; whose landed row is there fills in no other."""
        mended = {who for who, _ in self.landed if who}
        return [row for _, row in self.landed] + [row for who, row in self.missing if who not in mended]

    @property
    def people(self) -> set[str | None]:
        """People who are to be filled in."""
        return {who for who, _ in self.missing}


@dataclass(frozen=True)
class Attachment:
    """A file of a message; `folder`: where it is to land."""

    name: str
    folder: str
    content: bytes
    rows: int
    finding_ids: frozenset[str]


class Forms:
    """The forms of one digest, by shape and by the month of the delivery that they belong to."""

    def __init__(self, digest: Digest) -> None:
        """Start with none."""
        self._digest = digest
        self._made: dict[tuple[str, str], Form] = {}

    @property
    def month(self) -> str:
        """Month that is told of."""
        return self._digest.month

    def of(self, feed: str, shape: str, delivery_month: str | None = None) -> Form:
        """Form of a shape, made when it is asked for first.

        A row of the master belongs to its delivery; other rows count wherever they land, so they land in the
        month that is told of.
        """
        digest = self._digest
        is_master = feed in {"employees", "units"}
        month = delivery_month if is_master and delivery_month else digest.month
        known = self._made.get((shape, month))
        if known is not None:
            return known
        delivered = "" if month == digest.month else f"_{month}"
        contact_id = digest.contact.contact_id[:ID_LENGTH]
        name = f"kirim-ulang_{shape}{delivered}_{digest.date}_{contact_id}.xlsx"
        form = Form(feed, shape, name, f"landing/{digest.contact.agency_id}/{month}/{feed}/")
        self._made[shape, month] = form
        return form

    def filled(self) -> Iterator[Form]:
        """Forms that have rows, in the order of their shapes."""
        return (form for _, form in sorted(self._made.items()) if form.rows)


def attachments(connection: duckdb.DuckDBPyConnection, landing: Path, digest: Digest) -> list[Attachment]:
    """Workbooks of what a digest newly tells of the contact's own; none where people may not be seen."""
    if not digest.contact.may_see_people:
        return []
    forms = Forms(digest)
    for finding in digest.fresh:
        code = finding["subject"].partition("#")[0] if finding["rule_code"] == QUARANTINE else ""
        if follows(finding):
            continue
        if code in OWNED_BY:
            _add_candidates(connection, landing, forms, finding, code)
        elif code in REASONS and finding["feed"] not in PRIVATE:
            found = quarantined(connection, landing, digest.month, finding, code)
            _add_landed(forms, finding, found, REASONS[code].sentence, _holds(digest, code))
        elif finding["rule_code"] in IN_MASTER and finding["employee_id"]:
            person = of_master(
                connection, landing, digest.month, finding["agency_id"], finding["employee_id"]
            )
            _add_landed(forms, finding, person, finding["message"], {})
        elif finding["rule_code"] in {OUTAGE, OUTAGE_OF_ALL}:
            day = str(finding["subject"])
            for unit_id in _silent_units(connection, digest.month, finding, day):
                known = {"unor_id": unit_id, "mulai": day, "selesai": day}
                _add_new(forms, finding, "outage", known)
        elif finding["rule_code"] == UNSIGNED:
            asked = {"kode_skpd": finding["subject"], "bulan": digest.month}
            _add_new(forms, finding, "approvals", asked)
        else:
            _add_missing(connection, digest.month, finding, forms)
    return [
        Attachment(
            form.name,
            form.folder,
            workbook(form, digest.closes_on),
            len(form.rows),
            frozenset(form.finding_ids | _ends_with(digest, form)),
        )
        for form in forms.filled()
    ]


def _holds(digest: Digest, code: str) -> Mapping[str, str]:
    """Map the people who are held for rows of this reason to the findings that say so."""
    return {
        row["employee_id"]: row["finding_id"]
        for row in digest.fresh
        if row["rule_code"] == code and row["employee_id"]
    }


def _ends_with(digest: Digest, form: Form) -> set[str]:
    """Name the holds that end with a form: nothing was there of the person, or it mends what they come of."""
    landed_of = {who for who, _ in form.landed}
    return {
        row["finding_id"]
        for row in digest.fresh
        if (row["rule_code"] == NO_INDICATORS and row["employee_id"] in form.people)
        or (follows(row) and row["employee_id"] in form.people | landed_of)
    }


def _silent_units(connection: duckdb.DuckDBPyConnection, month: str, finding: Row, day: str) -> Iterator[str]:
    """Units that an outage is to be written for: the finding's, or all that had no punch on the day."""
    if finding["unit_id"] is not None:
        yield finding["unit_id"]
        return
    found = rows(
        connection,
        "select distinct unit_id from marts.attendance_days where month = ? and agency_id = ? "
        "and work_date = cast(? as date) and day_status = 'no_evidence' order by unit_id",
        [month, finding["agency_id"], day],
    )
    yield from (row["unit_id"] for row in found)


def _add_candidates(
    connection: duckdb.DuckDBPyConnection, landing: Path, forms: Forms, finding: Row, code: str
) -> None:
    """Add rows of the master that could own what nobody owns, where these are few."""
    master = OWNED_BY[code]
    found = landed(landing, master.feed, candidates(connection, forms.month, finding, code))
    what = described(connection, forms.month, finding, code)
    why = f"{REASONS[code].sentence} Tulis {what} pada {master.column} pemiliknya; baris lain biarkan."
    _add_landed(forms, {**finding, "feed": master.feed}, found, why, {})


def _add_landed(
    forms: Forms, finding: Row, found: Iterable[LandedRow], why: str, holds: Mapping[str, str]
) -> None:
    """Add landed rows, each once with all that is wrong with it, and what they hold."""
    for row in found:
        form = forms.of(finding["feed"] or "employees", row.shape, row.delivery_month)
        form.finding_ids.add(finding["finding_id"])
        if row.employee_id is not None and row.employee_id in holds:
            form.finding_ids.add(holds[row.employee_id])
        there = next((known for _, known in form.landed if known[ORIGIN] == row.origin), None)
        if there is None:
            form.landed.append((row.employee_id, {**row.cells, WHY: why, ORIGIN: row.origin}))
        elif why not in there[WHY]:
            there[WHY] += f" {why}"


def _add_new(forms: Forms, finding: Row, shape: str, known: Mapping[str, str]) -> None:
    """Add a row that nobody landed yet, to be completed or thrown away; known: what is known of it."""
    feed, columns = _columns(shape)
    form = forms.of(feed, shape)
    form.finding_ids.add(finding["finding_id"])
    row = {column: known.get(column, "") for column in columns} | {WHY: finding["message"]}
    form.missing.append((None, row))


def _add_missing(connection: duckdb.DuckDBPyConnection, month: str, finding: Row, forms: Forms) -> None:
    """Add a row to fill in for a person whose value or attendance is missing."""
    employee_id = finding["employee_id"]
    if finding["severity"] != "hold" or not employee_id:
        return
    shape: str | None = None
    aspect = finding["subject"].partition("#")[0]
    if finding["rule_code"] == NO_ATTENDANCE:
        shape = "recap_days"
    elif finding["rule_code"] == NO_INDICATOR:
        shape, aspect = _form_of(connection, month, finding["agency_id"], aspect)
    if shape is None:
        return
    feed, columns = _columns(shape)
    form = forms.of(feed, shape)
    form.finding_ids.add(finding["finding_id"])
    known = _known(connection, month, finding, aspect if shape == "aspect_score" else "")
    row = {column: known.get(column.lower(), "") for column in columns}
    if all(kept | {WHY: ""} != row | {WHY: ""} for _, kept in form.missing):
        form.missing.append((employee_id, row | {WHY: finding["message"]}))


def _form_of(
    connection: duckdb.DuckDBPyConnection, month: str, agency_id: str, aspect: str
) -> tuple[str | None, str]:
    """Name the shape that brings an aspect's first measure, and the word for the aspect in a given score."""
    found = rows(
        connection,
        "select measure, coalesce(given_aspect, aspect) as given_aspect from compiled.policy_measures "
        "where month = ? and agency_id = ? and aspect = ? "
        "order by ordinal limit 1",
        [month, agency_id, aspect],
    )
    if not found:
        return None, aspect
    return FORM_OF_MEASURE.get(measure_kind(found[0]["measure"])), found[0]["given_aspect"]


def _columns(shape: str) -> tuple[str, list[str]]:
    """Feed of a shape and the columns that it must have."""
    from sources.catalogue import SHAPES  # noqa: PLC0415 - polars, only where something is missing
    from sources.feeds import FEEDS  # noqa: PLC0415 - as above

    found = next(each for each in SHAPES if each.name == shape)
    feed = next(feed for feed, carried in FEEDS.items() if found.record_type in carried)
    return feed, found.required


def _known(
    connection: duckdb.DuckDBPyConnection, month: str, finding: Row, given_aspect: str
) -> dict[str, str]:
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
        "bulan": month if given_aspect else str(int(month[5:])),
        "aspek": given_aspect,
        "skp_unor_id": person["unit_id"] or "",
        "skp_jabatan": person["post_name"] or "",
        "is_skp_plt_plh_pjb": "tidak",
    }
