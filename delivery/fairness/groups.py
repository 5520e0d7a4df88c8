"""Groups beside the rest of their agency, as they may be told: from `marts.fairness`, small ones together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from contracts.fairness import Fairness
from delivery.catalogue import Row
from delivery.fairness.small import MERGED, told_groups

# The order in which dimensions are kept where two together would give away too few.
DIMENSIONS: Final = ("sex", "employment_status", "age_band", "job_class", "unit_id")
# Quartiles are single people's values: told only where every quarter has k people.
QUARTERS: Final = 4

# grain: one row per agency, value, two dimensions (the earlier first) and a group of each: people of both
OVERLAPS: Final = """
with scored as (
    select agency_id, employee_id, assignment_id, aspect as value_kind
    from marts.performance_indicators
    where month = $month and score_e4 is not null
    group by all
),
compared as (
    select *, 'pay_share' as value_kind from marts.fairness_people where month = $month
    union all
    select people.*, scored.value_kind
    from marts.fairness_people as people
    inner join scored using (agency_id, employee_id, assignment_id)
    where people.month = $month
),
member as (
    from (
        select agency_id, value_kind, employee_id, sex, employment_status, age_band, job_class, unit_id
        from compared
    )
    unpivot (group_key for dimension in (sex, employment_status, age_band, job_class, unit_id))
)
select
    one.agency_id, one.value_kind, one.dimension as first_dimension, one.group_key as first_key,
    other.dimension as second_dimension, other.group_key as second_key, count(*) as people
from member as one
inner join member as other using (agency_id, value_kind, employee_id)
where list_position($order, one.dimension) < list_position($order, other.dimension)
group by all
"""


# grain: one row per agency, dimension and group of it: all its people, compared or not
HEADS: Final = """
with people as (
    select
        agency_id,
        coalesce(unit_id, '-') as unit_id,
        coalesce(cast(job_class as varchar), '-') as job_class,
        coalesce(employment_status, '-') as employment_status,
        case when regexp_full_match(employee_id, '\\d{{18}}') then substr(employee_id, 15, 1) end
            as sex_digit,
        case sex_digit when '1' then 'laki-laki' when '2' then 'perempuan' else 'tidak diketahui' end as sex,
        date_sub(
            'year',
            try_cast(try_strptime(substr(employee_id, 1, 8), '%Y%m%d') as date),
            last_day(strptime(month, '%Y-%m'))
        ) as age,
        {age_band} as age_band
    from marts.monthly_incentives
    where month = $month
)
select agency_id, dimension, group_key, count(*) as people
from (select agency_id, sex, employment_status, age_band, job_class, unit_id from people)
unpivot (group_key for dimension in (sex, employment_status, age_band, job_class, unit_id))
group by all
"""

Heads = Mapping[str, Mapping[str, int]]


class Group(NamedTuple):
    """A group that may be told, values as fractions of points or percent.

    `people` and `others` are compared; `heads` are all people of the group, `other_heads` of the agency
    outside it: only these are shown. Beside the master the number of those compared would tell who is held.
    `effect` is Cliff's delta against the rest, `chance` the square of it over its variance by chance.
    `is_finding` says that both are beyond the settings. `quartiles` are null where they would be of few.
    """

    dimension: str
    key: str
    people: int
    others: int
    heads: int
    other_heads: int
    mean: Fraction
    others_mean: Fraction
    quartiles: tuple[Fraction, Fraction, Fraction] | None
    effect: Fraction
    chance: Fraction
    is_finding: bool

    @property
    def higher_of_100(self) -> int:
        """Of a hundred pairs with one of the rest, those in which the group's is higher; ties count half."""
        return int(50 * (1 + self.effect) + Fraction(1, 2))


