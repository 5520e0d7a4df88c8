"""Random policies over random months: landed files through the models, every line beside the oracle's."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.home import Home
from contracts.policy.loading import load_policies
from tests.oracle.compare import compared
from tests.oracle.dice import Dice
from tests.oracle.month import AgencyMonth, State
from tests.oracle.random_month import agency_month
from tests.oracle.random_policy import policy
from tests.oracle.records import Month, read_accepted
from tests.support.in_process import compute_months

AGENCIES = tuple(f"97.{number}" for number in range(11, 23))
MONTHS = ("2026-03", "2026-06", "2026-12", "2026-02", "2026-08")
PEOPLE = 14


class Plain(yaml.SafeDumper):
    """YAML without the anchors and aliases that a policy may not have."""

    def ignore_aliases(self, _: object) -> bool:
        return True


def seeds(quick: int, every: int) -> list[Any]:
    """Seeds from 0 on, of which only the first ones are drawn by `make test`."""
    return [pytest.param(seed, marks=[] if seed < quick else pytest.mark.slow) for seed in range(every)]


def land(home: Home, seed: int, months: list[Month]) -> None:
    home.create()
    for place, agency in enumerate(AGENCIES, start=1):
        dice = Dice(f"{seed} {agency}")
        written = yaml.dump(policy(dice, agency, dice.choice(months)), Dumper=Plain, sort_keys=False)
        (home.policies / f"acak_{agency}.yaml").write_text(written, "utf-8")
        for month in months:
            agency_month(dice, agency, place, month, PEOPLE).land(home.landing / agency / month.text)


def found(root: Path, seed: int, months: list[Month]) -> list[str]:
    home = Home(root)
    land(home, seed, months)
    policies = load_policies(home_policies=home.policies)
    assert not policies.faults
    differences: list[object] = []
    states: dict[str, State] = {}
    paid = 0
    for month, computed in zip(months, compute_months(home, [month.text for month in months]), strict=True):
        differences += [f"{name}: {rows.to_dicts()[:5]}" for name, rows in computed.broken.items()]
        incentives, lines = computed.marts["monthly_incentives"], computed.marts["incentive_lines"]
        for agency in AGENCIES:
            accepted = read_accepted(computed.accepted, agency)
            own = AgencyMonth.of(policies, agency, month, accepted)
            pays, states[agency] = own.pay(states.get(agency))
            paid += sum(1 for pay in pays.values() if pay.incentive_amount)
            differences += compared(agency, month.text, incentives, lines, pays)
    assert paid > len(AGENCIES)
    return [str(difference) for difference in differences]


@pytest.mark.parametrize("seed", seeds(quick=3, every=48))
def test_every_line_of_random_policies_is_the_oracles(tmp_path: Path, seed: int) -> None:
    assert not found(tmp_path, seed, [Month(MONTHS[seed % len(MONTHS)])])


@pytest.mark.parametrize("seed", seeds(quick=1, every=12))
def test_so_is_every_line_of_a_month_that_goes_on_from_another(tmp_path: Path, seed: int) -> None:
    month = Month(MONTHS[seed % len(MONTHS)])
    assert not found(tmp_path, seed, [month.before, month])
