from pathlib import Path

import pytest

from orchestration import accounts


@pytest.mark.parametrize(
    ("login", "found"), [("0", "0:root"), ("4294967295", "4242:"), ("4243\n", "4243:"), (None, "4242:")]
)
def test_the_login_counts_and_else_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, login: str | None, found: str
) -> None:
    path = tmp_path / "loginuid"
    if login is not None:
        path.write_text(login)
    monkeypatch.setattr(accounts, "LOGIN", path)
    monkeypatch.setattr("orchestration.accounts.os.getuid", lambda: 4242)
    assert accounts.account() == found
