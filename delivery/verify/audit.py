"""The whole proof: releases, their chain, the ledger and the landed files, as far as they are there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from contracts.home import Home
from delivery.errors import VerifyRefused
from delivery.release.accepted import accepted_rows
from delivery.release.chain import (
    MANIFEST,
    SIGNATURE,
    Link,
    code_of,
    heads,
    links_of,
    released_agencies,
    sha256_of,
)
from delivery.release.keys import Key, keys_of
from delivery.verify.books import Told, read_books, told_hash
from delivery.verify.contents import file_lies, read_manifest, total_lies
from delivery.verify.copies import same
from delivery.verify.facts import (
    SCHEMA_VERSION,
    Lie,
    Verification,
    VerifiedBook,
    VerifiedRelease,
    lie,
)
from delivery.verify.ledger_chain import book_lies, ledger_heads
from delivery.verify.mend import changed_manifest
from delivery.verify.recaps import recap_codes, recap_lies
from delivery.verify.signatures import signature_lies, signers_of
from delivery.verify.stray import stray_lies

ELSEWHERE = "manifes ini milik rilis lain: bukan di tempatnya"


@dataclass
class _Proof:
    """What was found so far; `folder` holds the releases, `seen` are landed files that were looked at."""

    home: Home
    folder: Path
    has_ledger: bool
    lies: list[Lie] = field(default_factory=list)
    releases: list[VerifiedRelease] = field(default_factory=list)
    missing: dict[str, int] = field(default_factory=dict)
    seen: dict[tuple[str, str], bool] = field(default_factory=dict)
    keys: dict[str, Key] | None = None
    books: Told = field(default_factory=Told)


def verify(place: Path, agency_id: str | None = None, code: str | None = None) -> Verification:
    """Verify a home, a folder of releases or one release, with nothing but what lies there.

    place: home, `releases/` or a copy of it, or one `<month>/<agency>/r<N>/`. agency_id: only its chain.
    code: a head as it was printed; it must name a release of a chain. Raises VerifyRefused where no release
    is, or the code does not stand for one.
    """
    folder, only = _folder_of(place.resolve())
    home = Home(folder.parent)
    if is_ledger(place):
        return _ledger_alone(place, code)
    agencies = [only.parent.name] if only else released_agencies(folder)
    if agency_id is not None:
        agencies = [each for each in agencies if each == agency_id]
    proof = _Proof(home, folder, _has_ledger(folder))
    books: list[VerifiedBook] = []
    if proof.has_ledger:
        proof.books = read_books(home)
        books, broken = book_lies(home.ledger)
        proof.lies += [*proof.books.lies, *broken]
        proof.keys = keys_of(home)
    chains = {each: links_of(folder, each) for each in agencies}
    for each, links in chains.items():
        _chain(proof, each, links, only)
    if only is None:
        _lost(proof, agency_id)
    special = [] if only else _special(proof, agency_id)
    if only is None and (proof.has_ledger or agencies or special):
        proof.lies += stray_lies(folder, agency_id)
    if not (proof.releases or proof.lies or special or books):
        raise VerifyRefused(f"Di {place} tidak ada rilis.")
    codes = {code_of(link.sha256) for links in chains.values() for link in links}
    ends_of_ledger = ledger_heads(home.ledger) if proof.has_ledger else []
    codes.update(head["code"] for head in ends_of_ledger)
    codes.update(code for each in proof.releases for code in each["recap_codes"].values())
    if code is not None and code not in codes:
        proof.lies.append(lie(code, "kode ini bukan mata rantai mana pun di sini"))
    ends = [(each, head) for each, links in chains.items() for head in heads(links)]
    return {
        "schema_version": SCHEMA_VERSION,
        "place": str(place),
        "releases": proof.releases,
        "special": special,
        "heads": [
            {"agency_id": each, "month": head.month, "release": head.number, "code": code_of(head.sha256)}
            for each, head in ends
            if only is None or head.folder == only
        ],
        "ledger_heads": ends_of_ledger,
        "books": books,
        "lies": proof.lies,
        "not_checked": list(_not_checked(proof)),
        "asked_code": code,
        "is_sound": not proof.lies,
    }


def is_ledger(place: Path) -> bool:
    """Whether a folder is a ledger by itself: books, and no releases."""
    return any(place.glob("*.jsonl")) and not (place / "releases").exists()


def _ledger_alone(place: Path, code: str | None) -> Verification:
    """Verify the books of a ledger without anything else."""
    books, lies = book_lies(place)
    ends = ledger_heads(place)
    if code is not None and code not in {head["code"] for head in ends}:
        lies.append(lie(code, "kode ini bukan ujung ledger pada rilis mana pun di sini"))
    return {
        "schema_version": SCHEMA_VERSION,
        "place": str(place),
        "releases": [],
        "special": [],
        "heads": [],
        "ledger_heads": ends,
        "books": books,
        "lies": lies,
        "not_checked": ["rilis tidak ada di sini: hanya buku-buku ledger yang diperiksa"],
        "asked_code": code,
        "is_sound": not lies,
    }


def _folder_of(place: Path) -> tuple[Path, Path | None]:
    """Folder of releases that is meant, and the one release where only one is."""
    if (place / MANIFEST).is_file():
        return place.parents[2], place
    return (place / "releases" if (place / "releases").is_dir() else place), None


def _has_ledger(folder: Path) -> bool:
    """Whether the releases still lie in a home whose ledger knows of them."""
    return folder.name == "releases" and any(Home(folder.parent).ledger.glob("*.jsonl"))


def _chain(proof: _Proof, agency_id: str, links: Sequence[Link], only: Path | None) -> None:
    """Check each release and its link; a chain has one beginning, one end and no fork."""
    by_hash = {link.sha256: link for link in links}
    named = {link.previous: link for link in links if link.previous}
    for link in links:
        if only is None or link.folder == only:
            _release(proof, agency_id, link, links)
    for link in links if only is None else ():
        place = _place(proof, link)
        before = link.previous
        if before is None and link != links[0]:
            proof.lies.append(lie(place, "tidak menyebut rilis sebelumnya: rantai terputus"))
        elif before is not None and before not in by_hash:
            if not _explained(proof, before):
                proof.lies.append(lie(place, "menyebut rilis sebelumnya yang tidak ada", expected=before))
        elif before is not None and named[before] != link:
            proof.lies.append(lie(place, "rantai bercabang: rilis sebelumnya sudah punya penerus"))


def _explained(proof: _Proof, sha256: str) -> bool:
    """Whether the missing link is a manifest that was already told as changed or gone."""
    return any(sha256 in hashes for hashes in proof.books.hashes.values())


def _release(proof: _Proof, agency_id: str, link: Link, links: Sequence[Link]) -> None:
    place, before = _place(proof, link), len(proof.lies)
    expected = _expected(proof, link, links)
    manifest = read_manifest(link.folder)
    recaps: dict[str, str] = {}
    if expected is not None and expected != link.sha256:
        known = {"agency_id": agency_id, "month": link.month, "release": link.number}
        sums = proof.books.events.get(place, {}).get("manifest_sums")
        proof.lies.append(changed_manifest(link.folder, f"{place}/{MANIFEST}", expected, known, sums))
    elif expected is None and proof.has_ledger:
        proof.lies.append(lie(f"{place}/{MANIFEST}", "rilis ini tidak tercatat di ledger"))
    if manifest is None:
        proof.lies.append(lie(f"{place}/{MANIFEST}", "bukan manifes yang utuh"))
    else:
        if place != f"{manifest.get('month')}/{manifest.get('agency_id')}/r{manifest.get('release')}":
            proof.lies.append(lie(f"{place}/{MANIFEST}", ELSEWHERE))
        others = [proof.home.policies, *(each.folder for each in links if each != link)]
        proof.lies += file_lies(link.folder, place, manifest, others)
        proof.lies += total_lies(link.folder, place, manifest)
        event = proof.books.events.get(place)
        proof.lies += signature_lies(link.folder, place, manifest, proof.keys, event)
        recaps = recap_codes(link.folder, manifest)
        proof.lies += recap_lies(place, manifest, recaps)
        _landed(proof, manifest)
        _accepted(proof, agency_id, link, manifest)
    told = manifest or {}
    proof.releases.append(
        {
            "agency_id": agency_id,
            "month": link.month,
            "release": link.number,
            "code": code_of(link.sha256),
            "people": told.get("people"),
            "incentive_amount": told.get("incentive_amount"),
            "is_sound": len(proof.lies) == before,
            "is_signed": (link.folder / SIGNATURE).exists(),
            "signers": signers_of(link.folder),
            "recap_codes": recaps,
        }
    )


def _expected(proof: _Proof, link: Link, links: Sequence[Link]) -> str | None:
    """Hash that the manifest must have: the ledger's; without one, what the next release names in vain."""
    told = proof.books.hashes.get(_place(proof, link), [])
    if told or proof.has_ledger:
        return told_hash(told, link.sha256)
    there = {each.sha256 for each in links}
    wanted = [each for each in links if each.previous and each.previous not in there]
    after = links[links.index(link) + 1 :]
    return wanted[0].previous if wanted and after[:1] == wanted[:1] else None


