"""Proves that clients for BI that nobody here wrote read while a run writes, and while a run is killed.

make bi-proof; exits with 1 where a read failed, was not one whole picture, or stopped a run.
"""

import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from contracts.home import Home
from orchestration.workspace import works
from tests.bi_proof.picture import Picture, is_whole, picture_of
from tests.bi_proof.reading import Client, node_reads, superset_reads
from tests.bi_proof.superset_client import served

REPOSITORY: Final = Path(__file__).resolve().parents[2]
PROGRAM: Final = "from orchestration.cli import main; main()"
MONTHS: Final = ("2026-08", "2026-09", "2026-10")
READS_AFTER: Final = 3


class Proof:
    """A home whose months are run and killed while clients read; `known`: the pictures as written."""

    def __init__(self, home: Home, log: Path) -> None:
        self._home = home
        self._log = log
        self._clients: list[Client] = []
        self.known: list[Picture] = []

    def make(self, employees: int) -> None:
        """Write the demo and run its first month."""
        size = ["--employees", str(employees), "--months", str(len(MONTHS)), "--end", MONTHS[-1]]
        self._ended(self._started("demo", *size), "demo")
        self._ended(self._started("run", MONTHS[0]), "first run")
        self.known.append(picture_of(self._home.snapshot))

    def watch(self, *clients: Client) -> None:
        """Wait until each client has read."""
        self._clients = list(clients)
        self._read_on()

    def run(self, month: str) -> None:
        """Run a month while the clients read; each must then see what it wrote."""
        before, begun = self._counts(), time.monotonic()
        self._ended(self._started("run", month), f"run of {month}")
        self.known.append(picture_of(self._home.snapshot))
        if self.known[-1] == self.known[-2]:
            raise RuntimeError(f"the run of {month} changed nothing: nothing is proven")
        self._tell(f"run {month}, {time.monotonic() - begun:.0f} s", before)
        for client in self._clients:
            client.wait(f"the run of {month}", lambda seen=client.pictures: seen[-1] == self.known[-1])

    def kill(self, month: str, at: str, reached: Callable[[], bool]) -> None:
        """Kill a run where a state is reached; the clients must read on, and the file be as it was."""
        before, digest = self._counts(), self._digest()
        process = self._started("run", month)
        while not reached():
            if process.poll() is not None:
                raise RuntimeError(f"the run of {month} ended before it could be killed {at}")
            time.sleep(0.002)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if self._digest() != digest:
            raise RuntimeError(f"the run of {month}, killed {at}, changed the snapshot")
        self._read_on()
        self._tell(f"run {month} killed {at}", before)

    def is_computing(self, month: str) -> bool:
        """Tell whether a run has begun to compute the tables of a month."""
        return any(works(self._home).glob(f"*/{month}/work.duckdb"))

    def is_writing(self) -> bool:
        """Tell whether a run writes the next snapshot."""
        return self._home.snapshot.with_suffix(".new").exists()

    def _read_on(self) -> None:
        counts = self._counts()
        for client, count in zip(self._clients, counts, strict=True):
            enough = count + READS_AFTER
            client.wait("the snapshot", lambda seen=client.pictures, most=enough: len(seen) >= most)

    def _counts(self) -> list[int]:
        return [len(client.pictures) for client in self._clients]

    def _tell(self, what: str, before: list[int]) -> None:
        reads = [now - then for now, then in zip(self._counts(), before, strict=True)]
        each = ", ".join(f"{client.name} {n}" for client, n in zip(self._clients, reads, strict=True))
        _say(f"{what}: reads meanwhile: {each}")
        if min(reads) < READS_AFTER:
            raise RuntimeError(f"{what}: too few reads to prove anything")

    def _digest(self) -> str:
        return hashlib.sha256(self._home.snapshot.read_bytes()).hexdigest()

    def _started(self, *words: str) -> "subprocess.Popen[bytes]":
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-c", PROGRAM, "--home", str(self._home.root), *words],
                cwd=REPOSITORY,
                env=os.environ | {"DAGSTER_HOME": str(self._home.dagster)},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _ended(self, process: "subprocess.Popen[bytes]", what: str) -> None:
        if process.wait():
            end = self._log.read_text(encoding="utf-8", errors="replace")[-2000:]
            raise RuntimeError(f"{what} ended with {process.returncode}: {end}")


def main(environment: Path, employees: int) -> int:
    """Prove it in a folder that is deleted afterwards; returns the exit code."""
    with tempfile.TemporaryDirectory(prefix="bi-proof-") as folder:
        home = Home(Path(folder) / "data")
        proof = Proof(home, Path(folder) / "runs.log")
        proof.make(employees)
        _say(f"first picture: {home.snapshot.stat().st_size:,} bytes")
        with (
            served(environment, Path(folder) / "superset", home.snapshot) as superset,
            superset_reads(superset) as by_superset,
            node_reads(environment, home.snapshot) as by_node,
        ):
            proof.watch(by_superset, by_node)
            proof.run(MONTHS[1])
            proof.kill(MONTHS[2], "while it computes", lambda: proof.is_computing(MONTHS[2]))
            proof.kill(MONTHS[2], "while it writes the snapshot", proof.is_writing)
            proof.run(MONTHS[2])
        wrong = [f"written and not whole: {one}" for one in proof.known if not is_whole(one)]
        for client in (by_superset, by_node):
            wrong += client.wrong(proof.known)
            kept = f", {len(client.held)} by the connection kept open" if client.held else ""
            drawn = f", {len(client.charts)} charts" if client.charts else ""
            seen = len(set(client.pictures))
            _say(f"{client.name}: {len(client.pictures)} reads{kept}{drawn}; {seen} snapshots seen")
        _say(*wrong, f"{len(proof.known)} snapshots written, errors: {len(wrong)}")
    return 1 if wrong else 0


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).absolute(), int(sys.argv[2])))
