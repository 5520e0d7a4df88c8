"""Clients that read in a loop beside the proof, and what each of them saw."""

import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Final

from tests.bi_proof.picture import NAMED, Picture, is_whole, paid_by_month, picture
from tests.bi_proof.superset_client import Superset

NODE: Final = Path(__file__).with_name("read.cjs")
SEES_WITHIN_SECONDS: Final = 120


@dataclass
class Client:
    """What one client read, in order; `error` is what ended it before its time."""

    name: str
    pictures: list[Picture] = field(default_factory=list)
    held: list[Picture] = field(default_factory=list)
    charts: list[dict[str, str]] = field(default_factory=list)
    error: str = ""

    def wait(self, what: str, seen: Callable[[], bool]) -> None:
        """Return when something was seen; raises RuntimeError where the client ended or time is over."""
        until = time.monotonic() + SEES_WITHIN_SECONDS
        while not seen():
            if self.error or time.monotonic() > until:
                raise RuntimeError(f"{self.name} does not see {what}: {self.error or 'time is over'}")
            time.sleep(0.05)

    def wrong(self, known: list[Picture]) -> list[str]:
        """Return what is wrong with the reads, where `known` are the pictures that were written, in order."""
        found = [self.error] if self.error else []
        found += [f"{self.name}: not whole: {one}" for one in self.pictures if not is_whole(one)]
        unknown = [one for one in self.pictures if one not in known]
        found += [f"{self.name}: never written: {one}" for one in unknown]
        order = [known.index(one) for one, _ in groupby(self.pictures) if one in known]
        if order != sorted(order):
            found.append(f"{self.name}: pictures went back: {order}")
        if any(one != known[0] for one in self.held):
            found.append(f"{self.name}: the connection kept open saw another picture")
        charts = [paid_by_month(one) for one in known]
        found += [f"{self.name}: chart of no picture: {one}" for one in self.charts if one not in charts]
        return found


@contextmanager
def superset_reads(superset: Superset) -> Iterator[Client]:
    """Let Superset read a chart and a query over several tables, again and again."""
    client, ended = Client("Superset"), threading.Event()

    def read() -> None:
        try:
            while not ended.is_set():
                client.charts.append(superset.chart())
                client.pictures.append(superset.picture())
        except (OSError, RuntimeError, LookupError, ValueError) as wrong:
            client.error = f"{type(wrong).__name__}: {wrong}"

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield client
    finally:
        ended.set()
        thread.join()


@contextmanager
def node_reads(environment: Path, snapshot: Path) -> Iterator[Client]:
    """Let DuckDB's driver for Node read: anew each time, and by one connection that stays open."""
    client = Client("Node")
    modules = os.environ | {"NODE_PATH": str(environment / "node" / "node_modules")}
    with subprocess.Popen(
        ["node", str(NODE), str(snapshot), NAMED],  # noqa: S607 - the node that the machine has
        env=modules,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        lines, ending = process.stdout, process.stdin
        assert lines is not None
        assert ending is not None

        def read() -> None:
            for line in lines:
                told = json.loads(line)
                client.pictures.append(picture(told["fresh"]))
                client.held.append(picture(told["held"]))
            code = process.wait()
            if code:
                client.error = f"Node ended with {code}"

        thread = threading.Thread(target=read)
        thread.start()
        try:
            yield client
        finally:
            ending.close()
            thread.join()
