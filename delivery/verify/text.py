"""A verification in Bahasa Indonesia, plain text for any terminal."""

from collections.abc import Iterator

from delivery.verify.facts import Lie, Verification
from delivery.wording import grouped, rupiah

MOST_LIES = 50


def render(facts: Verification) -> str:
    """Text: what lies first, or that nothing does; then the heads for paper."""
    return "\n".join([*_lies(facts), *_sound(facts), *_asked(facts), *_heads(facts), *_rest(facts)]) + "\n"


def _lies(facts: Verification) -> Iterator[str]:
    lies = facts["lies"]
    if not lies:
        return
    yield f"TIDAK UTUH: {grouped(len(lies))} hal tidak seperti saat dirilis"
    for each in lies[:MOST_LIES]:
        yield f"  {each['path']}: {each['sentence']}{_where(each)}"
        if each["expected"] or each["found"]:
            yield f"    seharusnya {each['expected'] or '-'}, ternyata {each['found'] or 'tidak ada'}"
    if len(lies) > MOST_LIES:
        yield f"  dan {grouped(len(lies) - MOST_LIES)} hal lain; semua ada pada `kinerja verify --json`"


def _where(each: Lie) -> str:
    if each["offset"] is None:
        return ""
    line = "" if each["line"] is None else f", baris {grouped(each['line'])}"
    if each["block_bytes"] is None:
        return f", mulai bita {grouped(each['offset'])}{line}"
    last = each["offset"] + each["block_bytes"] - 1
    return f", di antara bita {grouped(each['offset'])} dan {grouped(last)}{line}"


def _sound(facts: Verification) -> Iterator[str]:
    sound = [each for each in facts["releases"] if each["is_sound"]]
    amount = sum(each["incentive_amount"] or 0 for each in sound)
    if sound:
        yield f"{grouped(len(sound))} rilis bulanan utuh, {rupiah(amount)}"
    if signed := [each for each in sound if each["is_signed"]]:
        names = sorted({name for each in signed for name in each["signers"]})
        yield f"{grouped(len(signed))} di antaranya ditandatangani: {', '.join(names)}"
    if facts["special"] and not facts["lies"]:
        yield f"{grouped(len(facts['special']))} pembayaran khusus utuh"
    if facts["books"] and not any(each["path"].startswith("ledger/") for each in facts["lies"]):
        lines = sum(each["lines"] for each in facts["books"])
        yield f"{grouped(len(facts['books']))} buku ledger utuh, {grouped(lines)} baris"


def _asked(facts: Verification) -> Iterator[str]:
    """Say what the code stands for that was typed from paper."""
    for what, heads in (("rilis", facts["releases"]), ("ledger ketika dirilis", facts["ledger_heads"])):
        for named in heads:
            if named["code"] == facts["asked_code"]:
                which = f"{named['month']} r{named['release']} {named['agency_id']}"
                yield f"Kode {facts['asked_code']} adalah {what} {which}"
    for each in facts["releases"]:
        for skpd, code in each["recap_codes"].items():
            if code == facts["asked_code"]:
                yield f"Kode {code} adalah rekap SKPD {skpd} pada rilis {each['month']} {each['agency_id']}"


def _heads(facts: Verification) -> Iterator[str]:
    if facts["heads"]:
        yield "Ujung rantai (tulis pada rekap yang ditandatangani)"
    for head in facts["heads"]:
        yield f"  {head['agency_id']}  {head['month']} r{head['release']}  {head['code']}"
    if facts["ledger_heads"]:
        last = facts["ledger_heads"][-1]
        which = f"{last['month']} r{last['release']} {last['agency_id']}"
        yield f"Ujung ledger ketika {which} dirilis (tulis juga)"
        yield f"  {last['code']}"


def _rest(facts: Verification) -> Iterator[str]:
    for each in facts["not_checked"]:
        yield f"Tidak diperiksa: {each}"
