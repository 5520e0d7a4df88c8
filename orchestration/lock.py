"""One writer per home: a lock of the operating system that dies with its process."""

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from contracts.home import Home


class HomeBusyError(RuntimeError):
    """Another process writes in this home."""


@contextmanager
def one_writer(home: Home) -> Iterator[None]:
    """Hold the home for one run; within one process it may be taken again.

    Raises:
        HomeBusyError: another process holds it; nothing was waited for.

    """
    home.create()
    lock = FileLock(home.root / ".writer.lock", timeout=0, is_singleton=True, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        message = (
            f"Another run is at work in {home.root}: wait until it has ended, then type the command again."
        )
        raise HomeBusyError(message) from error
    try:
        yield
    finally:
        lock.release()
