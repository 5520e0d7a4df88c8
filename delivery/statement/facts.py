"""The shape of a statement: what `kinerja explain --json` promises. Money is whole rupiah, always an int."""

from typing import TypedDict

from delivery.formula import Factor

SCHEMA_VERSION = 1


class Rule(TypedDict):
    """A rule in words. `status` is law, reported or illustrative; `policy_version` who wrote it when."""

    rule_id: str | None
    title: str | None
    citation: str | None
    clause: str | None
    status: str | None
    policy_version: str | None


class Employee(TypedDict):
    """Who the statement is for; unit and post names are null where the master is not at hand."""

    employee_id: str
    name: str | None
    unit_id: str | None
    unit_name: str | None
    post_name: str | None
    job_class: int | None
    employment_status: str | None
    policy_id: str | None
    policy_version: str | None


class Due(TypedDict):
    """Basic amount of one component of one assignment, before any score."""

    component: str | None
    assignment_id: str | None
    basis_amount: int


class Post(TypedDict):
    """A stretch of the month that is paid alike: one post, under one version of the rules; dates are ISO."""

    assignment_id: str
    stretch_from: str
    stretch_to: str
    unit_id: str | None
    unit_name: str | None
    post_name: str | None
    job_class: int | None
    policy_version: str | None


class Indicator(TypedDict):
    """One measured value: `numerator/denominator` raw in `unit`, or a predicate as text.

    Score and weight (of the measure inside its aspect) are 0-100 as decimal text with a comma, and x 10^4.
    `scale` says how the value became the score: share, remainder, score or key.
    """

    aspect: str | None
    measure: str | None
    assignment_id: str | None
    numerator: int | None
    denominator: int | None
    value_text: str
    unit: str | None
    scale: str | None
    score: str | None
    score_e4: int | None
    weight: str | None
    weight_e4: int | None
    evidence_count: int | None
    is_assumed: bool
    assumption: str | None
    rule: Rule


class Line(TypedDict):
    """The smallest amount that the policy rounds.

    `numerator/denominator` is the exact value before rounding, `amount` the signed whole rupiah;
    `formula` names the steps, `formula_values` carries their values, `exact_text` the unrounded result.
    `detail` is in words, `raw_detail` as the mart has it; `step_rules` are the rules of the steps.
    """

    line_id: str
    line_kind: str
    for_month: str
    assignment_id: str | None
    unit_id: str | None
    stretch_from: str | None
    stretch_to: str | None
    component: str | None
    aspect: str | None
    detail: str | None
    raw_detail: str | None
    quantity: int | None
    basis_amount: int
    factors: list[Factor]
    formula: str
    formula_values: str
    numerator: int
    denominator: int
    exact_text: str
    rounding_mode: str
    rounding_unit: int
    amount: int
    is_assumed: bool
    rule: Rule
    step_rules: list[Rule]


class Event(TypedDict):
    """What happened on a day and what it cost: points off a score, or percent off the whole.

    A cost of 0 was forgiven, redeemed or above the cap of the day.
    """

    event_kind: str
    minutes: int
    base: str
    cost: str
    is_redeemed: bool
    rule: Rule | None


class Evidence(TypedDict):
    """One accepted row behind a line, or how many of a file where only counts may be told."""

    line_id: str
    record_type: str
    path: str | None
    file_no: int | None
    row_no: int | None
    happened_on: str | None
    what: str | None
    quantity: int | None


class If(TypedDict):
    """What would change the amount; the difference is null where limits or other rules stand in the way."""

    aspect: str | None
    measure: str | None
    work_date: str | None
    sentence: str
    amount_difference: int | None


class Decision(TypedDict):
    """Who decides and until when to object; the last day is known once the month is released.

    The days run from `told_on`, by a delivered statement (`rincian`) or by the release (`rilis`).
    """

    decided_by: str
    objection_days: int | None
    objection_count: str
    released_on: str | None
    told_on: str | None
    told_by: str | None
    objection_until: str | None
    rule: Rule | None


