"""Reading a release for payroll: who is paid what by component, and whether it is a basis for payment."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import polars as pl

from contracts.dates import month_days
from contracts.home import Home
from contracts.policy.loading import load_policies
from contracts.policy.paying import unfounded
from contracts.policy.versions import Resolved, resolve
from delivery.errors import HandOffRefused
from delivery.handoff.spread import spread
from delivery.release.chain import MANIFEST, releases_of, sha256_of
from delivery.release.intact import refuse_damaged, refuse_unknown
from delivery.wording import COMPONENTS

# Kinds of factors that rest on whole sections of the policy.
BEHIND_FACTORS: Final = {"hari": ("leave", "leave_types")}
CORRECTIONS: Final = ("kekurangan", "kelebihan")
OLDER: Final = "dibuat sebelum rilis memuat SKPD; hitung dan rilis bulan berikutnya dengan versi ini"


@dataclass(frozen=True)
class Payee:
    """One person of a release. `components` are whole rupiah after every deduction and sum to `amount`.

    `arrears_amount` and `overpaid_amount` (below 0) are the corrections of the earlier months named.
    """

    employee_id: str
    name: str
    unit_id: str | None
    unit_name: str | None
    skpd_code: str | None
    post_name: str | None
    post_type: str | None
    employment_status: str | None
    grade: str | None
    components: Mapping[str, int]
    amount: int
    computed_amount: int
    deduction_amount: int
    sanction_amount: int
    adjustment_amount: int
    is_held: bool
    arrears_amount: int = 0
    overpaid_amount: int = 0
    corrected_months: tuple[str, ...] = ()


@dataclass(frozen=True)
class Released:
    """One release of one agency, read from its folder alone."""

    agency_id: str
    month: str
    number: int
    folder: Path

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Parse the manifest. Raises ReleaseDamagedError where it is none."""
        refuse_damaged(self.folder, ())
        manifest: dict[str, Any] = json.loads((self.folder / MANIFEST).read_bytes())
        return manifest

    @property
    def manifest_sha256(self) -> str:
        """Return the link of the chain that this release is."""
        return sha256_of(self.folder / MANIFEST)

    def table(self, name: str) -> pl.DataFrame:
        """Read a table of the release. Raises ReleaseDamagedError where it is not what was released."""
        refuse_damaged(self.folder, [f"{name}.parquet"])
        return pl.read_parquet(self.folder / f"{name}.parquet")

    def rules(self, month: str) -> list[Resolved]:
        """Resolve the policies that lie in the release for the days of a month."""
        policies = load_policies(None, self.folder / "policies")
        binding = policies.for_agency(self.agency_id)
        if binding is None:
            return []
        return resolve(binding.policy, policies.by_id, *month_days(month), None)


def find_release(
    home: Home, month: str, agency_id: str | None, unit: str | None = None, number: int | None = None
) -> Released:
    """Find the release asked for: of the agency, else of the only one, or the only one with the unit.

    Without a number the newest of the month. Raises HandOffRefused where there is none, or more than one, and
    as `refuse_unknown` where ledger and releases do not agree.
    """
    agencies = [agency_id] if agency_id else _released_agencies(home, month)
    for agency in agencies:
        refuse_unknown(home, agency)
    found = [
        Released(agency, month, each, folder)
        for agency in agencies
        for released, each, folder in releases_of(home, agency)
        if released == month and number in {None, each}
    ]
    newest = {release.agency_id: release for release in found}
    if agency_id is None and unit is not None and len(newest) > 1:
        newest = {agency: release for agency, release in newest.items() if unit in offices(release)}
    if not newest:
        raise HandOffRefused(f"Belum ada rilis {month} untuk {agency_id or unit or 'pemda mana pun'}.")
    if len(newest) > 1:
        raise HandOffRefused(f"{month} dirilis oleh {', '.join(newest)}: sebut salah satu dengan --agency.")
    return next(iter(newest.values()))


