"""Moving a month towards its release, as the policy of its agency asks; nothing here knows Dagster."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from contracts.dates import month_days
from contracts.home import Home
from contracts.policy.loading import Policies, load_policies
from contracts.policy.rules import Rules
from contracts.policy.rules_payroll import ReleaseRule
from contracts.policy.versions import resolve
from delivery.catalogue import open_marts, rows
from delivery.errors import MoveRefused
from delivery.release.closing import Actor, Standing, State, move


def release_rule(policies: Policies, agency_id: str, month: str) -> ReleaseRule | None:
    """How the month of an agency closes, by the rules of its last day; None: by a release alone."""
    rules = rules_of(policies, agency_id, month)
    return None if rules is None else rules.release


def rules_of(policies: Policies, agency_id: str, month: str) -> Rules | None:
    """Rules of an agency's office on the last day of a month; None where no policy binds it."""
    binding = policies.for_agency(agency_id)
    if binding is None:
        return None
    _, last = month_days(month)
    spans = resolve(binding.policy, policies.by_id, last, last, None)
    return spans[-1].rules if spans else None


def why_unruled(policies: Policies, agency_id: str) -> str | None:
    """Why nobody can say how an agency's months close: its file is faulty, or none names it; else None.

    Without this a fault in a policy file would open what its section `release` shuts.
    """
    if policies.knows(agency_id):
        return None
    reason = policies.broken_agencies.get(agency_id)
    if reason is None:
        return "tidak ada kebijakan yang menyebut pemerintah daerah ini."
    mend = "Betulkan berkas itu; `kinerja policy check` memeriksanya."
    return f"kebijakannya tidak dapat dipakai: {reason}. {mend}"


def today_of(policies: Policies, agency_id: str, at: datetime) -> date:
    """Date at a moment where the agency is."""
    binding = policies.for_agency(agency_id)
    return at.astimezone(ZoneInfo(binding.zone)).date() if binding is not None else at.date()


def move_month(home: Home, agency_id: str, month: str, to: State, *, actor: Actor, at: datetime) -> Standing:
    """Move a month; raises MoveRefused where the policy, its dates or the state of the agency forbid it."""
    policies = load_policies(home_policies=home.policies)
    if unruled := why_unruled(policies, agency_id):
        raise MoveRefused(f"{month} {agency_id} tidak dipindahkan: {unruled}")
    rule, today = release_rule(policies, agency_id, month), today_of(policies, agency_id, at)
    until = None
    if to in {"preview", "objection"}:
        until = _until(home, agency_id, month, rule, today)
    return move(home, agency_id, month, to, actor=actor, at=at, today=today, rule=rule, until=until)


def _until(home: Home, agency_id: str, month: str, rule: ReleaseRule | None, today: date) -> date | None:
    """Last day of a window that opens today; the month must have been run and not be held."""
    with open_marts(home, month) as connection:
        key = [agency_id, month]
        gates = rows(
            connection, "select status from marts.agency_gates where agency_id = ? and month = ?", key
        )
        if not gates or gates[0]["status"] == "held":
            why = "belum dijalankan" if not gates else "masih ditahan; lihat `kinerja status`"
            raise MoveRefused(f"{month} {agency_id} tidak dipindahkan: bulan ini {why}.")
        if rule is None or rule.window_days is None:
            return None
        if rule.window_count == "calendar":
            return today + timedelta(days=rule.window_days)
        found = rows(
            connection,
            "select date from compiled.calendar_days where agency_id = ? and month = ? "
            "and pattern_id = 'default' and is_workday and date > ? order by date limit 1 offset ?",
            [*key, today, max(rule.window_days - 1, 0)],
        )
    if not found:
        raise MoveRefused(
            f"{month} {agency_id} tidak dipindahkan: kalender bulan ini tidak menjangkau masa keberatannya."
        )
    last: date = found[0]["date"]
    return last
