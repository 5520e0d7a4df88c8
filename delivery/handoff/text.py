"""Control totals, said to a treasurer."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from contracts.dates import month_text
from contracts.standing import MARK
from delivery.handoff.totals import HandOffTotals
from delivery.release.chain import code_of
from delivery.wording import rupiah, term


def render(written: Sequence[tuple[Path, HandOffTotals]]) -> str:
    """Lay out the totals of a release's files, then once what makes it a simulation; nobody is named."""
    reasons = {reason for _, totals in written for reason in totals["simulation_reasons"]}
    blocks = ["\n".join(_of_file(path, totals)) for path, totals in written]
    if reasons:
        standings = Counter(reason.rpartition(": ")[2] for reason in sorted(reasons))
        why = [f"  {count} aturan: {standing}" for standing, count in standings.most_common()]
        head = f"{MARK}, karena aturan yang menentukan jumlahnya belum menjadi dasar"
        blocks.append("\n".join([f"{head} (daftarnya dalam berkas .kendali.json):", *why]))
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _of_file(path: Path, totals: HandOffTotals) -> list[str]:
    lines = [MARK] if totals["is_simulation"] else []
    head = f"SKPD {totals['skpd_code']}, TPP {month_text(totals['month'])}, rilis r{totals['release']}"
    waiting = (
        f"{totals['people_held']} ditahan ({rupiah(totals['held_amount'])}), {totals['people_zero']} nol"
    )
    lines += [
        f"{head}, dibayar {month_text(totals['payment_month'])}",
        f"  {totals['people']} orang dibayar {rupiah(totals['incentive_amount'])}; {waiting}",
        *(f"  {term(name)}: {rupiah(amount)}" for name, amount in totals["components"].items() if amount),
        *(
            f"  {each['employment_status'] or 'tanpa status'}: {each['people']} orang, "
            f"{rupiah(each['incentive_amount'])}"
            for each in totals["statuses"]
        ),
    ]
    if totals["form"] != "simple":
        lines += [f"  {column}: {rupiah(amount)}" for column, amount in list(totals["columns"].items())[-3:]]
    if totals["people_without_payroll_base"]:
        lines.append(f"  {totals['people_without_payroll_base']} orang tanpa data penggajian (payroll_base)")
    if totals["people_with_notes"]:
        lines.append(f"  {totals['people_with_notes']} orang dengan catatan: lihat lembar `Di luar kolom`")
    lines.append(f"  kode rilis untuk rekap {code_of(totals['manifest_sha256'])}")
    return [*lines, f"  sidik berkas {totals['sha256']}", f"  {path}"]
