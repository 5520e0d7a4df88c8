"""The stories of docs/examples: each command is run as it is written, and prints what the page says."""

import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from contracts.home import Home
from tests.support.runs import REPOSITORY, kinerja

EXAMPLES = REPOSITORY / "docs" / "examples"
STORIES = ("dumai", "gajahmungkur", "mamuju", "mataram")
POLICIES = sorted(EXAMPLES.glob("*.yaml"))
SKIPPED = "…"
# What the shared home of the demo has behind it.
DONE = ("kinerja demo --employees 300 --months 2 --end 2026-10", "kinerja run 2026-09..2026-10")


@dataclass(frozen=True)
class Step:
    """Commands of a block, and the lines that they print; a line `…` stands for any number of lines."""

    commands: tuple[str, ...]
    printed: tuple[str, ...]


def _steps(story: str) -> Iterator[Step]:
    text = (EXAMPLES / f"{story}.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(sh|text)\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    for (kind, commands), (after, printed) in zip(blocks, [*blocks[1:], ("", "")], strict=True):
        if kind == "sh":
            yield Step(tuple(commands.splitlines()), tuple(printed.splitlines()) if after == "text" else ())


def _run(home: Home, command: str) -> str:
    """Run a line of a page; it may set the home, copy a policy into it, or call the program."""
    words = shlex.split(command, comments=True)
    if words[0] == "export":
        return ""
    if words[0] == "cp":
        assert words[2:] == ["$KINERJA_HOME/policies/"], command
        shutil.copy(REPOSITORY / words[1], home.policies)
        return ""
    assert words[0] == "kinerja", command
    told = re.search(r"# exits with (\d)", command)
    ended = kinerja(home, *words[1:])
    assert ended.code == (int(told[1]) if told else 0), ended.err
    return ended.out


def _prints(output: str, expected: tuple[str, ...]) -> bool:
    """Whether the blocks between `…` stand in the output in this order, each in one piece."""
    lines, place = [line.rstrip() for line in output.splitlines()], 0
    for piece in "\n".join(expected).split(f"\n{SKIPPED}\n"):
        wanted = [line.rstrip() for line in piece.splitlines()]
        starts = range(place, len(lines) - len(wanted) + 1)
        found = next((at for at in starts if lines[at : at + len(wanted)] == wanted), None)
        if found is None:
            return False
        place = found + len(wanted)
    return True


def _play(home: Home, steps: list[Step], done: tuple[str, ...] = ()) -> None:
    for step in steps:
        commands = [command for command in step.commands if command not in done]
        output = "".join(_run(home, command) for command in commands)
        assert _prints(output, step.printed), (commands, output)


def test_a_line_that_is_not_printed_is_found() -> None:
    assert _prints("a\nb\nc\nd\n", ("a", "b", SKIPPED, "d"))
    assert not _prints("a\nb\nc\nd\n", ("b", SKIPPED, "a"))
    assert not _prints("a\nb\nc\nd\n", ("a", "c"))


@pytest.mark.parametrize("policy", POLICIES, ids=lambda path: path.stem)
def test_policies_of_the_stories_are_sound_and_say_that_they_are_illustrative(
    policy: Path, tmp_path: Path
) -> None:
    ended = kinerja(Home(tmp_path / "home"), "policy", "check", str(policy))
    assert ended.code == 0, ended.out + ended.err
    written = yaml.safe_load(policy.read_text(encoding="utf-8"))
    assert {cited["status"] for cited in written["citations"].values()} == {"illustrative"}


def test_the_statement_of_the_story_is_what_the_program_prints(demo_home: Home) -> None:
    """Dumai's first step needs no run of its own; the rest of the stories is slow."""
    _play(demo_home, list(_steps("dumai"))[:1], DONE)


@pytest.mark.slow
@pytest.mark.parametrize("story", STORIES)
def test_a_story_runs_as_it_is_written(demo_home: Home, tmp_path: Path, story: str) -> None:
    home, steps = Home(tmp_path / "home"), list(_steps(story))
    begins_like_the_demo = set(DONE) <= set(steps[0].commands)
    if begins_like_the_demo:
        shutil.copytree(demo_home.root, home.root)
    _play(home, steps, DONE if begins_like_the_demo else ())
