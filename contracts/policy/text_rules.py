"""What one rule says, line by line, in Bahasa Indonesia."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import groupby

from contracts.policy.rule import Rule, Span, SubRule
from contracts.policy.rules_pay import ComponentRule, EarningRule, SanctionRule, When
from contracts.policy.rules_payroll import InterimRule, SpecialPaymentRule
from contracts.policy.rules_people import LeaveTypeRule, UnitFieldRule
from contracts.policy.rules_scores import ComplaintRule, MeasureRule, PredicateMatrixRule, SurveyRule
from contracts.policy.rules_time import EventRule, Hours, PatternRule, SpecialDayRule, TaskLogRule
from contracts.policy.titles import NAMES
from contracts.policy.words import clock, number, plain_facts, rupiah


def details(rule: Rule | SubRule) -> Iterator[str]:
    """Yield the facts of a rule, one sentence part each, without its title and citation."""
    facts = "; ".join(plain_facts(rule))
    if isinstance(rule, ComponentRule):
        yield from _component(rule)
    elif isinstance(rule, EarningRule):
        yield from _earning(rule)
    elif isinstance(rule, EventRule):
        yield facts
        if rule.redeem:
            times = f", paling banyak {rule.redeem.per_month} kali sebulan" if rule.redeem.per_month else ""
            yield f"sampai {rule.redeem.up_to_minutes} menit dapat ditebus dengan pulang lebih akhir{times}"
        for band in rule.bands:
            yield f"{_span(band, 'menit')}: {number(band.points)}"
    elif isinstance(rule, PatternRule):
        yield from _pattern(rule)
    elif isinstance(rule, SpecialDayRule):
        yield from _special_day(rule)
    elif isinstance(rule, LeaveTypeRule):
        yield from _leave(rule)
    else:
        if facts:
            yield facts
        yield from _lists(rule)


def _component(rule: ComponentRule) -> Iterator[str]:
    for job_class, amount in rule.by_class.items():
        yield f"kelas {job_class}: {rupiah(amount)}"
    for post, amount in rule.by_post.items():
        yield f"{post}: {rupiah(amount)}"
    for unit_id, amounts in rule.by_unit.items():
        for job_class, amount in amounts.by_class.items():
            yield f"unit {unit_id}, kelas {job_class}: {rupiah(amount)}"
        for post, amount in amounts.by_post.items():
            yield f"unit {unit_id}, {post}: {rupiah(amount)}"


def _earning(rule: EarningRule) -> Iterator[str]:
    yield f"bagi {_people(rule.when)} (urutan {rule.priority})"
    if rule.weights:
        yield f"semua komponen: {_weights(rule.weights)}"
    for component, weights in rule.by_component.items():
        yield f"{NAMES.get(component, component.replace('_', ' '))}: {_weights(weights)}"
    if rule.remainder:
        yield f"sisa pembulatan masuk {NAMES.get(rule.remainder, rule.remainder)}"
    if rule.incomplete:
        yield "jumlah bobot sengaja kurang dari 100"


def _people(when: When) -> str:
    parts = []
    if when.owns_service is not None:
        parts.append("unit pemilik layanan" if when.owns_service else "unit tanpa layanan")
    for label, values in (
        ("jenis jabatan", when.post_type),
        ("unit", when.unit),
        ("bidang", when.job_field),
        ("status", when.employment_status),
    ):
        if values:
            parts.append(f"{label} {' atau '.join(values)}")
    if when.job_class_from is not None or when.job_class_to is not None:
        parts.append(f"kelas {when.job_class_from or 1} sampai {when.job_class_to or 17}")
    if when.worked_days_below is not None:
        parts.append(f"kurang dari {when.worked_days_below} hari bekerja")
    return ", ".join(parts) or "semua orang"


def _weights(weights: Mapping[str, Decimal]) -> str:
    return ", ".join(f"{NAMES.get(aspect, aspect)} {number(weight)} %" for aspect, weight in weights.items())


def _pattern(rule: PatternRule) -> Iterator[str]:
    for label, days in (("", rule.days), ("Ramadan ", rule.ramadan)):
        for hours, group in groupby(days.items(), key=lambda item: item[1]):
            yield f"{label}{', '.join(name for name, _ in group)} {_hours(hours)}"


def _hours(hours: Hours) -> str:
    rest = f", istirahat {hours.break_minutes} menit" if hours.break_minutes else ""
    return f"{clock(hours.start)} sampai {clock(hours.end)}{rest}"


def _special_day(rule: SpecialDayRule) -> Iterator[str]:
    if rule.kind == "muster":
        hours = (
            "" if rule.start is None or rule.end is None else f" {clock(rule.start)} sampai {clock(rule.end)}"
        )
        yield f"apel {', '.join(rule.weekdays)}{hours}"
        return
    side = "sesudah" if rule.kind == "after_holiday" else "sebelum"
    named = " atau ".join(rule.holidays) or "hari libur apa pun"
    yield f"{rule.days} hari kerja {side} {named}, bila liburnya paling sedikit {rule.minimum_free_days} hari"


def _leave(rule: LeaveTypeRule) -> Iterator[str]:
    for band in rule.bands:
        child = f"anak {_span(band.child, 'ke-')}, " if band.child else ""
        yield f"{child}{_span(band, 'hari ke-' if band.unit == 'day' else 'bulan ke-')}: {number(band.pay)} %"
    if rule.present:
        yield "dihitung hadir"
    if rule.whole_month_only:
        yield "hanya bila sebulan penuh"


def _lists(rule: Rule | SubRule) -> Iterator[str]:
    if isinstance(rule, MeasureRule):
        yield from _measure(rule)
    elif isinstance(rule, SanctionRule):
        yield from _proposals(rule)
    elif isinstance(rule, SurveyRule):
        yield ", ".join(f"{g.grade} {number(g.from_)}-{number(g.to)}" for g in rule.grades)
    elif isinstance(rule, ComplaintRule):
        yield from _complaints(rule)
    elif isinstance(rule, PredicateMatrixRule):
        yield from (f"hasil {c.work_result}, perilaku {c.behaviour}: {c.predicate}" for c in rule.cells)
    elif isinstance(rule, UnitFieldRule):
        yield f"unit {', '.join(rule.units)}"
    elif isinstance(rule, SpecialPaymentRule):
        yield f"untuk {', '.join(rule.statuses)}"
    elif isinstance(rule, InterimRule):
        yield f"sampai tanggal {', '.join(str(day) for day in rule.days)}"
    elif isinstance(rule, TaskLogRule):
        yield from (f"{target}: kolom {source}" for target, source in rule.columns.items())


def _complaints(rule: ComplaintRule) -> Iterator[str]:
    yield from (f"{category}: {days} hari kerja" for category, days in rule.by_category.items())
    if rule.duplicate_days is not None:
        yield f"pengaduan berisi sama dalam {rule.duplicate_days} hari dihitung satu kali"
    if rule.brigading_count is not None:
        counted = {"once": "dihitung satu kali", "never": "tidak dihitung"}[rule.brigading_counts]
        flood = f"{rule.brigading_count} pengaduan sejenis atau lebih dalam {rule.brigading_minutes} menit"
        yield f"{flood} {counted}"


def _measure(rule: MeasureRule) -> Iterator[str]:
    if rule.map:
        yield ", ".join(f"{key} {number(score)}" for key, score in rule.map.items())
    for band in rule.bands:
        end = " ke atas" if band.to is None else f" sampai {number(band.to)}"
        yield f"{number(band.from_ or Decimal(0))}{end}: {number(band.score)}"
    if rule.target:
        per = "sebulan" if rule.target.kind == "month" else "setiap hari kerja"
        limit = f", sehari paling banyak {number(rule.target.day_max)}" if rule.target.day_max else ""
        yield f"target {number(rule.target.value)} {per}{limit}"
    if rule.raters:
        yield ", ".join(f"{role} {number(weight)} %" for role, weight in rule.raters.items())


def _proposals(rule: SanctionRule) -> Iterator[str]:
    for step in rule.proposals:
        days = f"{step.days_from} hari ke atas"
        if step.days_to is not None:
            days = (
                f"{step.days_from} hari"
                if step.days_to == step.days_from
                else f"{step.days_from}-{step.days_to} hari"
            )
        cut = f", {number(step.cut)} % selama {step.months} bulan" if step.cut is not None else ""
        yield f"{days}: usul {step.level}{cut}"


def _span(span: Span, unit: str) -> str:
    end = " ke atas" if span.to is None else "" if span.to == span.from_ else f" sampai {span.to}"
    return f"{unit}{'' if unit.endswith('-') else ' '}{span.from_}{end}"
