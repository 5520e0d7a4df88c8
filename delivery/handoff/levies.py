"""Tax and insurance on the incentive, in the month of payment; empty where the government does not ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from contracts.dates import month_days
from contracts.exact import rounded
from contracts.policy.rules_payroll import HealthInsuranceRule, IncomeTaxRule
from contracts.policy.versions import Resolved
from contracts.standing import PAYABLE
from contracts.tax import TaxTable, tax_tables

LAST_TAX_MONTH = "PPh 21 kosong: masa pajak terakhir dihitung setahun oleh bendahara"
NO_SALARY = "PPh 21 dan iuran kosong: gaji tidak diketahui (payroll_base)"
OUTSIDE_TABLE = "PPh 21 kosong: tabel tarif belum berlaku atau sudah berakhir pada bulan pembayaran"


@dataclass(frozen=True)
class Salary:
    """What payroll pays a person beside the incentive in the month of payment; None is not known."""

    gross_amount: int | None = None
    family_status: str | None = None
    tax_amount: int | None = None
    employee_insurance_amount: int | None = None
    employer_insurance_amount: int | None = None


@dataclass(frozen=True)
class LevyRules:
    """Rules in force at the end of the month of payment; None where the government wants nothing computed."""

    payment_month: str
    income_tax: IncomeTaxRule | None
    health_insurance: HealthInsuranceRule | None
    unfounded: dict[str, str]


class Levies(NamedTuple):
    """Whole rupiah on one incentive; None is left empty. `notes` say why, in Bahasa Indonesia."""

    tax_amount: int | None = None
    tax_allowance_amount: int | None = None
    employee_insurance_amount: int | None = None
    employer_insurance_amount: int | None = None
    notes: tuple[str, ...] = ()


def levy_rules(payment_month: str, spans: Sequence[Resolved]) -> LevyRules:
    """Take the rules of the last day of the month of payment, and the standing of those not payable."""
    if not spans:
        return LevyRules(payment_month, None, None, {})
    rules, sources = spans[-1].rules, spans[-1].sources
    standings = {
        section: sources[section].citation.standing
        for section in ("income_tax", "health_insurance")
        if section in sources
    }
    unfounded = {section: standing for section, standing in standings.items() if standing not in PAYABLE}
    return LevyRules(payment_month, rules.income_tax, rules.health_insurance, unfounded)


def levies(rules: LevyRules, salary: Salary, incentive_amount: int) -> Levies:
    """Compute what is withheld from, and added to, one incentive: total on both less that of the salary."""
    if rules.income_tax is None and rules.health_insurance is None:
        return Levies()
    if salary.gross_amount is None:
        return Levies(notes=(NO_SALARY,))
    tax, note = _tax(rules, salary, salary.gross_amount, incentive_amount)
    is_added = rules.income_tax is not None and rules.income_tax.borne_by == "government"
    shares = _insurance(rules.health_insurance, salary, salary.gross_amount, incentive_amount)
    return Levies(tax, tax if is_added else None, *shares, notes=(note,) if note else ())


def _tax(
    rules: LevyRules, salary: Salary, gross_amount: int, incentive_amount: int
) -> tuple[int | None, str]:
    rule = rules.income_tax
    if rule is None:
        return None, ""
    if int(rules.payment_month[5:]) == rule.last_month:
        return None, LAST_TAX_MONTH
    table = tax_tables()[rule.table]
    if not table.holds_in(month_days(rules.payment_month)[1]):
        return None, OUTSIDE_TABLE
    return tax_on_incentive(table, rule.rounding, salary, gross_amount, incentive_amount), ""


def tax_on_incentive(
    table: TaxTable, mode: str, salary: Salary, gross_amount: int, incentive_amount: int
) -> int:
    """Tax on both less that on the salary (as payroll took it, else by the table), at least 0."""
    category = table.category(salary.family_status)
    total = rounded(table.tax(category, gross_amount + incentive_amount), mode)
    already = salary.tax_amount
    if already is None:
        already = rounded(table.tax(category, gross_amount), mode)
    return max(total - already, 0)


def _insurance(
    rule: HealthInsuranceRule | None, salary: Salary, gross_amount: int, incentive_amount: int
) -> tuple[int | None, int | None]:
    if rule is None:
        return None, None

    def share(percent: Fraction, already: int | None) -> int:
        total, own = (
            rounded(min(base, rule.cap) * percent / 100, rule.rounding)
            for base in (gross_amount + incentive_amount, gross_amount)
        )
        return max(total - (own if already is None else already), 0)

    return (
        share(Fraction(rule.employee), salary.employee_insurance_amount),
        share(Fraction(rule.employer), salary.employer_insurance_amount),
    )
