"""The report of a month for each government: what is paid and why it changed, and how the work went."""
