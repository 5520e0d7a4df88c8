"""A digest in words: the mail that names people, and the chat message that only counts."""

import textwrap
from collections.abc import Iterator, Sequence

from contracts.dates import date_text, month_text
from contracts.standing import MARK
from delivery.alerts.digest import Digest, money_at_risk, people_concerned
from delivery.alerts.forms import Attachment
from delivery.alerts.names import Names
from delivery.alerts.orphans import OWNED_BY, QUARANTINE
from delivery.alerts.phrases import SHAPES, Group, bare, brings, groups, problem_of, readable, told_apart
from delivery.catalogue import Row
from delivery.wording import grouped, rupiah

WIDTH = 88
MOST_TOLD = 15
MOST_NAMED = 20
OTHER_NAME = frozenset(
    {"umpan_tidak_dikenal", "berkas_belum_selesai"}
)  # what is to change is the name itself

WEIGHT = {
    "block": "MENAHAN SELURUH PEMDA",
    "hold": "PEGAWAI DITAHAN",
    "warn": "PERLU DIBETULKAN",
    "info": "UNTUK DIKETAHUI",
}


def subject(digest: Digest, names: Names) -> str:
    """Subject of a mail: the month, whose, how much, until when."""
    office = names.office(digest.contact.agency_id)
    head = f"[TPP {month_text(digest.month)}] {office}: "
    open_now = [*digest.fresh, *digest.escalated]
    if not open_now:
        return f"{head}{grouped(len(digest.ended))} temuan selesai"
    held = {row["employee_id"] for row in open_now if row["severity"] == "hold" and row["employee_id"]}
    more = f", {grouped(len(held))} pegawai ditahan" if held else ""
    more = ", pembayaran pemda ditahan" + more if any(r["severity"] == "block" for r in open_now) else more
    things = len(groups(told_apart(open_now)))
    return f"{head}{things} hal perlu dibetulkan{more}, batas {date_text(digest.closes_on)}"


def mail(digest: Digest, names: Names, files: Sequence[Attachment]) -> str:
    """Text of a mail in Bahasa Indonesia: all that is needed to act."""
    parts = [
        _head(digest, names),
        _own(digest, names, files),
        _escalated(digest, names),
        _ended(digest, names),
        _unchanged(digest),
        _sending(digest, files),
        _foot(digest, names),
    ]
    return "\n\n".join(text for part in parts if (text := "\n".join(part))) + "\n"


def chat(digest: Digest, names: Names) -> str:
    """Text for a chat channel: counts alone, no name, no number of a person, no file."""
    office = names.office(digest.contact.agency_id)
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


def _head(digest: Digest, names: Names) -> Iterator[str]:
    contact = digest.contact
    office = names.office(contact.agency_id)
    if contact.agency_id in names.simulating:
        yield MARK
        yield ""
    name = contact.name or "pengelola kepegawaian"
    yield f"Yth. {name}" if office in name else f"Yth. {name}, {office}"
    yield ""
    yield from _wrapped(
        "Surel ini dikirim Kinerja, aplikasi yang menghitung TPP pegawai dari data yang diserahkan unit: "
        "presensi, cuti, penilaian, dan data pegawai. Anda menerimanya karena tercatat sebagai kontak data "
        f"{'pemda ini' if contact.is_agency else 'unit di bawah ini'}."
    )
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
        else f"secepatnya, karena batasnya, {date_text(digest.closes_on)}, sudah lewat"
    )
    people = people_concerned(open_now)
    things = len(groups(told_apart(open_now)))
    risk = money_at_risk(open_now)
    concerns = f" Ini menyangkut {grouped(people)} pegawai." if people else ""
    money = f" Rupiah yang tertahan atau belum pasti: paling banyak {rupiah(risk)}." if risk else ""
    yield from _wrapped(
        f"Ada {things} hal pada data TPP {month_text(digest.month)} yang perlu dibetulkan "
        f"{when}.{concerns}{money}{_consequence(open_now)}{_meaning(open_now)}"
    )


