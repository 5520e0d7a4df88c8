"""The review list in words: whom to coach, whom to recognise, and why; for superiors, never a cut or hold."""

from collections import Counter
from fractions import Fraction
from itertools import groupby
from typing import Final

from contracts.dates import month_text
from contracts.home import Home
from delivery.catalogue import Row, has_table, not_run, open_marts, rows
from delivery.errors import MonthNotRunError
from delivery.wording import RULE_STATUS, decimal_text, term

STATES: Final = {
    ("coaching", "new"): "perlu pembinaan",
    ("coaching", "running"): "sedang dibina",
    ("coaching", "not_helped"): "pembinaan belum berhasil",
    ("coaching", "helped"): "pembinaan berhasil",
    ("recognition", "new"): "layak diapresiasi",
    ("recognition", "running"): "tetap layak diapresiasi",
}
_LISTED: Final = """
    select listed.*, paid.name, agency.agency_name
    from marts.review_list as listed
    left join marts.monthly_incentives as paid using (agency_id, month, employee_id)
    left join compiled.agency as agency using (agency_id, month)
    where listed.month = $month
        and (cast($agency as varchar) is null or listed.agency_id = $agency)
        and (cast($unit as varchar) is null or listed.unit_id = $unit)
    order by listed.agency_id, listed.unit_id, listed.employee_id, listed.review_id
"""


def listed(home: Home, month: str, agency: str | None = None, unit: str | None = None) -> list[Row]:
    """Rows of `marts.review_list` with names, by agency, unit and person. Raises MonthNotRunError."""
    with open_marts(home, month) as marts:
        asked = {"month": month}
        if not has_table(marts, "marts", "review_list") or not rows(
            marts, "select 1 from marts.agency_gates where month = $month limit 1", asked
        ):
            raise MonthNotRunError(not_run(month))
        return rows(marts, _LISTED, {**asked, "agency": agency, "unit": unit})


def render(month: str, found: list[Row], *, with_names: bool = False) -> str:
    """Return the list for people: how many in each unit, and each person where names are asked for."""
    if not found:
        return f"Pembinaan dan penghargaan {month_text(month)}: tidak ada yang masuk daftar.\n"
    lines = [
        f"Pembinaan dan penghargaan {month_text(month)}",
        "Bahan bagi atasan untuk bicara dan memutuskan; tidak ada TPP yang dipotong atau ditahan karenanya.",
    ]
    for agency, of_agency in groupby(found, key=lambda row: (row["agency_id"], row["agency_name"])):
        lines += ["", " ".join(filter(None, agency))]
        for unit, of_unit in groupby(of_agency, key=lambda row: row["unit_id"]):
            people = list(of_unit)
            lines.append(f"  {unit}: {_counts(people)}")
            if with_names:
                lines += _people(people)
    return "\n".join([*lines, ""])


def _counts(people: list[Row]) -> str:
    count = Counter((row["list_kind"], row["state"]) for row in people)
    return ", ".join(f"{count[key]} {words}" for key, words in STATES.items() if count[key])


def _people(people: list[Row]) -> list[str]:
    """Return each person, and why; those whom one reason lists (a score of their unit) stand together."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for row in people:
        alike.setdefault(_reason(row), []).append(_person(row))
    return [line for reason, of_reason in alike.items() for line in (*of_reason, *reason)]


def _person(row: Row) -> str:
    line = (
        f"    {row['name'] or 'tanpa nama'} ({row['employee_id']}): {STATES[row['list_kind'], row['state']]}"
    )
    if row["target_hours"] is None:
        return line
    return f"{line}; pengembangan kompetensi tahun ini {row['lesson_hours']} dari {row['target_hours']} JP"


def _reason(row: Row) -> tuple[str, ...]:
    before = f", {month_text(row['before_month'])} {_score(row['before_e4'])}" if row["before_month"] else ""
    now = "belum terukur bulan ini" if row["score_e4"] is None else _score(row["score_e4"])
    lines = [f"      Nilai {term(row['aspect'])} {now}{before}"]
    if row["cause_measure"] is not None:
        known = row["cause_before_e4"] is not None
        earlier = f", sebelumnya {_score(row['cause_before_e4'])}" if known else ""
        lines.append(
            f"      Paling menentukan: {term(row['cause_measure'])} {_score(row['cause_score_e4'])}{earlier}"
            f" ({row['evidence_count']} baris bukti)"
        )
    if row["list_kind"] == "coaching":
        lines.append(
            f"      Dilihat lagi {month_text(row['look_again_month'])}; berhasil bila nilainya sedikitnya "
            f"{_score(row['goal_e4'])}"
        )
    status = RULE_STATUS[row["rule_status"]]
    return (*lines, f"      Aturan: {row['rule_title']} ({row['citation']}) [{status}]")


def _score(value_e4: int) -> str:
    return decimal_text(Fraction(value_e4, 10_000)) or ""
