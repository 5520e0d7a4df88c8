"""A release proves itself: whatever byte is changed is named, and a sound chain has no fault."""

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from contracts.home import Home
from delivery import ledger
from delivery.errors import VerifyRefused
from delivery.release.chain import ALPHABET, code_of, head_codes, read_code, sha256_of
from delivery.verify.audit import verify
from delivery.verify.facts import Verification
from delivery.verify.text import render
from tests.delivery.test_release import NEXT, release
from tests.support.marts import build_catalogue
from tests.support.sample_month import AGENCY, MONTH, SITI, Line, month_of, sample


@pytest.fixture
def chain(home: Home) -> Home:
    """Two months, released one after the other."""
    tables = sample()
    line = Line("beban_kerja", "flat", 9, ())
    for mart, rows in month_of(AGENCY, SITI, "Siti Aminah", (line,), month=NEXT).items():
        tables[mart] += rows
    tables["agency_gates"].append({"agency_id": AGENCY, "month": NEXT, "status": "ready", "reasons": ""})
    build_catalogue(home, tables)
    release(home)
    release(home, NEXT)
    return home


def folder(home: Home, month: str = MONTH) -> Path:
    return home.releases / month / AGENCY / "r1"


def change(path: Path, at: int, to: bytes | None = None) -> None:
    content = bytearray(path.read_bytes())
    content[at : at + 1] = to if to is not None else bytes([content[at] ^ 1])
    path.chmod(0o640)
    path.write_bytes(content)


def lies(facts: Verification) -> dict[str, tuple[str, int | None]]:
    """First lie of each path."""
    return {each["path"]: (each["sentence"], each["offset"]) for each in reversed(facts["lies"])}


def test_a_sound_chain_has_no_lie_and_one_head_whose_code_the_ledger_knows(chain: Home) -> None:
    facts = verify(chain.root)
    assert (facts["lies"], facts["is_sound"]) == ([], True)
    assert [(each["month"], each["people"]) for each in facts["releases"]] == [(MONTH, 4), (NEXT, 1)]
    [head] = facts["heads"]
    assert (
        head["code"] == head_codes(chain)[AGENCY] == code_of(sha256_of(folder(chain, NEXT) / "manifest.json"))
    )
    assert head["code"] in render(facts)
    assert verify(chain.root, code=facts["releases"][0]["code"])["is_sound"]
    assert not verify(chain.root, code=code_of("ab" * 32))["is_sound"]


def test_in_every_file_the_changed_byte_is_named(chain: Home) -> None:
    manifest = json.loads((folder(chain) / "manifest.json").read_text())
    for name, written in manifest["files"].items():
        path = folder(chain) / name
        before, at = path.read_bytes(), written["bytes"] // 2
        change(path, at)
        [told] = [each for each in verify(chain.root)["lies"] if each["path"].endswith(f"r1/{name}")]
        assert told["expected"] == written["sha256"]
        assert (told["offset"], told["block_bytes"]) == (at, None)
        path.write_bytes(before)
    assert verify(chain.root)["is_sound"]


def test_where_many_bytes_of_a_block_changed_the_block_is_named(chain: Home) -> None:
    path = folder(chain) / "incentive_lines.parquet"
    change(path, 4500)
    change(path, 5000)
    [told] = verify(chain.root)["lies"]
    assert (told["offset"], told["block_bytes"], told["line"]) == (4096, 4096, None)
    change(path, 4500)
    change(path, 9)
    [told] = verify(chain.root)["lies"]
    assert (told["offset"], told["block_bytes"]) == (9, None)


