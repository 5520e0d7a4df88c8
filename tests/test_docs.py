"""What the documents say is what the program does: commands, links, pictures, tables, the statement."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

import pytest
import typer
import yaml

from contracts.quality import SHIPPED, Rule
from contracts.records import RECORDS
from delivery import (
    asof,
    compare,
    formula,
    reconcile,
    simulation,
    summary,
    whatif,
)
from delivery.handoff import totals
from delivery.interim import facts as interim_facts
from delivery.interim import units
from delivery.statement import facts as statement_facts
from delivery.statement import text as statement_text
from delivery.verify import facts
from orchestration.cli import app
from orchestration.speaking import Exit
from sources.catalogue import SHAPES
from sources.feeds import FEEDS
from sources.shapes import Shape

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")
CLI = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
MOST_PICTURE_BYTES = 400_000

# Documents of `--json`, the document first, then what lies inside it.
DOCUMENTS_AS_JSON = (
    *(summary.MonthStatus, summary.AgencyStatus, summary.RowCounts, summary.QuarantineReason),
    *(summary.Money, summary.Totals),
    *(statement_facts.Statement, statement_facts.Employee, statement_facts.Post, statement_facts.Due),
    *(statement_facts.Indicator, statement_facts.Since, statement_facts.LineSince),
    *(statement_facts.Line, formula.Factor, statement_facts.Rule, statement_facts.Day, statement_facts.Event),
    *(statement_facts.Evidence, statement_facts.If, statement_facts.Decision, statement_facts.Hold),
    *(statement_facts.Finding, statement_facts.Totals, statement_facts.Training),
    *(compare.Comparison, compare.Difference, compare.UnreadableRow),
    *(simulation.Simulation, simulation.Group, simulation.Ceiling, simulation.Cliff, simulation.Person),
    *(whatif.WhatIf, whatif.LineChange),
    *(asof.AsOf, asof.PersonThen, asof.FileSince),
    *(units.InterimStatus, units.AgencySoFar, units.UnitSoFar, units.AspectSoFar),
    *(interim_facts.PersonReview, interim_facts.InterimPerson, interim_facts.ScoreSoFar, interim_facts.Lost),
    *(interim_facts.Way, interim_facts.LineOutlook),
    *(facts.Verification, facts.VerifiedRelease, facts.Head, facts.VerifiedBook, facts.Lie),
    *(totals.HandOffTotals, totals.StatusTotals, reconcile.Reconciliation, reconcile.AckDifference),
)


def _commands() -> Mapping[str, frozenset[str]]:
    """Options of each command; `policy check` is one command."""
    found: dict[str, frozenset[str]] = {}

    def walk(command: typer.core.TyperGroup, name: str) -> None:
        for word, each in command.commands.items():
            path = f"{name} {word}".strip()
            if isinstance(each, typer.core.TyperGroup):
                walk(each, path)
            else:
                found[path] = frozenset(option for one in each.params for option in one.opts)

    root = typer.main.get_command(app)
    assert isinstance(root, typer.core.TyperGroup)
    walk(root, "")
    return found


COMMANDS = _commands()


def _blocks(text: str, language: str) -> Iterator[str]:
    yield from re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


def _written_commands(document: Path) -> Iterator[list[str]]:
    """Words after `kinerja` in shell blocks and in `code` that starts with it."""
    text = document.read_text(encoding="utf-8")
    lines = [line for block in _blocks(text, "sh") for line in block.splitlines()]
    lines += re.findall(r"`(kinerja [^`]+)`", text)
    for line in lines:
        for written in re.findall(r"(?:^|[\s/])kinerja (?:--home \S+ )?([a-z].*)", line):
            yield shlex.split(written, comments=True)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_in_documents_exist(document: Path) -> None:
    for words in _written_commands(document):
        name = next((name for name in (" ".join(words[:2]), words[0]) if name in COMMANDS), None)
        assert name, f"kinerja {' '.join(words)}"
        options = {word.partition("=")[0].strip("[]") for word in words if word.lstrip("[").startswith("--")}
        assert options <= COMMANDS[name] | {"--help"}, f"kinerja {' '.join(words)}"


def test_the_first_two_commands_of_the_readme_are_targets() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z0-9-]+):", makefile, re.MULTILINE))
    first = next(_blocks(README, "sh")).splitlines()
    assert [line.split("#")[0].strip() for line in first] == ["make demo", "make test"]
    text = "".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    assert {"demo", "test", *re.findall(r"`make ([a-z0-9-]+)", text)} <= targets


def _links(document: Path) -> Iterator[str]:
    text = re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    yield from re.findall(r"\]\(([^)\s]+)\)", text)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_resolve(document: Path) -> None:
    broken = [
        link
        for link in _links(document)
        if not link.startswith(("https://", "#")) and not (document.parent / link.split("#")[0]).exists()
    ]
    assert not broken


def test_pictures_are_there_and_small() -> None:
    pictures = [ROOT / path for path in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)]
    assert pictures
    for picture in pictures:
        content = picture.read_bytes()
        assert content.startswith(b"\x89PNG")
        assert len(content) < MOST_PICTURE_BYTES


def test_the_statement_in_the_readme_is_what_the_program_prints() -> None:
    """After a change: `explain ... --json` in the demo to docs/examples, its text to README."""
    facts = json.loads((ROOT / "docs" / "examples" / "statement.json").read_text(encoding="utf-8"))
    assert statement_text.render(facts).strip() in README


@pytest.mark.parametrize("facts", DOCUMENTS_AS_JSON, ids=lambda facts: f"{facts.__module__}.{facts.__name__}")
def test_keys_of_json_are_documented(facts: type) -> None:
    keys = ", ".join(f"`{key}`" for key in facts.__annotations__)
    assert f"| `{facts.__name__}` | {keys} |" in CLI


def test_every_command_and_exit_code_is_documented() -> None:
    table = CLI.partition("## Exit codes")
    for name, options in COMMANDS.items():
        assert f"`{name}" in table[0], name
        documented = next(line for line in table[0].splitlines() if f"`{name}" in line)
        missing = {each for each in options if each.startswith("--") and f"{each}" not in documented}
        assert not missing - {"--help"}, name
    assert re.findall(r"^\| (\d+) \|", table[2], re.MULTILINE) == [str(int(code)) for code in Exit]


def test_every_mart_is_in_the_data_model_with_its_grain() -> None:
    document = (ROOT / "docs" / "data-model.md").read_text(encoding="utf-8")
    marts = sorted((ROOT / "dbt_project" / "models" / "marts").glob("*.sql"))
    assert marts
    for mart in marts:
        grain = mart.read_text(encoding="utf-8").splitlines()[0].partition("one row per ")[2]
        assert f"| `{mart.stem}` | {grain} |" in document


def _columns(shape: Shape, *, is_required: bool) -> str:
    written = (column.written for column in shape.columns if column.is_required is is_required)
    return ", ".join(f"`{name}`" for name in written) or "-"


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_every_shape_is_in_the_list_of_feeds(shape: Shape) -> None:
    feed = next(feed for feed, carried in FEEDS.items() if shape.record_type in carried)
    required, further = _columns(shape, is_required=True), _columns(shape, is_required=False)
    row = f"| `{feed}` | `{shape.record_type}` | {required} | {further} |"
    assert row in (ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")


def _known_values() -> Iterator[str]:
    """Rows of the table of values: each column of a shape whose record holds it to a list."""
    for shape in SHAPES:
        held = RECORDS[shape.record_type].to_schema().columns if shape.record_type in RECORDS else {}
        for column in shape.columns:
            for check in held[column.name].checks if column.name in held else ():
                if check.name == "isin":
                    values = ", ".join(f"`{value}`" for value in check.statistics["allowed_values"])
                    yield f"| `{shape.record_type}` | `{column.written}` | {values} |"


def test_every_value_that_a_feed_may_carry_is_documented() -> None:
    text = (ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")
    table = text.partition("| record type | column | values |")[2]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    assert rows == list(dict.fromkeys(_known_values()))


def test_the_readme_explains_every_gate() -> None:
    gates = {*get_args(Rule.model_fields["gate"].annotation), "kewajaran"}
    assert set(re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE)) == gates
    rules = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))["rules"]
    assert {rule["gate"] for rule in rules.values()} | {"kewajaran"} == gates
