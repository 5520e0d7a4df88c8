"""The partition of everything: one local month, named `2026-10`."""

from dagster import BackfillPolicy, TimeWindowPartitionsDefinition

# A fixed range, so that no clock decides which months exist: the offset reaches beyond the end.
MONTHS = TimeWindowPartitionsDefinition(
    start="2020-01", end="2040-01", fmt="%Y-%m", cron_schedule="0 0 1 * *", end_offset=12 * 40
)

# Many months in one run, month by month in order, so that each finds the state of the month before.
IN_ORDER = BackfillPolicy.single_run()
