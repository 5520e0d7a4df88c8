"""Small fake marts with exactly the published schema: tables, Parquet and a catalogue of views."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from contracts.home import Home

Rows = Sequence[Mapping[str, Any]]

SCHEMAS: dict[str, str] = {
    "performance_indicators": """agency_id varchar, month varchar, employee_id varchar,
        assignment_id varchar, unit_id varchar, aspect varchar, measure varchar,
        numerator decimal(38,0), denominator decimal(38,0), scale varchar, unit varchar, value_text varchar,
        score decimal(9,4), score_e4 bigint, weight_e4 bigint, evidence_count bigint, is_assumed boolean,
        assumption varchar, rule_id varchar, rule_title varchar, citation varchar, rule_status varchar""",
    "incentive_lines": """line_id varchar, agency_id varchar, month varchar, for_month varchar,
        employee_id varchar, assignment_id varchar, unit_id varchar, stretch_from date, stretch_to date,
        line_kind varchar, component varchar, aspect varchar, detail varchar, rule_id varchar,
        rule_title varchar, citation varchar, clause varchar, rule_status varchar, policy_version varchar,
        stage bigint, ordinal bigint,
        basis_amount bigint, rate decimal(18,6),
        quantity bigint, numerator decimal(38,0), denominator decimal(38,0), amount bigint,
        rounding_mode varchar, rounding_unit bigint, is_assumed boolean, payment_kind varchar,
        corrected_kind varchar, corrected_detail varchar, paid_before_amount bigint, due_amount bigint,
        cause varchar""",
    "outstanding": """agency_id varchar, month varchar, employee_id varchar, name varchar, unit_id varchar,
        for_month varchar, outstanding_kind varchar, reason varchar, amount bigint, repaid_amount bigint,
        corrected_amount bigint""",
    "incentive_line_factors": """line_id varchar, agency_id varchar, month varchar, employee_id varchar,
        ordinal bigint, factor_kind varchar, operation varchar, label varchar, numerator decimal(38,0),
        denominator decimal(38,0), rule_id varchar, score_e4 bigint, is_assumed boolean, acting_amount bigint,
        own_amount bigint, share_pct_e4 bigint, paid_numerator decimal(38,0),
        paid_denominator decimal(38,0)""",
    "monthly_incentives": """agency_id varchar, month varchar, employee_id varchar, name varchar,
        unit_id varchar, unit_name varchar, skpd_code varchar, post_name varchar, post_type varchar,
        employment_status varchar, grade varchar, policy_id varchar, policy_version varchar,
        job_class bigint, basic_amount bigint, beban_kerja_amount bigint,
        prestasi_kerja_amount bigint, tempat_bertugas_amount bigint, kondisi_kerja_amount bigint,
        kelangkaan_profesi_amount bigint, pertimbangan_objektif_lainnya_amount bigint,
        deduction_amount bigint, sanction_amount bigint, adjustment_amount bigint, computed_amount bigint,
        incentive_amount bigint, is_held boolean, hold_reason varchar, is_simulation boolean""",
    "agency_month_profile": """agency_id varchar, month varchar, employees_master bigint, people_paid bigint,
        people_held bigint, people_zero bigint, people_without_punch bigint, computed_amount_total bigint,
        incentive_amount_total bigint, mean_amount bigint, previous_total bigint, previous_people bigint,
        previous_mean bigint, punch_count bigint, previous_punch_count bigint, due_days bigint,
        previous_due_days bigint, workdays_after_last_punch bigint, feeds_present bigint, rows_read bigint,
        rows_quarantined bigint""",
    "month_state": """agency_id varchar, month varchar, subject_kind varchar, subject_id varchar,
        state_key varchar, value_text varchar, value_e4 bigint, source_month varchar""",
    "file_outcomes": """agency_id varchar, month varchar, path varchar, feed varchar, delivery_month varchar,
        file_no bigint, sha256 varchar, outcome varchar, shape varchar, record_type varchar, reason varchar,
        expected varchar, rows_read bigint, rows_accepted bigint, rows_quarantined bigint,
        rows_duplicate bigint, rows_superseded bigint, rows_other_month bigint""",
    "quarantined_rows": """agency_id varchar, month varchar, feed varchar, record_type varchar,
        file_no bigint, row_no bigint, employee_id varchar, unit_id varchar, reason_code varchar,
        reason varchar, content varchar""",
    "gate_findings": """agency_id varchar, month varchar, unit_id varchar, employee_id varchar, gate varchar,
        finding_id varchar, is_cleared boolean, severity varchar, rule_code varchar, message varchar,
        rows bigint, people bigint""",
    "agency_gates": "agency_id varchar, month varchar, status varchar, reasons varchar",
}

EXTRA_SCHEMAS: dict[str, str] = {
    "objections": """agency_id varchar, month varchar, objection_id varchar, employee_id varchar,
        for_month varchar, line_code varchar, ground varchar, told_on date, file_until date, filed_on date,
        decide_until date, routed_to_id varchar, unrouted_reason varchar, state varchar, decided_on date,
        decided_by varchar, decision_reason varchar, mending_file varchar, mending_row bigint,
        is_counted boolean""",
    "attendance_days": """agency_id varchar, month varchar, employee_id varchar, unit_id varchar,
        work_date date, starts_at timestamp, ends_at timestamp, arrived_at timestamp, left_at timestamp,
        day_status varchar, leave_type varchar, outage varchar, outage_file_no bigint,
        outage_row_no bigint, late_minutes bigint, early_minutes bigint, points_e4 bigint,
        total_pct_e4 bigint""",
    "integrity_signals": """signal_id varchar, agency_id varchar, month varchar, unit_id varchar,
        kind varchar, subject varchar, people bigint, first_at timestamp, last_at timestamp,
        occurrences bigint, measured bigint, threshold bigint, employee_ids varchar, evidence varchar,
        evidence_key varchar""",
    "incentive_evidence": """agency_id varchar, month varchar, employee_id varchar, line_id varchar,
        record_type varchar, file_no bigint, row_no bigint, happened_on date, what varchar, quantity bigint,
        path varchar""",
}


def build_catalogue(home: Home, tables: Mapping[str, Rows], *, build: str = "b1") -> None:
    """Write each table's rows by month as Parquet and put a catalogue of views in place.

    A row lacks what it does not say: missing columns are null; a table that is not given is empty.
    Unknown columns are an error, so a test cannot drift from the schema.
    """
    home.create()
    home.catalogue.parent.mkdir(parents=True, exist_ok=True)
    home.catalogue.unlink(missing_ok=True)
    with duckdb.connect(str(home.catalogue)) as catalogue, duckdb.connect() as work:
        catalogue.execute("create schema marts")
        for mart, schema in {**SCHEMAS, **_asked(tables)}.items():
            _fill(work, mart, schema, tables.get(mart, ()))
            folder = home.marts / "all" / build
            folder.mkdir(parents=True, exist_ok=True)
            target = folder / f"{mart}.parquet"
            work.execute(f"copy (select * from {mart} order by all) to '{_quoted(target)}' (format parquet)")
            catalogue.execute(f"create view marts.{mart} as select * from read_parquet('{_quoted(target)}')")


def _asked(tables: Mapping[str, Rows]) -> dict[str, str]:
    return {name: EXTRA_SCHEMAS[name] for name in tables if name not in SCHEMAS}


def _fill(work: duckdb.DuckDBPyConnection, mart: str, schema: str, rows: Rows) -> None:
    work.execute(f"create table {mart} ({schema})")
    for row in rows:
        marks = ", ".join("?" for _ in row)
        work.execute(f"insert into {mart} ({', '.join(row)}) values ({marks})", list(row.values()))


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
