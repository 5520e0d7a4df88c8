"""Dagster's event log in one SQLite file, through one engine that stays open.

The default log opens a new engine and two files for each event: a third of the time of a small month.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import sqlalchemy as db
from dagster._core.events.log import EventLogEntry
from dagster._core.storage.event_log import AssetKeyTable, ConsolidatedSqliteEventLogStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy.engine import Connection

BUSY_SECONDS = 5


class EventLog(ConsolidatedSqliteEventLogStorage):
    """Consolidated event log whose connections come from one pool; a commit does not wait for the disk.

    A crash of the machine may lose the last events of the history, never anything that pay depends on.
    """

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engine: db.Engine | None = None
        self._there: set[str] = set()
        self._own = threading.local()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> "EventLog":
        """Build the log from `dagster.yaml`."""
        return cls(inst_data=inst_data, **config_value)

    def run_connection(self, run_id: str | None = None) -> AbstractContextManager[Connection]:  # noqa: ARG002 - one file for all runs
        """Connect to the one file."""
        return self._pooled()

    def index_connection(self) -> AbstractContextManager[Connection]:
        """Connect to the one file."""
        return self._pooled()

    def store_event(self, event: EventLogEntry) -> None:
        """Write an event, its tags and its asset in one transaction."""
        with self._pooled() as self._own.connection:
            try:
                super().store_event(event)
            finally:
                del self._own.connection

    def has_table(self, table_name: str) -> bool:
        """Tell whether the log has a table; it is asked for each event, and a table that is there stays."""
        if table_name not in self._there:
            with self._pooled() as connection:
                if db.inspect(connection).has_table(table_name):
                    self._there.add(table_name)
        return table_name in self._there

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        """Tell whether the table of assets has a column; asked and answered as above."""
        column = f"{AssetKeyTable.name}.{column_name}"
        if column not in self._there and super()._has_asset_key_col_on_connection(conn, column_name):
            self._there.add(column)
        return column in self._there

    @contextmanager
    def _pooled(self) -> Iterator[Connection]:
        if (within := getattr(self._own, "connection", None)) is not None:
            yield within
            return
        if self._engine is None:
            self._engine = db.create_engine(self._conn_string, connect_args={"timeout": BUSY_SECONDS})
            db.event.listen(self._engine, "connect", _do_not_wait)
        with self._engine.begin() as connection:
            yield connection

    def dispose(self) -> None:
        """Close the pool and stop watching."""
        if self._engine is not None:
            self._engine.dispose()
        super().dispose()  # type: ignore[no-untyped-call]  # Dagster leaves it untyped


def _do_not_wait(connection: Any, _: object) -> None:  # noqa: ANN401 - a DBAPI connection has no type
    connection.execute("pragma synchronous = normal")
