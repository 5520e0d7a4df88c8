"""Random short histories through release, correction and release: what was paid and what waits add up.

The story of `closed` is one such history, in every run of the tests; these are drawn.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contracts.home import Home
from delivery.errors import ReleaseRefused
from delivery.verify.audit import verify
from tests.support.closed_months import AGENCY, Government, workdays
from tests.support.closed_story import (
    CORRECTED_BACKWARDS,
    DEC,
    NEVER,
    NOV,
    OCT,
    POLICY,
    WORKERS,
    assert_identity,
    released,
)

PEOPLE = ("ani", "budi", "citra", "dedi")
# Days on which somebody is not there; of someone who never is nothing is known, which holds.
ABSENCES = st.dictionaries(
    st.sampled_from(PEOPLE),
    st.one_of(st.sets(st.sampled_from([12, 13, 14]), min_size=1), st.just(frozenset(NEVER))),
    max_size=3,
)


def paid_by_now(government: Government) -> dict[tuple[str, str], int]:
    """Rupiah of people and months that a release has paid."""
    found = {}
    for folder in government.home.releases.glob(f"[0-9]*/{AGENCY}/r*"):
        month, number = folder.parts[-3], int(folder.name[1:])
        for key, amount in released(government, month, number).items():
            if amount:
                found[key, month] = amount
    return found


def something_comes_late(
    data: st.DataObject, government: Government, now: str, absent: dict[str, dict[str, Collection[int]]]
) -> None:
    """Punches of earlier months land, or the policy is corrected backwards."""
    for month, people in absent.items():
        for key in data.draw(st.sets(st.sampled_from(sorted(people)))) if people else ():
            days = [day for day in workdays(month) if day.day in people[key]]
            if days:
                government.land_punches(now, f"susulan_{month}_{key}.dat", {key: days})
    if data.draw(st.booleans()):
        government.policy.write_text(POLICY + CORRECTED_BACKWARDS, encoding="utf-8")


def somebody_pays_back(data: st.DataObject, government: Government, now: str) -> dict[tuple[str, str], int]:
    """Land what people pay back of what they were paid."""
    places = sorted(paid_by_now(government))
    chosen = data.draw(st.sets(st.sampled_from(places), max_size=2)) if places else set()
    repaid = {place: data.draw(st.sampled_from([1, 60_000, 1_000_000])) for place in sorted(chosen)}
    rows = [
        {"nip": WORKERS[key].nip, "bulan": month, "jumlah": amount, "nomor_sts": f"{now}{key}{month}",
         "tanggal": f"{now}-03"}
        for (key, month), amount in repaid.items()
    ]  # fmt: skip
    if rows:
        government.land(now, "repayments", "sts.csv", rows)
    return repaid


@pytest.mark.slow
@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_released_and_outstanding_are_what_the_months_should_have_paid(data: st.DataObject) -> None:
    with TemporaryDirectory(prefix="kinerja-") as folder:
        home = Home(Path(folder) / "data")
        home.create()
        government = Government(home, {key: WORKERS[key] for key in PEOPLE}, home.policies / "kecil.yaml")
        government.policy.write_text(POLICY, encoding="utf-8")
        absent: dict[str, dict[str, Collection[int]]] = {}
        repaid: dict[tuple[str, str], int] = {}
        for now in (OCT, NOV, DEC):
            something_comes_late(data, government, now, absent)
            if absent and data.draw(st.booleans()):
                gone = data.draw(st.sampled_from(PEOPLE))
                left = replace(WORKERS[gone], ends=dt.date.fromisoformat(f"{now}-01") - dt.timedelta(1))
                government.workers = {**government.workers, gone: left}
            absent[now] = dict(data.draw(ABSENCES))
            government.land_month(now, absent[now])
            for place, amount in somebody_pays_back(data, government, now).items():
                repaid[place] = repaid.get(place, 0) + amount
            for month in (*(each for each in absent if each < now), now):
                government.run(month)
            government.release(now)
            assert_identity(government, now, repaid)
            for month in absent if data.draw(st.booleans()) else ():
                try:
                    government.release(month)
                except ReleaseRefused as refusal:
                    assert "tidak ada orang yang belum dibayar" in str(refusal)  # noqa: PT017 - either is right
        assert verify(home.root)["is_sound"]
        again = pl.concat(
            pl.read_parquet(path / "monthly_incentives.parquet").filter(~pl.col("is_held"))
            for path in home.releases.glob(f"[0-9]*/{AGENCY}/r*")
        )
        assert again.select("month", "employee_id").is_unique().all()
