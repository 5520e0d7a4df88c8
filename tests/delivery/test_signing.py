"""Signed releases: over exactly their manifest, by registered keys; two keys are two people."""

import datetime as dt
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from contracts.home import Home
from contracts.policy.rules_payroll import ReleaseRule
from delivery import ledger
from delivery.errors import KeyRefused, ReleaseRefused
from delivery.release.chain import MANIFEST, SIGNATURE, sha256_of
from delivery.release.closing import Actor, confirmed, propose, roles_due, signed
from delivery.release.keys import keys_of, register, revoke
from delivery.release.publish import Seal, release_agency
from delivery.release.signing import Signer, make_key, read_public_key, signer
from delivery.verify.audit import verify
from delivery.verify.text import render
from tests.delivery.test_release import AT, nothing_left, nothing_wrong
from tests.support.sample_month import AGENCY, MONTH

SERVICE = "997:kinerja"
PLACE = f"{MONTH}/{AGENCY}/r1"


def key(home: Home, folder: Path, name: str, file: str = "") -> Signer:
    path = folder / (file or f"{name}.pem")
    register(home, name, make_key(path, None), account=SERVICE, at=AT)
    return signer(home, path, None)


@pytest.fixture
def sri(ran: Home, tmp_path: Path) -> Signer:
    return key(ran, tmp_path, "Sri")


@pytest.fixture
def wayan(ran: Home, tmp_path: Path) -> Signer:
    return key(ran, tmp_path, "Wayan")


def release(home: Home, seal: Seal, rule: ReleaseRule | None = None) -> Path:
    return release_agency(
        home, MONTH, AGENCY, by="Wayan", released_at=AT, code_version="abc", policy_files=[],
        calendar_files=[], check=nothing_wrong, signatures=roles_due(rule), seal=seal,
    )  # fmt: skip


def by_two(home: Home, maker: Actor, checker: Actor, rule: ReleaseRule | None = None) -> Path:
    release(home, lambda manifest: propose(home, manifest, maker, AT), rule)
    return release(home, lambda manifest: confirmed(home, manifest, checker), rule)


def both(home: Home, sri: Signer, wayan: Signer) -> Path:
    rule = ReleaseRule(cite="baku", checkers=1, needs_signature=True)
    return by_two(home, Actor("Sri", SERVICE, sri), Actor("Wayan", SERVICE, wayan), rule)


def told(home: Home) -> list[str]:
    return [each["sentence"] for each in verify(home.root)["lies"] if each["path"].endswith(SIGNATURE)]


def test_two_keys_are_two_people_under_one_account_and_the_release_proves_both(
    ran: Home, sri: Signer, wayan: Signer
) -> None:
    folder = both(ran, sri, wayan)
    facts = verify(ran.root)
    [proved] = facts["releases"]
    assert (facts["lies"], proved["is_signed"], proved["signers"]) == ([], True, ["Sri", "Wayan"])
    assert "1 di antaranya ditandatangani: Sri, Wayan" in render(facts)
    signatures = json.loads((folder / SIGNATURE).read_text())["signatures"]
    assert [(each["role"], each["over"]) for each in signatures] == [
        ("maker", "content"),
        ("checker", "manifest"),
    ]
    assert signatures[1]["sha256"] == sha256_of(folder / MANIFEST)
    assert ledger.read(ran, "releases")[-1]["signatures"] == signatures
    assert SIGNATURE not in json.loads((folder / MANIFEST).read_text())["files"]


