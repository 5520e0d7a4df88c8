"""The rules of the house that no other tool checks, on every file that is tracked."""

import ast
import io
import re
import subprocess
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import SHARED_HOMES, homes_of

ROOT = Path(__file__).resolve().parent.parent


def _tracked(*patterns: str) -> list[Path]:
    """Files that git tracks and that still exist, by pathspec."""
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--", *patterns]
    run = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return [path for name in run.stdout.split("\0") if name and (path := ROOT / name).is_file()]


PYTHON = _tracked("*.py")
MODELS = _tracked("dbt_project/models/**/*.sql")


def _place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def _lines_with(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    """Places whose line the pattern finds; what is not UTF-8 is recorded input and is passed over."""
    found = []
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [_place(path, no) for no, line in enumerate(text.splitlines(), 1) if pattern.search(line)]
    return found


def _nodes(*kinds: type[ast.AST]) -> Iterator[tuple[Path, ast.AST]]:
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, kinds):
                yield path, node


def _without_comments(sql: str) -> str:
    sql = re.sub(r"\{#.*?#\}|/\*.*?\*/", lambda comment: "\n" * comment[0].count("\n"), sql, flags=re.DOTALL)
    return re.sub(r"--[^\n]*", "", sql)


def _places_in_sql(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in MODELS:
        lines = _without_comments(path.read_text(encoding="utf-8")).splitlines()
        found += [_place(path, no) for no, line in enumerate(lines, 1) if pattern.search(line)]
    return found


def test_there_is_something_to_check() -> None:
    assert PYTHON
    assert ROOT / "requirements.lock" in _tracked("requirements*.lock")


def test_no_file_names_a_package_host() -> None:
    hosts = (
        r"pypi\.",
        r"pythonhosted\.",
        r"registry\.npmjs\.",
        r"--(?:extra-)?index-url",
        r"/simple/?[\"'\s]",
    )
    here = Path(__file__).resolve()
    assert not _lines_with(re.compile("|".join(hosts)), [path for path in _tracked() if path != here])


def test_no_file_names_a_path_of_one_machine() -> None:
    pattern = re.compile(r"(?<![\w.}\-/])/(?:work|tmp|root|home/\w+|Users)/")
    assert not _lines_with(pattern, _tracked())


def test_no_handler_catches_everything() -> None:
    def names(kind: ast.expr | None) -> set[str]:
        if kind is None:
            return {"Exception"}
        return {ast.unparse(part) for part in (kind.elts if isinstance(kind, ast.Tuple) else [kind])}

    assert not [
        _place(path, node.lineno)
        for path, node in _nodes(ast.ExceptHandler)
        if isinstance(node, ast.ExceptHandler) and names(node.type) & {"Exception", "BaseException"}
    ]


def test_only_orchestration_and_tests_know_dagster() -> None:
    def modules(node: ast.AST) -> list[str]:
        if isinstance(node, ast.ImportFrom):
            return [node.module or ""]
        return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []

    assert not [
        _place(path, getattr(node, "lineno", 0))
        for path, node in _nodes(ast.Import, ast.ImportFrom)
        if path.relative_to(ROOT).parts[0] not in {"orchestration", "tests"}
        and any(module.startswith("dagster") for module in modules(node))
    ]


def test_one_file_reads_the_clock() -> None:
    asks = re.compile(r"(?<!\bclock)\.(now|today|utcnow|time_ns)\(|\btime\.time\(")
    rooms = _tracked("contracts/*.py", "delivery/*.py", "orchestration/*.py", "sources/*.py")
    found = {place.partition(":")[0] for place in _lines_with(asks, rooms)}
    assert found == {"orchestration/clock.py"}


def test_every_model_states_its_grain_first() -> None:
    grain = re.compile(r"-- grain: one row per \w+")
    assert not [
        str(path.relative_to(ROOT)) for path in MODELS if not grain.match(path.read_text(encoding="utf-8"))
    ]


def test_no_model_holds_a_binary_float() -> None:
    assert not _places_in_sql(re.compile(r"\b(?:float[48]?|double|real)\b", re.IGNORECASE))
    declared = re.compile(r"data_type:\s*[\"']?(?:float[48]?|double|real)\b", re.IGNORECASE)
    assert not _lines_with(declared, _tracked("dbt_project/models/**/*.yml"))


def test_no_model_divides_but_by_the_macro() -> None:
    assert not _places_in_sql(re.compile(r"(?<!/)/(?!/)|\bavg\s*\(", re.IGNORECASE))


def test_python_files_stay_readable() -> None:
    assert not [
        f"{path.relative_to(ROOT)}: {count}"
        for path in PYTHON
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    ]


def test_every_silenced_rule_is_named_and_has_a_reason() -> None:
    directive = re.compile(r"#\s*(?:noqa|type:\s*ignore)\b")
    named = r"(?:noqa:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|type:\s*ignore\[[\w\-, ]+\])"
    explained = re.compile(rf"#\s*{named}\s+(?:#|--?)\s+\w+")

    def comments(path: Path) -> Iterator[tokenize.TokenInfo]:
        tokens = tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)
        return (token for token in tokens if token.type == tokenize.COMMENT)

    assert not [
        _place(path, comment.start[0])
        for path in PYTHON
        for comment in comments(path)
        if directive.search(comment.string) and not explained.search(comment.string)
    ]


def _declared() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [Requirement(line) for line in project["dependencies"] + project["optional-dependencies"]["dev"]]


def _pinned(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.\-]+)==([^\s;\\]+)", text, flags=re.MULTILINE))


@pytest.mark.parametrize("requirement", _declared(), ids=str)
def test_the_lock_holds_what_the_project_declares(requirement: Requirement) -> None:
    version = _pinned("requirements.lock").get(canonicalize_name(requirement.name))
    assert version, f"{requirement.name} is not locked: make lock"
    assert requirement.specifier.contains(version), f"{requirement.name} is locked at {version}: make lock"


def test_every_pin_has_a_hash() -> None:
    for lock in _tracked("requirements*.lock"):
        entries = re.split(r"^(?=[\w.\-]+==)", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
        assert entries
        assert not [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]


def test_the_second_environment_is_duckdb_2() -> None:
    assert _pinned("requirements-duckdb2.lock")["duckdb"].startswith("2.")


def test_no_file_of_tests_asks_for_two_shared_homes() -> None:
    asked = {path: homes_of(str(path.relative_to(ROOT))) for path in _tracked("tests/**/test_*.py")}
    assert set().union(*asked.values()) == set(SHARED_HOMES.values())
    assert not [path for path, homes in asked.items() if len(homes) > 1], (
        "one of the homes would be run twice"
    )
