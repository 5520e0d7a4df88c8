"""What a build is: the id that its inputs give it, and the note that lies beside its marts."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path

from delivery.release.chain import sha256_of
from orchestration.errors import TableDamagedError

REPOSITORY = Path(__file__).resolve().parent.parent
ROOMS = ("sources", "contracts", "dbt_project", "orchestration")
CODE_SUFFIXES = frozenset({".py", ".sql", ".yml", ".yaml"})
LIBRARIES = ("duckdb", "polars", "pyarrow")
NOTE = "build.json"
ID_LENGTH = 16


@dataclass(frozen=True)
class Build:
    """The marts of one month as they were computed together.

    Attributes:
        month: `2026-10`.
        build_id: folder below `marts/<month>/`.
        agencies: for each agency in the marts, the folder below `accepted/<month>/` its rows came from.
        previous: build of the month before that lent its state, or None.
        files: sha256 of each file of its marts; empty for a build of an older program.
        rules: for each agency that a policy names, the id of the policy and calendar files compiled.

    """

    month: str
    build_id: str
    agencies: Mapping[str, str]
    previous: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)

    def note(self) -> str:
        """JSON text of the build, the same bytes for the same build."""
        return json.dumps(self.__dict__, indent=2, sort_keys=True) + "\n"

    @classmethod
    def found(cls, folder: Path) -> "Build | None":
        """Build that lies in a folder of marts; None where none does, or its note is damaged."""
        try:
            return cls(**json.loads((folder / NOTE).read_bytes()))
        except (FileNotFoundError, ValueError, TypeError):
            return None

    def written(self, folder: Path) -> "Build":
        """Return the build with the hashes of the marts that lie in a folder."""
        paths = sorted(folder.glob("*.parquet"))
        return replace(self, files={path.name: sha256_of(path) for path in paths})

    def missing(self, folder: Path) -> list[Path]:
        """Marts that are not there any more."""
        return [path for name in sorted(self.files) if not (path := folder / name).exists()]

    def refuse_damaged(self, folder: Path, marts: Collection[str] | None = None) -> None:
        """Look whether marts (default: all) are what the run wrote, before anything is computed from them.

        Raises:
            TableDamagedError: one is gone or has other bytes.

        """
        for name, sha256 in sorted(self.files.items()):
            path = folder / name
            if (marts is None or path.stem in marts) and not (path.exists() and sha256_of(path) == sha256):
                raise TableDamagedError(path)


def digest(parts: Iterable[str]) -> str:
    """Short id of a sequence of texts; order matters."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part.encode()).digest())
    return whole.hexdigest()[:ID_LENGTH]


@cache
def code_version() -> str:
    """Id of the program that computes: its own sources and the libraries that write its files."""
    parts = [f"{name} {version(name)}" for name in LIBRARIES]
    for room in ROOMS:
        for path in sorted((REPOSITORY / room).rglob("*")):
            inside = path.relative_to(REPOSITORY)
            if path.suffix in CODE_SUFFIXES and not {"target", "logs", "__pycache__"} & set(inside.parts):
                parts.append(f"{inside.as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}")
    return digest(parts)


def combined_build_id(agencies: Mapping[str, str], previous: str | None) -> str:
    """Id of a month's marts: which inputs each agency's rows were computed from."""
    return digest([previous or "", *(f"{agency} {build}" for agency, build in sorted(agencies.items()))])
