"""Proving releases offline: every byte against its hash, every link against its neighbour and the ledger."""
