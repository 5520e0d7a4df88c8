"""dbt in this process: the manifest read once, the models built, the connections closed."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from orchestration.builds import REPOSITORY
from orchestration.duck import threads
from orchestration.workspace import Workspace

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

PROJECT = REPOSITORY / "dbt_project"
TARGET = PROJECT / "target"
MANIFEST = TARGET / "manifest.json"
PARSED = TARGET / "partial_parse.msgpack"
WORK_DB = "KINERJA_WORK_DB"
WORK_THREADS = "KINERJA_WORK_THREADS"

# A manifest keeps the name of the database it was parsed for; every work database has this one.
DATABASE = b'"work"."marts"'

# The two events of dbt that carry the end of a node: a model's and a test's.
NODE_ENDS = frozenset({"LogModelResult", "LogTestResult"})

Event = Mapping[str, Any]


class DbtFailedError(RuntimeError):
    """dbt ended without success: a model did not build, or a test of what must always hold failed."""


def ensure_manifest() -> Path:
    """Parse the project when no manifest is there or a model is newer; returns the manifest's path."""
    if _is_stale():
        TARGET.mkdir(parents=True, exist_ok=True)
        with FileLock(TARGET / ".parse.lock"):
            if _is_stale():
                _parse()
    return MANIFEST


def _is_stale() -> bool:
    if not (MANIFEST.exists() and PARSED.exists()):
        return True
    if DATABASE not in PARSED.read_bytes():
        return True
    written = MANIFEST.stat().st_mtime
    return any(path.stat().st_mtime > written for path in sources())


def sources() -> Iterator[Path]:
    """Files that the models are made of."""
    for path in PROJECT.rglob("*"):
        if path.suffix in {".sql", ".yml"} and path.relative_to(PROJECT).parts[0] not in {"target", "logs"}:
            yield path


def _parse() -> None:
    from dbt.cli.main import dbtRunner

    with work_database(None):
        result = dbtRunner().invoke(["--quiet", "parse", *_project_flags(TARGET)])
    _close_connections()
    if not result.success:
        raise DbtFailedError(f"The dbt project does not parse: {result.exception}")
    MANIFEST.touch()


def preload() -> "Manifest":
    """Return the parsed project as dbt keeps it for itself."""
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    manifest = Manifest.from_msgpack(PARSED.read_bytes(), decoder=extended_mashumuro_decoder)
    manifest.build_flat_graph()  # type: ignore[no-untyped-call] # dbt does not type it
    return manifest


def build(workspace: Workspace, on_event: Callable[[Event], None] = lambda _: None) -> None:
    """Build every model of the workspace's database and run every test.

    `on_event` gets the JSON event of each finished node, as the command line of dbt would log it.

    Raises:
        DbtFailedError: a model or a test failed; the message names them.

    """
    from dbt.cli.main import dbtRunner
    from dbt_common.events.base_types import EventMsg
    from google.protobuf.json_format import MessageToDict  # type: ignore[import-untyped] # it has no stubs here

    def hear(event: EventMsg) -> None:
        if event.info.name in NODE_ENDS:
            on_event(MessageToDict(event, preserving_proto_field_name=True))

    runner = dbtRunner(manifest=preload(), callbacks=[hear])
    with work_database(workspace):
        try:
            result = runner.invoke(build_command(workspace))
        finally:
            _close_connections()
    if result.exception is not None and not isinstance(result.exception, Exception):
        raise result.exception  # dbt keeps Ctrl-C to itself
    if not result.success:
        raise DbtFailedError(_reason(result.exception, result.result))


def compiled_nodes(workspace: Workspace) -> dict[str, Any]:
    """Compile every model and test without running any; returns dbt's nodes by their unique id.

    Raises:
        DbtFailedError: something does not compile.

    """
    from dbt.cli.main import dbtRunner

    quiet = ["--log-level", "none", "--log-level-file", "none", "--no-write-json"]
    with work_database(workspace):
        try:
            result: Any = dbtRunner(manifest=preload()).invoke(
                [*quiet, "compile", *_project_flags(workspace.dbt_target)]
            )
        finally:
            _close_connections()
    if not result.success:
        raise DbtFailedError(_reason(result.exception, result.result))
    kinds = {"model", "test"}
    nodes = [each.node for each in result.result.results]
    return {node.unique_id: node for node in nodes if node.resource_type in kinds}


def build_command(workspace: Workspace) -> list[str]:
    """Arguments of `dbt` for one month; unit tests prove the models elsewhere and stay out of a run."""
    quiet = ["--log-level", "none", "--no-use-colors", "--log-level-file", "none", "--no-write-json"]
    kinds = ["--exclude-resource-type", "unit_test"]
    return [*quiet, "build", *kinds, *_project_flags(workspace.dbt_target)]


@contextmanager
def work_database(workspace: Workspace | None) -> Iterator[None]:
    """Point dbt's profile at the workspace's database and its threads, or at none."""
    names = (WORK_DB, WORK_THREADS)
    before = {name: os.environ.pop(name) for name in names if name in os.environ}
    if workspace is not None:
        os.environ[WORK_DB] = str(workspace.database)
        os.environ[WORK_THREADS] = str(threads(workspace.accepted))
    try:
        yield
    finally:
        for name in names:
            os.environ.pop(name, None)
        os.environ.update(before)


def _project_flags(target: Path) -> list[str]:
    return [
        "--project-dir",
        str(PROJECT),
        "--profiles-dir",
        str(PROJECT),
        "--target-path",
        str(target),
        "--log-path",
        str(target),
    ]


def _close_connections() -> None:
    """Let go of the work database: dbt keeps its handle otherwise, and nothing else can open the file."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.adapters.factory import reset_adapters

    reset_adapters()  # type: ignore[no-untyped-call] # dbt does not type it
    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call] # as above


def _reason(exception: BaseException | None, result: Any) -> str:  # noqa: ANN401 - dbt types it by command
    if exception is not None:
        return f"dbt stopped: {exception}"
    bad = [node for node in result.results if node.status in {"error", "fail", "runtime error"}]
    lines = [f"{node.node.name}: {(node.message or '').strip()}" for node in bad]
    return f"dbt failed in {len(bad)} nodes:\n" + "\n".join(lines)