class Objection(TypedDict):
    """An objection of this person; `line_code` are the first digits of the line's id, dates are ISO.

    `state` is open, late, out_of_time, accepted or rejected; `decider` the name of who is to decide,
    `is_counted` whether what mends it counts in the tables of its month.
    """

    objection_id: str
    for_month: str
    line_code: str
    ground: str
    told_on: str | None
    file_until: str | None
    filed_on: str | None
    decide_until: str | None
    state: str
    decider: str | None
    unrouted_reason: str | None
    decided_on: str | None
    decided_by: str | None
    decision_reason: str | None
    mending_file: str | None
    mending_row: int | None
    is_counted: bool


class Day(TypedDict, total=False):
    """One working day as it was judged; times are ISO text in the agency's zone.

    `points` came off the discipline score, `total_pct` off the whole; decimal text with a comma. `outage` is
    what excused a missing or late punch.
    """

    work_date: str
    day_status: str | None
    arrived_at: str | None
    left_at: str | None
    outage: str | None
    late_minutes: int | None
    early_minutes: int | None
    points: str | None
    total_pct: str | None
    events: list[Event]


class Hold(TypedDict):
    """Why the amount is not paid yet: codes as the mart has them and a sentence for each.

    `until` is the last day of the hold's longest duration (ISO), `is_escalated` whether a run came after it;
    `cleared` tells in sentences which holds of the person named people took away.
    """

    is_held: bool
    reason: str | None
    sentences: list[str]
    menders: list[str]
    until: str | None
    is_escalated: bool
    cleared: list[str]


class Finding(TypedDict):
    """A finding of a gate about this person."""

    gate: str
    severity: str
    rule_code: str | None
    message: str | None


class Totals(TypedDict):
    """Sums of the month; `lines_amount` is added up here and equals `computed_amount`."""

    basic_amount: int
    components: dict[str, int]
    deduction_amount: int
    sanction_amount: int
    adjustment_amount: int
    lines_amount: int
    computed_amount: int
    incentive_amount: int


class LineSince(TypedDict):
    """A line of a released month that is another now; 0 where it is not there on that side."""

    line_id: str
    title: str
    released_amount: int
    computed_amount: int


class Since(TypedDict):
    """What has changed since the month was released, for somebody whom `release` paid or left out.

    The statement's lines and totals are those of the release; `computed_amount` is the sum of the lines as
    the month is computed now. Without `lines` nobody was paid yet, and the statement is the current one.
    """

    release: str
    released_amount: int
    computed_amount: int
    lines: list[LineSince]
    sentences: list[str]


class Training(TypedDict):
    """Lesson hours (JP) of the calendar year until the month's end, and those that the policy asks for."""

    lesson_hours: int
    courses: int
    target_hours: int
    rule: Rule | None


class Statement(TypedDict):
    """Everything an employee needs to recompute the month's incentive by hand.

    `posts` are the stretches of the month; `month_share` says why less than the month is paid, `nothing_due`
    why there are no lines; `evidence`, `ifs` and `decision` are empty for a month that was run before they
    were kept; `releases` are the numbers of the releases of this month that exist for the agency, such as r1.
    `since` is null where the releases say what the current tables say.
    """

    schema_version: int
    agency_id: str
    month: str
    is_simulation: bool
    releases: list[str]
    since: Since | None
    employee: Employee
    posts: list[Post]
    due: list[Due]
    month_share: list[str]
    nothing_due: str | None
    indicators: list[Indicator]
    lines: list[Line]
    days: list[Day]
    evidence: list[Evidence]
    ifs: list[If]
    decision: Decision | None
    objections: list[Objection]
    training: Training | None
    assumptions: list[str]
    hold: Hold
    findings: list[Finding]
    totals: Totals
