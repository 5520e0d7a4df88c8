"""What stays out of sight: feeds of which nothing but their count leaves the files that they landed in."""

from typing import Final

PRIVATE: Final = frozenset({"payroll_base"})
"""Feeds, and record types of the same name: no view, no quarantined row and no release shows them."""
