"""YAML without its surprises: no aliases, duplicate keys, floats or bare times; the line of every value."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import yaml

Path = tuple[str | int, ...]
MAX_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 20
# What YAML makes of text that nobody quoted.
BARE: Final = {
    r"[-+]?(\d+\.\d*|\.\d+|\d+)(e[-+]?\d+)?|[-+]?\.(inf|nan)": "adalah pecahan biner dan tidak tepat",
    r"\d{1,2}(:\d{2}){1,2}": "dibaca sebagian program sebagai bilangan, bukan jam",
}
# Below these keys stand amounts, which are whole rupiah: quoting a fraction would not help.
WHOLE_RUPIAH: Final = frozenset({"by_class", "by_post", "by_unit"})
WHOLE: Final = "tulis rupiah bulat tanpa titik dan koma, misalnya 1500000"


class YamlError(ValueError):
    """The text is no plain YAML document; carries the line."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass
class Located:
    """A plain value and the 1-based line of each path in it; `faults` are what the YAML itself did wrong."""

    value: object
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[tuple[int, Path, str]] = field(default_factory=list)

    def line_of(self, path: Path) -> int:
        """Line of the path, or of the nearest path around it that was written."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 1


def read_yaml(text: str) -> Located:
    """Read one YAML document; keys are text as written, plain scalars are null, bool, int, date or text.

    Raises YamlError for what is no YAML, holds an alias or anchor, is too deep or too large.
    """
    if len(text.encode()) > MAX_BYTES:
        raise YamlError(1, f"berkas lebih besar dari {MAX_BYTES} bita")
    try:
        _refuse_bombs(text)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "isi bukan teks YAML"
        raise YamlError(mark.line + 1 if mark else 1, f"bukan YAML yang sah: {problem}") from None
    located = Located(value=None)
    if node is not None:
        located.value = _value(node, (), located)
    return located


def _refuse_bombs(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise YamlError(line, "jangkar (&) dan alias (*) YAML tidak boleh; tulis nilainya langsung")
        if getattr(event, "tag", None) not in {None, "!"}:
            raise YamlError(line, "tanda jenis (!) YAML tidak boleh")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise YamlError(line, f"isi bersarang lebih dari {MAX_DEPTH} tingkat")


def _value(node: yaml.Node, path: Path, located: Located) -> object:
    located.lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, located)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, index), located) for index, item in enumerate(node.value)]
    return _scalar(node, path, located)


def _mapping(node: yaml.MappingNode, path: Path, located: Located) -> dict[str, object]:
    result: dict[str, object] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            located.faults.append((line, path, "kunci harus teks biasa"))
            continue
        key = str(key_node.value)
        if key in result:
            located.faults.append((line, (*path, key), f"kunci {key!r} ditulis dua kali"))
            continue
        located.lines[(*path, key)] = line
        result[key] = _value(value_node, (*path, key), located)
    return result


def _scalar(node: yaml.Node, path: Path, located: Located) -> object:
    text = str(node.value)
    if getattr(node, "style", None) in {"'", '"', "|", ">"}:
        return text
    if text in {"", "~", "null"}:
        return None
    if text in {"true", "false"}:
        return text == "true"
    if re.fullmatch(r"-?(0|[1-9]\d*)", text):
        return int(text)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return _date(text, node.start_mark.line + 1, path, located)
    for pattern, meaning in BARE.items():
        if re.fullmatch(pattern, text, re.IGNORECASE):
            better = WHOLE if WHOLE_RUPIAH.intersection(map(str, path)) else f'tulis "{text}"'
            message = f"{text} tanpa tanda kutip {meaning}; {better}"
            located.faults.append((node.start_mark.line + 1, path, message))
    return text


def _date(text: str, line: int, path: Path, located: Located) -> object:
    try:
        return date.fromisoformat(text)
    except ValueError:
        located.faults.append((line, path, f"{text} bukan tanggal yang ada"))
        return text
