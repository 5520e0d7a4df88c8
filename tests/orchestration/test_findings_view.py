"""The view of findings over a book of the ledger and a table of what the gates found, without a run."""

from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from contracts.gate_findings import FINDINGS
from contracts.home import Home
from contracts.quality import shipped_quality
from delivery import ledger
from delivery.findings_book import KEPT
from orchestration.findings_view import NEEDS, findings_views

MONTH = "2026-10"


def finding(finding_id: str, severity: str, **said: object) -> dict[str, Any]:
    found = dict.fromkeys(FINDINGS.names()) | {
        "agency_id": "52.71", "month": MONTH, "finding_id": finding_id, "severity": severity,
        "rule_code": "tanpa_presensi", "subject": "", "rows": 0, "people": 3, "at_risk_amount": 100,
        "is_cleared": False,
    }  # fmt: skip
    return found | said


def view(home: Home, found: list[dict[str, Any]], opened_at: str, judged_at: str) -> list[dict[str, Any]]:
    """Return the rows of the view after findings were opened at one time and the month judged at another."""
    home.create()
    opened = [
        {"kind": "opened", "at": opened_at, "month": MONTH, **{name: row[name] for name in KEPT}}
        for row in found
    ]
    judged = {"kind": "judged", "at": judged_at, "month": MONTH, "receipts": 0}
    ledger.append(home, "findings", [*opened, judged])
    with duckdb.connect() as connection:
        connection.execute("create schema marts; create schema catalogue")
        table = pl.DataFrame(found, schema=FINDINGS)
        connection.register("found", table.to_arrow())
        connection.execute("create table marts.gate_findings as from found")
        for statement in findings_views(home, shipped_quality(), NEEDS):
            connection.execute(statement)
        told = connection.execute("from marts.quality_findings")
        names = [column[0] for column in told.description or ()]
        return [dict(zip(names, row, strict=True)) for row in told.fetchall()]


@pytest.mark.parametrize(("judged_on", "escalated"), [("2026-11-15", 0), ("2026-11-16", 2)])
def test_holds_past_their_longest_duration_are_a_finding_of_their_own(
    tmp_path: Path, judged_on: str, escalated: int
) -> None:
    found = [
        finding("a", "block"),
        finding("b", "hold", people=1, at_risk_amount=7),
        finding("c", "hold", is_cleared=True),
        finding("d", "warn"),
    ]
    told = view(Home(tmp_path), found, "2026-11-01T08:00:00+00:00", f"{judged_on}T07:59:59+00:00")
    assert sum(row["is_escalated"] for row in told) == escalated
    own = [row for row in told if row["rule_code"] == "penahanan_lewat_batas"]
    assert len(own) == (escalated > 0)
    for row in own:
        assert (row["severity"], row["people"], row["at_risk_amount"]) == ("warn", 4, 100)
        assert row["message"].startswith("2 penahanan melewati batasnya")
