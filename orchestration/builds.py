"""What a build is: the id that its inputs give it, and the note that lies beside its marts."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

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

    """

    month: str
    build_id: str
    agencies: Mapping[str, str]
    previous: str | None = None

    def note(self) -> str:
        """JSON text of the build, the same bytes for the same build."""
        return json.dumps(self.__dict__, indent=2, sort_keys=True) + "\n"

    @classmethod
    def read(cls, folder: Path) -> "Build":
        """Build that lies in a folder of marts."""
        return cls(**json.loads((folder / NOTE).read_text(encoding="utf-8")))


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
