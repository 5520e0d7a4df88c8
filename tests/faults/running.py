"""A month's run as a work that can be killed: every step that Dagster calls, without Dagster and dbt.

Imported before processes are forked from it, so that a killed run costs its work and no imports.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from contracts.home import Home
from delivery.bi.snapshot import write_snapshot
from orchestration import judging, receiving, steps
from orchestration.builds import Build
from orchestration.duck import database, memory_limit
from orchestration.lock import one_writer
from orchestration.model_sql import build_models
from orchestration.publishing import clean, publish_build
from orchestration.request import Request
from orchestration.telling import show_month
from orchestration.workspace import Workspace

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Run:
    """The run of a month."""

    month: str
    at: datetime | None = None
    run_id: str = "run"

    def __call__(self, root: Path, tell: Tell) -> None:
        """Run it from receipts to the page."""
        home = Home(root)
        with one_writer(home):
            tell("clean")
            clean(home)
            self.prepare(home, tell)
            self.publish(home, tell)
            self.show(home, tell)

    def prepare(self, home: Home, tell: Tell) -> None:
        """Compute the month in its workspace."""
        workspace, request = self._of(home)
        tell("receive")
        receiving.receive(home, self.at or datetime.now(UTC), workspace)
        tell("accept")
        receiving.accept(home, request, workspace)
        tell("compile")
        receiving.compile_policies(home, request, workspace)
        tell("prepare")
        steps.prepare(home, request, workspace)
        tell("models")
        with database(workspace) as connection:
            build_models(connection, with_tests=True)
        tell("gates")
        judging.judge(home, request, workspace)

    def publish(self, home: Home, tell: Tell) -> None:
        """Make what was computed current."""
        workspace, request = self._of(home)
        tell("publish")
        published = steps.publish(home, request, workspace)
        tell("findings")
        steps.note_findings(home, request, published)

    def show(self, home: Home, tell: Tell) -> None:
        """Write what readers open."""
        tell("page")
        show_month(home, self.month)
        tell("snapshot")
        write_snapshot(home, memory_limit=memory_limit())

    def _of(self, home: Home) -> tuple[Workspace, Request]:
        return Workspace.of(home, self.run_id, self.month), Request(self.month)


@dataclass(frozen=True)
class Commit:
    """The end of a run: what lies in `workspace`, a copy outside the home, becomes current."""

    month: str
    workspace: Path

    def __call__(self, root: Path, tell: Tell) -> None:
        """Clean as a run does, take the computed month and commit it."""
        home, run = Home(root), Run(self.month)
        with one_writer(home):
            tell("clean")
            clean(home)
            shutil.copytree(self.workspace, Workspace.of(home, "run", self.month).folder, dirs_exist_ok=True)
            run.publish(home, tell)
            run.show(home, tell)


@dataclass(frozen=True)
class Publish:
    """The commit alone: what lies in a folder becomes the next build of its month."""

    made: Path
    build: Build

    def __call__(self, root: Path, tell: Tell) -> None:
        """Clean as a run does, and publish."""
        home = Home(root)
        tell("clean")
        clean(home)
        tell("publish")
        workspace = Workspace.of(home, "run", self.build.month)
        shutil.copytree(self.made, workspace.folder, dirs_exist_ok=True)
        publish_build(home, self.build, workspace, self.build.build_id)
