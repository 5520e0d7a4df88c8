"""Where everything lives below one home directory."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Home:
    """Paths of one home; `landing ledger releases keys` must survive, the rest can be rebuilt.

    `derived` is where rebuilt state goes: the root itself, or a folder of its own for an as-of look.
    """

    root: Path
    derived_root: Path | None = None

    @property
    def derived(self) -> Path:
        """Root of everything that can be deleted and rebuilt."""
        return self.derived_root or self.root

    @property
    def landing(self) -> Path:
        """`<agency>/<YYYY-MM>/<feed>/<any file>`, never changed by the program."""
        return self.root / "landing"

    @property
    def ledger(self) -> Path:
        """Append-only books: receipts, states, holds, releases."""
        return self.root / "ledger"

    @property
    def keys(self) -> Path:
        """Secrets of this home."""
        return self.root / "keys"

    @property
    def policies(self) -> Path:
        """Policy files of this home, read beside the shipped ones."""
        return self.root / "policies"

    @property
    def releases(self) -> Path:
        """`<month>/<agency>/r<N>/`, never changed once renamed into place."""
        return self.root / "releases"

    @property
    def handoff(self) -> Path:
        """`<month>/<agency>/r<N>/`: what payroll imports, private, kept as long as the policy says."""
        return self.root / "handoff"

    @property
    def statements(self) -> Path:
        """`<month>/<agency>/<pseudonym>.pdf`: protected statements as they were delivered, private."""
        return self.root / "statements"

    @property
    def dagster(self) -> Path:
        """Persistent Dagster instance."""
        return self.root / "dagster"

    @property
    def parsed(self) -> Path:
        """Each landed file parsed once, by content hash and reader version."""
        return self.root / "parsed"

    @property
    def accepted(self) -> Path:
        """`<month>/<build>/<record type>/*.parquet`."""
        return self.derived / "accepted"

    @property
    def quarantined(self) -> Path:
        """`<month>/<build>/*.parquet`."""
        return self.derived / "quarantined"

    @property
    def compiled(self) -> Path:
        """`<month>/<build>/<table>.parquet`: rules and calendars that the build was computed with."""
        return self.derived / "compiled"

    @property
    def marts(self) -> Path:
        """`<month>/<build>/<mart>.parquet`."""
        return self.derived / "marts"

    @property
    def catalogue(self) -> Path:
        """DuckDB file of views over the marts; renaming it into place commits a run."""
        return self.derived / "warehouse" / "kinerja.duckdb"

    @property
    def serving(self) -> Path:
        """What readers open: pages, snapshots, reports."""
        return self.root / "serving"

    @property
    def snapshot(self) -> Path:
        """DuckDB file of tables for BI, of every month, without names; renamed into place after each run."""
        return self.serving / "warehouse.duckdb"

    @property
    def bi(self) -> Path:
        """`<table>.parquet`: the tables of the snapshot."""
        return self.serving / "bi"

    def create(self) -> None:
        """Make the home private to its owner (mode 0700) with its lasting folders."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (self.landing, self.ledger, self.keys, self.policies, self.releases, self.dagster):
            folder.mkdir(mode=0o700, exist_ok=True)
