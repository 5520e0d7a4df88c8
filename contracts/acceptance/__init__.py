"""How parsed rows are judged: each ends as accepted, quarantined, duplicate, superseded or other_month."""

from contracts.acceptance.judge import Judged, judge
from contracts.acceptance.master import Master, build_master
from contracts.acceptance.months import Month
from contracts.acceptance.split import Split, split

__all__ = ["Judged", "Master", "Month", "Split", "build_master", "judge", "split"]
