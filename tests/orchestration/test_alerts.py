"""From a finding to the mail, from the mended attachment to the end of the hold; a chat hears no names."""

import csv
import datetime as dt
import json
import re
import shutil
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import fastexcel
import pytest
import xlsxwriter  # type: ignore[import-untyped] # it brings no types

from contracts.home import Home
from delivery import ledger
from delivery.alerts.channels import chat_variable
from delivery.alerts.orphans import OWNED_BY
from delivery.alerts.send import Told
from delivery.catalogue import Row, open_marts, rows
from delivery.errors import SenderBusyError
from orchestration.catalogue import current_catalogue
from orchestration.telling import due_messages, tell_month
from tests.orchestration.conftest import MONTHS, run
from tests.support.receivers import Mailbox, mail_server, webhook

MONTH = MONTHS[-1]
MATARAM = "52.71"
FIRST = dt.date(2026, 11, 3)
NIP = re.compile(r"\d{18}")
DUMP = "3_attlog.dat"
LAST_WEEK = re.compile("2026-10-(2[6-9]|3[01])")
OWNER = re.compile(r"Tulis \w+ (\S+) pada (\w+) pemiliknya")
NOT_SENT = ("recap_days", "outage")  # what these would say was not asked of anybody here


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    with mail_server(tmp_path) as box:
        yield box


def told(home: Home, box: Mailbox, date: dt.date, **environment: str) -> Told:
    return tell_month(home, MONTH, box.environment() | environment, day=date, at=f"{date}T01:00:00+00:00")


def workbooks(mail: EmailMessage) -> dict[str, bytes]:
    return {part.get_filename() or "": part.get_payload(decode=True) for part in mail.iter_attachments()}  # type: ignore[misc] # of an attachment it is bytes


def text(mail: EmailMessage) -> str:
    body = mail.get_body()
    assert body is not None
    return " ".join(str(body.get_content()).split())


def held(home: Home) -> set[str]:
    with open_marts(home, MONTH) as connection:
        found = rows(
            connection,
            "select employee_id from marts.monthly_incentives where month = ? and agency_id = ? and is_held",
            [MONTH, MATARAM],
        )
    return {row["employee_id"] for row in found}


def found(home: Home, rule_code: str) -> list[Row]:
    with open_marts(home, MONTH) as connection:
        query = "select * from marts.quality_findings where month = ? and rule_code = ? order by finding_id"
        return rows(connection, query, [MONTH, rule_code])


def mend(content: bytes, target: Path) -> set[str]:
    """Do what the sheets ask for, once for each person, and save the workbook with both its sheets.

    Ratings are filled in; of landed rows the first of each person stays where two contradict each other, the
    others are taken back; what nobody owns is given to the first row that could own it, and the other rows
    are left as they are. Returns whose row is sent.
    """
    read = fastexcel.read_excel(content)
    assert read.sheet_names == ["Data", "Petunjuk"]
    head, *body = read.load_sheet("Data", header_row=None, dtypes="string").to_polars().rows()
    done: dict[str, list[str]] = {}
    given: set[str] = set()
    taken_back: list[list[str]] = []
    for cells in body:
        row = {name: cell or "" for name, cell in zip(head, cells, strict=True)}
        nip, why = row.get("nip", ""), row["yang_perlu_dibetulkan"]
        if "hasil_akhir" in row and not row.get("baris_asal"):
            row |= dict.fromkeys(("hasil_kerja", "perilaku_kerja"), "sesuai ekspektasi")
            row |= {"hasil_akhir": "Baik"}
        if owners := OWNER.findall(why):
            for what, column in owners:
                if what not in given and not row[column]:
                    given.add(what)
                    row[column] = what
            done[row["baris_asal"]] = list(row.values())
            continue
        is_kept = not row.get("baris_asal") or "isakan satu" in why
        if is_kept and nip not in done:
            done[nip] = list(row.values())
        else:
            taken_back.append([row[name] if name == "baris_asal" else "" for name in head])
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("Data")
    for number, cells in enumerate([head, *taken_back, *done.values()]):
        for place, cell in enumerate(cells):
            sheet.write_string(number, place, cell)
    book.add_worksheet("Petunjuk").write_string(0, 0, "Betulkan")
    book.close()
    return set(done)


