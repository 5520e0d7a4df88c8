"""The open holds of a month in Bahasa Indonesia, plain text for any terminal."""

from collections.abc import Iterator, Sequence

from contracts.dates import date_text, month_text
from contracts.quality import Quality
from delivery.catalogue import Row
from delivery.text_lines import wrapped
from delivery.wording import rupiah

WHO = {"block": "seluruh pemda", "hold": "pegawai"}


def render(holds: Sequence[Row], month: str, quality: Quality) -> str:
    """Text of the list: id, whom it holds, how much waits, what is wrong, until when."""
    return "\n".join([f"Penahanan bulan {month_text(month)}: {len(holds)}", *_lines(holds, quality)]) + "\n"


def _lines(holds: Sequence[Row], quality: Quality) -> Iterator[str]:
    for hold in holds:
        whom = WHO[hold["severity"]]
        unit = f", unit {hold['unit_id']}" if hold["unit_id"] else ""
        yield f"{hold['finding_id']}  {hold['agency_id']}{unit}, {whom}, {rupiah(hold['at_risk_amount'])}"
        yield from wrapped(f"  {hold['message']}", "  ")
        until = f"Batas {date_text(hold['hold_until'])}" if hold["hold_until"] else "Batas belum diketahui"
        late = "; SUDAH LEWAT, teruskan kepada pimpinan" if hold["is_escalated"] else ""
        locked = "; tidak dapat dicabut, betulkan datanya" if quality.locked(hold["rule_code"]) else ""
        yield f"  {until}{late}{locked}."
