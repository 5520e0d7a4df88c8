"""Corrections of paid months: what the models settle, and what they leave outstanding, to the rupiah."""

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from delivery.statement.corrections import cause_words
from tests.oracle.corrections import Earlier, settled
from tests.support.histories import History, work

JUL, AUG, SEP, OCT, NOV = (f"2026-{number:02d}" for number in range(7, 12))
PAY = ("reguler", "")
ABSENT = ("potongan", "absent 2026-08-12")


@pytest.fixture
def months() -> Iterator[History]:
    with work() as connection:
        yield History(connection)


def amounts(lines: list[dict[str, object]]) -> list[tuple[object, ...]]:
    return [(row["employee_id"], row["for_month"], row["line_kind"], row["amount"]) for row in lines]


def left_open(months: History) -> list[tuple[object, ...]]:
    return [
        (row["employee_id"], row["for_month"], row["reason"], row["amount"]) for row in months.outstanding()
    ]


def assert_identity(months: History) -> None:
    """Released less repaid, plus outstanding, is what each released month should have paid, per person."""
    waiting: Counter[tuple[str, str]] = Counter()
    for row in months.outstanding():
        waiting[row["for_month"], row["employee_id"]] += row["amount"]
    repaid: Counter[tuple[str, str]] = Counter()
    for month, person, amount in months.repaid:
        repaid[month, person] += amount
    for month in months.months[:-1]:
        for person in months.due[month]:
            should = sum(months.due[month][person].values())
            place = (month, person)
            assert months.paid(month, person) - repaid[place] + waiting[place] == should, place


def test_what_an_accepted_objection_changed_is_told_by_its_id_once(months: History) -> None:
    months.due[AUG] = {who: {PAY: 1_000_000, ABSENT: -30_000} for who in ("ani", "budi")}
    months.release(AUG)
    months.granted = [("K-1/2026", AUG, "ani"), ("K-2/2026", AUG, "ani"), ("K-3/2026", SEP, "budi")]
    for who in ("ani", "budi"):
        del months.due[AUG][who][ABSENT]
    months.due[SEP] = {who: {PAY: 1_000_000} for who in ("ani", "budi")}
    assert {row["employee_id"]: row["cause"] for row in months.release(SEP)} == {
        "ani": "keberatan K-1/2026; keberatan K-2/2026; berkas 2026-08.csv",
        "budi": "berkas 2026-08.csv",
    }
    months.due[AUG]["ani"][PAY] = 1_100_000
    months.due[OCT] = months.due[SEP]
    assert [row["cause"] for row in months.release(OCT)] == ["berkas 2026-08.csv"]


def test_whom_no_change_names_was_reached_by_those_of_others(months: History) -> None:
    months.due[AUG] = {who: {PAY: 1_000} for who in ("ani", "budi", "citra")}
    months.release(AUG)
    months.changed = [(AUG, "ani", "berkas a.csv"), (AUG, "citra", "berkas c.csv")]
    for who in ("ani", "budi"):
        months.due[AUG][who][PAY] = 1_100
    months.due[SEP] = {who: {PAY: 1_000} for who in ("ani", "budi", "citra")}
    assert {row["employee_id"]: row["cause"] for row in months.release(SEP)} == {
        "ani": "berkas a.csv",
        "budi": "berkas a.csv; berkas c.csv",
    }


def test_of_many_files_three_are_named_and_the_rest_are_counted(months: History) -> None:
    months.due[AUG] = {"ani": {PAY: 1_000}}
    months.release(AUG)
    months.changed = [(AUG, "ani", f"berkas {name}.csv") for name in "edcba"]
    months.changed += [(AUG, None, "kebijakan uji.yaml"), (AUG, None, "kalender 2026.yaml")]
    months.due[AUG]["ani"][PAY] = 1_100
    months.due[SEP] = {"ani": {PAY: 1_000}}
    [line] = months.release(SEP)
    files, rest = "berkas a.csv; berkas b.csv; berkas c.csv", "kalender 2026.yaml; kebijakan uji.yaml"
    assert line["cause"] == f"{files}; berkas lain: 2; {rest}"
    assert cause_words(line["cause"]) == (
        "data yang datang sesudah rilis (a.csv), data yang datang sesudah rilis (b.csv), "
        "data yang datang sesudah rilis (c.csv), 2 berkas lain sesudah rilis, "
        "kalender nasional yang berubah (2026.yaml), kebijakan yang berubah (uji.yaml)"
    )


