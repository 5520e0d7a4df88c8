"""Which agencies and people may go on, and why not: ready, ready_with_warnings or held."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from contracts import gate_conditions as conditions
from contracts import gate_identities as identities
from contracts.gate_findings import findings, grouped, stack, worded
from contracts.gate_identities import Frames
from contracts.month_measures import breaches
from contracts.quality import Quality
from contracts.reasons import REASONS

ALL_AGENCIES: Final = "*"
AGENCY_GATES: Final = pl.Schema(
    {"agency_id": pl.String, "month": pl.String, "status": pl.String, "reasons": pl.String}
)


@dataclass(frozen=True)
class Gates:
    """findings: schema FINDINGS, sorted by agency and weight. agencies: AGENCY_GATES, one row per agency."""

    findings: pl.DataFrame
    agencies: pl.DataFrame


@dataclass(frozen=True)
class Circumstances:
    """What the marts do not say.

    unbalanced: agencies with a file whose rows do not add up. policy_faults: agency -> what is wrong with its
    policy, one clause. dbt_failures: agency, or ALL_AGENCIES, -> the tests that failed.
    """

    unbalanced: Collection[str] = ()
    policy_faults: Mapping[str, str] = field(default_factory=dict)
    dbt_failures: Mapping[str, str] = field(default_factory=dict)


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
    policy_status); incentive_line_factors, quarantined_rows, data_findings and agency_intake where known.
    further: findings from elsewhere that count as well, such as those of `plausibility.implausible`.
    Any `block` holds the agency; a `hold` of a person or a `warn` makes it ready with warnings. Raises
    KeyError when a frame is missing.
    """
    agencies = conditions.agencies_of(
        frames, {**circumstances.policy_faults, **dict.fromkeys(circumstances.unbalanced, "")}
    )
    found = stack(
        [
            *_by_rule(agencies, frames, quality, month, circumstances),
            _missing_feeds(frames, quality, month),
            _unread(frames, quality, month, circumstances),
            _told(frames, quality, month),
            _holds(frames, quality, month),
            *further,
        ]
    )
    return Gates(found, _statuses(agencies, found, quality, month))


def release_check(frames: Frames, quality: Quality) -> list[str]:
    """Return one clause for each thing that is wrong with the written tables of ONE agency; empty when sound.

    frames: monthly_incentives, incentive_lines, incentive_line_factors, agency_month_profile, file_outcomes
    as read back. Judges the identities, the balance and presence of files, and the limits that block.
    """
    people = frames["monthly_incentives"]
    written = {**frames, "agency": frames["agency_month_profile"].select("agency_id").unique()}
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
        if rows.height:
            count = rows["rows"].sum() if rule.counts == "rows" else rows.height
            faults.append(f"{rule.title} ({count} {rule.unit})" if rule.counts else rule.title)
    broken = breaches(frames["agency_month_profile"], quality, ("block",))["code"].unique().sort()
    return faults + [quality.limits[code].title for code in broken]


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
            yield findings(
                rows,
                month=month,
                gate=rule.gate,
                severity=rule.severity,
                rule_code=code,
                message=rule.message,
            )


def _detailed(told: Mapping[str, str]) -> pl.DataFrame:
    schema = {"agency_id": pl.String, "detail": pl.String}
    return pl.DataFrame(sorted(told.items()), schema=schema, orient="row").with_columns(
        pl.col("detail").str.strip_chars_end(".")
    )


def _missing_feeds(frames: Frames, quality: Quality, month: str) -> pl.DataFrame:
    rule = quality.rules["umpan_tidak_ada"]
    return findings(
        conditions.without_feed(frames, quality),
        month=month,
        gate=rule.gate,
        severity=pl.col("severity"),
        rule_code="umpan_tidak_ada",
        message=rule.message,
    )


def _unread(frames: Frames, quality: Quality, month: str, circumstances: Circumstances) -> pl.DataFrame:
    return _by_code(conditions.unread_files(frames, circumstances.policy_faults), "code", quality, month)


def _told(frames: Frames, quality: Quality, month: str) -> pl.DataFrame:
    told = conditions.told_by_models(frames, quality)
    code = pl.col("finding_code")
    known = pl.when(code.is_in(list(quality.rules))).then(code).otherwise(pl.lit("temuan_lain"))
    return _by_code(told.with_columns(known.alias("code")), "code", quality, month)


