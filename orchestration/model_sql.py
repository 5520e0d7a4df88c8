"""The models as plain SQL, so that a look aside needs no dbt: compiled once for each state of the project."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from filelock import FileLock

from orchestration import dbt
from orchestration.builds import digest
from orchestration.workspace import Workspace

KEPT = dbt.TARGET / "model_sql"


class BrokenMonthError(RuntimeError):
    """A test of what must always hold failed: the program is at fault."""


@dataclass(frozen=True)
class Step:
    """One model or test, as dbt compiled it for a database named `work`.

    Attributes:
        name: name of the node.
        kind: table, view or test.
        relation: quoted name that a model fills; empty for a test.
        sql: its query.

    """

    name: str
    kind: str
    relation: str
    sql: str


def model_steps() -> list[Step]:
    """Return every model in an order that can be run, then every test."""
    kept = KEPT / f"{_version()}.json"
    if not kept.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        with FileLock(KEPT / ".lock"):
            if not kept.exists():
                _keep(kept)
    return [Step(**step) for step in json.loads(kept.read_text(encoding="utf-8"))]


def build_models(connection: duckdb.DuckDBPyConnection, *, with_tests: bool) -> None:
    """Build every model in a work database whose schema `input` is there.

    Raises:
        BrokenMonthError: a test found rows; the message names it.

    """
    for schema in ("staging", "intermediate", "marts"):
        connection.execute(f"create schema if not exists {schema}")
    for step in model_steps():
        if step.kind != "test":
            connection.execute(f"create {step.kind} {step.relation} as {step.sql}")
        elif with_tests and connection.execute(f"select 1 from ({step.sql}) limit 1").fetchall():
            raise BrokenMonthError(f"{step.name} found rows that cannot be: please report this.")


def _version() -> str:
    files = sorted(path for path in dbt.sources() if path.is_file())
    return digest(f"{path.name} {path.read_text(encoding='utf-8')}" for path in files)


def _keep(path: Path) -> None:
    for older in KEPT.glob("*.json"):
        older.unlink()
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps([asdict(step) for step in _compiled()]), encoding="utf-8")
    fresh.replace(path)


def _compiled() -> Iterator[Step]:
    dbt.ensure_manifest()
    with TemporaryDirectory() as folder:
        nodes = dbt.compiled_nodes(Workspace(Path(folder)))
    order = TopologicalSorter({name: set(node.depends_on.nodes) & set(nodes) for name, node in nodes.items()})
    steps = [_step(nodes[name]) for name in order.static_order()]
    yield from (step for step in steps if step.kind != "test")
    yield from (step for step in steps if step.kind == "test")


def _step(node: Any) -> Step:  # noqa: ANN401 - dbt types its nodes by their kind
    is_test = node.resource_type == "test"
    config: Mapping[str, Any] = node.config.to_dict()
    return Step(
        node.name,
        "test" if is_test else str(config["materialized"]),
        "" if is_test else str(node.relation_name),
        str(node.compiled_code),
    )
