"""Times `kinerja run` of one demo month at several sizes, by stage.

python tests/benchmarks [--employees 2000 20000 100000] [--agencies 4 200] [--among 20000] [--repeat 1]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

REPOSITORY = Path(__file__).resolve().parents[2]
STAGES = Path(__file__).with_name("stages.py")
PROGRAM = "from orchestration.cli import main; main()"
MONTH = "2026-10"


class Case(NamedTuple):
    employees: int
    agencies: int


class Measure(NamedTuple):
    seconds: float
    cpu_seconds: float
    peak_mb: int


Measures = dict[str, Measure]


def main() -> None:
    options = _options()
    cases = [Case(employees, options.agencies[0]) for employees in options.employees]
    cases += [Case(options.among, agencies) for agencies in options.agencies]
    found: dict[Case, Measures] = {}
    for case in dict.fromkeys(cases):
        found[case] = measure(case, options.repeat, options.scratch)
        show_case(case, found[case])
    show_growth("people", [(case.employees, found[case]) for case in cases[: len(options.employees)]])
    show_growth("agencies", [(case.agencies, found[case]) for case in cases[len(options.employees) :]])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description="Time kinerja run by stage.")
    parser.add_argument("--employees", type=int, nargs="+", default=[2_000, 20_000, 100_000])
    parser.add_argument("--agencies", type=int, nargs="+", default=[4, 200], help="the first with every size")
    parser.add_argument("--among", type=int, default=20_000, help="people of the cases with more agencies")
    parser.add_argument("--repeat", type=int, default=1, help="runs of a case; the fastest counts")
    parser.add_argument("--scratch", type=Path, default=None, help="where the homes are written")
    return parser.parse_args()


def measure(case: Case, repeat: int, scratch: Path | None) -> Measures:
    """Run the case in fresh homes; the fastest run counts."""
    runs = [_run_once(case, scratch) for _ in range(repeat)]
    return min(runs, key=lambda stages: stages["all"].seconds)


def _run_once(case: Case, scratch: Path | None) -> Measures:
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        home, result = Path(folder) / "data", Path(folder) / "stages.json"
        size = ["--employees", str(case.employees), "--agencies", str(case.agencies)]
        _python("-c", PROGRAM, "--home", str(home), "demo", *size, "--months", "1", "--end", MONTH)
        _python(str(STAGES), str(home), MONTH, str(result), str(time.time()))
        stages = json.loads(result.read_text(encoding="utf-8"))
    measures = {
        stage["name"]: Measure(stage["seconds"], stage["cpu_seconds"], stage["peak_mb"]) for stage in stages
    }
    columns = list(zip(*measures.values(), strict=True))
    return measures | {"all": Measure(sum(columns[0]), sum(columns[1]), max(columns[2]))}


def _python(*arguments: str) -> None:
    paths = os.pathsep.join(filter(None, (str(REPOSITORY), os.environ.get("PYTHONPATH"))))
    environment = os.environ | {
        "PYTHONPATH": paths,
        "DO_NOT_TRACK": "1",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def show_case(case: Case, measures: Measures) -> None:
    _say(f"\n{case.employees:,} people, {case.agencies} agencies, one month")
    _say(f"{'stage':<18}{'seconds':>9}{'CPU':>9}{'peak MB':>9}")
    for name, one in measures.items():
        _say(f"{name:<18}{one.seconds:>9.1f}{one.cpu_seconds:>9.1f}{one.peak_mb:>9,}")


def show_growth(what: str, cases: list[tuple[int, Measures]]) -> None:
    """Tell how seconds, CPU and memory grow from each size to the next."""
    for (size, small), (bigger, big) in pairwise(cases):
        _say(f"\n{what} x {bigger / size:.1f}: from {size:,} to {bigger:,}")
        _say(f"{'stage':<18}{'seconds':>9}{'CPU':>9}{'peak MB':>9}")
        for name in small:
            ratios = (new / max(old, 0.01) for old, new in zip(small[name], big[name], strict=True))
            _say(f"{name:<18}" + "".join(f"{f'x {ratio:.1f}':>9}" for ratio in ratios))


if __name__ == "__main__":
    main()
