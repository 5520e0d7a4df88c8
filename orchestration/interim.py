"""The interim review: a running month computed from its rows until a day, in a folder of its own.

It lies in `interim/<month>/<date>/` with a catalogue of its own. No gate judges it, nothing of it is
released, and no command but those that name its date reads it. What landed unseen gets its receipt.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import duckdb
import polars as pl

from contracts.dates import month_before, month_days
from contracts.home import Home
from orchestration import receiving
from orchestration.builds import Build, combined_build_id
from orchestration.catalogue import current_builds
from orchestration.duck import database, parquet, text
from orchestration.homes import interim_home
from orchestration.marts import export_marts
from orchestration.model_sql import build_models
from orchestration.publishing import clean, publish_build
from orchestration.request import Request
from orchestration.steps import accepted_build_id, prepare
from orchestration.workspace import Workspace

# What of a row was not there yet on the day `until`. A leave that is approved for days ahead stays.
NOT_YET: Mapping[str, str] = {
    "punch": "cast(punch_at as date) > until + 1",  # a shift that ends on the day may be left after midnight
    "leave": "approved_on > until and leave_from <= until",
    "rating": "cast(rated_at as date) > until",
    "activity": "activity_date > until",
    "survey_answer": "answered_on > until",
    "complaint": "cast(received_at as date) > until",
}
UNTOLD: Mapping[str, Mapping[str, str]] = {
    "activity": {"approval_status": "approved_on > until"},
    "case_task": {"ended_at": "cast(ended_at as date) > until"},
    "complaint": {
        "closed_at": "cast(closed_at as date) > until",
        "last_activity_at": "cast(last_activity_at as date) > until",
    },
    "obligation": {"fulfilled_on": "fulfilled_on > until"},
}


def review(home: Home, month: str, until: date, agencies: Sequence[str], now: datetime) -> Home:
    """Compute a month until a day and return the home of the review.

    Raises:
        RefusedError: an agency has no usable policy, or none landed anything.

    """
    aside = interim_home(home.root, month, until)
    counted_until = until if until < month_days(month)[1] else None
    request = Request(month, tuple(sorted(agencies)), counted_until=counted_until)
    clean(aside)
    workspace = Workspace.of(aside, "interim", month)
    receiving.receive(aside, now, workspace)
    receiving.accept(aside, request, workspace)
    receiving.compile_policies(aside, request, workspace)
    if counted_until is not None:
        forget(workspace.accepted, counted_until)
    prepare(aside, request, workspace)
    with database(workspace) as connection:
        build_models(connection, with_tests=True)
    export_marts(workspace)
    own = accepted_build_id(request, workspace)
    lent = dict.fromkeys(sorted(pl.read_parquet(workspace.compiled / "agency.parquet")["agency_id"]), own)
    before = current_builds(home).get(month_before(month))
    previous = None if before is None else before.build_id
    publish_build(aside, Build(month, combined_build_id(lent, previous), lent, previous), workspace, own)
    return aside


def forget(accepted: Path, until: date) -> None:
    """Take out of accepted rows what was not there yet at the end of a day."""
    with duckdb.connect() as connection:
        for record_type in sorted({*NOT_YET, *UNTOLD}):
            blank = ", ".join(
                f"case when not coalesce({later}, false) then {column} end as {column}"
                for column, later in UNTOLD.get(record_type, {}).items()
            )
            replaced = f" replace ({blank})" if blank else ""
            for path in sorted((accepted / record_type).glob("*.parquet")):
                fresh = path.with_suffix(".cut")
                connection.execute(
                    f"copy (select * exclude (until){replaced} "
                    f"from (select *, {text(until)}::date as until from {parquet([path])}) as found "
                    f"where not coalesce({NOT_YET.get(record_type, 'false')}, false)) "
                    f"to {text(fresh)} (format parquet)"
                )
                fresh.replace(path)
