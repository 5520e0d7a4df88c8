"""The month's summary in Bahasa Indonesia, plain text for any terminal."""

import textwrap
from collections.abc import Iterator, Sequence
from datetime import date

from contracts.dates import date_text, moment_text, month_text
from contracts.metrics import shipped_metrics
from contracts.standing import MARK
from delivery.alerts.heartbeat import alerts_text
from delivery.release.closing import SAID as STATES
from delivery.summary import AgencyStatus, MonthStatus, RowCounts, UnreadFile
from delivery.wording import GATE_STATUS, grouped, rupiah

WIDTH = 100
MOST_AGENCIES = 20
MOST_FILES = 5

OUTCOMES = {
    "parsed": "terbaca",
    "refused": "ditolak",
    "not_settled": "belum selesai ditulis",
    "ignored": "diabaikan",
    "unknown_agency": "pemerintah daerah tidak dikenal",
    "unknown_feed": "jenis data tidak dikenal",
}


def render(status: MonthStatus) -> str:
    """Text of the summary; agencies on hold come first when there are too many to list."""
    told = sorted(status["agencies"], key=lambda agency: (agency["status"] != "held", agency["agency_id"]))
    if len(told) <= MOST_AGENCIES:
        told = status["agencies"]
    parts = [
        _head(status),
        _agencies(told[:MOST_AGENCIES], len(status["agencies"])),
        _reasons(told[:MOST_AGENCIES], status["month"]),
        _rows(status),
        _metrics(status),
        _alerts(status),
        _states(told[:MOST_AGENCIES]),
        _chains(told[:MOST_AGENCIES]),
        _interims(told[:MOST_AGENCIES]),
        _outputs(status),
        _next(status),
    ]
    return "\n\n".join(text for part in parts if (text := "\n".join(part))) + "\n"


def _head(status: MonthStatus) -> Iterator[str]:
    totals = status["totals"]
    counted = [f"{number} {GATE_STATUS[name]}" for name, number in totals["agencies"].items() if number]
    payable = sum(a["money"]["incentive_amount"] for a in status["agencies"] if a["status"] != "held")
    yield f"Bulan {month_text(status['month'])} ({status['month']}): {', '.join(counted)}"
    yield (
        f"{grouped(totals['people'])} pegawai, {grouped(totals['people_held'])} ditahan; "
        f"dihitung {rupiah(totals['money']['computed_amount'])}, "
        f"akan dibayar {rupiah(payable)}"
    )
    if any(agency["is_simulation"] for agency in status["agencies"]):
        yield MARK


def _agencies(agencies: Sequence[AgencyStatus], all_of_them: int) -> Iterator[str]:
    head = ("Daerah", "Keadaan", "Pegawai", "Ditahan", "Dihitung", "Akan dibayar", "Rilis")
    body = [
        (
            agency["agency_id"],
            GATE_STATUS.get(agency["status"], agency["status"]),
            grouped(agency["people"]),
            grouped(agency["people_held"]),
            rupiah(agency["money"]["computed_amount"]),
            "ditahan" if agency["status"] == "held" else rupiah(agency["money"]["incentive_amount"]),
            ", ".join(agency["releases"]) or "belum",
        )
        for agency in agencies
    ]
    yield from _table(head, body, left=(0, 1, 6))
    if all_of_them > len(agencies):
        yield f"dan {all_of_them - len(agencies)} daerah lain; semuanya ada pada `kinerja status --json`"


def _reasons(agencies: Sequence[AgencyStatus], month: str) -> Iterator[str]:
    told = [
        agency
        for agency in agencies
        if agency["reasons"]
        or agency["holds_escalated"]
        or agency["quarantine_reasons"]
        or agency["unread_files"]
    ]
    if told:
        yield "Yang perlu dilihat"
    for agency in told:
        if agency["reasons"]:
            yield from _wrapped(f"  {agency['agency_id']}: {agency['reasons']}")
        if agency["holds_escalated"] and agency["hold_until"]:
            yield from _wrapped(
                f"  {agency['agency_id']}: {grouped(agency['holds_escalated'])} penahanan lewat batasnya, "
                f"yang pertama sejak {date_text(date.fromisoformat(agency['hold_until']))}: "
                f"teruskan kepada pimpinan; lihat `kinerja hold list {month}`"
            )
        yield from _unread(f"  {agency['agency_id']}: ", agency["unread_files"])
        for reason in agency["quarantine_reasons"]:
            yield from _wrapped(
                f"  {agency['agency_id']}: {grouped(reason['rows'])} baris dikarantina. {reason['reason']}"
            )


