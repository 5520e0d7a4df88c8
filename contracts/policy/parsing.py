"""From the text of one policy file to a policy, or to its faults with their lines."""

from collections.abc import Iterator

from pydantic import ValidationError

from contracts.policy.faults import Fault, PathParts, dotted
from contracts.policy.messages import validation_message
from contracts.policy.schema import Policy
from contracts.policy.yaml_lines import Located, YamlError, read_yaml

PLACEHOLDER = "ISI:"


def parse_policy(text: str) -> tuple[Policy | None, list[Fault], Located]:
    """Read one policy's text: the policy if its shape is right, its faults, and the lines of its values."""
    try:
        located = read_yaml(text)
    except YamlError as fault:
        return None, [Fault(fault.line, "", fault.message)], Located(value=None)
    faults = [Fault(line, dotted(path), message) for line, path, message in located.faults]
    faults += [
        Fault(located.line_of(path), dotted(path), "belum diisi") for path in _unfilled(located.value, ())
    ]
    unfilled = {fault.path for fault in faults}
    try:
        policy = Policy.model_validate(located.value)
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            path, message = validation_message(problem, located.value)
            if dotted(path) not in unfilled:
                faults.append(Fault(located.line_of(path), dotted(path), message))
        return None, sorted(set(faults)), located
    return (None if faults else policy), sorted(faults), located


def _unfilled(value: object, path: PathParts) -> Iterator[PathParts]:
    if isinstance(value, str) and value.startswith(PLACEHOLDER):
        yield path
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _unfilled(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unfilled(item, (*path, index))