def _landed(proof: _Proof, manifest: dict[str, Any]) -> None:
    """Look at the landed files that the manifest froze, where they still are."""
    for landed in [*manifest.get("landed", []), *manifest.get("approvals", [])]:
        name, sha256 = landed["path"], landed["sha256"]
        if (name, sha256) in proof.seen:
            continue
        path = proof.home.landing / name
        if not path.is_file():
            proof.missing["landing"] = proof.missing.get("landing", 0) + 1
            proof.seen[name, sha256] = True
            continue
        found = sha256_of(path)
        proof.seen[name, sha256] = found == sha256
        if found != sha256 and found not in proof.books.receipts.get(name, set()):
            sentence = "bukan isi yang dipakai rilis"
            proof.lies.append(lie(f"landing/{name}", sentence, expected=sha256, found=found))


def _accepted(proof: _Proof, agency_id: str, link: Link, manifest: dict[str, Any]) -> None:
    """Hash the agency's accepted rows again, where the build that the ledger names is still there."""
    frozen = manifest.get("accepted_rows")
    if not frozen:
        return
    build = proof.books.events.get(_place(proof, link), {}).get("accepted_build")
    folder = proof.home.accepted / link.month / (build or "-")
    if not folder.is_dir():
        proof.missing["accepted"] = proof.missing.get("accepted", 0) + 1
        return
    place = f"accepted/{link.month}/{build}"
    try:
        found = accepted_rows(folder, agency_id)
    except duckdb.Error:
        proof.lies.append(lie(place, "baris yang dipakai rilis tidak terbaca lagi"))
        return
    for name in sorted(found.keys() | frozen.keys()):
        if found.get(name) != frozen.get(name):
            sentence = f"bukan baris {agency_id} yang dipakai rilis"
            told = lie(f"{place}/{name}", sentence, expected=frozen.get(name), found=found.get(name))
            proof.lies.append(told)


