"""How DuckDB would join: nothing that grows with the people may be compared pair by pair."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.dbt import build, ensure_manifest
from orchestration.workspace import Workspace
from tests.support.empty_inputs import write_empty_inputs

Plan = dict[str, Any]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = Workspace(tmp_path_factory.mktemp("plans"))
    write_empty_inputs(workspace.database)
    ensure_manifest()
    build(workspace)
    return workspace


def test_no_model_joins_pair_by_pair(built: Workspace) -> None:
    models = sorted((built.dbt_target / "compiled").rglob("models/**/*.sql"))
    assert models
    with duckdb.connect(str(built.database), read_only=True) as connection:
        connection.execute("pragma disable_optimizer")
        found = {model.stem for model in models if _pairs(connection, model)}
    assert found == set()


def _pairs(connection: duckdb.DuckDBPyConnection, model: Path) -> bool:
    """Tell whether an outer join mixes both sides in one condition, which no hash can look up."""
    explained = connection.execute(f"explain (format json) {model.read_text(encoding='utf-8')}").fetchall()
    return any(
        step["name"] == "BLOCKWISE_NL_JOIN" for plan in json.loads(explained[0][1]) for step in _steps(plan)
    )


def _steps(plan: Plan) -> Iterator[Plan]:
    yield plan
    for child in plan["children"]:
        yield from _steps(child)
