"""What leaves the house after a release, as works that can be killed and whose disk can fill."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from contracts.home import Home
from delivery import ledger
from delivery.handoff.hand import hand_off
from delivery.handoff.released import find_release, offices
from delivery.release.chain import sha256_of
from delivery.release.closing import Actor
from delivery.statement.deliver import deliver
from tests.faults.killed import AT


@dataclass(frozen=True)
class HandOff:
    """Every SKPD of a release as a workbook and as plain CSV."""

    month: str
    agency: str

    def __call__(self, root: Path, tell: Callable[[str], None]) -> None:
        """Hand it off."""
        home = Home(root)
        tell("hand-off")
        release = find_release(home, self.month, self.agency)
        for office in offices(release):
            for form in ("simple", "sipd"):
                hand_off(home, release, office, form, {}, written_at=AT)


@dataclass(frozen=True)
class Statements:
    """The statement of everybody in a month of an agency."""

    month: str
    agency: str

    def __call__(self, root: Path, tell: Callable[[str], None]) -> None:
        """Write and deliver them."""
        home = Home(root)
        tell("statements")
        deliver(home, self.agency, self.month, None, out=home.statements, actor=Actor("Sri", "sri"), at=AT)


def handed_off(home: Home) -> dict[str, bytes]:
    """Bytes of all that lies ready for payroll."""
    return {
        path.relative_to(home.handoff).as_posix(): path.read_bytes()
        for path in sorted(home.handoff.rglob("*"))
        if path.is_file()
    }


def told_people(home: Home) -> dict[str, bool]:
    """Files of everybody whom the ledger says was told, and whether each lies there whole."""
    return {
        event["file"]: sha256_of(home.statements / event["month"] / event["agency_id"] / event["file"])
        == event["sha256"]
        for event in ledger.read(home, "statements")
    }
