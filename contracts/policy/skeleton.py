"""The policy file that a government begins with."""

from collections.abc import Mapping

from contracts.policy.schema import Policy

_TEMPLATE = """\
# Kebijakan TPP {agency_id}. Ganti setiap "ISI: ..." lalu jalankan: kinerja policy check BERKAS
# Bahasa berkas ini dijelaskan dengan contoh dalam docs/policy-language.md.
# Aturan yang tidak ditulis di sini diwarisi dari kebijakan `extends`; yang ditulis menggantinya seluruhnya.
id: {policy_id}
title: "ISI: judul kebijakan, mis. TPP Kota X"
extends: acuan
agencies: {{{agency_id}: "ISI: nama pemerintah daerah"}}
zone: "ISI: Asia/Jakarta, Asia/Makassar, atau Asia/Jayapura"
first_month: "ISI: bulan pertama yang dihitung, mis. 2026-01"

citations:
  perkada:
    regulation: "ISI: mis. Perwali Nomor 12 Tahun 2026"
    clause: "ISI: mis. Pasal 7 dan Lampiran II"
    # law: naskahnya sudah dibaca; reported: berita atau surat resmi; illustrative: isian sementara
    status: illustrative

versions:
  - id: "1"
    enacted_on: "ISI: tanggal ditetapkan, mis. 2026-01-05 (tanpa tanda kutip)"
    effective_from: "ISI: berlaku sejak tanggal, mis. 2026-01-01 (tanpa tanda kutip)"
    # versi mana yang menentukan bulan yang berubah di tengah: last_day, first_day, atau by_days
    change_rule: last_day
    rules:
      components:
        beban_kerja:
          cite: perkada
          title: "Besaran dasar menurut kelas jabatan"
          by_class:
{classes}
        # Komponen lain: prestasi_kerja, tempat_bertugas, kondisi_kerja, kelangkaan_profesi,
        # pertimbangan_objektif_lainnya. Yang tidak dibayarkan dicabut dengan `null`.
        prestasi_kerja: null
      earnings:
        # Bobot dalam persen, jumlahnya 100.
        pemilik_layanan: null
        umum:
          cite: perkada
          title: "Disiplin 40, produktivitas 60"
          priority: 100
          weights: {{discipline: 40, productivity: 60}}
      # Berikutnya, bila berbeda dari acuan: events (potongan disiplin), leave_types (cuti), statuses,
      # acting (Plt), recovery (angsuran kelebihan bayar), sanctions, working_time, rounding, aspects.
      # Jalankan `kinerja policy show {agency_id}` untuk melihat apa yang berlaku dan dari mana asalnya.
"""


def skeleton(agency_id: str, policies: Mapping[str, Policy] | None = None) -> str:
    """Text of a policy file for an agency; every value still to be written begins with `ISI:`.

    `policies` are those that exist, so that the new id is free.
    """
    policy_id = f"pemda_{agency_id.replace('.', '_')}"
    while policies and policy_id in policies:
        policy_id += "_baru"
    classes = "\n".join(f'            {number}: "ISI: rupiah sebulan"' for number in range(1, 18))
    return _TEMPLATE.format(agency_id=agency_id, policy_id=policy_id, classes=classes)
