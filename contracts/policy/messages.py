"""What pydantic found, said in Bahasa Indonesia."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from pydantic_core import ErrorDetails

from contracts.policy.rule import Strict

_TEXTS: Final[dict[str, str]] = {
    "missing": "wajib diisi",
    "string_type": "harus teks",
    "int_type": "harus bilangan bulat",
    "bool_type": "harus true atau false",
    "date_type": "harus tanggal YYYY-MM-DD",
    "list_type": "harus daftar",
    "dict_type": "harus berisi kunci dan nilai",
    "model_type": "harus berisi kunci dan nilai",
    "too_short": "tidak boleh kosong",
}


def validation_message(problem: ErrorDetails, document: object) -> tuple[tuple[str | int, ...], str]:
    """Path inside the document and a clear sentence for one validation error."""
    path = _written_path(problem["loc"], document)
    kind, context = problem["type"], problem.get("ctx", {})
    if kind == "missing" and path and path[-1] == "cite":
        return path, "setiap aturan harus menyebut kutipan (cite)"
    if kind == "extra_forbidden":
        close = get_close_matches(str(path[-1]), _keys_of_the_language(), n=1, cutoff=0.7)
        return path, "kunci tidak dikenal" + (f"; maksudnya {close[0]}?" if close else "")
    if kind == "literal_error":
        return path, f"{problem['input']!r} tidak dikenal; pilihannya {context['expected']}".replace(
            " or ", " atau "
        )
    if kind in {"greater_than_equal", "less_than_equal"}:
        bound = context.get("ge", context.get("le"))
        word = "kurang dari" if kind == "greater_than_equal" else "lebih dari"
        return path, f"{problem['input']!r} tidak boleh {word} {bound}"
    if kind == "value_error":
        return path, str(context["error"])
    return path, _TEXTS.get(kind, problem["msg"])


def _keys_of_the_language() -> list[str]:
    """Every key that some part of a policy knows."""
    parts = [Strict]
    for part in parts:
        parts += part.__subclasses__()
    return sorted({field.alias or name for part in parts for name, field in part.model_fields.items()})


def _written_path(loc: tuple[int | str, ...], document: object) -> tuple[str | int, ...]:
    path: list[str | int] = []
    value = document
    for index, part in enumerate(loc):
        if part == "[key]":
            continue
        if isinstance(value, Mapping) and str(part) in value:
            value = value[str(part)]
            path.append(str(part))
        elif isinstance(value, Sequence) and isinstance(part, int) and part < len(value):
            value = value[part]
            path.append(part)
        elif index == len(loc) - 1 and isinstance(part, str) and not part[:1].isupper():
            path.append(part)
    return tuple(path)
