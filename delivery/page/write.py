"""Write the page of a month with its tables beside it: `serving/quality/<month>/`."""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from contracts.dates import date_text, month_text
from contracts.home import Home
from contracts.metrics import shipped_metrics
from contracts.quality import Limit, Quality
from contracts.standing import MARK
from delivery.alerts.digest import money_at_risk, people_concerned
from delivery.alerts.heartbeat import alerts_text
from delivery.alerts.phrases import groups, problem_of, readable
from delivery.catalogue import Row
from delivery.handoff.forms import harmless
from delivery.metrics import SHARES
from delivery.page.facts import FINDINGS, Dates, PageFacts, page_facts
from delivery.wording import GATE_STATUS, grouped, rupiah, signed

PAGE: Final = "index.html"
TEMPLATE: Final = Path(__file__).with_name("page.html")
MOST_FINDINGS: Final = 40
CHART_HEIGHT: Final = 56
BAR_WIDTH: Final = 18
SEVERITY: Final = {"block": "menahan pemda", "hold": "menahan pegawai", "warn": "catatan", "info": "kabar"}


class Bar(NamedTuple):
    """One month of a chart in pixels: the whole, and the part that is held."""

    x: int
    y: int
    height: int
    held_y: int
    held_height: int
    label: str
    title: str
    month: str
    amount: int


def write_page(home: Home, month: str, quality: Quality, dates: Dates) -> Path:
    """Write the page and its tables; same facts, same bytes.

    Raises MonthNotRunError, CatalogueUnreadableError.
    """
    facts = page_facts(home, month, quality, dates)
    folder = home.serving / "quality" / month
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    units = ("agency_id", "unit_id", "unit_name", "status", "people", "people_held", "held_amount", "reasons")
    quarantined = ("agency_id", "unit_id", "feed", "path", "row_no", "reason_code", "reason")
    for name, text in {
        "temuan.csv": table(facts.findings, FINDINGS),
        "unit.csv": table(facts.units, units),
        "baris_dikarantina.csv": table(facts.quarantined, quarantined),
        PAGE: render(facts, quality),
    }.items():
        fresh = folder / f"{name}.new"
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(folder / name)
    return folder / PAGE


def render(facts: PageFacts, quality: Quality) -> str:
    """HTML of the page, self-contained."""
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - only the page needs it

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "rupiah": rupiah,
        "grouped": grouped,
        "month_text": month_text,
        "date_text": date_text,
    }
    status = facts.status
    payable = sum(a["money"]["incentive_amount"] for a in status["agencies"] if a["status"] != "held")
    told = sorted(groups(facts.findings), key=lambda group: (-money_at_risk(group.rows), group.weight))
    page = environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        facts=facts,
        status=status,
        payable=payable,
        mark=MARK if any(agency["is_simulation"] for agency in status["agencies"]) else "",
        metrics={name: shipped_metrics().told(name) for name in SHARES},
        closes_on=sorted(set(facts.closes_on.values())),
        day_of=dt.date.fromisoformat,
        gate_status=GATE_STATUS,
        severity=SEVERITY,
        findings=told[:MOST_FINDINGS],
        groups_in_all=len(told),
        problem_of=lambda row: readable(problem_of(row), {}),
        at_risk=money_at_risk,
        concerned=people_concerned,
        signed=signed,
        unit_names={(row["agency_id"], row["unit_id"]): row["unit_name"] for row in facts.units},
        units=_units_to_show(facts.units),
        charts={
            agency: list(_bars(facts.trend, agency))
            for agency in sorted({r["agency_id"] for r in facts.trend})
        },
        chart_height=CHART_HEIGHT,
        bar_width=BAR_WIDTH,
        feeds=sorted({row["feed"] for row in facts.completeness}),
        delivered={(row["agency_id"], row["feed"]): row for row in facts.completeness},
        word=quality.word,
        expectations=[(_expectation(limit), failed) for _, limit, failed in facts.limits],
        alerts=alerts_text(facts.alerts, status["month"]).replace("`", ""),
    )
    return page.replace("Rp ", "Rp\N{NO-BREAK SPACE}")


def _expectation(limit: Limit) -> str:
    """Say what a plausible month is, with the bound of the lightest severity and that of a hold."""
    from contracts.month_measures import shown_limit  # noqa: PLC0415 - polars, only the page needs it

    *heavier, (_, lightest) = limit.levels
    text = limit.expectation.replace("{limit}", shown_limit(limit, lightest))
    word = "lebih dari" if limit.bound == "max" else "kurang dari"
    return text + "".join(f"; pemda ditahan bila {word} {shown_limit(limit, bound)}" for _, bound in heavier)


def table(found: Sequence[Row], columns: Sequence[str]) -> str:
    """CSV with `;`, as spreadsheets of an Indonesian office open it; nothing in it is a formula."""
    content = io.StringIO()
    writer = csv.writer(content, delimiter=";", lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in found)
    return content.getvalue()


def _cell(value: Any) -> str:  # noqa: ANN401 - a cell of any table
    return "" if value is None else harmless(str(value))


def _units_to_show(units: Sequence[Row]) -> list[Row]:
    """Units that are not simply ready; all of them stand in the table beside the page."""
    return [row for row in units if row["status"] != "ready"]


def _bars(trend: Sequence[Row], agency_id: str) -> Iterator[Bar]:
    """Bars of an agency's months, whole pixels; a held part that is not nothing is seen."""
    own = [row for row in trend if row["agency_id"] == agency_id]
    most = max(1, *(row["computed_amount"] for row in own))
    for place, row in enumerate(own):
        height = row["computed_amount"] * CHART_HEIGHT // most
        held = row["held_amount"] * CHART_HEIGHT // most or (2 if row["held_amount"] else 0)
        yield Bar(
            place * (BAR_WIDTH + 6),
            CHART_HEIGHT - height,
            height,
            CHART_HEIGHT - held,
            held,
            row["month"][5:],
            f"{month_text(row['month'])}: {rupiah(row['computed_amount'])}, "
            f"{grouped(row['people_held'])} dari {grouped(row['people'])} pegawai ditahan",
            row["month"],
            row["computed_amount"],
        )
