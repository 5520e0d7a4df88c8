"""A reconciliation, said to a treasurer."""

from contracts.dates import month_text
from delivery.reconcile import SAID, Reconciliation
from delivery.wording import rupiah, signed

SHOWN = 50


def render(facts: Reconciliation) -> str:
    """Lay out who was paid otherwise than released, the first fifty by NIP."""
    state = "lunas (paid)" if facts["is_complete"] else "belum lunas"
    paid = f"dibayar {rupiah(facts['paid_amount'])} dengan {len(facts['sp2d'])} SP2D"
    lines = [
        f"{facts['agency_id']}, TPP {month_text(facts['month'])}: {state}",
        f"  dirilis {rupiah(facts['released_amount'])} untuk {facts['people_released']} orang",
        f"  {paid}; {facts['people_equal']} orang tepat",
    ]
    for each in facts["differences"][:SHOWN]:
        amounts = f"dirilis {rupiah(each['released_amount'])}, dibayar {rupiah(each['paid_amount'])}"
        lines.append(
            f"  {each['employee_id']} {each['name'] or 'tanpa nama'} ({each['skpd_code'] or 'tanpa SKPD'}): "
            f"{SAID[each['kind']]}; {amounts} ({signed(each['difference'])})"
        )
    rest = len(facts["differences"]) - SHOWN
    return "\n".join(lines + ([f"  dan {rest} orang lain: lihat --json"] if rest > 0 else [])) + "\n"
