"""Which rules stand behind an amount, and which of them are no basis for payment."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from contracts.policy.versions import Resolved, Source
from contracts.standing import PAYABLE

# Rules that no line names and every line needs.
ALWAYS: Final = ("rounding", "proration", "attendance", "no_evidence")
BEHIND_MEASURES: Final[Mapping[str, str]] = {
    "discipline_points": "events",
    "rating_matrix": "predicate_matrix",
    "ikm": "survey",
    "complaint_timeliness": "complaints",
    "behaviour_360": "raters",
}


def unfounded(spans: Sequence[Resolved], used: Collection[str]) -> dict[str, str]:
    """Return rule_id -> standing of the rules behind an amount that are neither law nor attested.

    used: rule ids (or whole sections) that lines and factors name; what they rest on is added. A rule that
    is named and in force on no day is `unknown`.
    """
    found: dict[str, str] = {}
    in_force: set[str] = set()
    for span in spans:
        for sources in (span.sources, *(sources for _, sources in span.scopes.values())):
            in_force |= sources.keys()
            for rule_id in _behind(sources, used):
                standing = sources[rule_id].citation.standing
                if standing not in PAYABLE:
                    found[rule_id] = standing
    sections = {rule_id.partition(".")[0] for rule_id in in_force}
    missing = {rule_id for rule_id in used if rule_id not in in_force | sections}
    return dict(sorted((found | dict.fromkeys(missing, "unknown")).items()))


def _behind(sources: Mapping[str, Source], used: Collection[str]) -> Iterator[str]:
    named = {*used, *ALWAYS}
    measures = {
        rule_id
        for rule_id in sources
        if rule_id.startswith("aspects.") and ".".join(rule_id.split(".")[:2]) in named
    }
    sections = {BEHIND_MEASURES.get(rule_id.rpartition(".")[2], "") for rule_id in measures} | named
    for rule_id in sources:
        if rule_id in named | measures or rule_id.partition(".")[0] in sections:
            yield rule_id
