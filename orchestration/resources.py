"""What a run is given: the home with its lock, who and when it is about, and the way dbt is called."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from dagster import AssetExecutionContext, ConfigurableResource, InitResourceContext
from pydantic import Field, PrivateAttr

from contracts.home import Home
from orchestration.homes import as_of_home, default_root
from orchestration.instance import fail_orphans
from orchestration.lock import one_writer
from orchestration.publishing import clean
from orchestration.request import Request
from orchestration.workspace import Workspace


class HomeResource(ConfigurableResource):  # type: ignore[type-arg] # the yielded value is itself
    """One home, held for the whole run so that nothing else writes in it."""

    root: str = Field(default="", description="Home directory; empty: KINERJA_HOME, else ./data.")
    agencies: list[str] = Field(
        default=[], description="Region codes of a run for some agencies; empty: every agency that landed."
    )
    known_at: str = Field(
        default="", description="ISO time: only what was received until then; empty: everything."
    )
    replayed_until: str = Field(
        default="", description="ISO time of a run that is done again (`kinerja rebuild`); empty: a new run."
    )
    _run_id: str = PrivateAttr(default="")

    @contextmanager
    def yield_for_execution(self, context: InitResourceContext) -> Generator["HomeResource", None, None]:
        """Take the home's lock for the run, after cleaning what a killed run left."""
        with one_writer(self.home):
            self._run_id = context.run.run_id if context.run is not None else "none"
            clean(self.home)
            if context.instance is not None:
                fail_orphans(context.instance, self._run_id)
            yield self

    @property
    def home(self) -> Home:
        """Paths; those of an as-of look keep apart what they derive."""
        root = Path(self.root).resolve() if self.root else default_root()
        return Home(root) if self.known_until is None else as_of_home(root, self.known_until)

    @property
    def known_until(self) -> datetime | None:
        """Bound on the time of receipt, with its zone."""
        return datetime.fromisoformat(self.known_at) if self.known_at else None

    def request(self, month: str) -> Request:
        """Say what this run is about in one month."""
        replayed = datetime.fromisoformat(self.replayed_until) if self.replayed_until else None
        return Request(month, tuple(sorted(self.agencies)), self.known_until, replayed)

    def workspace(self, month: str) -> Workspace:
        """Files of one month of this run."""
        return Workspace.of(self.home, self._run_id, month)


class DbtEngine(ConfigurableResource):  # type: ignore[type-arg] # the yielded value is itself
    """How dbt is called: inside this process (seconds faster), or as the command line of dagster-dbt."""

    mode: Literal["in_process", "command_line"] = "in_process"

    def events(self, context: AssetExecutionContext, workspace: Workspace) -> Iterator[Any]:
        """Build the workspace's models and yield what Dagster is to record of each model and test.

        Raises:
            DbtFailedError: a model or a test failed, after everything was yielded.

        """
        from orchestration import dbt_events

        call = dbt_events.in_process if self.mode == "in_process" else dbt_events.command_line
        yield from call(context, workspace)
