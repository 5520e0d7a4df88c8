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


@pytest.mark.parametrize(("account", "name"), [("1001:sri", "sri"), ("4242:", "4242")])
def test_who_names_nobody_is_told_by_the_account(account: str, name: str) -> None:
    assert accounts.name_of(account) == name