def _consequence(open_now: Sequence[Row]) -> str:
    """Say what waits until the data are mended."""
    weights = {row["severity"] for row in open_now}
    if "block" in weights:
        return " Selama yang menahan pemda belum beres, TPP pemda ini belum dapat dirilis."
    if "hold" in weights:
        return (
            " Pegawai yang ditahan belum dibayar sampai datanya beres; bila beres sesudah batas itu, haknya "
            "dibayar menyusul (susulan)."
        )
    return (
        " Tidak ada pegawai yang ditahan karenanya; tanpa perbaikan, bulan ini dihitung dengan data yang ada."
    )


def _meaning(open_now: Sequence[Row]) -> str:
    """Explain the one word that an office does not use."""
    if all(row["rule_code"] != QUARANTINE for row in open_now):
        return ""
    return " Baris yang dikarantina disisihkan dan belum ikut dihitung."


def _own(digest: Digest, names: Names, files: Sequence[Attachment]) -> Iterator[str]:
    made = groups(told_apart(digest.fresh))
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
    whole = "seluruh pemda" if first["severity"] == "block" else "tingkat pemda"
    where = f"{unit} ({first['unit_id']})" if unit else first["unit_id"] or whole
    facts = [where]
    if people := people_concerned(group.rows):
        facts.append(f"{grouped(people)} pegawai")
    if held := sum(row["rows"] or 0 for row in group.rows):
        facts.append(f"{grouped(held)} baris")
    if risk := money_at_risk(group.rows):
        facts.append(f"paling banyak {rupiah(risk)}")
    yield f"   {', '.join(facts)}"
    problem, action = readable(problem_of(first), names.contacts), first["action"] or ""
    yield from _wrapped(f"   Masalah : {problem}", "             ")
    if action and action.lower() not in problem.lower():
        yield from _action(action)
    if stray := names.strays.get(first["finding_id"]):
        yield from _wrapped(f"   Isinya  : {stray}", "             ")
    if first["files"]:
        told = "; ".join(dict.fromkeys(row["files"] for row in group.rows if row["files"]))
        yield from _wrapped(f"   Berkas  : {told}", "             ")
    yield from _brought(group, digest)
    if digest.contact.may_see_people:
        yield from _people(group, names)
    ids = {row["finding_id"] for row in group.rows}
    attached = [file for file in files if ids & file.finding_ids]
    for file in attached:
        yield f"   Lampiran: {file.name}"
    if not attached:
        yield from _wrapped(_place(first, digest, names), "             ")


def _brought(group: Group, digest: Digest) -> Iterator[str]:
    """Say what else waits for the same, so that nobody mends it apart."""
    found = [row for row in digest.fresh if any(brings(root, row) for root in group.rows)]
    if found:
        also = " ".join(dict.fromkeys(bare(row) for row in found))
        yield from _wrapped(f"   Akibat  : {also} Selesai bila ini dibetulkan.", "             ")


def _action(action: str) -> Iterator[str]:
    """Write what to do; shapes of a file that are told after it stand on lines of their own."""
    told, _, shapes = action.partition(SHAPES)
    yield from _wrapped(f"   Tindakan: {told}{SHAPES if shapes else ''}", "             ")
    for shape in shapes.removesuffix(".").split("; ") if shapes else ():
        yield from _wrapped(f"             - {shape.partition(': ')[2] or shape}", "               ")


