"""The code by which people quote a line of their statement."""

from typing import Final

LINE_CODE_LENGTH: Final = 12
_GROUP: Final = 4


def grouped_code(line_id: str) -> str:
    """First digits of a line's id as a statement prints them: `4d57-cbe2-6d89`."""
    code = line_id[:LINE_CODE_LENGTH]
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))
