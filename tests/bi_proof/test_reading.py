"""What the proof of reading calls wrong: every kind of it is found."""

import pytest

from tests.bi_proof.picture import Picture, is_whole, paid_by_month
from tests.bi_proof.reading import Client

AUGUST = ("2026-08", "a1", *["9", "700"] * 3, "key1")
SEPTEMBER = ("2026-09", "b1", *["9", "800"] * 3, "key2")
OLD: Picture = (AUGUST,)
NEW: Picture = (AUGUST, SEPTEMBER)


def test_reads_of_whole_pictures_in_order_are_right() -> None:
    client = Client("x", [OLD, OLD, NEW], [OLD, OLD], [paid_by_month(OLD), paid_by_month(NEW)])
    assert client.wrong([OLD, NEW]) == []


@pytest.mark.parametrize(
    "client",
    [
        Client("failed", error="IOException"),
        Client("half", [((*AUGUST[:-1], None),)]),
        Client("torn", [((*AUGUST[:2], "8", *AUGUST[3:]),)]),
        Client("unknown", [(SEPTEMBER,)]),
        Client("back", [OLD, NEW, OLD]),
        Client("moved", held=[OLD, NEW]),
        Client("chart", charts=[{"2026-08": "701"}]),
    ],
    ids=lambda client: client.name,
)
def test_every_kind_of_wrong_read_is_found(client: Client) -> None:
    assert client.wrong([OLD, NEW])


@pytest.mark.parametrize("torn", [(), ((*AUGUST[:-1], None),), ((*AUGUST[:2], "8", *AUGUST[3:]),)])
def test_a_torn_picture_is_not_whole(torn: Picture) -> None:
    assert is_whole(NEW)
    assert not is_whole(torn)