def groups_of(
    found: Sequence[Row], overlaps: Iterable[Row], heads: Heads, settings: Fairness, k: int
) -> dict[str, list[Group]]:
    """Return what may be told of one agency by value.

    found: its rows of `marts.fairness`. heads: dimension -> group -> people, compared or not.
    """
    by_value: dict[str, dict[str, dict[str, Row]]] = defaultdict(lambda: defaultdict(dict))
    for row in found:
        by_value[row["value_kind"]][row["dimension"]][row["group_key"]] = row
    cells: dict[str, dict[tuple[str, str, str, str], int]] = defaultdict(dict)
    for row in overlaps:
        place = (row["first_dimension"], row["first_key"], row["second_dimension"], row["second_key"])
        cells[row["value_kind"]][place] = row["people"]
    return {
        value: _told(rows, cells[value], heads, settings, k)
        for value, rows in by_value.items()
        if _agree(rows, cells[value])
    }


def heads_of(counted: Iterable[Row]) -> Heads:
    """Rows of `HEADS` of one agency as dimension -> group -> people."""
    heads: dict[str, dict[str, int]] = defaultdict(dict)
    for row in counted:
        heads[row["dimension"]][row["group_key"]] = row["people"]
    return heads


def _agree(rows: Mapping[str, Mapping[str, Row]], cells: Mapping[tuple[str, str, str, str], int]) -> bool:
    """Tell whether the overlaps count the same people as the mart; what they do not is not told."""
    order = [dimension for dimension in DIMENSIONS if dimension in rows]
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for (first, left, second, right), people in cells.items():
        if first == order[0]:
            counted[second, right] += people
        if second == order[1]:
            counted[first, left] += people
    return counted == {(name, key): row["people"] for name in rows for key, row in rows[name].items()}


def _told(
    rows: Mapping[str, Mapping[str, Row]],
    cells: Mapping[tuple[str, str, str, str], int],
    heads: Heads,
    settings: Fairness,
    k: int,
) -> list[Group]:
    # a group of which nobody is compared is told with others: it would be missing, and its people with it
    sizes = {
        name: dict.fromkeys(heads.get(name, {}), 0) | {key: row["people"] for key, row in rows[name].items()}
        for name in DIMENSIONS
        if name in rows
    }
    told = told_groups(sizes, cells, k)
    found = []
    for dimension, names in told.items():
        together: dict[str, list[Row]] = defaultdict(list)
        standing: dict[str, int] = defaultdict(int)
        for key, name in names.items():
            standing[name] += heads.get(dimension, {}).get(key, 0)
            if key in rows[dimension]:
                together[name].append(rows[dimension][key])
        of_all = list(rows[dimension].values())
        found += [
            _group((dimension, name), part, of_all, settings, k)._replace(
                heads=standing[name], other_heads=sum(standing.values()) - standing[name]
            )
            for name, part in sorted(together.items(), key=_place)
        ]
    return found


def _place(part: tuple[str, Sequence[Row]]) -> tuple[bool, int, str]:
    """Put classes in the order of their numbers, and those told together last."""
    name = part[0]
    return name == MERGED, int(name) if name.isdecimal() else 0, name


def _group(
    named: tuple[str, str], part: Sequence[Row], of_all: Sequence[Row], settings: Fairness, k: int
) -> Group:
    """Make a group of rows of the mart: counts, sums and sums of ranks add."""
    dimension, name = named
    people, everybody = (sum(row["people"] for row in rows) for rows in (part, of_all))
    own, whole = (sum(int(row["value_sum_e4"]) for row in rows) for rows in (part, of_all))
    ranks = sum(int(row["rank_sum"]) for row in part)
    others = everybody - people
    effect = Fraction(ranks - people * (people + 1) - people * others, people * others)
    chance = 3 * effect * effect * people * others / (everybody + 1)
    quartiles = None
    if name != MERGED and people >= QUARTERS * k:
        [row] = part
        low, middle, high = (
            Fraction(row[column], 10_000)
            for column in ("lower_quartile_e4", "median_e4", "upper_quartile_e4")
        )
        quartiles = (low, middle, high)
    return Group(
        dimension,
        name,
        people,
        others,
        people,
        others,
        Fraction(own, people * 10_000),
        Fraction(whole - own, others * 10_000),
        quartiles,
        effect,
        chance,
        is_finding=name != MERGED
        and abs(effect) >= Fraction(settings.effect_from)
        and chance >= settings.deviations**2,
    )
