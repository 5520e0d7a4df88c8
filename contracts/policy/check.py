"""Faults of policies."""

from collections.abc import Mapping

from contracts.policy.loading import Fault
from contracts.policy.schema import Policy


def policy_faults(policy: Policy, by_id: Mapping[str, Policy]) -> list[Fault]:
    """Check."""
    return []
