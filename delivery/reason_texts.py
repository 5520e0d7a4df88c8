"""Sentences for the codes that the marts carry: why someone is held and what was assumed."""

from contracts.dates import month_text
from contracts.reasons import REASONS
from delivery.wording import term

# A release holds whoever is of an SKPD that did not sign; no run does.
UNSIGNED = "rekap_belum_disetujui"
HOLDS = {
    "tanpa_bukti_kehadiran": "Tidak ada presensi atau rekap kehadiran satu pun di bulan ini.",
    "indikator_belum_ada": "Nilai {detail} belum ada.",
    "cuti_tanpa_aturan": "Ada cuti yang belum diatur dalam kebijakan.",
    "tanpa_kelas_atau_nilai_jabatan": "Kelas jabatan atau besaran TPP jabatan belum ada.",
    "tanpa_aturan_penilaian": "Belum ada aturan penilaian yang cocok dengan jabatan ini.",
    "dua_jabatan_definitif": "Data pegawai memberi dua jabatan definitif pada hari yang sama.",
    "ditunda": "Pembayaran ditunda sampai kewajiban {detail} dipenuhi; haknya tidak hilang.",
    "pagu_terlampaui": "TPP unit ini melebihi pagunya, dan kebijakan menahannya sampai pagu diperbaiki.",
    "presensi_mesin_terputus": "Presensi dari mesin {detail} berhenti sebelum akhir bulan.",
    "unit_ditahan": "Data unit ini terputus atau jauh berkurang; pegawainya ditahan sampai data itu lengkap.",
    UNSIGNED: "Rekap TPP SKPD pegawai ini belum disetujui kepalanya ketika bulan ini dirilis; haknya tidak "
    "hilang dan dibayar menyusul (susulan) sesudah rekapnya disetujui.",
    "semua_indikator_kosong": "Tidak satu pun indikator jabatan ini terisi.",
}

# Who can take a hold away: what is missing of a person is the unit's; what the rules lack is the agency's.
OF_POLICY = frozenset({"cuti_tanpa_aturan", "tanpa_aturan_penilaian", "tanpa_kelas_atau_nilai_jabatan"})
OF_BUDGET = frozenset({"pagu_terlampaui"})

ASSUMPTIONS = {
    "band_recap": "Nilai {what} dihitung dari rekap, lama keterlambatan tidak diketahui.",
    "carry": "Nilai {what} diambil dari {detail}, karena bulan ini belum ada.",
    "unit": "Nilai {what} memakai rata-rata unit, karena nilai sendiri belum ada.",
    "redistribute": "Nilai {what} belum ada{because}; bobotnya dibagi ke nilai yang lain.",
    "hold": "Nilai {what} belum ada dan tidak boleh diganti.",
}
# Why a measure has no value though somebody did answer.
TOO_FEW = {"behaviour_360": " karena penilainya belum cukup untuk dirata-ratakan"}


def hold_sentences(codes: str | None) -> list[str]:
    """One sentence for each code of `hold_reason` (`a;b:detail`); text that is no code stays as it is."""
    return [_hold(code.strip()) for code in (codes or "").split(";") if code.strip()]


def _hold(code: str) -> str:
    name, _, detail = code.partition(":")
    if name in HOLDS:
        return HOLDS[name].format(detail=term(detail))
    return REASONS[name].sentence if name in REASONS else code


def assumption_sentence(code: str | None, what: str, measure: str | None = None) -> str:
    """Sentence for an assumption (`carry:2026-09`) about `what`, the measure in words; null: assumed."""
    name, _, detail = (code or "").partition(":")
    if name in ASSUMPTIONS:
        return ASSUMPTIONS[name].format(
            what=what, detail=month_text(detail), because=TOO_FEW.get(measure or "", "")
        )
    return code or f"Nilai {what} dianggap, bukan diukur."


def menders(codes: str | None, unit: str) -> list[str]:
    """Say who can mend each reason of `hold_reason`, each once."""
    found = dict.fromkeys(
        _mender(code.strip().partition(":")[0], unit) for code in (codes or "").split(";") if code.strip()
    )
    return list(found)


def _mender(name: str, unit: str) -> str:
    if name in OF_POLICY:
        return "Pengelola kepegawaian pemerintah daerah (BKPSDM/BKD), yang mengurus aturan dan kelas jabatan."
    if name in OF_BUDGET:
        return "Pengelola anggaran unit bersama BPKAD."
    if name == "ditunda":
        return "Pegawai sendiri: penuhi kewajibannya, lalu unit mengirim buktinya."
    if name == UNSIGNED:
        return "Kepala SKPD: tandatangani rekapnya (SPTJM), lalu kirim nomor dan tanggal suratnya."
    return f"Pengelola kepegawaian {unit}: kirim atau perbaiki datanya, lalu bulan ini dijalankan ulang."
