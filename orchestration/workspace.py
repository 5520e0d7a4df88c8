"""Where one run keeps what it has not committed yet."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from contracts.home import Home


@dataclass(frozen=True)
class Workspace:
    """Files of one month inside one run; nobody else reads them, and the next run deletes leftovers."""

    folder: Path

    @classmethod
    def of(cls, home: Home, run_id: str, month: str) -> "Workspace":
        """Workspace of a month in a run, made when it is not there yet."""
        folder = works(home) / run_id / month
        folder.mkdir(parents=True, exist_ok=True)
        return cls(folder)

    @property
    def database(self) -> Path:
        """Fresh DuckDB that dbt builds the month in."""
        return self.folder / "work.duckdb"

    @property
    def looked_at(self) -> Path:
        """Time at which the run looked at what landed, as ISO text."""
        return self.folder / "looked_at"

    @property
    def accepted(self) -> Path:
        """`<record type>/*.parquet`, moved to the home at the commit."""
        return self.folder / "accepted"

    @property
    def quarantined(self) -> Path:
        """Quarantined rows, moved to the home at the commit."""
        return self.folder / "quarantined"

    @property
    def compiled(self) -> Path:
        """`<table>.parquet`: policies, calendars and the small tables of acceptance."""
        return self.folder / "compiled"

    @property
    def rules(self) -> Path:
        """JSON of agency -> id of the policy and calendar files that were compiled."""
        return self.folder / "rules.json"

    @property
    def marts(self) -> Path:
        """`<mart>.parquet`, moved to the home at the commit."""
        return self.folder / "marts"

    @property
    def spill(self) -> Path:
        """Where DuckDB puts what does not fit into memory; dbt's profile names the same folder."""
        return self.folder / "work.duckdb.spill"

    @property
    def dbt_target(self) -> Path:
        """Where dbt writes compiled SQL and results."""
        return self.folder / "dbt"


def works(home: Home) -> Path:
    """Folder of all workspaces of a home."""
    return home.derived / "work"


def remove_workspaces(home: Home) -> None:
    """Delete every workspace; only the holder of the home's lock may do so."""
    shutil.rmtree(works(home), ignore_errors=True)
