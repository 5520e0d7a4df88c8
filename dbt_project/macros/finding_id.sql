-- Id of a finding as `contracts.finding_ids.finding_id` gives it: of a person (keyed), or of a unit and a feed.
{% macro finding_id(agency_id, unit_id, feed, rule_code, subject, employee_id, key) -%}
substr(sha256(concat_ws(
    chr(31), {{ agency_id }}, {{ unit_id }}, {{ feed }}, {{ rule_code }}, {{ subject }}, {{ employee_id }}, {{ key }}
)), 1, 12)
{%- endmacro %}