def _lost(proof: _Proof, agency_id: str | None) -> None:
    """Name releases that the ledger confirms and that are not there."""
    for place, (agency, sha256) in proof.books.confirmed.items():
        if agency_id in {None, agency} and not (proof.folder / place / MANIFEST).exists():
            proof.lies.append(lie(place, "tercatat di ledger, tetapi tidak ada lagi", expected=sha256))


def _special(proof: _Proof, agency_id: str | None) -> list[str]:
    """Check special payments; returns `<agency>/<id>` of each."""
    names = []
    for path in sorted(proof.folder.glob(f"special/{agency_id or '*'}/*/{MANIFEST}")):
        folder, key = path.parent, (path.parts[-3], path.parts[-2])
        place, manifest = f"special/{key[0]}/{key[1]}", read_manifest(folder)
        names.append(f"{key[0]}/{key[1]}")
        expected = told_hash(proof.books.hashes.get(place, []), sha256_of(path))
        if expected is None and proof.has_ledger:
            proof.lies.append(lie(place, "rilis ini tidak tercatat di ledger"))
        elif expected is not None and not same(path, expected):
            sums = proof.books.events.get(place, {}).get("manifest_sums")
            proof.lies.append(changed_manifest(folder, f"{place}/{MANIFEST}", expected, {}, sums))
        if manifest is None:
            proof.lies.append(lie(f"{place}/{MANIFEST}", "bukan manifes yang utuh"))
            continue
        if (manifest.get("agency_id"), manifest.get("special_id")) != key:
            proof.lies.append(lie(f"{place}/{MANIFEST}", ELSEWHERE))
        proof.lies += file_lies(folder, place, manifest, [proof.home.policies])
        event = proof.books.events.get(place)
        proof.lies += signature_lies(folder, place, manifest, proof.keys, event)
        proof.lies += total_lies(folder, place, manifest)
    return names


def _not_checked(proof: _Proof) -> Iterator[str]:
    if not proof.has_ledger:
        yield "ledger tidak ada di sini: hanya rantainya sendiri yang diperiksa"
        if any(each["is_signed"] for each in proof.releases):
            yield "milik siapa kunci penandatangan: daftarnya ada di ledger"
    if files := proof.missing.get("landing"):
        yield f"{files} berkas landing/ yang dipakai tidak ada di sini"
    if releases := proof.missing.get("accepted"):
        yield f"baris accepted/ yang dipakai {releases} rilis tidak ada di sini (dihitung ulang atau dihapus)"


def _place(proof: _Proof, link: Link) -> str:
    return link.folder.relative_to(proof.folder).as_posix()
