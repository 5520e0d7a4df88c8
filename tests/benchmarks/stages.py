"""One `kinerja run` in this process, with seconds, CPU seconds and peak memory of each stage.

Called by the benchmark in a process of its own: `stages.py HOME MONTH RESULT`.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from orchestration import cli, judging, receiving, steps

_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass
class Stage:
    """What a stage took, until the next one began; `peak_mb` is the whole process's."""

    name: str
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_mb: int = 0


@dataclass
class Clock:
    """The stages so far; the last one is still going on."""

    begun: float
    cpu: float = 0.0
    stages: list[Stage] = field(default_factory=lambda: [Stage("start")])

    def turn(self, name: str) -> None:
        """End the stage that goes on and begin the next."""
        now, cpu = time.time(), _cpu()
        last = self.stages[-1]
        last.seconds, last.cpu_seconds, last.peak_mb = now - self.begun, cpu - self.cpu, _peak_mb()
        self.begun, self.cpu = now, cpu
        self.stages.append(Stage(name))

    def watch(self, module: ModuleType, function: str, name: str) -> None:
        """Begin the stage whenever the function is called."""
        called: Callable[..., Any] = getattr(module, function)

        def marked(*arguments: object, **named: object) -> object:
            self.turn(name)
            return called(*arguments, **named)

        setattr(module, function, marked)


def _cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def _peak_mb() -> int:
    """Peak resident memory since the last call, where the system can tell; else since the start."""
    if not _CLEAR.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    lines = _STATUS.read_text(encoding="ascii").splitlines()
    peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    _CLEAR.write_text("5", encoding="ascii")
    return peak // 1024


def main(home: str, month: str, result: str, begun: str) -> None:
    """Run the month as the command line does and write the stages."""
    clock = Clock(float(begun))
    os.environ["KINERJA_HOME"] = home
    sys.argv = ["kinerja", "--home", home, "run", month]
    clock.watch(receiving, "receive", "receive")
    clock.watch(receiving, "accept", "parse and accept")
    clock.watch(receiving, "compile_policies", "compile")
    clock.watch(steps, "prepare", "dbt")
    clock.watch(judging, "judge", "gates")
    clock.watch(steps, "publish", "publish")
    try:
        cli.main()
    finally:
        clock.turn("end")
        stages = [asdict(stage) for stage in clock.stages[:-1]]
        Path(result).write_text(json.dumps(stages), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