def _place(row: Row, digest: Digest, names: Names) -> str:
    """Say where the mended data go that no attachment can bring: a file by its name, else a folder."""
    code = row["subject"].partition("#")[0] if row["rule_code"] == QUARANTINE else ""
    if code in OWNED_BY:
        key = (row["agency_id"], OWNED_BY[code].feed)
        told = " dan ".join(f"landing/{path}" for path in names.masters.get(key, ()))
        return (
            f"   Kirim ke: {told} (seluruh berkas dengan nama yang sama, sebab pemiliknya tidak dapat diduga)"
            if told
            else ""
        )
    paths = [text.partition(" baris ")[0] for text in (row["files"] or "").split("; ") if text]
    if row["rule_code"] in OTHER_NAME:
        return ""
    if paths:
        told = " dan ".join(f"landing/{path}" for path in dict.fromkeys(paths))
        return f"   Kirim ke: {told} (nama yang sama, agar yang lama diganti)"
    if row["feed"]:
        return f"   Kirim ke: landing/{row['agency_id']}/{digest.month}/{row['feed']}/"
    return ""


def _people(group: Group, names: Names) -> Iterator[str]:
    people = list(dict.fromkeys(row["employee_id"] for row in group.rows if row["employee_id"]))
    told = [f"{names.people.get(nip, '(tanpa nama)')} ({nip})" for nip in people[:MOST_NAMED]]
    if len(people) > MOST_NAMED:
        told.append(f"dan {len(people) - MOST_NAMED} pegawai lain")
    if told:
        yield from _wrapped(f"   Pegawai : {'; '.join(told)}", "             ")


def _escalated(digest: Digest, names: Names) -> Iterator[str]:
    made = groups(told_apart(digest.escalated))
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
    if not count:
        return
    yield from _wrapped(
        f"Masih terbuka seperti yang sudah diberitahukan: {grouped(count)} temuan; rinciannya pada pesan "
        "sebelumnya."
    )


def _sending(digest: Digest, files: Sequence[Attachment]) -> Iterator[str]:
    if not digest.fresh:
        return
    steps = []
    if files:
        steps.append(
            "Buka lampiran, betulkan atau lengkapi barisnya, lalu simpan sebagai XLSX. Kolom "
            "yang_perlu_dibetulkan menyebut yang salah; judul kolom dan kolom baris_asal jangan diubah, NIP "
            "tetap teks. Baris yang tidak berlaku dikosongkan, kecuali baris_asal. Baris lain dari berkas "
            "semula tidak perlu dikirim lagi."
        )
    attached = {finding_id for file in files for finding_id in file.finding_ids}
    if any(row["finding_id"] not in attached for row in digest.fresh):
        steps.append(
            "Yang tidak dilampirkan diambil lagi dari sumbernya (mesin presensi, SIMPEG, aplikasi asal) dan "
            "dikirim ke tempat yang disebut pada `Kirim ke`."
        )
    handing = "Serahkan kepada pengelola aplikasi Kinerja, atau letakkan sendiri di folder"
    steps += [
        f"{handing} ini:" if files else f"{handing} itu.",
        "Setelah bulan ini dihitung ulang, temuan yang beres selesai dengan sendirinya dan Anda dikabari.",
    ]
    yield "Cara mengirim perbaikan"
    for number, step in enumerate(steps, 1):
        yield from _wrapped(f"{number}. {step}", "   ")
        if step.endswith(":"):
            yield from (f"     {file.folder}  <-  {file.name}" for file in files)


def _foot(digest: Digest, names: Names) -> Iterator[str]:
    contact = digest.contact
    helper = "" if contact.is_agency else names.helpers.get(contact.agency_id, "")
    asked = f"{helper}, atau pengelola aplikasi Kinerja" if helper else "pengelola aplikasi Kinerja"
    yield from _wrapped(f"Bertanya: {asked} di pemda Anda. Surel ini dikirim mesin.")
    yield f"Kinerja {names.office(contact.agency_id)}, {date_text(digest.date)}"
    if contact.may_see_people:
        yield from _wrapped(
            "Memuat data pegawai: hanya untuk penerima ini, jangan diteruskan ke grup percakapan."
        )


def _wrapped(text: str, indent: str = "") -> list[str]:
    """Wrap a paragraph; an amount stays on one line."""
    if not text:
        return []
    lines = textwrap.wrap(
        text.replace("Rp ", "Rp\N{NO-BREAK SPACE}"),
        WIDTH,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]
