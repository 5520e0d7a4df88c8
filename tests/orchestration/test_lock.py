import subprocess
import sys
from pathlib import Path

import pytest

from contracts.home import Home
from orchestration.builds import REPOSITORY
from orchestration.lock import HomeBusyError, one_writer

HOLDER = """
import sys
from pathlib import Path
from contracts.home import Home
from orchestration.lock import one_writer
with one_writer(Home(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path) -> subprocess.Popen[str]:
    """Another process that holds the home in `tmp_path`."""
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    process = subprocess.Popen(
        command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_home_has_one_writer_and_a_kill_frees_it(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    home = Home(tmp_path)
    with pytest.raises(HomeBusyError, match="Another run is at work"), one_writer(home):
        pytest.fail("two writers")
    holder.kill()
    holder.communicate()
    with one_writer(home):
        assert home.landing.is_dir()


def test_one_process_may_take_it_again(tmp_path: Path) -> None:
    with one_writer(Home(tmp_path)), one_writer(Home(tmp_path)):
        pass
    with one_writer(Home(tmp_path)):
        pass


def test_the_home_is_private(tmp_path: Path) -> None:
    with one_writer(Home(tmp_path / "home")):
        assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700
