"""The one registry of reasons why a row is not accepted: stable code, sentence for HR, rank."""

from dataclasses import dataclass
from typing import Final

IDENTITY: Final = 0
CLOCK: Final = 1
CONTENT: Final = 2


@dataclass(frozen=True)
class Reason:
    """A stable code and the sentence, in Bahasa Indonesia, that says what is wrong and what to do.

    `rank` orders several reasons of one row: who it is about (0), when it happened (1), the rest (2).
    """

    code: str
    sentence: str
    rank: int = CONTENT

    @property
    def action(self) -> str:
        """What to do, the part after the colon."""
        told = self.sentence.partition(": ")[2]
        return told[:1].upper() + told[1:]


_ALL: Final = (
    Reason(
        "nip_rusak",
        "NIP tidak utuh 18 angka (sering rusak oleh Excel): tulis sebagai teks lalu kirim ulang.",
        IDENTITY,
    ),
    Reason(
        "pin_tidak_dikenal",
        "PIN mesin belum dipetakan ke pegawai: isi pin_mesin pada data pegawai.",
        IDENTITY,
    ),
    Reason("pin_ganda", "PIN mesin dipakai dua pegawai: betulkan pin_mesin pada data pegawai.", IDENTITY),
    Reason(
        "pegawai_tidak_dikenal",
        "NIP tidak ada pada data pegawai: periksa NIP atau lengkapi data pegawai.",
        IDENTITY,
    ),
    Reason(
        "petugas_tidak_dikenal",
        "Petugas aplikasi tugas belum dipetakan ke satu pegawai: isi id_aplikasi_tugas pada data pegawai.",
        IDENTITY,
    ),
    Reason(
        "unit_tidak_dikenal",
        "Unit tidak ada pada data unit: periksa unor_id atau lengkapi data unit.",
        IDENTITY,
    ),
    Reason(
        "loket_tidak_dikenal",
        "Loket atau layanan belum dimiliki satu unit: isi id_loket pada data unit.",
        IDENTITY,
    ),
    Reason(
        "instansi_tidak_dikenal",
        "Instansi pengaduan belum dimiliki satu unit: isi id_instansi_lapor pada data unit.",
        IDENTITY,
    ),
    Reason(
        "jam_perangkat",
        "Tanggal sebelum bulan pertama instansi atau sesudah bulan pengiriman: "
        "periksa jam perangkat atau bulan berkas.",
        CLOCK,
    ),
    Reason(
        "baris_rusak",
        "Baris tidak terbaca: unduh ulang berkas dari sumbernya lalu kirim dengan nama yang sama.",
    ),
    Reason(
        "tanggal_rusak",
        "Tanggal, jam, atau bulan tidak terbaca: tulis dengan bentuk yang berlaku (mis. 2026-10-31).",
    ),
    Reason("angka_rusak", "Angka tidak terbaca atau di luar batas wajar: betulkan lalu kirim ulang."),
    Reason("pilihan_rusak", "Isian ya/tidak tidak terbaca: tulis ya atau tidak lalu kirim ulang."),
    Reason("wajib_kosong", "Isian wajib masih kosong: lengkapi lalu kirim ulang."),
    Reason(
        "nilai_tidak_dikenal", "Isian bukan salah satu pilihan yang dikenal: pilih salah satu yang tersedia."
    ),
    Reason("tanggal_terbalik", "Tanggal akhir mendahului tanggal awal: betulkan urutannya lalu kirim ulang."),
    Reason("menit_tidak_wajar", "Menit kegiatan harus antara 0 dan 1.440 sehari: betulkan lalu kirim ulang."),
    Reason(
        "kualitas_tidak_wajar",
        "Kualitas kegiatan adalah persen, antara 0 dan 100, atau dikosongkan: betulkan lalu kirim ulang.",
    ),
    Reason("jawaban_di_luar_skala", "Jawaban harus 1 sampai 4 atau dikosongkan: betulkan lalu kirim ulang."),
    Reason(
        "pegawai_bertentangan",
        "Data satu pegawai saling bertentangan (jabatan, tanggal, atau status): sisakan satu yang benar.",
    ),
    Reason(
        "penilaian_ganda", "Dua penilaian berbeda untuk pegawai dan bulan yang sama: sisakan satu yang benar."
    ),
    Reason("cuti_tumpang_tindih", "Masa cuti bertumpang tindih dengan cuti lain: betulkan tanggalnya."),
    Reason(
        "baris_tidak_dikenal",
        "Kode baris tidak ada pada rincian TPP pegawai ini untuk bulan itu: "
        "salin kode baris dari rincian yang diterimanya.",
    ),
    Reason(
        "putusan_tidak_lengkap",
        "Putusan keberatan tidak lengkap: isi putusan, tanggal, pemutus, dan alasannya, "
        "atau kosongkan keempatnya.",
    ),
    Reason(
        "perbaikan_tidak_ditemukan",
        "Keberatan diterima tanpa berkas perbaikan yang sudah dikirim: "
        "sebut jalur berkasnya, dan barisnya sesudah tanda #.",
    ),
    Reason("sanksi_tanpa_akhir", "Hukuman disiplin tanpa tanggal selesai: lengkapi sesuai keputusannya."),
)

REASONS: Final[dict[str, Reason]] = {reason.code: reason for reason in _ALL}


def sentence(code: str) -> str:
    """Return the sentence for HR of a reason code; raises KeyError for a code that is not registered."""
    return REASONS[code].sentence