def _by_code(found: pl.DataFrame, code: str, quality: Quality, month: str) -> pl.DataFrame:
    """Return findings of rows that name their rule in a column."""
    parts = []
    for (name,), rows in found.group_by(code, maintain_order=True):
        rule = quality.rules[str(name)]
        parts.append(
            findings(
                rows,
                month=month,
                gate=rule.gate,
                severity=rule.severity,
                rule_code=str(name),
                message=rule.message,
            )
        )
    return stack(parts)


def _holds(frames: Frames, quality: Quality, month: str) -> pl.DataFrame:
    """One finding for each person and reason of the hold, in the words of the rule or of the quarantine."""
    parts = []
    for (name,), rows in conditions.held(frames).group_by("code", maintain_order=True):
        code = str(name)
        hold = quality.holds.get(code)
        subject = pl.col("subject").replace(quality.words).str.replace_all("_", " ")
        if hold is not None:
            template, detail = hold.message, subject
        elif code in REASONS:
            template, detail = f"Ditahan sampai datanya dibetulkan. {REASONS[code].sentence}", subject
        else:
            template, detail = quality.holds["lainnya"].message, pl.lit(quality.word(code))
        detailed = rows.with_columns(detail.alias("detail"))
        parts.append(
            findings(
                detailed,
                month=month,
                gate="pegawai",
                severity="hold",
                rule_code=code,
                message=worded(template, detailed),
            )
        )
    return stack(parts)


def _statuses(agencies: pl.DataFrame, found: pl.DataFrame, quality: Quality, month: str) -> pl.DataFrame:
    """Return AGENCY_GATES; the reasons are those of the status, the heaviest first, with their counts."""
    of_weight = found.filter(pl.col("severity") != "info").with_columns(
        is_block=pl.col("severity") == "block"
    )
    held = of_weight.group_by("agency_id").agg(is_held=pl.col("is_block").any())
    reasons = (
        of_weight.join(held, on="agency_id")
        .filter(pl.col("is_block") | ~pl.col("is_held"))
        .group_by("agency_id", "is_held", "rule_code", maintain_order=True)
        .agg(
            pl.col("rows").sum(),
            pl.col("people").sum(),
            pl.len().alias("findings"),
            pl.col("message").first(),
        )
        .join(_titles(of_weight, quality), on="rule_code", how="left", maintain_order="left")
        .with_columns(_reason())
        .group_by("agency_id", maintain_order=True)
        .agg(pl.col("reason").str.join("; ").alias("reasons"))
    )
    status = (
        pl.when(pl.col("is_held"))
        .then(pl.lit("held"))
        .when(pl.col("is_held").is_not_null())
        .then(pl.lit("ready_with_warnings"))
        .otherwise(pl.lit("ready"))
    )
    return (
        agencies.join(held, on="agency_id", how="left")
        .join(reasons, on="agency_id", how="left")
        .select("agency_id", pl.lit(month).alias("month"), status.alias("status"), "reasons")
        .sort("agency_id")
    )


def _reason() -> pl.Expr:
    number = pl.lit(None, pl.Int64)
    for counted in ("people", "rows", "findings"):
        number = pl.when(pl.col("counts") == counted).then(pl.col(counted).cast(pl.Int64)).otherwise(number)
    counted_title = pl.concat_str("title", pl.lit(" ("), grouped(number), pl.lit(" "), "unit", pl.lit(")"))
    only = pl.col("message").str.strip_chars_end(".")
    alone = pl.when(pl.col("is_held") & (pl.col("findings") == 1)).then(only).otherwise("title")
    return pl.when(number.is_null()).then(alone).otherwise(counted_title).alias("reason")


def _titles(found: pl.DataFrame, quality: Quality) -> pl.DataFrame:
    """Return rule_code, title, counts, unit for every rule, limit and hold that was found."""
    told: list[tuple[str, str, str | None, str | None]] = []
    for code in found["rule_code"].unique().sort():
        if code in quality.rules:
            rule = quality.rules[code]
            told.append((code, rule.title, rule.counts, rule.unit))
        elif code in quality.limits:
            told.append((code, quality.limits[code].title, None, None))
        else:
            hold = quality.holds.get(code)
            title = hold.title if hold else quality.word(code)
            told.append((code, f"pegawai ditahan: {title}", "people", "pegawai"))
    schema = {"rule_code": pl.String, "title": pl.String, "counts": pl.String, "unit": pl.String}
    return pl.DataFrame(told, schema=schema, orient="row")
