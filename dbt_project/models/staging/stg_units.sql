-- grain: one row per unit in the master that applies
select
    agency_id,
    unit_id,
    unit_name,
    parent_unit_id,
    skpd_code,
    service_recipients,
    coalesce(counter_ids, '') <> '' as owns_counter,
    coalesce(lapor_institution_ids, '') <> '' as owns_institution,
    owns_counter or owns_institution as owns_service
from {{ source('input', 'unit') }}