def test_another_program_can_check_a_signature(ran: Home, sri: Signer, wayan: Signer, tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not on this machine; .ci/run has it")
    folder = both(ran, sri, wayan)
    own = json.loads((folder / SIGNATURE).read_text())["signatures"][1]
    (tmp_path / "signature").write_bytes(bytes.fromhex(own["signature"]))
    line = f"kinerja-release-v1 checker manifest {sha256_of(folder / MANIFEST)}\n"
    (tmp_path / "message").write_text(line)
    words = [openssl, "pkeyutl", "-verify", "-rawin", "-inkey", tmp_path / "Wayan.pem"]
    words += ["-in", tmp_path / "message", "-sigfile", tmp_path / "signature"]
    assert subprocess.run(words, check=False, capture_output=True).returncode == 0
    public = tmp_path / "public.pem"
    subprocess.run([openssl, "pkey", "-in", tmp_path / "Wayan.pem", "-pubout", "-out", public], check=True)
    assert read_public_key(public) == wayan.public_key


@pytest.mark.parametrize("place", [0, 1])
def test_one_changed_digit_of_a_signature_is_named(ran: Home, sri: Signer, wayan: Signer, place: int) -> None:
    path = both(ran, sri, wayan) / SIGNATURE
    content = json.loads(path.read_text())
    signature = content["signatures"][place]
    first = signature["signature"][0]
    signature["signature"] = ("0" if first != "0" else "1") + signature["signature"][1:]
    rewrite(path, json.dumps(content))
    who = ("Sri (pengusul)", "Wayan (pemeriksa)")[place]
    assert told(ran) == [f"tanda tangan {who} tidak cocok dengan kuncinya {signature['key_id']}"]


def test_a_changed_byte_of_the_manifest_breaks_its_signatures(ran: Home, sri: Signer, wayan: Signer) -> None:
    folder = both(ran, sri, wayan)
    manifest = (folder / MANIFEST).read_text()
    rewrite(folder / MANIFEST, manifest.replace('"code_version": "abc"', '"code_version": "abd"'))
    assert told(ran) == [
        "tanda tangan Sri (pengusul) bukan atas manifes ini",
        "tanda tangan Wayan (pemeriksa) bukan atas manifes ini",
    ]


def test_a_signature_by_another_key_is_named(ran: Home, sri: Signer, wayan: Signer, tmp_path: Path) -> None:
    folder = both(ran, sri, wayan)
    content = json.loads((folder / SIGNATURE).read_text())
    make_key(tmp_path / "foreign.pem", None)
    foreign = key(Home(tmp_path / "elsewhere"), tmp_path, "Wayan", "other.pem")
    content["signatures"][1] = foreign.sign("checker", "manifest", sha256_of(folder / MANIFEST))
    rewrite(folder / SIGNATURE, json.dumps(content))
    assert told(ran) == [f"tanda tangan Wayan (pemeriksa): kunci {foreign.key_id} tidak terdaftar di ledger"]
    content["signatures"][1] |= {"public_key": wayan.public_key, "key_id": wayan.key_id}
    rewrite(folder / SIGNATURE, json.dumps(content))
    assert told(ran) == [f"tanda tangan Wayan (pemeriksa) tidak cocok dengan kuncinya {wayan.key_id}"]


def test_a_signature_that_is_missing_is_named_with_and_without_the_ledger(
    ran: Home, sri: Signer, wayan: Signer, tmp_path: Path
) -> None:
    folder = both(ran, sri, wayan)
    copy = tmp_path / "copy"
    shutil.copytree(ran.releases, copy)
    content = json.loads((folder / SIGNATURE).read_text())
    rewrite(folder / SIGNATURE, json.dumps({"signatures": content["signatures"][:1]}))
    assert told(ran) == ["tanda tangan tidak ada: pemeriksa harus menandatangani"]
    rewrite(folder / SIGNATURE, "{}")
    assert told(ran) == ["bukan berkas tanda tangan yang utuh"]
    (folder / SIGNATURE).unlink()
    assert told(ran) == ["tanda tangan tidak ada: pengusul dan pemeriksa harus menandatangani"]
    alone = verify(copy)
    assert (alone["is_sound"], alone["releases"][0]["signers"]) == (True, ["Sri", "Wayan"])
    assert any("kunci penandatangan" in each for each in alone["not_checked"])
    (copy / PLACE / SIGNATURE).unlink()
    assert not verify(copy)["is_sound"]


def test_the_same_key_or_a_lone_key_is_not_two_people(ran: Home, sri: Signer, wayan: Signer) -> None:
    with pytest.raises(ReleaseRefused, match=r"kunci yang sama"):
        by_two(ran, Actor("Sri", SERVICE, sri), Actor("Sri", SERVICE, sri))
    with pytest.raises(ReleaseRefused, match="akun yang sama"):
        by_two(ran, Actor("Sri", SERVICE, sri), Actor("Wayan", SERVICE))
    with pytest.raises(ReleaseRefused, match="akun yang sama"):
        by_two(ran, Actor("Sri", SERVICE), Actor("Wayan", SERVICE, wayan))
    assert nothing_left(ran)
    by_two(ran, Actor("Sri", "1001:sri", sri), Actor("Wayan", "1002:wayan"))
    assert verify(ran.root)["is_sound"]


def test_two_keys_of_one_name_are_one_person(ran: Home, sri: Signer, tmp_path: Path) -> None:
    second = key(ran, tmp_path, "sri ", "second.pem")
    with pytest.raises(ReleaseRefused, match="orang yang sama"):
        by_two(ran, Actor("Sri", SERVICE, sri), Actor("Sri", SERVICE, second))


def test_who_must_sign_cannot_leave_it_and_signs_with_the_own_key(ran: Home, sri: Signer) -> None:
    rule = ReleaseRule(cite="baku", needs_signature=True)

    def seal(actor: Actor) -> Seal:
        return lambda manifest: {"signatures": signed(manifest, actor, "releaser")}

    with pytest.raises(ReleaseRefused, match="meminta tanda tangan: tambahkan --sign"):
        release(ran, seal(Actor("Sri", SERVICE)), rule)
    with pytest.raises(ReleaseRefused, match=f"kunci {sri.key_id} milik Sri, bukan Wayan"):
        release(ran, seal(Actor("Wayan", SERVICE, sri)), rule)
    assert nothing_left(ran)
    release(ran, seal(Actor("Sri", SERVICE, sri)), rule)
    assert verify(ran.root)["releases"][0]["signers"] == ["Sri"]


def test_a_key_that_was_taken_away_signs_nothing_more_and_what_it_signed_stays(
    ran: Home, sri: Signer, wayan: Signer, tmp_path: Path
) -> None:
    release(ran, lambda manifest: propose(ran, manifest, Actor("Sri", SERVICE, sri), AT))
    later = AT + dt.timedelta(days=1)
    revoke(ran, sri.key_id, "hilang", account=SERVICE, at=later)
    with pytest.raises(ReleaseRefused, match=r"sudah dicabut: hilang\.$"):
        release(ran, lambda manifest: confirmed(ran, manifest, Actor("Wayan", SERVICE, wayan)))
    with pytest.raises(KeyRefused, match="sudah dicabut"):
        signer(ran, tmp_path / "Sri.pem", None)
    new = key(ran, tmp_path, "Sri", "new.pem")
    both(ran, new, wayan)
    revoke(ran, new.key_id, "pensiun", account=SERVICE, at=later)
    assert verify(ran.root)["is_sound"]
    book = ledger.book_path(ran, "keys")
    book.write_text(book.read_text().replace(later.isoformat(), "2026-01-01T00:00:00+00:00"))
    assert told(ran) == [f"tanda tangan Sri (pengusul): kunci {new.key_id} sudah dicabut ketika dirilis"]


def test_a_key_is_its_owners_alone(ran: Home, tmp_path: Path) -> None:
    path = tmp_path / "keys" / "sri.pem"
    public_key = make_key(path, "rahasia")
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(KeyRefused, match="sudah ada"):
        make_key(path, None)
    with pytest.raises(KeyRefused, match="tidak terdaftar"):
        signer(ran, path, "rahasia")
    register(ran, "Sri", public_key, account=SERVICE, at=AT)
    with pytest.raises(KeyRefused, match="sudah didaftarkan atas nama Sri"):
        register(ran, "Wayan", public_key, account=SERVICE, at=AT)
    with pytest.raises(KeyRefused, match="memakai kata sandi"):
        signer(ran, path, None)
    with pytest.raises(KeyRefused, match="kata sandinya salah"):
        signer(ran, path, "lain")
    assert signer(ran, path, "rahasia").name == "Sri"
    [known] = keys_of(ran).values()
    assert (known.account, known.registered_at) == (SERVICE, AT.isoformat())
    assert "PRIVATE" not in ledger.book_path(ran, "keys").read_text()


def rewrite(path: Path, text: str) -> None:
    path.chmod(0o640)
    path.write_text(text)
