"""The audit of fairness: who differs, what moves pay, who stands at an edge; findings, not verdicts."""
