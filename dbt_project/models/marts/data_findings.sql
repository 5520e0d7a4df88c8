-- grain: one row per condition of the data that people should know of, by agency, unit or person
with known_before as (
    select distinct agency_id from {{ source('input', 'previous_month_state') }}
)

select
    outages.agency_id,
    months.month,
    outages.unit_id,
    cast(null as varchar) as employee_id,
    if(outages.is_of_agency, 'gangguan_pemda_diduga', 'gangguan_diduga') as finding_code,
    strftime(outages.work_date, '%Y-%m-%d') as subject,
    outages.people
from {{ ref('int_suspected_outages') }} as outages
inner join {{ ref('int_months') }} as months on outages.agency_id = months.agency_id

union all

select
    uncounted.agency_id, months.month, uncounted.unit_id, null, 'satuan_tidak_ditemukan',
    uncounted.unit, cast(sum(uncounted.people) as bigint)
from {{ ref('int_uncounted_quantities') }} as uncounted
inner join {{ ref('int_months') }} as months on uncounted.agency_id = months.agency_id
group by uncounted.agency_id, months.month, uncounted.unit_id, uncounted.unit

union all

select
    samples.agency_id, months.month, samples.subject_id, null, 'survei_tidak_mewakili',
    samples.evidence_count || ' dari ' || samples.required_count, 0
from {{ ref('int_measure_ikm') }} as samples
inner join {{ ref('int_months') }} as months on samples.agency_id = months.agency_id
where not samples.is_representative

union all

select
    scores.agency_id, months.month, scores.unit_id, null, 'indikator_diasumsikan',
    scores.aspect || ':' || scores.measure || ':' || split_part(scores.assumption, ':', 1),
    count(distinct scores.employee_id)
from {{ ref('int_measure_scores') }} as scores
inner join {{ ref('int_months') }} as months on scores.agency_id = months.agency_id
where scores.assumption is not null
group by
    scores.agency_id, months.month, scores.unit_id, scores.aspect, scores.measure,
    split_part(scores.assumption, ':', 1)

union all

select
    agencies.agency_id, months.month, null, null, 'bulan_sebelumnya_tidak_ada', agencies.first_month, 0
from {{ source('input', 'agency') }} as agencies
inner join {{ ref('int_months') }} as months on agencies.agency_id = months.agency_id
left join known_before as state
    on agencies.agency_id = state.agency_id
where state.agency_id is null and months.month > agencies.first_month

union all

select
    attendance.agency_id,
    months.month,
    employees.unit_id,
    attendance.employee_id,
    'usulan_kasus_disiplin',
    proposals.level || ' (' || attendance.unexcused_days || ' hari)',
    1
from {{ ref('int_unexcused_days') }} as attendance
inner join {{ ref('int_months') }} as months on attendance.agency_id = months.agency_id
inner join {{ ref('int_employees') }} as employees
    on attendance.agency_id = employees.agency_id and attendance.employee_id = employees.employee_id
{{ settings_of('employees') }}
inner join {{ source('input', 'policy_sanction_proposals') }} as proposals
    on
        {{ in_force('proposals') }}
        and attendance.unexcused_days
        between proposals.days_from and coalesce(proposals.days_to, attendance.unexcused_days)
where attendance.absent_days > 0

union all

select
    people.agency_id,
    months.month,
    ceilings.unit_id,
    null,
    'pagu_terlampaui',
    sum(people.computed_amount) || ' dari pagu ' || ceilings.ceiling_amount,
    count(*)
from {{ ref('stg_budget_ceilings') }} as ceilings
inner join {{ ref('int_months') }} as months
    on ceilings.agency_id = months.agency_id and ceilings.budget_period = months.month
inner join {{ ref('int_unit_ancestors') }} as ancestors
    on ceilings.agency_id = ancestors.agency_id and ceilings.unit_id = ancestors.ancestor_id
inner join {{ ref('monthly_incentives') }} as people
    on ancestors.agency_id = people.agency_id and ancestors.unit_id = people.unit_id
group by people.agency_id, months.month, ceilings.unit_id, ceilings.ceiling_amount
having sum(people.computed_amount) > ceilings.ceiling_amount

union all

select
    units.agency_id,
    months.month,
    units.unit_id,
    null,
    'presensi_unit_terputus',
    units.last_punch_on,
    units.people
from {{ ref('int_cut_units') }} as units
inner join {{ ref('int_months') }} as months on units.agency_id = months.agency_id

union all

select
    units.agency_id,
    months.month,
    units.unit_id,
    null,
    units.rule_code,
    format('{:t.} dari sekitar {:t.}', units.row_count, units.usual_count),
    units.people
from {{ ref('int_short_units') }} as units
inner join {{ ref('int_months') }} as months on units.agency_id = months.agency_id

union all

select
    differences.agency_id,
    months.month,
    differences.unit_id,
    differences.employee_id,
    'rekap_beda_mesin',
    differences.present_days || ' hari pada rekap, ' || differences.machine_days || ' pada mesin',
    1
from {{ ref('int_recap_differences') }} as differences
inner join {{ ref('int_months') }} as months on differences.agency_id = months.agency_id

union all

select
    people.agency_id,
    people.month,
    people.unit_id,
    people.employee_id,
    'pegawai_tidak_terjelaskan',
    null,
    1
from {{ ref('reconciliation') }} as people
where people.standing = 'tidak_terjelaskan'

union all

select
    objections.agency_id,
    objections.month,
    objections.unit_id,
    objections.employee_id,
    case
        when objections.state = 'late' then 'keberatan_lewat_tenggat'
        when objections.state = 'accepted' then 'keberatan_belum_dihitung'
        when objections.state = 'out_of_time' then 'keberatan_terlambat_diajukan'
        when objections.unrouted_reason is not null then 'keberatan_tanpa_pemutus'
        else 'keberatan_terbuka'
    end,
    concat_ws(
        ', ', objections.objection_id, 'bulan ' || objections.for_month,
        case when not objections.is_line_known then 'kode barisnya tidak ada pada rincian' end,
        case
            when objections.state in ('open', 'late') then 'paling lambat ' || objections.decide_until
            when objections.state = 'accepted' then 'berkas ' || objections.mending_file
        end
    ),
    1
from {{ ref('objections') }} as objections
where objections.decided_on is null or (objections.state = 'accepted' and not objections.is_counted)

union all

select
    months_of.agency_id,
    months.month,
    null,
    null,
    case when months_of.cause is null then 'bulan_rilis_tanpa_tabel' else 'bulan_rilis_berubah' end,
    months_of.for_month || coalesce(' (' || months_of.cause || ')', ''),
    0
from {{ source('input', 'stale_months') }} as months_of
inner join {{ ref('int_months') }} as months on months_of.agency_id = months.agency_id

union all

select
    recaps.agency_id,
    recaps.month,
    recaps.unit_id,
    null,
    'rekap_belum_disetujui',
    coalesce(recaps.skpd_code, 'tanpa-skpd'),
    recaps.people
from {{ ref('int_unsigned_recaps') }} as recaps
