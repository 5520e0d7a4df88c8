"""A fault of a policy file and how it is said."""

from dataclasses import dataclass

PathParts = tuple[str | int, ...]
Problem = tuple[PathParts, str]


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong with a policy file: 1-based line, dotted path of the value, one clear sentence."""

    line: int
    path: str
    message: str

    def __str__(self) -> str:
        return f"baris {self.line}: {self.path + ': ' if self.path else ''}{self.message}"


def dotted(path: PathParts) -> str:
    """Write a path as text: `versions.0.rules.rounding`."""
    return ".".join(str(part) for part in path)