def test_a_changed_cell_is_named_to_the_byte_and_line_and_moves_the_total(chain: Home) -> None:
    path = folder(chain) / "monthly_incentives.csv"
    at = path.read_bytes().rindex(b",1500000,0,true") + 1
    change(path, at, b"9")
    facts = verify(chain.root)
    line = path.read_bytes()[:at].count(b"\n") + 1
    [csv] = [each for each in facts["lies"] if each["path"].endswith(".csv")]
    assert (csv["offset"], csv["block_bytes"], csv["line"]) == (at, None, line)
    assert f"mulai bita {at}, baris {line}" in render(facts)
    assert any("bukan jumlah barisnya" in each["sentence"] for each in facts["lies"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"people": 4', '"people": 5'),
        ('"release": 1', '"release": 2'),
        ("\n}\n", "\n}"),
        ('"landed": [', '"landed": {'),
        ('"code_version": "', '"code_versiom": "'),
    ],
)
def test_a_changed_manifest_is_named_to_the_byte(chain: Home, old: str, new: str) -> None:
    path = folder(chain) / "manifest.json"
    text = path.read_text()
    path.chmod(0o640)
    path.write_text(text.replace(old, new, 1))
    told = lies(verify(chain.root))[f"{MONTH}/{AGENCY}/r1/manifest.json"]
    both = next((n for n, (a, b) in enumerate(zip(text, path.read_text(), strict=False)) if a != b), None)
    assert told[1] == (len(text) - 1 if both is None else len(text[:both].encode()))


def test_a_file_that_is_gone_or_was_added_is_named(chain: Home) -> None:
    (folder(chain) / "month_state.parquet").unlink()
    (folder(chain) / "policies" / "lain.yaml").write_text("x")
    assert lies(verify(chain.root)) == {
        f"{MONTH}/{AGENCY}/r1/month_state.parquet": ("tidak ada lagi", None),
        f"{MONTH}/{AGENCY}/r1/policies/lain.yaml": ("tidak disebut manifes: bukan bagian dari rilis", None),
    }


def test_a_release_that_is_gone_or_that_nobody_released_is_named(chain: Home) -> None:
    shutil.copytree(folder(chain), chain.releases / MONTH / AGENCY / "r2")
    shutil.rmtree(folder(chain, NEXT))
    told = lies(verify(chain.root))
    assert told[f"{NEXT}/{AGENCY}/r1"][0] == "tercatat di ledger, tetapi tidak ada lagi"
    assert "tidak tercatat" in told[f"{MONTH}/{AGENCY}/r2/manifest.json"][0]


