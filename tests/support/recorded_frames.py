"""What the reader gave for each recorded file at its READER_VERSION; `python -m` records it anew."""

import hashlib
import json
from pathlib import Path
from typing import Final

from sources.reading import READER_VERSION
from tests.support.recorded_shapes import CASES, FIXTURES, Case

RECORD: Final = FIXTURES.parent / "frames.json"
RAISE: Final = (
    "{file} is read otherwise than READER_VERSION {version} did, so homes would keep what was parsed before: "
    "raise READER_VERSION in sources/reading.py, then `python -m tests.support.recorded_frames`."
)
AGAIN: Final = "{file} is not as recorded: `python -m tests.support.recorded_frames` records it."

Frames = dict[str, dict[str, str]]


def frames() -> Frames:
    """File -> digests of its bytes and of the frame that the reader gives for it now."""
    return {case.file: {"file": _digest(FIXTURES / case.file), "frame": _frame(case)} for case in CASES}


def wrong(recorded_version: str, recorded: Frames, now: Frames, version: str = READER_VERSION) -> list[str]:
    """Sentences for what the record does not say, one for each file."""
    said = []
    for file in sorted(recorded.keys() | now.keys()):
        before, after = recorded.get(file), now.get(file)
        is_read_otherwise = before and after and before["file"] == after["file"] and before != after
        if is_read_otherwise and version == recorded_version:
            said.append(RAISE.format(file=file, version=version))
        elif before != after or version != recorded_version:
            said.append(AGAIN.format(file=file))
    return said


def recorded() -> tuple[str, Frames]:
    """Version and frames as recorded."""
    content = json.loads(RECORD.read_text(encoding="utf-8"))
    return content["reader_version"], content["frames"]


def _frame(case: Case) -> str:
    """Digest of all that is kept of a file: shape, record type, the columns with their types, the cells."""
    parsed = case.parse()
    schema = ",".join(f"{name}:{kind}" for name, kind in parsed.frame.schema.items())
    text = f"{parsed.shape}\n{parsed.record_type}\n{schema}\n{parsed.frame.write_csv(null_value='∅')}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def main() -> None:
    """Write the record, unless a raised READER_VERSION is missing."""
    version, before = recorded() if RECORD.exists() else (READER_VERSION, {})
    now = frames()
    missing = [line for line in wrong(version, before, now) if "raise READER_VERSION" in line]
    if missing:
        raise SystemExit("\n".join(missing))
    lines = ",\n".join(f"    {json.dumps(file)}: {json.dumps(now[file])}" for file in sorted(now))
    text = f'{{\n  "reader_version": {json.dumps(READER_VERSION)},\n  "frames": {{\n{lines}\n  }}\n}}\n'
    RECORD.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
