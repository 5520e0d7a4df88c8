"""Which standing of a rule is a basis for payment, and the mark on everything that has none."""

from typing import Final

PAYABLE: Final = ("law", "attested")
MARK: Final = "SIMULASI - BUKAN DASAR PEMBAYARAN"
