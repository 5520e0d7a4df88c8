"""Faults of amounts and weights."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from contracts.policy.faults import PathParts, Problem
from contracts.policy.rules import Rules, named
from contracts.policy.rules_pay import EarningRule
from contracts.policy.values import CLASSES
from contracts.tax import tax_tables

HUNDRED = Decimal(100)
# Calendar days that may pass for one workday, holidays and weekends among them.
WORKDAY_SPAN = 2


def pay_problems(rules: Rules) -> Iterator[Problem]:
    """Find classes without amounts, weights that do not sum, people without an earning."""
    yield from _component_problems(rules)
    yield from _earning_problems(rules)
    yield from _payroll_problems(rules)
    for name, limit in rules.limits.items():
        if limit is not None and (limit.amount is None) == (limit.percent_of_basic is None):
            yield ("limits", name), "tulis tepat satu dari amount atau percent_of_basic"


def _payroll_problems(rules: Rules) -> Iterator[Problem]:
    if rules.income_tax is not None and rules.income_tax.table not in tax_tables():
        known = ", ".join(tax_tables())
        yield ("income_tax", "table"), f"tabel {rules.income_tax.table!r} tidak dikenal; yang ada: {known}"
    if rules.recovery is not None and not rules.recovery.max_percent_of_month:
        yield ("recovery", "max_percent_of_month"), "dengan 0 kelebihan bayar tidak pernah kembali"
    if (told := rules.statement) is not None and told.keep_days is not None:
        days = told.objection_days + (told.decision_days or 0)
        needed = days * WORKDAY_SPAN if told.objection_count == "workdays" else days
        if told.keep_days < needed:
            why = f"rincian harus ada selama keberatan atasnya: paling sedikit {needed} hari"
            yield ("statement", "keep_days"), why
    for name, special in named(rules.special_payments):
        if re.fullmatch(r"[a-z][a-z0-9_-]+", name) is None or re.fullmatch(r"r\d+", name):
            yield ("special_payments", name), "nama hanya huruf kecil, angka, _ dan -, dan bukan seperti r1"
        for status in special.statuses:
            if status not in rules.statuses:
                yield ("special_payments", name, "statuses"), f"status {status!r} tidak diatur di statuses"


def sum_problem(
    where: PathParts, weights: Mapping[str, Decimal], *, incomplete: bool = False
) -> Iterator[Problem]:
    """Say where weights do not sum to 100 percent; less is fine only where declared."""
    total = sum(weights.values(), Decimal(0))
    if total > HUNDRED or (total < HUNDRED and not incomplete):
        hint = "" if total > HUNDRED else "; bila memang begitu, tulis incomplete: true dengan kutipannya"
        yield where, f"jumlah bobot {total.normalize():f}, seharusnya 100{hint}"


def _component_problems(rules: Rules) -> Iterator[Problem]:
    for component, rule in rules.components.items():
        if rule is None:
            continue
        if not (rule.by_class or rule.by_post or rule.by_unit):
            yield ("components", component), "komponen tanpa besaran satu pun"
        missing = [str(number) for number in CLASSES if number not in rule.by_class]
        if missing and not rule.partial:
            message = (
                f"kelas jabatan {', '.join(missing)} belum punya besaran; tulis 0 bila memang nol, "
                "atau partial: true bila komponen ini hanya untuk sebagian"
            )
            yield ("components", component, "by_class"), message


def _earning_problems(rules: Rules) -> Iterator[Problem]:
    priorities: dict[int, str] = {}
    for name, rule in rules.earnings.items():
        if rule is None:
            continue
        where: PathParts = ("earnings", name)
        if rule.priority in priorities:
            yield (*where, "priority"), f"priority sama dengan {priorities[rule.priority]!r}"
        priorities[rule.priority] = name
        yield from _weight_problems(rules, rule, where)
    everyone = [
        rule for rule in rules.earnings.values() if rule is not None and not rule.when.model_fields_set
    ]
    if rules.earnings and not everyone:
        yield (
            ("earnings",),
            "tidak ada perolehan tanpa when: jabatan yang tidak disebut tidak memperoleh apa pun",
        )


def _weight_problems(rules: Rules, rule: EarningRule, where: PathParts) -> Iterator[Problem]:
    if rule.weights:
        yield from sum_problem((*where, "weights"), rule.weights, incomplete=rule.incomplete)
    elif uncovered := set(rules.components) - set(rule.by_component):
        yield (*where, "weights"), f"tidak ada bobot untuk komponen {', '.join(sorted(uncovered))}"
    for component, weights in rule.by_component.items():
        yield from sum_problem((*where, "by_component", component), weights, incomplete=rule.incomplete)
        if component not in rules.components:
            yield (*where, "by_component", component), "komponen ini tidak punya besaran"
    for place, weights in [
        (("weights",), rule.weights),
        *((("by_component", component), weights) for component, weights in rule.by_component.items()),
    ]:
        for aspect in weights:
            if aspect not in rules.aspects:
                known = ", ".join(sorted(rules.aspects))
                yield (*where, *place, aspect), f"aspek {aspect!r} tidak dikenal; yang ada: {known}"
    weighed = {*rule.weights, *(aspect for weights in rule.by_component.values() for aspect in weights)}
    if rule.remainder is not None and rule.remainder not in weighed:
        yield (*where, "remainder"), f"aspek {rule.remainder!r} tidak diberi bobot"
