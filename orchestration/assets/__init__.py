"""The graph: landed files, accepted rows, computed marts, findings, the catalogue, releases."""