def all_releases(home: Home, month: str, agency_id: str | None) -> list[Released]:
    """Return every release of the month, of the agency or the only one; raises as `find_release`."""
    newest = find_release(home, month, agency_id)
    return [
        Released(newest.agency_id, month, number, folder)
        for released, number, folder in releases_of(home, newest.agency_id)
        if released == month
    ]


def _released_agencies(home: Home, month: str) -> list[str]:
    return sorted({path.parts[-3] for path in home.releases.glob(f"{month}/*/r*/{MANIFEST}")})


def offices(release: Released) -> list[str]:
    """List the SKPD of a release. Raises HandOffRefused for one of an older schema."""
    people = release.table("monthly_incentives")
    if "skpd_code" not in people.columns:
        raise HandOffRefused(f"Rilis {release.month} r{release.number} {OLDER}.")
    return people["skpd_code"].drop_nulls().unique().sort().to_list()


def payees(release: Released, unit: str) -> list[Payee]:
    """People of one SKPD, by NIP. Raises HandOffRefused where the release has nobody of it."""
    if unit not in offices(release):
        raise HandOffRefused(
            f"SKPD {unit} tidak ada dalam rilis {release.month} {release.agency_id} r{release.number}."
        )
    people = release.table("monthly_incentives").filter(pl.col("skpd_code") == unit).sort("employee_id")
    sums = (
        release.table("incentive_lines")
        .filter(pl.col("component").is_not_null())
        .group_by("employee_id", "component")
        .agg(pl.col("amount").sum())
    )
    own: dict[str, dict[str, int]] = {}
    for employee_id, component, amount in sums.iter_rows():
        own.setdefault(employee_id, {})[component] = amount
    corrected = _corrections(release)
    return [
        _payee(row, own.get(row["employee_id"], {}), corrected.get(row["employee_id"], {}))
        for row in people.iter_rows(named=True)
    ]


def _corrections(release: Released) -> dict[str, dict[str, Any]]:
    """Sum each person's corrections of earlier months, for those who have any."""
    amount = pl.col("amount")
    lines = release.table("incentive_lines").filter(pl.col("line_kind").is_in(CORRECTIONS))
    sums = lines.group_by("employee_id").agg(
        amount.filter(amount > 0).sum().alias("arrears_amount"),
        amount.filter(amount < 0).sum().alias("overpaid_amount"),
        pl.col("for_month").unique().sort().alias("corrected_months"),
    )
    return {row.pop("employee_id"): row for row in sums.iter_rows(named=True)}


def _payee(row: Mapping[str, Any], own: Mapping[str, int], corrected: Mapping[str, Any]) -> Payee:
    parts = {component: own.get(component, 0) for component in COMPONENTS}
    arrears, overpaid = corrected.get("arrears_amount", 0), corrected.get("overpaid_amount", 0)
    return Payee(
        **{
            name: row[name]
            for name in (
                *("employee_id", "unit_id", "unit_name", "skpd_code", "post_name", "post_type"),
                *("employment_status", "grade", "computed_amount", "deduction_amount", "sanction_amount"),
                "is_held",
            )
        },
        # what lies after the deductions, of the month itself
        adjustment_amount=row["adjustment_amount"] - arrears - overpaid,
        arrears_amount=arrears,
        overpaid_amount=overpaid,
        corrected_months=tuple(corrected.get("corrected_months", ())),
        name=row["name"] or "",
        components=spread(parts, row["incentive_amount"]),
        amount=row["incentive_amount"],
    )


def unfounded_rules(release: Released) -> dict[str, str]:
    """Return rule_id -> standing of paying rules that are neither law nor attested; empty: payable."""
    lines, factors = release.table("incentive_lines"), release.table("incentive_line_factors")
    used = set(lines["rule_id"].drop_nulls()) | set(factors["rule_id"].drop_nulls())
    for kind in factors["factor_kind"].unique():
        used.update(BEHIND_FACTORS.get(kind, ()))
    return unfounded(release.rules(release.month), used)