def _unread(head: str, files: Sequence[UnreadFile]) -> Iterator[str]:
    """Files of this month's delivery one by one, those of earlier ones by their number."""
    own = [file for file in files if not file["is_still_open"]]
    for file in own[:MOST_FILES]:
        why = file["reason"] or OUTCOMES[file["outcome"]]
        yield from _wrapped(f"{head}{file['path']}: {why}")
    if (more := len(own) - MOST_FILES) > 0:
        yield f"{head}dan {more} berkas lain; semua ada pada `kinerja status --json`"
    if older := len(files) - len(own):
        yield f"{head}{older} berkas dari pengiriman bulan-bulan sebelumnya masih terbuka"


def _rows(status: MonthStatus) -> Iterator[str]:
    head = ("Baris", "Dibaca", "Diterima", "Karantina", "Kembar", "Diganti", "Bulan lain", "Berkas")
    body = [
        (agency["agency_id"], *_counts(agency["rows"]), _files(agency["files"]))
        for agency in status["agencies"][:MOST_AGENCIES]
    ]
    totals = ("Semua", *_counts(status["totals"]["rows"]), _files(status["totals"]["files"]))
    yield from _table(head, [*body, totals], left=(0, 7))
    if status["unknown_files"]:
        yield f"Berkas tanpa pemilik: {_files(status['unknown_files'])}"
        yield from _unread("  ", status["unknown_unread"])


def _counts(counts: RowCounts) -> tuple[str, ...]:
    return tuple(
        grouped(number)
        for number in (
            counts["read"],
            counts["accepted"],
            counts["quarantined"],
            counts["duplicate"],
            counts["superseded"],
            counts["other_month"],
        )
    )


def _files(files: dict[str, int]) -> str:
    return ", ".join(f"{number} {OUTCOMES.get(outcome, outcome)}" for outcome, number in files.items()) or "-"


def _metrics(status: MonthStatus) -> Iterator[str]:
    """Shares of all agencies together, by the names that every reader uses."""
    defined = shipped_metrics()
    known = {name: text for name, text in status["totals"]["metrics"].items() if text is not None}
    if known:
        yield "Ukuran"
    for name, text in known.items():
        told = defined.told(name)
        yield f"  {told.label}: {text} {told.unit}"


def _states(agencies: Sequence[AgencyStatus]) -> Iterator[str]:
    """How far the months have come, and who moved them there."""
    told = [agency for agency in agencies if agency["state_since"]]
    if told:
        yield "Tahap bulan"
    for agency in told:
        last, since = agency["objection_until"], agency["state_since"]
        until = f" sampai dengan {date_text(date.fromisoformat(last))}" if last else ""
        yield (
            f"  {agency['agency_id']}  {STATES[agency['state']]}{until}, "
            f"oleh {agency['state_by']}, {moment_text(since) if since else '-'}"
        )


def _chains(agencies: Sequence[AgencyStatus]) -> Iterator[str]:
    """Heads of the chains, for the recap that is signed."""
    told = [agency for agency in agencies if agency["chain_head"]]
    if told:
        yield "Ujung rantai rilis"
    for agency in told:
        yield f"  {agency['agency_id']}  {agency['chain_head']}"


def _interims(agencies: Sequence[AgencyStatus]) -> Iterator[str]:
    """When the month that runs now is reviewed, with what to type then."""
    told = [(agency["agency_id"], day) for agency in agencies if (day := agency["next_interim_on"])]
    if told:
        yield "Tinjauan tengah bulan berikutnya, menurut kebijakan"
    for agency_id, day in told:
        when = date_text(date.fromisoformat(day))
        yield f"  {agency_id}  {when}: kinerja run {day[:7]} --until {day} --agency {agency_id}"


def _outputs(status: MonthStatus) -> Iterator[str]:
    yield "Hasil"
    yield f"  tabel    {status['outputs']['catalogue']}"
    yield f"  halaman  {status['outputs']['quality_page']}"
    yield f"  marts    {status['outputs']['marts']}"
    yield f"  rilis    {status['outputs']['releases']}"


def _alerts(status: MonthStatus) -> Iterator[str]:
    yield from _wrapped(alerts_text(status["alerts"], status["month"]))


def _next(status: MonthStatus) -> Iterator[str]:
    month = status["month"]
    yield "Selanjutnya"
    if status["example_employee_id"]:
        yield f"  kinerja explain {status['example_employee_id']} {month}"
    ready = [a for a in status["agencies"] if a["status"] != "held" and not a["releases"]]
    if ready:
        yield f"  kinerja release {month} --agency {ready[0]['agency_id']} --by NAMA"
    yield f"  kinerja compare {month} --with BERKAS_YANG_DIBAYAR.csv"


def _table(head: Sequence[str], body: Sequence[Sequence[str]], *, left: Sequence[int]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in (head, *body)) for column in range(len(head))]
    for row in (head, *body):
        cells = [
            cell.ljust(width) if column in left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )
