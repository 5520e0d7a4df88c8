"""What a person did that a run cannot go on with; each is one clear sentence that says what to do."""


class RefusedError(ValueError):
    """Bad input: nothing was changed, and the message says what to do."""


class TableDamagedError(RefusedError):
    """A table that an earlier run wrote is gone or has other bytes."""

    def __init__(self, path: object) -> None:
        super().__init__(
            f"{path} is damaged or gone: `kinerja rebuild` makes the tables again, from what landed and the "
            "ledger."
        )
