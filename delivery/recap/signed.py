"""Whether a signed recap is still what would be paid: by the code on it, else by what was printed before."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from delivery.recap.content import Recap
from delivery.release.chain import read_code

Approval = dict[str, Any]


class Signed(NamedTuple):
    """Approvals that cover what would be paid now, and a sentence for each that does not."""

    standing: list[Approval]
    outdated: list[str]


def signed_now(
    approvals: Iterable[Approval],
    recaps: Mapping[str, Recap],
    prints: Sequence[Mapping[str, Any]],
    zone: dt.tzinfo,
) -> Signed:
    """Hold approvals against the current recaps of their SKPD.

    An approval that quotes the recap's code covers exactly that. One without a code is taken for the last
    recap printed here until the day of signing; where none was, nobody can know, and it stands.
    """
    standing: list[Approval] = []
    outdated: list[str] = []
    for each in approvals:
        now = recaps.get(each["skpd_code"])
        signed = _signed_code(each, prints, zone)
        if now is None or signed in {None, now.code}:
            standing.append(each)
        else:
            outdated.append(
                f"{each['skpd_code']}: rekap yang ditandatangani {each['officer']} ({each['letter_no']}) "
                f"berkode {signed}, sedangkan isinya kini {now.code}; cetak lagi dengan `kinerja recap`, "
                "tandatangani, lalu kirim persetujuannya"
            )
    return Signed(standing, outdated)


def _signed_code(
    approval: Mapping[str, Any], prints: Sequence[Mapping[str, Any]], zone: dt.tzinfo
) -> str | None:
    if quoted := approval["recap_code"]:
        return read_code(quoted) or str(quoted)
    day = dt.date.fromisoformat(approval["approved_on"])
    known = [
        str(event["code"])
        for event in prints
        if event["skpd_code"] == approval["skpd_code"]
        and dt.datetime.fromisoformat(event["at"]).astimezone(zone).date() <= day
    ]
    return known[-1] if known else None
