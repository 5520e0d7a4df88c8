"""A form as a workbook: the rows on the first sheet, how to send them back on the second."""

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from contracts.dates import date_text

if TYPE_CHECKING:
    from delivery.alerts.forms import Form

WHY: Final = "yang_perlu_dibetulkan"
ORIGIN: Final = "baris_asal"
WIDEST: Final = 60


def workbook(form: "Form", closes_on: dt.date) -> bytes:
    """Write a form; every cell is a text; same rows, same bytes."""
    import xlsxwriter  # type: ignore[import-untyped] # noqa: PLC0415 - it brings no types; only where rows are attached

    from delivery.handoff.forms import MADE  # noqa: PLC0415 - as above

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"title": form.name, "created": MADE})
    text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
    warned = book.add_format({"bold": True, "bg_color": "#FFF2CC"})
    told = book.add_format({"num_format": "@", "bg_color": "#FFF2CC"})
    rows = form.rows
    last = [WHY, ORIGIN] if form.landed else [WHY]
    columns = [*dict.fromkeys(name for row in rows for name in row if name not in last), *last]
    sheet = book.add_worksheet("Data")
    for place, column in enumerate(columns):
        wide = max(len(column), *(len(row.get(column, "")) for row in rows)) + 2
        sheet.set_column(place, place, min(wide, WIDEST), text)
        sheet.write_string(0, place, column, warned if column in last else bold)
        for number, row in enumerate(rows, 1):
            sheet.write_string(number, place, row.get(column, ""), told if column in last else text)
    sheet.freeze_panes(1, 0)
    guide = book.add_worksheet("Petunjuk")
    guide.set_column(0, 0, 110)
    for number, line in enumerate(_guide(form, closes_on, has_origins=ORIGIN in last)):
        guide.write_string(number, 0, line)
    book.close()
    return content.getvalue()


def _guide(form: "Form", closes_on: dt.date, *, has_origins: bool) -> Iterator[str]:
    yield f"Betulkan atau lengkapi baris pada lembar Data. Kolom {WHY} menyebut yang salah, boleh dibiarkan."
    yield "Jangan mengubah judul kolom. NIP dan tanggal tetap sebagai teks."
    if has_origins:
        yield f"Kolom {ORIGIN} jangan diubah: lewat kolom itu baris yang dibetulkan menggantikan yang lama."
        yield f"Baris yang ternyata tidak berlaku: kosongkan selnya, tetapi biarkan isi kolom {ORIGIN}."
        yield "Baris lain dari berkas semula tidak perlu dikirim lagi."
    else:
        yield "Baris yang tidak perlu diisi boleh dihapus."
    yield from _values(form.shape)
    yield f"Simpan sebagai XLSX, lalu letakkan di {form.folder}"
    yield "atau serahkan kepada pengelola aplikasi Kinerja."
    yield f"Paling lambat {date_text(closes_on)}."


def _values(shape: str) -> Sequence[str]:
    """List what may stand in the columns that people misspell."""
    from contracts.fields import LEAVE_TYPES, PREDICATES  # noqa: PLC0415 - pandera, only where rows are attached

    told = {
        "leave": ("jenis_cuti", LEAVE_TYPES),
        "ekinerja_rating": ("hasil_akhir", PREDICATES),
    }
    if shape == "outage":
        return ("disetujui_oleh: NIP pejabat yang menyetujui gangguan; tanpa itu tidak dihitung.",)
    if shape == "approvals":
        return ("Isi pejabat, nomor_sptjm dan tanggal sesudah rekapnya ditandatangani, tidak sebelumnya.",)
    if shape not in told:
        return ()
    column, values = told[shape]
    return (f"{column} adalah salah satu dari: {', '.join(values)}.",)
