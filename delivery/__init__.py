"""What leaves the house: ledger, releases, statements, comparisons."""