def cut_machine(delivery: Path) -> None:
    """End a machine's dump a week early; one person of each of its units goes on at another machine."""
    dump = delivery / "attendance" / DUMP
    lines = dump.read_text(encoding="utf-8").splitlines(keepends=True)
    dump.write_text("".join(line for line in lines if not LAST_WEEK.search(line)), encoding="utf-8")
    late = {line.split("\t")[0].strip() for line in lines if LAST_WEEK.search(line)}
    with (delivery / "employees" / "simpeg.csv").open(encoding="utf-8", newline="") as file:
        staff = [row for row in csv.DictReader(file, delimiter=";") if row["pin_mesin"].startswith("3:")]
    others = {
        row["unor_id"]: row["nip"].replace(" ", "")
        for row in staff
        if row["pin_mesin"].partition(":")[2] in late
    }
    assert len(others) < len(staff)
    punches = [
        f"2026-10-{day} {at};;7;{nip};1;0;"
        for nip in others.values()
        for day in range(26, 31)
        for at in ("07:20:00", "16:45:00")
    ]
    head = "Tanggal scan;PIN;SN;NIP;Verifikasi;I/O;Mesin"
    (delivery / "attendance" / "lain.csv").write_text("\n".join([head, *punches]) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def lacking(landed: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home in which a rating was forgotten, a machine's dump stops early and a recap says otherwise."""
    home = Home(tmp_path_factory.mktemp("lacking") / "home")
    shutil.copytree(landed.root, home.root)
    delivery = home.landing / MATARAM / MONTH
    ratings = delivery / "task_completion" / "ekinerja.csv"
    head, first, second, *others = ratings.read_text(encoding="utf-8").splitlines()
    nip, other = (NIP.findall(row)[0] for row in (first, second))
    kept = [second, *(row for row in others if nip not in row)]
    ratings.write_text("\n".join([head, *kept]), encoding="utf-8")
    cut_machine(delivery)
    names = "NIP;BULAN;TAHUN;JUMLAH HARI;HADIR;IZIN;SAKIT;TERLAMBAT;PULANG CEPAT;TK;CUTI;TUDIN;TUBEL"
    recap = f"{names}\n{other};10;2026;22;1;0;0;0;0;21;0;0;0\n"
    (delivery / "attendance" / "rekap.csv").write_text(recap, encoding="utf-8")
    assert run(home, MONTH, MATARAM).ending == "done"
    return home


def test_a_cut_machine_holds_its_people_and_a_recap_that_differs_is_told(lacking: Home) -> None:
    cut = found(lacking, "presensi_mesin_terputus")
    assert len(cut) >= 3
    assert {row["employee_id"] for row in cut} <= held(lacking)
    assert {row["severity"] for row in cut} == {"hold"}
    [differs] = found(lacking, "rekap_beda_mesin")
    assert "1 hari pada rekap" in differs["message"]
    assert differs["employee_id"] not in held(lacking)


def test_mended_attachments_land_and_end_their_findings_and_holds(
    landed: Home, lacking: Home, tmp_path: Path, mailbox: Mailbox
) -> None:
    home = Home(tmp_path / "home")
    shutil.copytree(lacking.root, home.root)
    current_catalogue(home)
    first = told(home, mailbox, FIRST)
    contacts = {o.message.digest.contact for o in first.outcomes if o.kind == "sent"}
    assert {mail["To"] for mail in mailbox.mails} == {contact.address for contact in contacts}
    assert len(mailbox.mails) == len(contacts)
    mine = [mail for mail in mailbox.mails if str(mail["To"]).endswith("@5271.example")]
    landed_at: dict[str, set[str]] = {}
    for mail in mine:
        body = text(mail)
        assert "10 November 2026" in body
        for name, content in workbooks(mail).items():
            [folder] = re.findall(rf"(landing/\S+/) <- {re.escape(name)}", body)
            if not any(shape in name for shape in NOT_SENT):
                landed_at[name] = mend(content, home.root / folder / name)
    sent = {name.removeprefix("kirim-ulang_").partition("_2026")[0] for name in landed_at}
    assert {"simpeg", "ekinerja_rating", "leave", "fingerspot_scan"} <= sent
    done = set().union(*(who for name, who in landed_at.items() if "rating" in name))
    assert done & held(home)
    where = "landing/52.71/2026-10/attendance"
    assert any("presensi mesin terputus" in text(mail) and where in text(mail) for mail in mine)
    again = Path(MATARAM) / MONTH / "attendance" / DUMP
    shutil.copy(landed.landing / again, home.landing / again)  # the whole dump, under the same name

    attached = {each for o in first.outcomes for file in o.message.files for each in file.finding_ids}
    sent_along = {
        row["finding_id"]: row["subject"].partition("#")[0]
        for row in found(home, "baris_dikarantina")
        if row["agency_id"] == MATARAM and row["finding_id"] in attached
    }
    assert {"loket_tidak_dikenal", "instansi_tidak_dikenal"} <= set(sent_along.values())
    ids = {
        row["finding_id"]
        for row in found(home, "baris_dikarantina")
        if row["agency_id"] == MATARAM
        and (row["subject"].partition("#")[0] not in OWNED_BY or row["finding_id"] in sent_along)
    }
    assert run(home, MONTH, MATARAM).ending == "done"
    assert not done & held(home)
    assert not any(row["state"] != "resolved" for row in found(home, "presensi_mesin_terputus"))
    left = [row for row in found(home, "baris_dikarantina") if row["finding_id"] in ids]
    assert {row["feed"] for row in left} == {"employees", "leave", "attendance", "public_feedback"}
    assert {row["state"] for row in left} == {"resolved"}
    assert not found(home, "pegawai_bertentangan") or all(
        row["state"] == "resolved" for row in found(home, "pegawai_bertentangan")
    )

    told(home, mailbox, FIRST + dt.timedelta(days=1))
    ended = [text(mail) for mail in mailbox.mails[len(contacts) :] if "Sudah selesai" in text(mail)]
    assert any(f"oleh berkas {MATARAM}/{MONTH}/" in body for body in ended)


def test_chat_gets_counts_and_nothing_is_told_twice(copied: Home, mailbox: Mailbox) -> None:
    current_catalogue(copied)
    with webhook() as (url, posts):
        variables = {chat_variable(f"bkpsdm_{code}"): url for code in ("5271", "3374", "7602", "1472")}
        told(copied, mailbox, FIRST, **variables)
        assert posts
        for post in posts:
            words = json.loads(post)["message"]
            assert not re.search(r"\d{10}", words.replace(".", ""))
            assert "Pegawai Mataram" not in words
            assert "Pegawai Semarang" not in words
        posts.clear()
        mailbox.mails.clear()
        same_day = told(copied, mailbox, FIRST, **variables)
        next_day = told(copied, mailbox, FIRST + dt.timedelta(days=1), **variables)
        assert (same_day.outcomes, next_day.outcomes, posts, mailbox.mails) == ((), (), [], [])
        told(copied, mailbox, FIRST + dt.timedelta(days=3), **variables)
        late = "\n".join(text(mail) for mail in mailbox.mails)
        assert "Sudah diberitahukan kepada unitnya" in late
        assert {mail["To"].partition("@")[0] for mail in mailbox.mails} == {"bkpsdm"}
        assert not NIP.search(late)
    book = (copied.ledger / "alerts.jsonl").read_text(encoding="utf-8")
    assert not NIP.search(book)
    assert "@" not in book


def test_a_failed_mail_is_tried_again_is_a_finding_and_ends_when_one_arrives(
    finished: Home, tmp_path: Path, copied: Home, mailbox: Mailbox
) -> None:
    current_catalogue(copied)
    mailbox.refuses = True
    failed = told(copied, mailbox, FIRST)
    assert {outcome.kind for outcome in failed.outcomes} == {"failed", "unset"}
    assert not mailbox.mails
    assert not found(copied, "peringatan_gagal")
    unset = found(copied, "kontak_tanpa_alamat")
    assert {row["message"].partition("(")[2].partition(")")[0] for row in unset} == {"webhook"}
    plain = tmp_path / "plain"
    plain.mkdir()
    with mail_server(plain, has_tls=False) as bare:
        without = bare.environment() | {"KINERJA_SMTP_URL": f"smtp://127.0.0.1:{bare.port}"}
        told(copied, mailbox, FIRST, **without)
        assert not bare.mails
    told(copied, mailbox, FIRST)
    open_now = found(copied, "peringatan_gagal")
    assert len(open_now) == failed.count("failed")
    assert all("3 kali" in row["message"] for row in open_now)
    mailbox.refuses = False
    fourth = told(copied, mailbox, FIRST)
    assert {outcome.attempt for outcome in fourth.outcomes if outcome.kind == "sent"} == {4}
    assert not found(copied, "peringatan_gagal")
    bodies = "\n".join(text(mail) for mail in mailbox.mails)
    assert "pesan tidak sampai" in bodies  # as it stood when the digests were made
    assert re.search(r"Kontak \S.*? \(bkpsdm_\d{4}\)", bodies)  # by its name, not by the hash of the ledger
    assert len(mailbox.mails) == len([o for o in fourth.outcomes if o.kind == "sent"])
    due = due_messages(finished, MONTH, FIRST).messages
    assert len(due) == len(failed.outcomes)
    book = ledger.read(copied, "alerts")
    looks = [event for event in book if event["kind"] == "looked"]
    assert [look["failed"] > 0 for look in looks] == [True, True, True, False]
    chats = {event["contact_id"] for event in book if event["kind"] == "unset"}
    assert len([event for event in book if event["kind"] == "unset"]) == len(chats)


def test_what_a_kill_interrupted_is_sent_once_more_and_a_second_sender_is_kept_away(
    copied: Home, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    current_catalogue(copied)

    def killed(*_: object) -> str:
        with pytest.raises(SenderBusyError):
            told(copied, mailbox, FIRST)
        ledger.append(copied, "states", [{"kind": "other"}])  # the ledger is free while a message leaves
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("delivery.alerts.channels.send_mail", killed)
        with pytest.raises(KeyboardInterrupt):
            told(copied, mailbox, FIRST)
    begun = ledger.read(copied, "alerts")
    assert [event["kind"] for event in begun] == ["sending"]
    told(copied, mailbox, FIRST)
    again = [
        (event["kind"], event["attempt"])
        for event in ledger.read(copied, "alerts")
        if event.get("contact_id") == begun[0]["contact_id"]
    ]
    assert again == [("sending", 1), ("sending", 2), ("sent", 2)]
