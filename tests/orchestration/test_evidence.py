"""Which accepted rows stand behind a line."""

import duckdb

from orchestration.evidence import ACTIVITIES

PLACE = "'95.01' as agency_id, '2026-10' as month"


def test_an_indicator_of_a_field_rests_on_the_rows_in_its_own_units() -> None:
    """Two units may give one name to different quantities; who is measured by minutes sees every row."""
    with duckdb.connect() as connection:
        connection.execute("create schema accepted; create schema compiled; attach ':memory:' as catalogue")
        connection.execute(
            f"create table catalogue.line_measures as select {PLACE}, employee_id, 'l' as line_id, "
            "'u' as unit_id, 'productivity' as aspect, measure, unit from (values "
            "('perawat', 'quantity_layanan', 'pasien'), ('petugas', 'quantity_layanan', 'izin'), "
            "('perawat', 'activity_minutes', 'menit'), ('guru', 'quantity_quality', 'kuantitas')"
            ") as given(employee_id, measure, unit)"
        )
        connection.execute(
            f"create table compiled.policy_measure_units as select {PLACE}, date '2026-01-01' as valid_from, "
            "date '2026-12-31' as valid_to, scope_id, 'productivity' as aspect, "
            "'quantity_layanan' as measure, unit_word "
            "from (values ('*', 'pasien'), ('*', 'rujukan'), ('95.01.07', 'izin')) "
            "as given(scope_id, unit_word)"
        )
        connection.execute(
            f"create table accepted.activity as select {PLACE}, employee_id, 1 as file_no, row_no, "
            "date '2026-10-05' as activity_date, 30 as minutes, 20000 as quantity_e4, quantity_unit, "
            "900000 as quality_e4, 'Disetujui' as approval_status, false as is_edge from (values "
            "('perawat', 1, 'Pasien '), ('perawat', 2, 'rujukan'), ('perawat', 3, 'izin'), "
            "('perawat', 4, null), ('petugas', 5, 'izin'), ('petugas', 6, 'pasien'), ('guru', 7, 'jam')"
            ") as given(employee_id, row_no, quantity_unit)"
        )
        found = connection.execute(ACTIVITIES).fetchall()
    told = sorted((row[2], row[6], row[8]) for row in found)
    assert told == [
        ("guru", 7, "2 jam, mutu 90 %, disetujui"),
        ("perawat", 1, "2 Pasien, mutu 90 %, disetujui"),
        ("perawat", 1, "30 menit, disetujui"),
        ("perawat", 2, "2 rujukan, mutu 90 %, disetujui"),
        ("perawat", 2, "30 menit, disetujui"),
        ("perawat", 3, "30 menit, disetujui"),
        ("perawat", 4, "30 menit, disetujui"),
        ("petugas", 5, "2 izin, mutu 90 %, disetujui"),
    ]
