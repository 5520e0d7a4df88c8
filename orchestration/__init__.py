"""Runs the month: Dagster assets, checks, partitions, schedules and the command line."""
