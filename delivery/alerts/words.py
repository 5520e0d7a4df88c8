"""A digest in words: the mail that names people, and the chat message that only counts."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from contracts.dates import date_text, month_text
from contracts.standing import MARK
from delivery.alerts.digest import Digest, money_at_risk, people_concerned
from delivery.alerts.forms import Attachment
from delivery.catalogue import Row
from delivery.wording import grouped, rupiah

WIDTH = 88
MOST_TOLD = 15
MOST_NAMED = 20

WEIGHT = {
    "block": "MENAHAN SELURUH PEMDA",
    "hold": "PEGAWAI DITAHAN",
    "warn": "PERLU DIBETULKAN",
    "info": "UNTUK DIKETAHUI",
}


@dataclass(frozen=True)
class Names:
    """Names that a message needs: agencies, units by (agency, unit), people by NIP; and who simulates."""

    agencies: Mapping[str, str]
    units: Mapping[tuple[str, str], str]
    people: Mapping[str, str]
    simulating: frozenset[str]


@dataclass(frozen=True)
class Group:
    """Findings of one unit that say the same, told once."""

    first: Row
    rows: tuple[Row, ...]


def subject(digest: Digest, names: Names) -> str:
    """Subject of a mail: the month, whose, how much, until when."""
    office = names.agencies.get(digest.contact.agency_id, digest.contact.agency_id)
    head = f"[TPP {month_text(digest.month)}] {office}: "
    open_now = [*digest.fresh, *digest.escalated]
    if not open_now:
        return f"{head}{grouped(len(digest.ended))} temuan selesai"
    held = {row["employee_id"] for row in open_now if row["severity"] == "hold" and row["employee_id"]}
    more = f", {grouped(len(held))} pegawai ditahan" if held else ""
    more = ", pembayaran pemda ditahan" + more if any(r["severity"] == "block" for r in open_now) else more
    return f"{head}{len(groups(open_now))} hal perlu dibetulkan{more}, batas {date_text(digest.closes_on)}"


def mail(digest: Digest, names: Names, files: Sequence[Attachment]) -> str:
    """Text of a mail in Bahasa Indonesia: all that is needed to act."""
    parts = [
        _head(digest, names),
        _own(digest, names, files),
        _escalated(digest, names),
        _ended(digest, names),
    ]
    if digest.unchanged:
        parts.append(_unchanged(digest))
    if files:
        parts.append(_sending(digest, files))
    parts.append(_foot(digest, names))
    return "\n\n".join(text for part in parts if (text := "\n".join(part))) + "\n"


def chat(digest: Digest, names: Names) -> str:
    """Text for a chat channel: counts alone, no name, no number of a person, no file."""
    office = names.agencies.get(digest.contact.agency_id, digest.contact.agency_id)
    open_now = [*digest.fresh, *digest.escalated]
    lines = [f"TPP {month_text(digest.month)}, {office}"]
    for severity in ("block", "hold", "warn"):
        found = [row for row in open_now if row["severity"] == severity]
        if found:
            lines.append(f"{WEIGHT[severity].capitalize()}: {grouped(len(found))} temuan")
    if open_now:
        if risk := money_at_risk(open_now):
            lines.append(f"Paling banyak {rupiah(risk)} menunggu.")
        lines.append(f"Batas perbaikan: {date_text(digest.closes_on)}. Rinciannya dikirim lewat surel.")
    if digest.ended:
        lines.append(f"Selesai: {grouped(len(digest.ended))} temuan")
    if digest.unchanged:
        lines.append(f"Masih terbuka seperti semula: {grouped(len(digest.unchanged))} temuan")
    return "\n".join(lines) + "\n"


def groups(found: Sequence[Row]) -> list[Group]:
    """Put findings that say the same of one unit together, the heaviest and dearest first."""
    weight = {"block": 0, "hold": 1, "warn": 2}
    gathered: dict[tuple[object, ...], list[Row]] = {}
    for row in found:
        key = (row["agency_id"], row["unit_id"], row["severity"], row["rule_code"], row["message"])
        gathered.setdefault(key, []).append(row)
    made = [Group(rows[0], tuple(rows)) for rows in gathered.values()]
    return sorted(
        made, key=lambda group: (weight.get(group.first["severity"], 3), -money_at_risk(group.rows))
    )


def _head(digest: Digest, names: Names) -> Iterator[str]:
    contact = digest.contact
    office = names.agencies.get(contact.agency_id, contact.agency_id)
    if contact.agency_id in names.simulating:
        yield MARK
        yield ""
    yield f"Yth. {contact.name or 'pengelola kepegawaian'}, {office}"
    yield ""
    open_now = [*digest.fresh, *digest.escalated]
    if not open_now:
        yield from _wrapped(
            f"Temuan data TPP {month_text(digest.month)} di bawah ini sudah selesai. Terima kasih; tidak ada "
            "yang perlu dilakukan untuk itu."
        )
        return
    left = (digest.closes_on - digest.date).days
    when = (
        f"paling lambat {date_text(digest.closes_on)} ({left} hari lagi)"
        if left > 0
        else "hari ini juga, hari terakhir"
        if left == 0
        else f"secepatnya: batasnya, {date_text(digest.closes_on)}, sudah lewat, dan yang dibetulkan "
        "sesudahnya dibayar sebagai susulan"
    )
    people = people_concerned(open_now)
    risk = money_at_risk(open_now)
    concerns = f" Ini menyangkut {grouped(people)} pegawai." if people else ""
    money = f" Yang belum aman dibayar paling banyak {rupiah(risk)}." if risk else ""
    yield from _wrapped(
        f"Ada {len(groups(open_now))} hal pada data TPP {month_text(digest.month)} yang perlu dibetulkan "
        f"{when}.{concerns}{money}"
    )


def _own(digest: Digest, names: Names, files: Sequence[Attachment]) -> Iterator[str]:
    made = groups(digest.fresh)
    for number, group in enumerate(made[:MOST_TOLD], 1):
        if number > 1:
            yield ""
        yield from _group(number, group, digest, names, files)
    if len(made) > MOST_TOLD:
        yield ""
        yield f"dan {len(made) - MOST_TOLD} hal lain; semuanya ada pada halaman mutu bulan ini."


def _group(
    number: int, group: Group, digest: Digest, names: Names, files: Sequence[Attachment]
) -> Iterator[str]:
    first = group.first
    yield from _wrapped(f"{number}. {WEIGHT[first['severity']]}: {first['title']}", "   ")
    unit = names.units.get((first["agency_id"], first["unit_id"])) if first["unit_id"] else None
    where = f"{unit} ({first['unit_id']})" if unit else first["unit_id"] or "seluruh pemda"
    facts = [where]
    if people := people_concerned(group.rows):
        facts.append(f"{grouped(people)} pegawai")
    if held := sum(row["rows"] or 0 for row in group.rows):
        facts.append(f"{grouped(held)} baris")
    if risk := money_at_risk(group.rows):
        facts.append(f"paling banyak {rupiah(risk)}")
    yield f"   {', '.join(facts)}"
    problem, action = _problem(first), first["action"] or ""
    yield from _wrapped(f"   Masalah : {problem}", "             ")
    if action and action.lower() not in problem.lower():
        yield from _wrapped(f"   Tindakan: {action}", "             ")
    if first["files"]:
        told = "; ".join(dict.fromkeys(row["files"] for row in group.rows if row["files"]))
        yield from _wrapped(f"   Berkas  : {told}", "             ")
    if digest.contact.may_see_people:
        yield from _people(group, names)
    ids = {row["finding_id"] for row in group.rows}
    for file in files:
        if ids & file.finding_ids:
            yield f"   Lampiran: {file.name}"


def _problem(row: Row) -> str:
    """Say what is wrong: the message without what is to be done, which stands on a line of its own."""
    message, action = str(row["message"]), str(row["action"] or "")
    if row["rule_code"] == "berkas_ditolak":
        return message.partition(" Yang diharapkan:")[0]
    if action and message.lower().endswith(action.lower()):
        bare = message[: -len(action)].rstrip(" :;")
        return f"{bare}." if bare and not bare.endswith(".") else bare or message
    return message


def _people(group: Group, names: Names) -> Iterator[str]:
    people = list(dict.fromkeys(row["employee_id"] for row in group.rows if row["employee_id"]))
    told = [f"{names.people.get(nip, '(tanpa nama)')} ({nip})" for nip in people[:MOST_NAMED]]
    if len(people) > MOST_NAMED:
        told.append(f"dan {len(people) - MOST_NAMED} pegawai lain")
    if told:
        yield from _wrapped(f"   Pegawai : {'; '.join(told)}", "             ")


def _escalated(digest: Digest, names: Names) -> Iterator[str]:
    made = groups(digest.escalated)
    if not made:
        return
    yield from _wrapped(
        "Sudah diberitahukan kepada unitnya dan belum juga dibetulkan; mohon dibantu atau ditagih:"
    )
    for group in made[:MOST_TOLD]:
        first = group.first
        unit = names.units.get((first["agency_id"], first["unit_id"] or ""), first["unit_id"] or "")
        risk = money_at_risk(group.rows)
        money = f", paling banyak {rupiah(risk)}" if risk else ""
        yield from _wrapped(f"   - {unit}: {first['title']}{money}. {first['action'] or ''}", "     ")
    if len(made) > MOST_TOLD:
        yield f"   - dan {len(made) - MOST_TOLD} hal lain"


def _ended(digest: Digest, names: Names) -> Iterator[str]:
    if not digest.ended:
        return
    yield f"Sudah selesai ({grouped(len(digest.ended))} temuan):"
    told = groups(digest.resolved)
    for group in told[:MOST_TOLD]:
        first = group.first
        unit = names.units.get((first["agency_id"], first["unit_id"] or ""), first["unit_id"] or "")
        how = "penahanannya dibuka pejabat" if first["is_cleared"] else "datanya sudah benar"
        if first["resolved_by"]:
            how = f"oleh berkas {first['resolved_by']}"
        yield from _wrapped(f"   - {f'{unit}: ' if unit else ''}{first['title']}, {how}", "     ")


def _unchanged(digest: Digest) -> Iterator[str]:
    count = len(digest.unchanged)
    yield from _wrapped(
        f"Masih terbuka seperti yang sudah diberitahukan: {grouped(count)} temuan; rinciannya pada pesan "
        "sebelumnya."
    )


def _sending(digest: Digest, files: Sequence[Attachment]) -> Iterator[str]:
    yield "Cara mengirim perbaikan"
    yield from _wrapped(
        "1. Buka lampiran, betulkan atau lengkapi barisnya (kolom terakhir menyebut yang salah; NIP tetap "
        "teks; judul kolom jangan diubah), lalu simpan sebagai XLSX.",
        "   ",
    )
    yield from _wrapped(
        "2. Serahkan kepada pengelola aplikasi Kinerja, atau letakkan sendiri di folder ini. Baris lain dari "
        "berkas semula tidak perlu dikirim lagi.",
        "   ",
    )
    for file in files:
        yield f"     landing/{digest.contact.agency_id}/{digest.month}/{file.feed}/  <-  {file.name}"
    yield from _wrapped(
        "3. Setelah bulan ini dihitung ulang, temuan yang beres selesai dengan sendirinya dan Anda dikabari.",
        "   ",
    )


def _foot(digest: Digest, names: Names) -> Iterator[str]:
    office = names.agencies.get(digest.contact.agency_id, digest.contact.agency_id)
    yield f"Kinerja {office}, {date_text(digest.date)}"
    if digest.contact.may_see_people:
        yield from _wrapped(
            "Memuat data pegawai: hanya untuk penerima ini, jangan diteruskan ke grup percakapan."
        )


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
