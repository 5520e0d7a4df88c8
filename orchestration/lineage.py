"""Names of the graph: the assets, and which of them fills a table that dbt reads."""

from collections.abc import Mapping
from typing import Final

from dagster import AssetKey

RULES: Final = AssetKey(["policy", "rules"])
CALENDAR: Final = AssetKey(["policy", "calendar"])
PREVIOUS: Final = AssetKey(["warehouse", "previous_month"])
FINDINGS: Final = AssetKey(["gates", "gate_findings"])
AGENCY_GATES: Final = AssetKey(["gates", "agency_gates"])
CATALOGUE: Final = AssetKey(["warehouse", "catalogue"])
QUALITY_PAGE: Final = AssetKey(["serving", "quality_page"])
BI_SNAPSHOT: Final = AssetKey(["serving", "bi_snapshot"])
MONTHLY_REPORT: Final = AssetKey(["serving", "monthly_report"])
RELEASES: Final = AssetKey(["warehouse", "releases"])
POSTGRES: Final = AssetKey(["serving", "postgres"])

_SOURCES: Final[Mapping[str, AssetKey]] = {
    "age_bands": RULES,
    "agency": RULES,
    "calendar_days": CALENDAR,
    "cleared_hold": RULES,
    "quality_feeds": RULES,
    "quality_history": RULES,
    "quality_guard": RULES,
    "run_month": CALENDAR,
    "signal_key": RULES,
    "signal_rules": RULES,
    "previous_month_state": PREVIOUS,
    "previous_profile": PREVIOUS,
    "previous_unit_profile": PREVIOUS,
    # of earlier months, released and recomputed: corrections are made from them
    "correction_scope": PREVIOUS,
    "paid_lines": PREVIOUS,
    "paid_people": PREVIOUS,
    "paid_outstanding": PREVIOUS,
    "due_lines": PREVIOUS,
    "due_people": PREVIOUS,
    "month_changes": PREVIOUS,
    "objection_clock": PREVIOUS,
    "objection_mends": PREVIOUS,
    "stale_months": PREVIOUS,
}


def landing_key(feed: str) -> AssetKey:
    """Asset of the landed files of a feed."""
    return AssetKey(["landing", feed])


def accepted_key(name: str) -> AssetKey:
    """Asset of the accepted rows of a record type, or of what acceptance found out."""
    return AssetKey(["accepted", name])


def source_key(table: str) -> AssetKey:
    """Asset behind a table of dbt's source `input`."""
    if table.startswith("policy_"):
        return RULES
    return _SOURCES.get(table, accepted_key(table))
