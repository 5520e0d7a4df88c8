"""Policies and calendars compiled to tables of grain (agency, span of days, rule), joined on dates."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import polars as pl

from contracts.dates import month_days
from contracts.policy.calendar_days import calendar_of, pattern_days, require_calendars
from contracts.policy.loading import Binding, Policies
from contracts.policy.rows import rule_rows
from contracts.policy.rules import Rules
from contracts.policy.settings import settings_row
from contracts.policy.special_days import special_days_of
from contracts.policy.tables import COMPILED_SCHEMAS
from contracts.policy.titles import default_title
from contracts.policy.versions import Resolved, Source, resolve
from contracts.standing import PAYABLE

DAYS_BEFORE: Final = 200
DAYS_AFTER: Final = 120
OFFICE_SCOPE: Final = "*"
STATUS_ORDER: Final = (*PAYABLE, "reported", "illustrative")
Rows = dict[str, list[dict[str, object]]]


def compile_policies(
    policies: Policies,
    agency_ids: Sequence[str],
    month: str,
    known_on: date | None,
    decrees: pl.DataFrame,
) -> dict[str, pl.DataFrame]:
    """Compile what is in force around a month, as known on a day (None: all that is written).

    Returns every table of COMPILED_SCHEMAS, sorted, for the agencies that have a usable policy; spans are
    inclusive, do not overlap, and reach from 200 days before the month to 120 days after it.
    `decrees` has the accepted local decrees: agency_id, decree_date, kind, name, decided_on.
    Raises CalendarMissingError where the national calendar of a year up to the month is missing.
    """
    month_start, month_end = month_days(month)
    first, last = month_start - timedelta(days=DAYS_BEFORE), month_end + timedelta(days=DAYS_AFTER)
    bindings = [binding for code in sorted(set(agency_ids)) if (binding := policies.for_agency(code))]
    if bindings:
        require_calendars(first, month_end)
    by_policy: dict[str, list[Binding]] = defaultdict(list)
    for binding in bindings:
        by_policy[binding.policy.id].append(binding)
    parts: dict[str, list[pl.DataFrame]] = {
        table: [schema.to_frame()] for table, schema in COMPILED_SCHEMAS.items()
    }
    for bound in by_policy.values():
        spans = resolve(bound[0].policy, policies.by_id, first, last, known_on)
        if not spans:
            continue
        codes = [binding.agency_id for binding in bound]
        for table, frame in _span_tables(spans, codes).items():
            parts[table].append(frame)
        calendar = calendar_of(codes, pattern_days(spans, first), decrees, first, last, known_on=known_on)
        parts["calendar_days"].append(calendar)
        parts["policy_special_days"].append(special_days_of(spans, calendar, decrees, known_on))
        parts["agency"].append(_agency_rows(bound, _worst_status(spans, month_start, month_end)))
    return {table: _sorted(pl.concat(frames)) for table, frames in parts.items()}


def _span_tables(spans: Sequence[Resolved], agency_ids: Sequence[str]) -> dict[str, pl.DataFrame]:
    rows: Rows = defaultdict(list)
    for span in spans:
        _add(rows, span, OFFICE_SCOPE, span.rules, span.sources)
        for unit_id, (rules, sources) in span.scopes.items():
            _add(rows, span, unit_id, rules, sources)
            valid = {"valid_from": span.valid_from, "valid_to": span.valid_to}
            rows["policy_unit_scopes"].append({**valid, "unit_id": unit_id, "scope_id": unit_id})
    agencies = pl.DataFrame({"agency_id": agency_ids}, schema={"agency_id": pl.String()})
    return {
        table: agencies.join(
            pl.DataFrame(rows[table], schema={k: v for k, v in schema.items() if k != "agency_id"}),
            how="cross",
        )
        for table, schema in COMPILED_SCHEMAS.items()
        if rows[table]
    }


def _add(rows: Rows, span: Resolved, scope_id: str, rules: Rules, sources: Mapping[str, Source]) -> None:
    head = {"valid_from": span.valid_from, "valid_to": span.valid_to, "scope_id": scope_id}
    rows["policy_settings"].append(
        {
            **head,
            "policy_id": span.policy_id,
            "version_id": span.version_id,
            "change_rule": span.change_rule,
            **settings_row(rules),
        }
    )
    for table, row in rule_rows(rules):
        rows[table].append({**head, **row})
    for rule_id, source in sources.items():
        rows["policy_rules"].append(
            {
                **head,
                "rule_id": rule_id,
                "title": source.title or default_title(rule_id),
                "citation": source.citation.regulation,
                "clause": source.clause,
                "status": source.citation.standing,
                "policy_id": source.policy_id,
                "version_id": source.version_id,
                "is_inherited": source.policy_id != span.policy_id,
            }
        )


def _worst_status(spans: Sequence[Resolved], month_start: date, month_end: date) -> str:
    statuses = {
        source.citation.standing
        for span in spans
        if span.valid_from <= month_end and month_start <= span.valid_to
        for source in span.sources.values()
    }
    return max(statuses or {STATUS_ORDER[-1]}, key=STATUS_ORDER.index)


def _agency_rows(bindings: Sequence[Binding], status: str) -> pl.DataFrame:
    return pl.DataFrame(
        [(b.agency_id, b.agency_name, b.policy.id, b.zone, b.first_month, status) for b in bindings],
        schema=COMPILED_SCHEMAS["agency"],
        orient="row",
    )


def _sorted(frame: pl.DataFrame) -> pl.DataFrame:
    keys = [c for c in frame.columns if c in {"agency_id", "pattern_id", "date", "valid_from", "scope_id"}]
    return frame.sort(keys, maintain_order=True)
