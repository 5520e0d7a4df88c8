"""A policy in force, said to people in Bahasa Indonesia with its citations."""

from collections.abc import Iterator

from contracts.dates import date_text, month_days, month_text
from contracts.policy.loading import Policies
from contracts.policy.rule import Rule, SubRule
from contracts.policy.rules import each_rule
from contracts.policy.text_rules import details
from contracts.policy.titles import SECTION_HEADINGS, default_title
from contracts.policy.versions import Resolved, Source, resolve
from contracts.policy.words import STATUS_WORDS
from contracts.standing import MARK, PAYABLE


class UnknownAgencyError(LookupError):
    """No usable policy binds the agency."""


def show(agency_id: str, month: str, policies: Policies) -> str:
    """Say which rules bind an agency in a month, where each one comes from, and what is inherited.

    Raises UnknownAgencyError where no usable policy binds the agency, with the reason.
    """
    binding = policies.for_agency(agency_id)
    if binding is None:
        reason = policies.broken_agencies.get(agency_id, "tidak ada kebijakan yang menyebutnya")
        raise UnknownAgencyError(f"{agency_id}: {reason}")
    first, last = month_days(month)
    spans = resolve(binding.policy, policies.by_id, first, last, None)
    lines = [
        f"{binding.policy.title}",
        f"{binding.agency_name} ({agency_id}) · {month_text(month)} · zona {binding.zone}",
    ]
    if not spans:
        return "\n".join([*lines, "", f"Tidak ada aturan yang berlaku pada {month_text(month)}."]) + "\n"
    if any(source.citation.standing not in PAYABLE for span in spans for source in span.sources.values()):
        lines.append(f"{MARK}: ada aturan yang naskah peraturannya belum dibaca.")
    for span in spans:
        lines += _span_lines(span, whole=len(spans) == 1)
    return "\n".join(lines).rstrip() + "\n"


def _span_lines(span: Resolved, *, whole: bool) -> Iterator[str]:
    yield f"Versi {span.version_id}"
    if not whole:
        yield ""
        yield f"=== Berlaku {date_text(span.valid_from)} sampai {date_text(span.valid_to)}"
    own_titles = [
        source.title or default_title(rule_id)
        for rule_id, source in span.sources.items()
        if source.policy_id == span.policy_id
    ]
    if len(own_titles) < len(span.sources):
        inherited = len(span.sources) - len(own_titles)
        yield f"{len(own_titles)} aturan sendiri, {inherited} diwarisi. Yang sendiri:"
        yield from (f"  * {title}" for title in own_titles)
    yield from _rules_lines(span, list(each_rule(span.rules)), dict(span.sources))
    for unit_id, (rules, sources) in span.scopes.items():
        own = [
            (rule_id, rule)
            for rule_id, rule in each_rule(rules)
            if sources[rule_id] != span.sources.get(rule_id)
        ]
        yield ""
        yield f"=== Berbeda untuk unit {unit_id} dan unit di bawahnya"
        yield from _rules_lines(span, own, dict(sources))


def _rules_lines(
    span: Resolved, rules: list[tuple[str, Rule | SubRule]], sources: dict[str, Source]
) -> Iterator[str]:
    section = ""
    for rule_id, rule in rules:
        if rule_id.partition(".")[0] != section:
            section = rule_id.partition(".")[0]
            yield ""
            yield SECTION_HEADINGS[section]
        source = sources[rule_id]
        indent = "    " if isinstance(rule, SubRule) else "  "
        yield f"{indent}- {source.title or default_title(rule_id)}"
        for fact in details(rule):
            yield f"{indent}    {fact}"
        yield f"{indent}    [{_origin(span, source)}]"


def _origin(span: Resolved, source: Source) -> str:
    inherited = "" if source.policy_id == span.policy_id else f"; diwarisi dari {source.policy_id}"
    status = STATUS_WORDS[source.citation.standing]
    if attested := source.citation.attested:
        status += f" (oleh {attested.by}, {attested.letter}, {date_text(attested.on)})"
    return f"{source.citation.regulation}, {source.clause}; {status}{inherited}"