def test_a_whole_release_forged_with_its_manifest_is_named_by_the_ledger(chain: Home) -> None:
    build_catalogue(other := Home(chain.root.parent / "other"), sample())
    forged = release(other, by="Palsu")
    manifest = json.loads((forged / "manifest.json").read_text()) | {"code_version": "x"}
    shutil.rmtree(folder(chain))
    shutil.copytree(forged, folder(chain))
    change(folder(chain) / "manifest.json", 0, b"")
    (folder(chain) / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    assert f"{MONTH}/{AGENCY}/r1/manifest.json" in lies(verify(chain.root))


def test_landed_files_are_held_against_what_was_read_where_they_are(chain: Home) -> None:
    [gone] = [each for each in verify(chain.root)["not_checked"] if "landing" in each]
    assert gone.startswith("2 berkas")
    landed = json.loads((folder(chain) / "manifest.json").read_text())["landed"][0]
    path = chain.landing / landed["path"]
    path.parent.mkdir(parents=True)
    path.write_text("lain")
    assert f"landing/{landed['path']}" in lies(verify(chain.root))
    receipt = {"file_no": 1, "path": landed["path"], "sha256": sha256_of(path)}
    ledger.append(chain, "receipts", [receipt])
    assert verify(chain.root)["is_sound"]


def test_a_copy_without_the_ledger_still_proves_its_own_chain(chain: Home, tmp_path: Path) -> None:
    copy = tmp_path / "salinan"
    shutil.copytree(chain.releases, copy)
    assert verify(copy)["is_sound"]
    assert verify(copy / MONTH / AGENCY / "r1")["heads"] == []
    path = copy / MONTH / AGENCY / "r1" / "manifest.json"
    path.chmod(0o640)
    path.write_text(path.read_text().replace('"people_held": 1', '"people_held": 0'))
    told = lies(verify(copy))
    assert told[f"{MONTH}/{AGENCY}/r1/manifest.json"][1] is not None
    assert "menyebut rilis sebelumnya yang tidak ada" in told[f"{NEXT}/{AGENCY}/r1"][0]
    with pytest.raises(VerifyRefused, match="tidak ada rilis"):
        verify(tmp_path / "data" / "policies")


def test_a_code_finds_every_wrong_and_every_swapped_character() -> None:
    code = code_of("0123456789abcdef" * 4)
    assert read_code(code.lower().replace("-", " ")) == code
    bare = code.replace("-", "")
    for at, right in enumerate(bare):
        assert all(
            read_code(bare[:at] + wrong + bare[at + 1 :]) is None for wrong in ALPHABET if wrong != right
        )
        swapped = bare[:at] + bare[at + 1 : at + 2] + right + bare[at + 2 :]
        assert swapped == bare or read_code(swapped) is None


def test_the_csv_is_what_the_parquet_says(chain: Home) -> None:
    table = pl.read_parquet(folder(chain) / "monthly_incentives.parquet")
    assert table.write_csv().encode() == (folder(chain) / "monthly_incentives.csv").read_bytes()


def test_a_file_beside_the_releases_and_a_release_without_its_manifest_are_named(chain: Home) -> None:
    (chain.releases / MONTH / AGENCY / "daftar.csv").write_text("x")
    (folder(chain, NEXT) / "manifest.json").unlink()
    told = lies(verify(chain.root))
    assert "bukan bagian dari rilis" in told[f"{MONTH}/{AGENCY}/daftar.csv"][0]
    assert "bukan bagian dari rilis" in told[f"{NEXT}/{AGENCY}/r1/monthly_incentives.csv"][0]
    assert "tidak ada lagi" in told[f"{NEXT}/{AGENCY}/r1"][0]


@pytest.mark.parametrize("has_ledger", [True, False])
def test_a_chain_in_another_order_is_named(chain: Home, tmp_path: Path, *, has_ledger: bool) -> None:
    if not has_ledger:
        shutil.copytree(chain.releases, tmp_path / "salinan")
    releases = chain.releases if has_ledger else tmp_path / "salinan"
    first, second = releases / MONTH, releases / NEXT
    first.rename(releases / "aside")
    second.rename(first)
    (releases / "aside").rename(second)
    told = [
        each for each in verify(chain.root if has_ledger else releases)["lies"] if "milik" in each["sentence"]
    ]
    assert [each["path"] for each in told] == [
        f"{month}/{AGENCY}/r1/manifest.json" for month in (MONTH, NEXT)
    ]


@pytest.mark.parametrize("left", [0, 1, 2, 3])
def test_a_ledger_that_was_cut_off_does_not_prove_what_it_no_longer_tells(chain: Home, left: int) -> None:
    book = ledger.book_path(chain, "releases")
    lines = book.read_bytes().splitlines(keepends=True)
    assert len(lines) == 4
    book.write_bytes(b"".join(lines[:left]))
    told = verify(chain.root)["lies"]
    unknown = {each["path"] for each in told if "tidak tercatat" in each["sentence"]}
    released = [f"{month}/{AGENCY}/r1/manifest.json" for month in (MONTH, NEXT)]
    assert unknown == set(released[(left + 1) // 2 :])


def test_a_ledger_without_its_book_of_releases_proves_none(chain: Home) -> None:
    ledger.append(chain, "states", [{"kind": "x"}])
    ledger.book_path(chain, "releases").unlink()
    assert sum("tidak tercatat" in each["sentence"] for each in verify(chain.root)["lies"]) == 2


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('{"kind":"released"', '{kind":"released"', "bukan baris"),
        ('"by":"Sri"', '"by":"Budi"', "tidak sama dengan niatnya"),
    ],
)
def test_a_changed_line_of_the_ledger_is_named(chain: Home, old: str, new: str, says: str) -> None:
    book = ledger.book_path(chain, "releases")
    text = book.read_text("utf-8")
    assert old in text
    book.write_text(text[::-1].replace(old[::-1], new[::-1], 1)[::-1], "utf-8")
    [told] = verify(chain.root)["lies"]
    assert (told["path"], told["line"]) == ("ledger/releases.jsonl", 4)
    assert says in told["sentence"]
