"""From a finding to the mail, from the mended attachment to the end of the hold; a chat hears no names."""

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
from contracts.quality import shipped_quality
from delivery import ledger
from delivery.alerts.channels import chat_variable
from delivery.alerts.send import Told, messages, send
from delivery.catalogue import open_marts, rows
from orchestration.catalogue import current_catalogue
from tests.orchestration.conftest import MONTHS, run
from tests.support.receivers import Mailbox, mail_server, webhook

MONTH = MONTHS[-1]
MATARAM = "52.71"
FIRST = dt.date(2026, 11, 3)
NIP = re.compile(r"\d{18}")


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    with mail_server(tmp_path) as box:
        yield box


def told(home: Home, box: Mailbox, date: dt.date, **environment: str) -> Told:
    return send(
        home,
        MONTH,
        shipped_quality(),
        box.environment() | environment,
        date=date,
        at=f"{date}T01:00:00+00:00",
    )


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


def mend(content: bytes, people: set[str], target: Path) -> set[str]:
    """Fill in each person's rating once, as HR would, and save the workbook with both its sheets."""
    read = fastexcel.read_excel(content)
    head, *body = read.load_sheet("Data", header_row=None, dtypes="string").to_polars().rows()
    done: dict[str, list[str]] = {}
    for cells in body:
        row = dict(zip(head, cells, strict=True))
        row |= dict.fromkeys(("hasil_kerja", "perilaku_kerja"), "sesuai ekspektasi") | {"hasil_akhir": "Baik"}
        if row["nip"] in people:
            done[row["nip"]] = [value or "" for value in row.values()]
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet("Data")
    for number, cells in enumerate([head, *done.values()]):
        for place, cell in enumerate(cells):
            sheet.write_string(number, place, cell)
    book.add_worksheet("Petunjuk").write_string(0, 0, "Betulkan")
    book.close()
    return set(done)


@pytest.fixture
def lacking(landed: Home, tmp_path: Path) -> Home:
    """A home in which one person's rating was forgotten."""
    home = Home(tmp_path / "lacking")
    shutil.copytree(landed.root, home.root)
    ratings = home.landing / MATARAM / MONTH / "task_completion" / "ekinerja.csv"
    head, first, *others = ratings.read_text(encoding="utf-8").splitlines()
    nip = NIP.findall(first)[0]
    ratings.write_text("\n".join([head, *(row for row in others if nip not in row)]), encoding="utf-8")
    assert run(home, MONTH, MATARAM).ending == "done"
    return home


def test_a_mended_attachment_lands_and_ends_the_finding_and_the_hold(lacking: Home, mailbox: Mailbox) -> None:
    first = told(lacking, mailbox, FIRST)
    contacts = {o.message.digest.contact for o in first.outcomes if o.kind == "sent"}
    by_mail = {contact.address for contact in contacts if contact.channel == "email"}
    assert {mail["To"] for mail in mailbox.mails} == by_mail
    assert len(mailbox.mails) == len(by_mail)
    with_ratings = [mail for mail in mailbox.mails if any("ekinerja" in name for name in workbooks(mail))]
    mail = next(mail for mail in with_ratings if str(mail["To"]).endswith("@5271.example"))
    body = text(mail)
    assert "10 November 2026" in body
    assert "Rp " in body
    assert "PEGAWAI DITAHAN" in body
    people = set(NIP.findall(body)) & held(lacking)
    assert people

    name, content = next((n, c) for n, c in workbooks(mail).items() if "ekinerja" in n)
    landed = lacking.landing / MATARAM / MONTH / "task_completion" / name
    done = mend(content, people, landed)
    assert done
    assert run(lacking, MONTH, MATARAM).ending == "done"
    assert not done & held(lacking)

    told(lacking, mailbox, FIRST + dt.timedelta(days=1))
    again = mailbox.to(mail["To"])[-1]
    assert again is not mail
    assert "Sudah selesai" in text(again)
    assert f"oleh berkas {landed.relative_to(lacking.landing)}" in text(again)


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


def test_a_failed_mail_is_tried_again_and_names_nobody_without_tls(
    finished: Home, tmp_path: Path, copied: Home, mailbox: Mailbox
) -> None:
    current_catalogue(copied)
    mailbox.refuses = True
    failed = told(copied, mailbox, FIRST)
    assert {outcome.kind for outcome in failed.outcomes} == {"failed"}
    assert not mailbox.mails
    plain = tmp_path / "plain"
    plain.mkdir()
    with mail_server(plain, has_tls=False) as bare:
        without = bare.environment() | {"KINERJA_SMTP_URL": f"smtp://127.0.0.1:{bare.port}"}
        told(copied, mailbox, FIRST, **without)
        assert not bare.mails
    mailbox.refuses = False
    third = told(copied, mailbox, FIRST)
    assert {outcome.attempt for outcome in third.outcomes} == {3}
    assert mailbox.mails
    due, _ = messages(finished, MONTH, shipped_quality(), date=FIRST)
    assert len(due) == len(third.outcomes)
    looks = [event for event in ledger.read(copied, "alerts") if event["kind"] == "looked"]
    assert [look["failed"] > 0 for look in looks] == [True, True, True]  # chat has no address here