def test_three_months_with_everything_that_comes_late(months: History) -> None:
    months.percent = 20
    months.due[AUG] = {who: {PAY: 1_000_000} for who in ("ani", "budi", "citra", "dedi")}
    months.due[AUG]["ani"][ABSENT] = -30_000
    months.held = {(AUG, "dedi")}
    assert months.release(AUG) == []

    # leave lands late for ani; a policy corrected backwards takes from budi; citra has left and got too much
    del months.due[AUG]["ani"][ABSENT]
    months.due[AUG]["budi"][PAY] = 500_000
    months.due[AUG]["citra"][PAY] = 900_000
    months.held = set()
    months.due[SEP] = {who: {PAY: 1_000_001} for who in ("ani", "budi", "dedi")}
    lines = months.release(SEP)
    assert amounts(lines) == [("ani", AUG, "kekurangan", 30_000), ("budi", AUG, "kelebihan", -200_000)]
    assert {row["cause"] for row in lines} == {"berkas 2026-08.csv"}
    [ani, budi] = lines
    assert (ani["corrected_kind"], ani["corrected_detail"]) == ABSENT
    assert (ani["paid_before_amount"], ani["due_amount"]) == (-30_000, 0)
    assert (budi["paid_before_amount"], budi["due_amount"]) == (1_000_000, 500_000)
    assert left_open(months) == [
        ("budi", AUG, "angsuran", -300_000),
        ("citra", AUG, "tidak_lagi_bertugas", -100_000),
        ("dedi", AUG, "susulan", 1_000_000),
    ]
    assert_identity(months)

    # dedi is paid by a susulan; budi pays back a part and is corrected once more; ani is found absent
    months.release(AUG)
    months.repaid = [(AUG, "budi", 50_000), (AUG, "citra", 100_000)]
    months.due[AUG]["budi"][PAY] = 600_000
    months.due[AUG]["ani"][ABSENT] = -30_000
    months.due[OCT] = {who: {PAY: 700_000} for who in ("ani", "budi", "dedi")}
    assert amounts(months.release(OCT)) == [
        ("ani", AUG, "kelebihan", -30_000),
        ("budi", AUG, "kelebihan", -140_000),
    ]
    assert left_open(months) == [("budi", AUG, "angsuran", -10_000)]
    assert_identity(months)


def test_a_correction_is_made_once_and_said_again_by_a_released_month(months: History) -> None:
    months.due = {AUG: {"ani": {PAY: 100}}, SEP: {"ani": {PAY: 100}}, OCT: {"ani": {PAY: 100}}}
    months.release(AUG)
    months.due[AUG]["ani"][PAY] = 130
    assert months.compute(SEP) == months.compute(SEP)
    said = months.release(SEP)
    assert amounts(said) == [("ani", AUG, "kekurangan", 30)]
    assert amounts(months.compute(SEP)) == amounts(said)
    assert months.release(OCT) == []
    assert months.outstanding() == []


def test_across_a_fiscal_year_nothing_is_netted(months: History) -> None:
    months.due = {"2026-12": {"ani": {PAY: 500}, "budi": {PAY: 500}}}
    months.release("2026-12")
    months.due["2026-12"] = {"ani": {PAY: 700}, "budi": {PAY: 100}}
    months.due["2027-01"] = {"ani": {PAY: 500}, "budi": {PAY: 500}}
    assert months.release("2027-01") == []
    assert left_open(months) == [
        ("ani", "2026-12", "tahun_anggaran_lain", 200),
        ("budi", "2026-12", "tahun_anggaran_lain", -400),
    ]
    months.repaid = [("2026-12", "budi", 450)]
    months.due["2027-02"] = months.due["2027-01"]
    assert months.release("2027-02") == []
    assert left_open(months) == [
        ("ani", "2026-12", "tahun_anggaran_lain", 200),
        ("budi", "2026-12", "tahun_anggaran_lain", 50),
    ]
    assert_identity(months)


def test_a_transfer_is_never_below_zero_and_the_oldest_debt_goes_first(months: History) -> None:
    months.due = {month: {"ani": {PAY: 300}} for month in (JUL, AUG, SEP)}
    months.release(JUL)
    months.release(AUG)
    months.due[JUL]["ani"][PAY] = 100
    months.due[AUG]["ani"][PAY] = 50
    assert amounts(months.release(SEP)) == [("ani", JUL, "kelebihan", -200), ("ani", AUG, "kelebihan", -100)]
    assert left_open(months) == [("ani", AUG, "angsuran", -150)]
    assert_identity(months)


