-- grain: one row per unrounded step inside a line: start, multiply and add in order, times the sum of weigh, less subtract
with lines as (
    select
        lines.*,
        basis.amount as post_amount,
        basis.status_e4,
        basis.status_rule_id,
        basis.only_post_e4,
        basis.only_post_rule_id,
        case when lines.line_kind = 'cuti' then basis.unscored_numerator else basis.scored_numerator end
            as paid_numerator,
        basis.pay_denominator,
        basis.rule_id as amount_rule_id,
        earned.others_amount,
        cuts.kept_at_threshold_e4,
        cuts.kept_after_deduction_e4,
        cuts.kept_after_sanction_e4,
        cuts.threshold_rule_id,
        cuts.deduction_rule_id,
        cuts.sanction_rule_id
    from {{ ref('incentive_lines') }} as lines
    inner join {{ ref('int_basis') }} as basis
        on
            lines.agency_id = basis.agency_id
            and lines.employee_id = basis.employee_id
            and lines.assignment_id = basis.assignment_id
            and lines.component = basis.component
    inner join {{ ref('int_cuts') }} as cuts
        on lines.agency_id = cuts.agency_id and lines.employee_id = cuts.employee_id
    left join {{ ref('int_earned_lines') }} as earned
        on
            lines.agency_id = earned.agency_id
            and lines.employee_id = earned.employee_id
            and lines.assignment_id = earned.assignment_id
            and case when lines.line_kind = 'reguler' then lines.component end = earned.component
            and lines.aspect is not distinct from earned.aspect
    where lines.line_kind in ('reguler', 'cuti')
),

steps as (
    select
        line_id, agency_id, month, employee_id, 10 as step, 'pokok' as factor_kind, 'start' as operation,
        component as label,
        cast(post_amount as hugeint) as numerator,
        cast(1 as hugeint) as denominator,
        amount_rule_id as rule_id,
        cast(null as bigint) as score_e4, cast(null as boolean) as is_assumed
    from lines
    union all
    select
        line_id, agency_id, month, employee_id, 20, 'status', 'multiply', 'status kepegawaian',
        status_e4, 1000000, status_rule_id, null, null
    from lines
    where status_e4 <> 1000000
    union all
    select
        line_id, agency_id, month, employee_id, 25, 'status', 'multiply', 'satu-satunya jabatan',
        only_post_e4, 1000000, only_post_rule_id, null, null
    from lines
    where only_post_e4 <> 1000000
    union all
    select
        line_id, agency_id, month, employee_id, 30, 'hari', 'multiply', 'hari dibayar',
        paid_numerator, pay_denominator, null, null, null
    from lines
    where post_amount > 0 and paid_numerator <> pay_denominator
    union all
    select
        lines.line_id, lines.agency_id, lines.month, lines.employee_id, 50, 'nilai', 'weigh', weights.aspect,
        weights.weight_numerator * weights.score_e4,
        weights.weight_denominator * 1000000,
        weights.aspect_rule_id,
        weights.score_e4,
        weights.is_assumed
    from lines
    inner join {{ ref('int_weights') }} as weights
        on
            lines.agency_id = weights.agency_id
            and lines.employee_id = weights.employee_id
            and lines.assignment_id = weights.assignment_id
            and lines.component = weights.component
            and (coalesce(lines.aspect = weights.aspect, true) or lines.others_amount is not null)
    where lines.line_kind = 'reguler'
    union all
    select
        line_id, agency_id, month, employee_id, 55, 'ambang', 'multiply', 'ambang',
        kept_at_threshold_e4, 1000000, threshold_rule_id, null, null
    from lines
    where kept_at_threshold_e4 <> 1000000
    union all
    select
        line_id, agency_id, month, employee_id, 60, 'potongan', 'multiply', 'potongan',
        kept_after_deduction_e4, 1000000, deduction_rule_id, null, null
    from lines
    where kept_after_deduction_e4 <> 1000000
    union all
    select
        line_id, agency_id, month, employee_id, 70, 'sanksi', 'multiply', 'sanksi',
        kept_after_sanction_e4, 1000000, sanction_rule_id, null, null
    from lines
    where kept_after_sanction_e4 <> 1000000
    union all
    select
        line_id, agency_id, month, employee_id, 75, 'sisa', 'subtract', 'bagian lain',
        others_amount, 1, rule_id, null, null
    from lines
    where others_amount is not null
    union all
    select
        line_id, agency_id, month, employee_id, 80, line_kind, 'start', detail,
        numerator, denominator, rule_id, null, is_assumed
    from {{ ref('incentive_lines') }}
    where line_kind not in ('reguler', 'cuti', 'kekurangan', 'kelebihan')
    union all
    select
        line_id, agency_id, month, employee_id, 90, 'seharusnya', 'start', for_month,
        due_amount, 1, rule_id, null, false
    from {{ ref('incentive_lines') }}
    where line_kind in ('kekurangan', 'kelebihan')
    union all
    select
        line_id, agency_id, month, employee_id, 91, 'sudah_dibayar', 'add', for_month,
        -paid_before_amount, 1, null, null, false
    from {{ ref('incentive_lines') }}
    where line_kind in ('kekurangan', 'kelebihan')
    union all
    select
        line_id, agency_id, month, employee_id, 92, 'belum_diambil', 'add', for_month,
        amount - (due_amount - paid_before_amount), 1, null, null, false
    from {{ ref('incentive_lines') }}
    where line_kind in ('kekurangan', 'kelebihan') and amount <> due_amount - paid_before_amount
    union all by name
    select
        lines.line_id, lines.agency_id, lines.month, lines.employee_id, 40 as step, 'plt' as factor_kind,
        'add' as operation,
        acting.acting_assignment_id as label,
        acting.added_numerator as numerator,
        acting.added_denominator as denominator,
        acting.rule_id,
        acting.acting_amount,
        acting.own_amount,
        acting.share_pct_e4,
        acting.paid_numerator,
        acting.paid_denominator
    from lines
    inner join {{ ref('int_acting_amounts') }} as acting
        on
            lines.agency_id = acting.agency_id
            and lines.employee_id = acting.employee_id
            and lines.assignment_id = acting.assignment_id
            and lines.component = acting.component
    where acting.added_numerator <> 0 and lines.line_kind = 'reguler'
)

select
    line_id,
    agency_id,
    month,
    employee_id,
    row_number() over (partition by line_id order by step, label, rule_id) as ordinal,
    factor_kind,
    operation,
    label,
    cast(numerator as decimal(38, 0)) as numerator,
    cast(denominator as decimal(38, 0)) as denominator,
    rule_id,
    score_e4,
    coalesce(is_assumed, false) as is_assumed,
    cast(acting_amount as bigint) as acting_amount,
    cast(own_amount as bigint) as own_amount,
    cast(share_pct_e4 as bigint) as share_pct_e4,
    cast(paid_numerator as decimal(38, 0)) as paid_numerator,
    cast(paid_denominator as decimal(38, 0)) as paid_denominator
from steps
