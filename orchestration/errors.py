"""What a person did that a run cannot go on with; each is one clear sentence that says what to do."""


class RefusedError(ValueError):
    """Bad input: nothing was changed, and the message says what to do."""
