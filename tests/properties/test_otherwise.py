"""Each rule by which a worse month may pay more does so in its example, and is known by what it says."""

from pathlib import Path

import pytest

from contracts.home import Home
from contracts.policy.loading import load_policies
from tests.oracle.rulebook import Rulebook, Units
from tests.properties.lives import Office
from tests.properties.otherwise import OCTOBER, OTHERWISE, Otherwise
from tests.properties.rule_sets import made
from tests.support.in_process import Computed, compute_months

NAMES = [each.says for each in OTHERWISE]
AGENCIES = {each.says: made(place, each.says, each.rules) for place, each in enumerate(OTHERWISE, start=1)}


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> tuple[Computed, dict[str, list[str]]]:
    """Pay of the examples, and the NIPs of the better and the worse twin of each."""
    home, nips = Home(tmp_path_factory.mktemp("lain") / "data"), {}
    home.create()
    for place, each in enumerate(OTHERWISE, start=1):
        rules = AGENCIES[each.says]
        rules.write(home)
        office = Office(OCTOBER, place)
        nips[each.says] = [
            office.employ(life, unit=office.open_unit(f"sendiri {number}") if each.is_alone else "01")
            for number, life in enumerate((each.better, each.worse))
        ]
        office.files.land(home.landing / rules.agency / OCTOBER.text)
    (computed,) = compute_months(home, [OCTOBER.text])
    return computed, nips


@pytest.mark.parametrize("says", NAMES)
def test_the_worse_month_of_the_example_is_paid_more(
    examples: tuple[Computed, dict[str, list[str]]], says: str
) -> None:
    computed, nips = examples
    rows = computed.marts["monthly_incentives"].select("employee_id", "incentive_amount").iter_rows()
    pay = dict(rows)
    better, worse = (pay[nip] for nip in nips[says])
    assert worse > better > 0


@pytest.mark.parametrize("each", [each for each in OTHERWISE if each.changes], ids=lambda each: each.says)
def test_the_rule_is_known_in_its_example_alone(tmp_path: Path, each: Otherwise) -> None:
    home = Home(tmp_path)
    home.create()
    ours, plain = AGENCIES[each.says], made(99, "acuan", {})
    for rules in (ours, plain):
        rules.write(home)
    policies = load_policies(home_policies=home.policies)
    assert not policies.faults
    known = [Rulebook.of(policies, own.agency, OCTOBER, Units()).monthly() for own in (ours, plain)]
    assert [each.applies(rules) for rules in known] == [True, False]
