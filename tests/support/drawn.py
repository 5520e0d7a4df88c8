"""How hypothesis draws where one example is a whole month: the same ones each time, none made smaller."""

from hypothesis import HealthCheck, Phase, settings


def months_drawn(months: int) -> settings:
    """Settings for so many drawn months."""
    return settings(
        max_examples=months,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
