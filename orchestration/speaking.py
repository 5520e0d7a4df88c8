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


def stop(sentence: str, code: Exit) -> None:
    """End the command with a sentence on stderr."""
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


def is_terminal() -> bool:
    """Tell whether a person watches stdout."""
    return sys.stdout.isatty()
