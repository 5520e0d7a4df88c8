"""The oracle beside the pipeline, for everyone of the golden governments."""

from contracts.home import Home
from tests.golden.landing import MONTH
from tests.oracle.compare import differences


def test_the_oracle_finds_no_rupiah_of_difference(golden: Home) -> None:
    assert not [str(difference) for difference in differences(golden, (MONTH,))]
