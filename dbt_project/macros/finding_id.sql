-- Id of a finding as `contracts.gate_findings.finding_id` gives it: of a person, or of a unit and a feed.
{% macro finding_id(agency_id, unit_id, feed, rule_code, subject, employee_id) -%}
substr(sha256(concat_ws(
    chr(31), {{ agency_id }}, {{ unit_id }}, {{ feed }}, {{ rule_code }}, {{ subject }}, {{ employee_id }}
)), 1, 12)
{%- endmacro %}
