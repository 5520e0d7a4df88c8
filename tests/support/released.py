"""The sample month as a release whose policies say what a test wants: of law, but for what it changes."""

import datetime as dt
from pathlib import Path

from contracts.home import Home
from contracts.policy.loading import SHIPPED_POLICIES
from delivery.handoff.released import Released
from delivery.release.publish import release_agency
from tests.support.marts import build_catalogue
from tests.support.sample_month import AGENCY, MONTH, Row

AT = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=7)))
RULE_OF_LINES = "earnings.umum"


def of_law(*changes: tuple[str, str], rules: str = "") -> str:
    """Text of the reference policy as law, bound to the sample's agency; each change replaces a text."""
    text = (SHIPPED_POLICIES / "acuan.yaml").read_text(encoding="utf-8")
    text = text.replace("status: illustrative", "status: law").replace("status: reported", "status: law")
    text = text.replace("id: acuan\n", f"id: acuan\nagencies: {{{AGENCY}: Kota Contoh}}\n", 1)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text + "".join(f"      {line}\n" for line in rules.strip().splitlines())


def released(home: Home, tables: dict[str, list[Row]], policy: str) -> Released:
    """Release the sample's agency; its lines and factors name rules that the policy has."""
    for table in ("incentive_lines", "incentive_line_factors"):
        for row in tables[table]:
            row["rule_id"] = RULE_OF_LINES
    build_catalogue(home, tables)
    path: Path = home.policies / "acuan.yaml"
    path.write_text(policy, encoding="utf-8")
    folder = release_agency(
        home,
        MONTH,
        AGENCY,
        by="Sri",
        released_at=AT,
        code_version="abc",
        policy_files=[path],
        calendar_files=[],
        check=lambda _: [],
    )
    return Released(AGENCY, MONTH, 1, folder)


def as_law(tables: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """Return tables whose lines are law."""
    for row in tables["incentive_lines"]:
        row["rule_status"] = "law"
    for row in tables["monthly_incentives"]:
        row["is_simulation"] = False
    return tables
