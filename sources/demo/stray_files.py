"""Whole files that nobody should take in: refused, unsettled, litter, and folders that mean nothing."""

from typing import Final

from sources.demo.agencies import DUMAI, MAMUJU, MATARAM, SEMARANG, Agency
from sources.demo.landing import Landing
from sources.demo.months import Month
from sources.demo.planted import IGNORED, NOT_SETTLED, REFUSED, UNKNOWN_AGENCY, UNKNOWN_FEED, Planted

UNKNOWN_AGENCY_CODE: Final = "99.99"
_HTML: Final = b"<!DOCTYPE html>\n<html><head><title>Masuk</title></head><body>Sesi berakhir</body></html>\n"
_RATING_HEAD: Final = (
    "nip,tahun,bulan,id_bkn,skp_unor_id,skp_jabatan,is_skp_plt_plh_pjb,perilaku_kerja,pegawai_atasan_nip\n"
)
_SANCTIONS: Final = (
    "nip,jenis,tingkat,potongan_persen,mulai,selesai,nomor_sk\n"
    "196603061990031003,hukuman_disiplin,sedang,25,2026-01-01,2026-06-30,SK-1\n"
)
_OLD_RECAP: Final = b"nip;hadir\n196603061990031003;20\n"

_FILES: Final[dict[str, tuple[tuple[str, str, str, str, str | None, bytes], ...]]] = {
    MATARAM: (
        ("html_page", "leave", "cuti_portal.csv", REFUSED, "berkas_html", _HTML),
        ("unsettled_file", "attendance", "9_attlog.dat.part", NOT_SETTLED, None, b"     1001\t2026-"),
        ("litter", "attendance", ".DS_Store", IGNORED, None, b"\x00\x00\x00\x01Bud1"),
    ),
    SEMARANG: (
        ("empty_file", "attendance", "scanlog_kosong.csv", REFUSED, "berkas_kosong", b""),
        (
            "missing_column", "task_completion", "penilaian_tanpa_hasil.csv", REFUSED, "kolom_hilang",
            (_RATING_HEAD + "196603051990031001,2026,1,A8,1,Analis,0,Sesuai Ekspektasi,\n").encode(),
        ),
        ("litter", "leave", "~$cuti.xlsx", IGNORED, None, b"\x05Admin"),
        ("litter", "public_feedback", "Thumbs.db", IGNORED, None, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ),
    MAMUJU: (
        (
            "wrong_separator", "discipline_cases", "hukuman.csv", REFUSED, None,
            _SANCTIONS.replace(",", "|").encode(),
        ),
        ("unknown_feed", "absensi_lama", "rekap.csv", UNKNOWN_FEED, None, _OLD_RECAP),
    ),
    DUMAI: (("litter", "units", "desktop.ini", IGNORED, None, b"[.ShellClassInfo]\r\n"),),
}  # fmt: skip


def strew(landing: Landing, agency: Agency, month: Month, book: Planted, *, is_last: bool) -> None:
    """Write the stray files of one pilot and month and enter them in the book; Mamuju has ended with them."""
    for kind, feed, name, outcome, code, content in _FILES[agency.style]:
        if is_last and agency.style == MAMUJU:
            continue
        path = landing.raw(f"{agency.code}/{month.text}/{feed}/{name}", content)
        book.add(kind, path, outcome, code=code)


def unknown_agency(landing: Landing, month: Month, book: Planted) -> None:
    """Write a delivery of a government that has no policy."""
    path = f"{UNKNOWN_AGENCY_CODE}/{month.text}/attendance/1_attlog.dat"
    landing.raw(path, f"     1001\t{month.first} 07:21:00\t1\t0\t1\t0\n".encode(), rows=1)
    book.add("unknown_agency", path, UNKNOWN_AGENCY)