def test_who_is_held_now_for_a_paid_month_owes_nothing_until_that_is_known(months: History) -> None:
    months.due = {AUG: {"ani": {PAY: 300}}, SEP: {"ani": {PAY: 300}}}
    months.release(AUG)
    months.due[AUG]["ani"][PAY] = 0
    months.held = {(AUG, "ani")}
    assert months.release(SEP) == []
    assert left_open(months) == [("ani", AUG, "ditahan", -300)]


def test_who_is_held_in_the_month_that_would_settle_waits_for_the_next(months: History) -> None:
    months.due = {month: {"ani": {PAY: 300}} for month in (AUG, SEP, OCT)}
    months.release(AUG)
    months.due[AUG]["ani"][PAY] = 350
    months.held = {(SEP, "ani")}
    assert months.release(SEP) == []
    assert left_open(months) == [("ani", AUG, "ditahan", 50)]
    assert_identity(months)
    months.held = set()
    months.release(SEP)
    assert amounts(months.release(OCT)) == [("ani", AUG, "kekurangan", 50)]
    assert_identity(months)


MONEY = st.integers(0, 40).map(lambda number: number * 1_001)
LINES = st.dictionaries(
    st.sampled_from([PAY, ABSENT, ("potongan", "late 2026-08-13")]), MONEY, max_size=3
).map(lambda lines: {key: amount if key == PAY else -amount for key, amount in lines.items()})
PEOPLE = ("ani", "budi", "citra")
CALENDAR = ("2026-11", "2026-12", "2027-01", "2027-02")


def owed(months: History, now: str, person: str) -> dict[str, Earlier]:
    """What the oracle is told of one person, from the records of the history alone."""
    found = {}
    for month in months.months:
        if month == now or not any(
            (row["release_month"], row["employee_id"], row["is_held"]) == (month, person, False)
            for row in months.paid_people
        ):
            continue
        released: Counter[tuple[str, str]] = Counter()
        for row in months.paid_lines:
            if (row["for_month"], row["employee_id"]) == (month, person) and row["release_month"] < now:
                is_correction = row.get("corrected_kind") is not None
                kind = row["corrected_kind"] if is_correction else row["line_kind"]
                detail = row["corrected_detail"] if is_correction else row["detail"]
                released[kind, detail or ""] += row["amount"]
        found[month] = Earlier(
            due=months.due[month].get(person, {}),
            released=released,
            repaid=sum(amount for each, who, amount in months.repaid if (each, who) == (month, person)),
            waits=month[:4] != now[:4]
            or person not in months.due[now]
            or not months.held.isdisjoint({(month, person), (now, person)}),
        )
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_released_and_outstanding_are_what_the_months_should_have_paid(data: st.DataObject) -> None:
    with work() as connection:
        months = History(connection, percent=data.draw(st.sampled_from([None, 0, 20, 100])))
        for now in CALENDAR:
            for earlier in months.months:
                for person in data.draw(st.sets(st.sampled_from(PEOPLE))) & set(months.due[earlier]):
                    months.due[earlier][person] = data.draw(LINES)
                for person in data.draw(st.sets(st.sampled_from(PEOPLE), max_size=1)):
                    months.held ^= {(earlier, person)}
                    months.repaid.append((earlier, person, data.draw(MONEY)))
                if data.draw(st.booleans()):
                    months.release(earlier)
            here = sorted(data.draw(st.sets(st.sampled_from(PEOPLE), min_size=1)))
            months.due[now] = {person: data.draw(LINES) for person in here}
            for person in here:  # a month's own lines never sum below zero
                own = sum(months.due[now][person].values())
                months.due[now][person][("batas_bawah", "")] = max(-own, 0)
            months.held |= {(now, person) for person in data.draw(st.sets(st.sampled_from(here), max_size=1))}
            told = {person: owed(months, now, person) for person in PEOPLE}
            lines = months.release(now)
            assert_identity(months)
            for person in here:
                own = sum(months.due[now][person].values())
                percent = 100 if months.percent is None else months.percent
                mine = Counter(dict.fromkeys(told[person], 0))
                for row in lines:
                    if row["employee_id"] == person:
                        mine[row["for_month"]] += row["amount"]
                assert dict(mine) == settled(own, percent, told[person])
                assert own + mine.total() >= 0
