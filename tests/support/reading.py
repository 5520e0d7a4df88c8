"""Marts of a home as frames."""

import duckdb
import polars as pl

from contracts.home import Home
from orchestration.catalogue import current_catalogue


def mart(home: Home, name: str) -> pl.DataFrame:
    """Every row of a mart through the catalogue."""
    current_catalogue(home)
    with duckdb.connect(str(home.catalogue), read_only=True) as connection:
        return connection.sql(f"select * from marts.{name} order by all").pl()
