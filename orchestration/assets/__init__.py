"""The graph: what landed, what was accepted, what was computed, what was found, what stands in the catalogue."""
