"""What acceptance leaves of the feeds beside the record types."""

from typing import Final

OUTCOMES: Final = ("file_outcomes", "quarantined_rows", "person_hold", "agency_intake")
