"""Great Expectations, imported before processes are forked: a run that is killed then has it at once."""

from contracts.plausibility import warm_up

warm_up()
