"""Which agencies and people may go on, and why not: ready, ready_with_warnings or held."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from contracts import gate_conditions as conditions
from contracts import gate_identities as identities
from contracts.at_risk import weighed
from contracts.gate_findings import findings, identified, stack, worded
from contracts.gate_identities import Frames
from contracts.gate_statuses import agency_statuses, unit_statuses
from contracts.month_measures import breaches, unexplained
from contracts.quality import Quality, Rule
from contracts.reasons import REASONS
from contracts.seen import CHANGED, seen

ALL_AGENCIES: Final = "*"


@dataclass(frozen=True)
class Gates:
    """What the gates found, and what it means.

    Attributes:
        findings: schema FINDINGS, sorted by agency and weight.
        agencies: AGENCY_GATES, one row per agency.
        units: UNIT_GATES, one row per unit.

    """

    findings: pl.DataFrame
    agencies: pl.DataFrame
    units: pl.DataFrame


@dataclass(frozen=True)
class Circumstances:
    """What the marts do not say.

    unbalanced: agencies with a file whose rows do not add up. policy_faults: agency -> what is wrong with its
    policy, one clause. dbt_failures: agency, or ALL_AGENCIES, -> the tests that failed. cleared: ids of the
    findings whose hold a named human took away; what no human may clear holds all the same. seen: id -> hash
    (`contracts.seen`) of the finding that was cleared; one that blocks and changed since holds again.
    finding_key: of the home, for the ids of people's findings.
    """

    unbalanced: Collection[str] = ()
    policy_faults: Mapping[str, str] = field(default_factory=dict)
    dbt_failures: Mapping[str, str] = field(default_factory=dict)
    cleared: Collection[str] = ()
    seen: Mapping[str, str] = field(default_factory=dict)
    finding_key: str = ""


def evaluate(
    frames: Frames,
    quality: Quality,
    *,
    month: str,
    circumstances: Circumstances = Circumstances(),
    further: Sequence[pl.DataFrame] = (),
) -> Gates:
    """Judge the month of every agency.

    frames: monthly_incentives, incentive_lines, agency_month_profile, file_outcomes and agency (agency_id,
    policy_status); incentive_line_factors, quarantined_rows, data_findings, agency_intake and hold_evidence
    where known.
    further: findings from elsewhere that count as well, such as those of `plausibility.implausible`.
    Any `block` that nobody cleared holds the agency; a `hold` (of a person, or of a unit's people) or a
    `warn` makes it ready with warnings. Raises KeyError when a frame is missing.
    """
    agencies = conditions.agencies_of(
        frames,
        {**circumstances.policy_faults, **dict.fromkeys(circumstances.unbalanced, "")},
        month,
        quality.unread.remember_months,
    )
    told = stack(
        [
            *_by_rule(agencies, frames, quality, month, circumstances),
            _missing_feeds(frames, quality, month),
            _unread(frames, quality, month, circumstances),
            _told(frames, quality, month),
            _holds(frames, quality, month),
            *further,
        ]
    )
    found = _cleared(
        weighed(identified(told, circumstances.finding_key), frames, quality), quality, circumstances, frames
    )
    statuses = agency_statuses(agencies, found, quality, month)
    units = unit_statuses(statuses, found, frames["monthly_incentives"], quality, month)
    return Gates(found, statuses, units)


def _cleared(
    found: pl.DataFrame, quality: Quality, circumstances: Circumstances, frames: Frames
) -> pl.DataFrame:
    """Mark what named humans took away; the models decided of people and units, before the sum."""
    codes = found["rule_code"].unique().to_list()
    locked = [code for code in codes if quality.locked(code) is not None]
    signed = pl.col("finding_id").is_in(sorted(circumstances.cleared)) & ~pl.col("rule_code").is_in(locked)
    changed = signed & pl.col("finding_id").is_in(_changed(found, circumstances.seen))
    if "hold_evidence" in frames:
        let_go = frames["hold_evidence"].filter("is_cleared")["finding_id"].to_list()
        changed |= signed & (pl.col("severity") == "hold") & ~pl.col("finding_id").is_in(let_go)
    return found.with_columns(
        (signed & ~changed).alias("is_cleared"),
        pl.when(changed).then(pl.col("message") + CHANGED).otherwise("message").alias("message"),
    )


def _changed(found: pl.DataFrame, known: Mapping[str, str]) -> list[str]:
    """Ids of findings that hold an agency and are not what was seen when they were cleared."""
    signed = found.filter(pl.col("finding_id").is_in(list(known)) & (pl.col("severity") == "block"))
    facts = signed.select("finding_id", "rows", "people", "files", "message")
    return [finding_id for finding_id, *told in facts.iter_rows() if seen(*told) != known[finding_id]]


def release_check(frames: Frames, quality: Quality, cleared: Collection[str] = ()) -> list[str]:
    """Return one clause for each thing that is wrong with the written tables of ONE agency; empty when sound.

    frames: monthly_incentives, incentive_lines, incentive_line_factors, agency_month_profile, file_outcomes
    as read back; judged_profile where limits are to judge another profile than the written one. Judges the
    identities, the balance and presence of files, and the limits that block. A susulan release has no
    profile: what is said of a whole month was judged with its first one.
    cleared: codes of the rules whose hold of the agency a named human took away.
    """
    people = frames["monthly_incentives"]
    whose = frames.get("agency_month_profile", frames["monthly_incentives"])
    written = {**frames, "agency": whose.select("agency_id").unique()}
    found = identities.broken(frames) | {
        "berkas_tidak_seimbang": conditions.unbalanced(written, []),
        "tanpa_data_pegawai": conditions.without_master(written),
        "tanpa_presensi": conditions.without_attendance(written),
    }
    faults = [] if people.height else ["tidak ada pegawai pada tabel TPP"]
    if people.height and (people["agency_id"].n_unique(), people["month"].n_unique()) != (1, 1):
        faults.append("tabel TPP memuat lebih dari satu pemda atau bulan")
    for code, rows in found.items():
        rule = quality.rules[code]
        if rows.height and not (code in cleared and rule.locked is None):
            count = rows["rows"].sum() if rule.counts == "rows" else rows.height
            faults.append(f"{rule.title} ({count} {rule.unit})" if rule.counts else rule.title)
    profile = frames.get("judged_profile", frames.get("agency_month_profile"))
    if profile is None:
        return faults
    broken = unexplained(breaches(profile, quality, ("block",)), quality)["code"].unique().sort()
    return faults + [quality.limits[code].title for code in broken if code not in cleared]


def _by_rule(
    agencies: pl.DataFrame, frames: Frames, quality: Quality, month: str, circumstances: Circumstances
) -> Iterator[pl.DataFrame]:
    """Yield findings of conditions that have one rule each."""
    faults = circumstances.policy_faults
    failures = circumstances.dbt_failures
    everyone = agencies["agency_id"] if ALL_AGENCIES in failures else ()
    everywhere = dict.fromkeys(everyone, failures.get(ALL_AGENCIES, ""))
    own = {agency: failed for agency, failed in failures.items() if agency != ALL_AGENCIES}
    found = {
        "tanpa_kebijakan": conditions.without_policy(agencies, frames, faults),
        "kebijakan_rusak": _detailed(faults),
        "kebijakan_simulasi": conditions.simulated(frames, quality),
        "berkas_tidak_seimbang": conditions.unbalanced(frames, sorted(circumstances.unbalanced)),
        "tanpa_data_pegawai": conditions.without_master(frames),
        "tanpa_pegawai": conditions.without_people(frames),
        "tanpa_presensi": conditions.without_attendance(frames),
        "data_pegawai_lebih_baru": conditions.later_master("master")(frames),
        "data_unit_lebih_baru": conditions.later_master("units")(frames),
        "baris_dikarantina": conditions.quarantined(frames, quality),
        "nip_dua_pemda": conditions.two_agencies(frames),
        "uji_model_gagal": _detailed({**everywhere, **own}),
        **identities.broken(frames),
    }
    for code, rows in found.items():
        rule = quality.rules[code]
        if rows.height:
            yield _by_one_rule(rows, code, rule, month)


def _detailed(told: Mapping[str, str]) -> pl.DataFrame:
    schema = {"agency_id": pl.String, "detail": pl.String}
    return pl.DataFrame(sorted(told.items()), schema=schema, orient="row").with_columns(
        pl.col("detail").str.strip_chars_end(".")
    )


def _missing_feeds(frames: Frames, quality: Quality, month: str) -> pl.DataFrame:
    code = "umpan_tidak_ada"
    return _by_one_rule(conditions.without_feed(frames, quality), code, quality.rules[code], month)


def _unread(frames: Frames, quality: Quality, month: str, circumstances: Circumstances) -> pl.DataFrame:
    return _by_code(
        conditions.unread_files(frames, circumstances.policy_faults, month, quality.unread.remember_months),
        "code",
        quality,
        month,
    )


def _told(frames: Frames, quality: Quality, month: str) -> pl.DataFrame:
    told = conditions.told_by_models(frames, quality)
    code = pl.col("finding_code")
    known = pl.when(code.is_in(list(quality.rules))).then(code).otherwise(pl.lit("temuan_lain"))
    return _by_code(told.with_columns(known.alias("code")), "code", quality, month)


def _by_code(found: pl.DataFrame, code: str, quality: Quality, month: str) -> pl.DataFrame:
    """Return findings of rows that name their rule in a column."""
    return stack(
        _by_one_rule(rows, str(name), quality.rules[str(name)], month)
        for (name,), rows in found.group_by(code, maintain_order=True)
    )


def _by_one_rule(found: pl.DataFrame, code: str, rule: Rule, month: str) -> pl.DataFrame:
    """Return findings of one rule; a row may say its own severity and feed."""
    feed = [] if "feed" in found.columns else [pl.lit(rule.feed, pl.String).alias("feed")]
    return findings(
        found.with_columns(feed),
        month=month,
        gate=rule.gate,
        severity=pl.col("severity") if "severity" in found.columns else rule.severity,
        rule_code=code,
        title=rule.title,
        message=rule.message,
        action=rule.to_do,
    )


def _holds(frames: Frames, quality: Quality, month: str) -> pl.DataFrame:
    """One finding for each person and reason of the hold, in the words of the rule or of the quarantine.

    What comes of another reason of the same person says so and has no rupiah of its own.
    """
    parts = []
    consequence = quality.holds["akibat"]
    for (name,), rows in conditions.held(frames, quality).group_by("code", maintain_order=True):
        code = str(name)
        hold = quality.holds.get(code)
        subject = pl.col("subject").replace(quality.words).str.replace_all("_", " ")
        if hold is not None:
            template, detail, action = hold.message, subject, hold.to_do
        elif code in REASONS:
            reason = REASONS[code]
            template, detail = f"Ditahan sampai datanya dibetulkan. {reason.sentence}", subject
            action = reason.action
        else:
            other = quality.holds["lainnya"]
            template, detail, action = other.message, pl.lit(quality.word(code)), other.to_do
        detailed = rows.with_columns(
            detail.alias("detail"),
            feed=pl.lit(hold.feed if hold is not None else None, pl.String),
            at_risk_amount=pl.when(pl.col("root").is_not_null()).then(pl.lit(0, pl.Int64)),
            root=pl.col("root").replace(
                {root: _hold_title(root, quality) for root in rows["root"].drop_nulls()}
            ),
        )
        follows = pl.col("root").is_not_null()
        bare = f"{template.partition(': ')[0].rstrip('.')}."  # what is to be done stands with the root
        parts.append(
            findings(
                detailed,
                month=month,
                gate="pegawai",
                severity="hold",
                rule_code=code,
                title=_hold_title(code, quality),
                message=pl.when(follows)
                .then(worded(bare, detailed) + worded(consequence.message, detailed))
                .otherwise(worded(template, detailed)),
                action=pl.when(follows)
                .then(worded(consequence.to_do, detailed))
                .otherwise(worded(action, detailed)),
            )
        )
    return stack(parts)


def _hold_title(code: str, quality: Quality) -> str:
    hold = quality.holds.get(code)
    return hold.title if hold is not None else quality.word(code)
