"""A sentence in Bahasa Indonesia for rules whose file gives none."""

from typing import Final

SECTION_TITLES: Final[dict[str, str]] = {
    "rounding": "Titik dan cara pembulatan ke rupiah",
    "proration": "Mutasi, mulai, dan berhenti di tengah bulan",
    "deductions": "Pemotongan atas keseluruhan TPP",
    "sanctions": "Pemotongan karena hukuman disiplin yang telah diputuskan",
    "attendance": "Bukti kehadiran yang dipakai dan cara menghitung menit",
    "no_evidence": "Hari atau bulan tanpa bukti kehadiran",
    "leave": "Cara hari cuti menjadi rupiah",
    "acting": "Tambahan bagi pelaksana tugas (Plt/Plh)",
    "predicate_matrix": "Matriks predikat kinerja",
    "survey": "Survei kepuasan masyarakat dan sampel minimum",
    "complaints": "Tindak lanjut pengaduan tepat waktu dalam hari kerja",
    "raters": "Jumlah penilai minimum sebelum rata-rata dihitung",
    "task_log": "Nama kolom catatan tugas dari aplikasi lain",
    "budget": "Pagu unit dan faktor penyesuaian",
    "statement": "Pejabat yang memutus dan tenggat keberatan",
    "income_tax": "PPh 21 atas TPP menurut tarif efektif bulanan, pada bulan pembayaran",
    "health_insurance": "Iuran jaminan kesehatan atas gaji dan TPP",
    "handoff": "Lamanya berkas untuk penggajian disimpan",
    "components": "Besaran dasar komponen {name}",
    "earnings": "Bobot perolehan {name}",
    "aspects": "Nilai aspek {name}",
    "events": "Pengurangan untuk {name}",
    "special_days": "Hari khusus {name}",
    "thresholds": "Ambang {name}",
    "leave_types": "Pembayaran selama cuti {name}",
    "statuses": "Faktor status kepegawaian {name}",
    "end_of_service": "Bulan berhenti karena {name}",
    "obligations": "Penundaan pembayaran karena {name}",
    "limits": "Batas {name}",
    "audits": "Ambang pemeriksaan {name}",
    "working_time": "Jam kerja pola {name}",
    "unit_fields": "Bidang dan pola kerja unit {name}",
    "special_payments": "Pembayaran khusus {name}",
}


SECTION_HEADINGS: Final[dict[str, str]] = {
    "rounding": "PEMBULATAN",
    "proration": "MUTASI",
    "deductions": "POTONGAN",
    "sanctions": "HUKUMAN DISIPLIN",
    "attendance": "KEHADIRAN",
    "no_evidence": "TANPA BUKTI",
    "leave": "CUTI",
    "acting": "PLT/PLH",
    "predicate_matrix": "PREDIKAT",
    "survey": "SURVEI",
    "complaints": "PENGADUAN",
    "raters": "PENILAI",
    "task_log": "CATATAN TUGAS",
    "budget": "PAGU",
    "statement": "KEBERATAN",
    "income_tax": "PPH 21",
    "health_insurance": "JAMINAN KESEHATAN",
    "handoff": "BERKAS PENGGAJIAN",
    "components": "BESARAN DASAR",
    "earnings": "CARA MEMPEROLEH",
    "aspects": "ASPEK DAN UKURAN",
    "events": "PELANGGARAN DISIPLIN",
    "special_days": "HARI KHUSUS",
    "thresholds": "AMBANG",
    "leave_types": "JENIS CUTI",
    "statuses": "STATUS KEPEGAWAIAN",
    "end_of_service": "BERHENTI",
    "obligations": "KEWAJIBAN",
    "limits": "BATAS",
    "audits": "PEMERIKSAAN",
    "working_time": "JAM KERJA",
    "unit_fields": "UNIT",
    "special_payments": "PEMBAYARAN KHUSUS",
}


# Names that policies write in English, as people say them.
NAMES: Final[dict[str, str]] = {
    "discipline": "disiplin",
    "productivity": "produktivitas",
    "public_service": "layanan publik",
    "behaviour": "perilaku kerja",
    "organisation": "hasil organisasi",
    "presence": "kehadiran",
    "flat": "tetap",
    "discipline_points": "poin disiplin",
    "attendance_rate": "tingkat kehadiran",
    "recap_deduction": "potongan menurut rekap",
    "rating_predicate": "predikat kinerja",
    "rating_matrix": "matriks predikat kinerja",
    "activity_minutes": "menit aktivitas",
    "quantity_quality": "kuantitas dan kualitas",
    "case_timeliness": "tugas tepat waktu",
    "ikm": "indeks kepuasan masyarakat",
    "complaint_timeliness": "pengaduan tepat waktu",
    "given": "nilai dari sumber lain",
    "behaviour_360": "penilaian perilaku 360",
    "late": "terlambat",
    "early": "pulang cepat",
    "absent": "tidak masuk tanpa keterangan",
    "missing_in": "tanpa presensi datang",
    "missing_out": "tanpa presensi pulang",
    "muster": "tidak ikut apel",
    "short_minutes": "kurang jam kerja",
}


def default_title(rule_id: str) -> str:
    """Sentence of a rule from its section and name."""
    section, _, name = rule_id.partition(".")
    words = [NAMES.get(part, part.replace("_", " ")) for part in name.split(".")]
    return SECTION_TITLES[section].format(name=", ukuran ".join(words))
