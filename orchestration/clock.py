"""The clock: commands, assets and sensors read it here and hand the time down."""

from datetime import UTC, datetime


def now() -> datetime:
    """Time of the machine, with its zone."""
    return datetime.now(UTC)
