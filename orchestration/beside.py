"""Great Expectations in a process beside the run: its import takes seconds, and the second core idles.

The process answers line by line: it is given the path of a profile, writes the findings beside it and says
`ok`. It ends when its input does, so it never outlives the run, not even one that is killed.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from orchestration.builds import REPOSITORY

_running: list[subprocess.Popen[str]] = []


class PlausibilityError(RuntimeError):
    """The process beside the run died; its own words stand above, on stderr."""


@contextmanager
def great_expectations_beside() -> Iterator[None]:
    """Start the process, which warms up at once, and end it with the block; a block within uses the same."""
    if _running:
        yield
        return
    command = [sys.executable, "-m", "orchestration.beside"]
    with subprocess.Popen(  # noqa: S603 - this program itself
        command,
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C is for the run, which ends this process
    ) as process:
        _running.append(process)
        try:
            yield
        finally:
            _running.remove(process)
            process.kill()


def implausible(profile: Path) -> pl.DataFrame:
    """Return findings of agencies whose month does not look like one, from the process if it is there.

    profile: Parquet file of `agency_month_profile` of one month.
    """
    if not _running:
        return _judged(profile)
    process = _running[-1]
    if process.stdin is None or process.stdout is None:
        raise PlausibilityError("Great Expectations cannot be spoken to.")
    process.stdin.write(f"{profile}\n")
    process.stdin.flush()
    if process.stdout.readline() != "ok\n":
        raise PlausibilityError("Great Expectations ended before it had judged the month.")
    return pl.read_parquet(_answer(profile))


def _answer(profile: Path) -> Path:
    return profile.with_name("implausible.parquet")


def _judged(profile: Path) -> pl.DataFrame:
    from contracts.plausibility import implausible as judge
    from contracts.quality import shipped_quality

    return judge(pl.read_parquet(profile), shipped_quality())


def _serve() -> None:
    """Answer until the input ends; whatever a library prints goes to stderr."""
    from contracts.plausibility import warm_up

    answers, sys.stdout = sys.stdout, sys.stderr
    warm_up()
    for line in sys.stdin:
        profile = Path(line.rstrip("\n"))
        _judged(profile).write_parquet(_answer(profile))
        answers.write("ok\n")
        answers.flush()


if __name__ == "__main__":
    _serve()
