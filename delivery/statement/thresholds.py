"""Thresholds of the policy, as they were measured of one person's month."""

from collections.abc import Sequence
from fractions import Fraction

import duckdb

from delivery.catalogue import Row, rows
from delivery.statement.facts import If, Rule
from delivery.statement.rules import rule_of
from delivery.wording import decimal_text, term

E4 = 10_000
POINTS = "deduction_points"
QUANTITIES = {
    "present_days": "hari hadir",
    "worked_days": "hari hadir",
    "unexcused_days": "hari tanpa keterangan",
    "late_count": "kali terlambat",
    POINTS: "poin potongan disiplin",
}
# what more of is better: of the others less
BETTER_MORE = frozenset({"present_days", "worked_days"})


def crossed_by(connection: duckdb.DuckDBPyConnection, key: Sequence[object], views: set[str]) -> list[Row]:
    """Read the thresholds that (agency, month, employee) crosses; none where a build kept none."""
    if "threshold_outcomes" not in views:
        return []
    return rows(
        connection,
        "select * from marts.threshold_outcomes "
        "where agency_id = ? and month = ? and employee_id = ? and is_crossed order by threshold_id",
        key,
    )


def threshold_text(crossed: Row) -> str:
    """Say what crossed a threshold, and where the rule stands."""
    bounds = [f"mulai {crossed['from_value']}"] if crossed["from_value"] is not None else []
    bounds += [f"kurang dari {crossed['below_value']}"] if crossed["below_value"] is not None else []
    text = f"{QUANTITIES[crossed['quantity']]} {_measured(crossed)}, batasnya {' dan '.join(bounds)}"
    rule = rule_of(crossed, crossed["rule_title"])
    return f"{text}{_source(rule)}"


def _source(rule: Rule) -> str:
    if not rule["citation"]:
        return ""
    clause = f", {rule['clause']}" if rule["clause"] else ""
    title = f"{rule['title'].rstrip('.')}; " if rule["title"] else ""
    return f" ({title}{rule['citation']}{clause})"


def kept_by(crossed: Row) -> If | None:
    """Say what would have left a threshold uncrossed; None where only doing worse would have.

    What the days themselves cost changes with them, so no difference in rupiah is told.
    """
    is_more = crossed["quantity"] in BETTER_MORE
    bound = crossed["below_value"] if is_more else crossed["from_value"]
    if bound is None:
        return None
    pays = crossed["operation"] == "pay_percent"
    effect = "TPP dibayar" if pays else f"nilai {term(crossed['aspect'])} menjadi"
    effect += f" {_number(crossed['value_e4'])}{' %' if pays else ''}"
    return {
        "aspect": crossed["aspect"],
        "measure": None,
        "work_date": None,
        "sentence": f"Jika {_change(crossed, bound)} (sekarang {_measured(crossed)}): ambang yang membuat "
        f"{effect} tidak terlewati",
        "amount_difference": None,
    }


def _change(crossed: Row, bound: int) -> str:
    word = QUANTITIES[crossed["quantity"]]
    if crossed["quantity"] == POINTS:
        return f"{word} kurang dari {bound}"
    measured = crossed["measured_e4"] // E4
    if crossed["quantity"] in BETTER_MORE:
        return f"{bound - measured} {word} lebih banyak"
    return f"{measured - bound + 1} {word} lebih sedikit"


def _measured(crossed: Row) -> str:
    return _number(crossed["measured_e4"])


def _number(value_e4: int) -> str:
    return decimal_text(Fraction(value_e4, E4)) or str(Fraction(value_e4, E4))
