"""A month to the PostgreSQL server that the environment names; nothing here knows Dagster."""

import os
from collections.abc import Iterator, Sequence
from typing import Final

from contracts.home import Home
from delivery.postgres.declared import READERS
from delivery.postgres.publish import Published, publish
from orchestration.builds import code_version
from orchestration.duck import memory_limit
from orchestration.errors import RefusedError

VARIABLE: Final = "KINERJA_POSTGRES_URL"
NAMED: Final = 5


def publish_month(home: Home, month: str, agencies: Sequence[str]) -> Published:
    """Publish a month. Raises RefusedError without a URL, else as `delivery.postgres.publish.publish`."""
    url = os.environ.get(VARIABLE)
    if not url:
        raise RefusedError(
            f"No server is named: set {VARIABLE}, such as postgresql://kinerja@host/database?sslmode=verify-full."
        )
    return publish(home, month, agencies, url, memory_limit=memory_limit(), code_version=code_version())


def told(month: str, done: Published) -> Iterator[str]:
    """Say in sentences what was published."""
    if done.is_changed:
        rows = ", ".join(f"{schema} {done.written[schema]:,} rows" for schema in READERS)
        yield f"{month} is in {done.place}, {len(done.agencies)} agencies; written: {rows}."
    else:
        yield f"{month} was in {done.place} as it is, {len(done.agencies)} agencies: nothing was written."
    if waiting := [agency for agency in done.agencies if agency not in done.released]:
        more = f" and {len(waiting) - NAMED} more" if len(waiting) > NAMED else ""
        yield f"Without a release, so not in schema payroll: {', '.join(waiting[:NAMED])}{more}."
