"""A file that is refused whole: a stable code, a sentence for the unit, and what was expected."""


class Refused(Exception):  # noqa: N818 -- a refusal is an outcome of a file, not a fault of the program
    """The file cannot be read as any shape of its feed; the other files go on.

    `code` is stable, `message` is one sentence in Bahasa Indonesia that says what to do, and `expected`
    names the shapes and columns that the feed accepts.
    """

    def __init__(self, code: str, message: str, expected: str = "") -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.expected = expected
