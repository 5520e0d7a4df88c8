"""The recap as a page to sign: sums, people, the codes that bind it, and the statement of responsibility."""

from collections.abc import Iterator, Sequence

from contracts.dates import month_days, month_text
from contracts.standing import MARK
from delivery.recap.content import Recap
from delivery.statement.pdf import plain_pdf
from delivery.text_lines import amount_row, wrapped
from delivery.wording import COMPONENTS, grouped, rupiah, term

REST = ("deduction", "sanction", "adjustment")
WORDS = {"deduction": "Potongan", "sanction": "Sanksi", "adjustment": "Penyesuaian dan koreksi"}
STATEMENT = (
    "Saya yang bertanda tangan di bawah ini bertanggung jawab penuh atas kebenaran data yang mendasari "
    "rekapitulasi ini, dan menyetujui pembayaran sebesar jumlah di atas kepada pegawai yang disebut."
)


def recap_text(recap: Recap, heads: Sequence[tuple[str, str]]) -> str:
    """Text of the page; heads: what each further code is, and the code."""
    parts = (_head(recap), _sums(recap), _people(recap), _codes(recap, heads), _signature())
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def recap_pdf(recap: Recap, heads: Sequence[tuple[str, str]]) -> bytes:
    """Bytes of the page as a PDF; the same recap and heads, the same bytes."""
    title = f"Rekap TPP {month_text(recap.month)} {recap.skpd_code} kode {recap.code}"
    return plain_pdf(recap_text(recap, heads), title=title, made_on=month_days(recap.month)[1])


def _head(recap: Recap) -> Iterator[str]:
    if any(person["is_simulation"] for person in recap.people):
        yield MARK
        yield ""
    yield f"Rekapitulasi TPP {month_text(recap.month)}"
    yield f"  {recap.skpd_code}, pemerintah daerah {recap.agency_id}"
    yield f"  Kode isi rekap ini: {recap.code}"


def _sums(recap: Recap) -> Iterator[str]:
    held = [person for person in recap.people if person["is_held"]]
    paid = [person for person in recap.people if not person["is_held"]]
    yield "Jumlah"
    yield f"  {grouped(len(recap.people))} pegawai, {grouped(len(held))} di antaranya ditahan"
    for name in COMPONENTS:
        if amount := sum(int(person[f"{name}_amount"] or 0) for person in paid):
            yield amount_row(f"  {term(name).capitalize()}", amount)
    for name in REST:
        if amount := sum(int(person[f"{name}_amount"] or 0) for person in paid):
            yield amount_row(f"  {WORDS[name]}", amount)
    yield amount_row("  Dibayarkan", recap.amount)


def _people(recap: Recap) -> Iterator[str]:
    yield "Pegawai"
    for number, person in enumerate(recap.people, 1):
        who = f"  {number}. {person['name'] or '(nama tidak tercatat)'}, {person['employee_id']}"
        if person["is_held"]:
            computed = rupiah(int(person["computed_amount"]))
            yield amount_row(f"{who}, ditahan (dihitung {computed})", 0)
        else:
            yield amount_row(who, int(person["incentive_amount"]))


def _codes(recap: Recap, heads: Sequence[tuple[str, str]]) -> Iterator[str]:
    yield "Kode"
    yield f"  Isi rekap ini: {recap.code}"
    yield from wrapped(
        "  Salin kode itu ke kolom kode_rekap pada berkas di folder approvals. Bila satu orang atau satu "
        "rupiah berubah, kodenya lain dan rekap ini tidak berlaku lagi.",
        "  ",
    )
    for what, code in heads:
        yield f"  {what}: {code}"


def _signature() -> Iterator[str]:
    yield "Pernyataan tanggung jawab"
    yield from wrapped(f"  {STATEMENT}", "  ")
    yield ""
    for what in ("Nomor SPTJM", "Tempat dan tanggal", "Nama dan NIP", "Jabatan", "Tanda tangan"):
        yield f"  {what}: ............................................................"
