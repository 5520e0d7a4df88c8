"""Fingerprints: whether two texts say the same, where neither may be kept."""

import hashlib
from typing import Final

import polars as pl

_LENGTH: Final = 16


def fingerprint(*names: str) -> pl.Expr:
    """Return the fingerprint of these columns together, null where one of them is empty.

    Case, blanks and marks do not count. The text cannot be read back from it, but who guesses a text can tell
    whether it is the one: it stays in the parsed file, and acceptance names the first such row in its place.
    """
    bare = [pl.col(name).str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", "") for name in names]
    filled = pl.all_horizontal(text != "" for text in bare)
    return (
        pl.when(filled).then(pl.concat_str(bare, separator="\n")).map_batches(_hashed, return_dtype=pl.String)
    )


def _hashed(texts: pl.Series) -> pl.Series:
    """Hash each different text once."""
    known = texts.drop_nulls().unique()
    hashes = [hashlib.sha256(text.encode()).hexdigest()[:_LENGTH] for text in known]
    return texts.replace_strict(
        known, pl.Series(hashes, dtype=pl.String), default=None, return_dtype=pl.String
    )
