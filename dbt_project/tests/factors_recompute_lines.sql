-- grain: one row per line whose factors, rounded as its policy says, do not give its amount
with steps as (
    select
        line_id,
        -- a weigh group is one factor: the sum of its fractions over their common denominator
        list_sort(
            list(
                {
                    'ordinal': ordinal,
                    'operation': operation,
                    'numerator': cast(numerator as hugeint),
                    'denominator': cast(denominator as hugeint)
                }
            )
        ) as factors
    from {{ ref('incentive_line_factors') }}
    group by line_id
),

folded as (
    select
        line_id,
        list_reduce(
            list_filter(factors, lambda f: f.operation not in ('weigh', 'subtract')),
            lambda whole, f: case
                when f.operation = 'add' then
                    {
                        'ordinal': whole.ordinal,
                        'operation': 'start',
                        'numerator': whole.numerator * f.denominator // gcd(whole.denominator, f.denominator)
                        + f.numerator * whole.denominator // gcd(whole.denominator, f.denominator),
                        'denominator':
                        whole.denominator // gcd(whole.denominator, f.denominator) * f.denominator
                    }
                else
                    {
                        'ordinal': whole.ordinal,
                        'operation': 'start',
                        'numerator': whole.numerator // gcd(whole.numerator, f.denominator)
                        * (f.numerator // greatest(gcd(whole.denominator, f.numerator), 1)),
                        'denominator': whole.denominator // greatest(gcd(whole.denominator, f.numerator), 1)
                        * (f.denominator // gcd(whole.numerator, f.denominator))
                    }
            end
        ) as basis,
        case
            when len(list_filter(factors, lambda f: f.operation = 'weigh')) > 0
                then list_reduce(
                    list_filter(factors, lambda f: f.operation = 'weigh'),
                    lambda whole, f: {
                        'ordinal': whole.ordinal,
                        'operation': 'weigh',
                        'numerator': whole.numerator + f.numerator * (whole.denominator // f.denominator),
                        'denominator': whole.denominator
                    }
                )
            else {'ordinal': 0, 'operation': 'weigh', 'numerator': 1, 'denominator': 1}
        end as weight,
        coalesce(
            list_sum(
                list_transform(list_filter(factors, lambda f: f.operation = 'subtract'), lambda f: f.numerator)
            ),
            0
        ) as subtracted
    from steps
),

exact as (
    select
        line_id,
        cast(subtracted as hugeint) as subtracted,
        basis.numerator // gcd(basis.numerator, basis.denominator) as basis_numerator,
        basis.denominator // gcd(basis.numerator, basis.denominator) as basis_denominator,
        weight.numerator // gcd(weight.numerator, weight.denominator) as weight_numerator,
        weight.denominator // gcd(weight.numerator, weight.denominator) as weight_denominator
    from folded
),

recomputed as (
    select
        lines.line_id,
        lines.amount * kinds.sign as amount,
        lines.rounding_mode,
        lines.rounding_unit,
        exact.subtracted,
        exact.basis_numerator * exact.weight_numerator * kinds.sign as numerator,
        exact.basis_denominator * exact.weight_denominator * lines.rounding_unit as denominator
    from {{ ref('incentive_lines') }} as lines
    -- what is cut is rounded before it is taken away
    cross join lateral (
        select case when lines.line_kind in ('potongan', 'sanksi', 'penyesuaian_pagu') then -1 else 1 end as sign
    ) as kinds
    left join exact on lines.line_id = exact.line_id
)

select line_id, amount, numerator, denominator
from recomputed
-- a remainder is rounded with the other parts in it
where
    amount is distinct from
    {{ divide('numerator', 'denominator', 'rounding_mode') }} * rounding_unit - subtracted
