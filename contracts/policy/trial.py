"""A policy file on trial: it stands for the rules of some agencies, and nothing else changes."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from contracts.policy.check import policy_problems
from contracts.policy.faults import Fault, dotted
from contracts.policy.loading import Policies
from contracts.policy.parsing import parse_policy
from contracts.policy.schema import Agency, Policy
from contracts.policy.versions import ancestry


class FaultyPolicyError(ValueError):
    """The file on trial cannot be used; the message names lines and faults."""


def on_trial(
    policies: Policies, path: Path, candidates: Collection[str], wanted: Collection[str]
) -> tuple[Policies, tuple[str, ...]]:
    """Put the policy of a file in force; returns all policies so, and the agencies that it then rules.

    Those are `wanted`, bound whatever the file says of itself; else the `candidates` that it names, or whose
    policy extends it.
    Raises FaultyPolicyError when the file is no usable policy; OSError when it cannot be read.
    """
    policy = _usable(policies, path)
    if wanted:
        bound: dict[str, str | Agency] = {}
        for agency_id in wanted:
            now = policies.for_agency(agency_id)
            if now is not None:
                bound[agency_id] = Agency(name=now.agency_name, zone=now.zone, first_month=now.first_month)
        policy = policy.model_copy(update={"agencies": bound})
    others = {policy_id: each for policy_id, each in policies.by_id.items() if policy_id != policy.id}
    tried = replace(
        policies,
        by_id={**others, policy.id: policy},
        files={**policies.files, policy.id: path},
        broken_agencies={
            agency_id: reason
            for agency_id, reason in policies.broken_agencies.items()
            if agency_id not in policy.agencies
        },
    )
    ruled = [agency_id for agency_id in sorted(wanted or candidates) if _rules(tried, policy, agency_id)]
    return tried, tuple(ruled)


def _usable(policies: Policies, path: Path) -> Policy:
    policy, faults, located = parse_policy(path.read_bytes().decode("utf-8-sig", errors="replace"))
    if policy is not None:
        problems = policy_problems(policy, {**policies.by_id, policy.id: policy})
        faults = sorted(
            {Fault(located.line_of(where), dotted(where), message) for where, message in problems}
        )
    if policy is None or faults:
        raise FaultyPolicyError("\n".join(f"{path.name}: {fault}" for fault in faults))
    return policy


def _rules(policies: Policies, policy: Policy, agency_id: str) -> bool:
    binding = policies.for_agency(agency_id)
    return binding is not None and any(
        member.id == policy.id for member in ancestry(binding.policy, policies.by_id)
    )
