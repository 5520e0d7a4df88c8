"""How the command line speaks: results on stdout, progress and refusals on stderr, an exit code."""

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

import typer

from orchestration.errors import RefusedError


class Exit(IntEnum):
    """How a command ended."""

    DONE = 0
    FAILED = 1
    BAD_INPUT = 2
    ALL_HELD = 3
    REFUSED = 4
    BUSY = 5
    NOT_SHOWN = 6
    STOPPED = 130


class ProgressHandler(logging.Handler):
    """Writes each message of the rooms to stderr with the seconds since the program started."""

    def __init__(self) -> None:
        super().__init__()
        self._started = time.monotonic()

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        typer.echo(f"[{time.monotonic() - self._started:5.1f} s] {record.getMessage()}", err=True)


@contextmanager
def plainly(*refusals: type[Exception]) -> Iterator[None]:
    """Turn refusals into one sentence on stderr and exit code 2; what nobody foresaw keeps its traceback."""
    try:
        yield
    except (RefusedError, *refusals) as error:  # type: ignore[misc] # mypy loses the type of the tuple
        stop(str(error), Exit.BAD_INPUT)


@contextmanager
def light_duckdb() -> Iterator[None]:
    """Keep DuckDB from importing pandas, as it does with the first parameter that it is given.

    That takes a quarter of a second, and no command that only reads has a use for it. None in `sys.modules`
    says that a module is not there.
    """
    if "pandas" in sys.modules:
        yield
        return
    sys.modules["pandas"] = None  # type: ignore[assignment] # the import system's own convention
    try:
        yield
    finally:
        del sys.modules["pandas"]


def say(sentence: str) -> None:
    """Write a sentence to stderr."""
    typer.echo(sentence, err=True)


def stop(sentence: str, code: Exit) -> None:
    """End the command with a sentence on stderr."""
    say(sentence)
    raise typer.Exit(code)
