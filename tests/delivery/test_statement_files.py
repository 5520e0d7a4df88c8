"""Statements as protected files: who can open them, what they say, what the ledger keeps of it."""

import datetime as dt
import io
import json
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from contracts.home import Home
from delivery.errors import StatementRefused
from delivery.release.closing import Actor
from delivery.statement.build import statement, statement_of
from delivery.statement.deliver import Delivered, agencies_of, deliver, mailing_list, passwords
from delivery.statement.deliveries import deliveries
from delivery.statement.pdf import encrypted_pdf
from delivery.statement.purge import purge_statements
from delivery.statement.secret import password
from delivery.statement.tables import tables_of
from delivery.statement.told import told
from tests.delivery.test_release import release
from tests.support.marts import build_catalogue
from tests.support.sample_month import AGENCY, BUDI, MONTH, OTHER_AGENCY, RINA, SITI, sample

AT = dt.datetime(2026, 11, 5, 3, tzinfo=dt.UTC)
ACTOR = Actor("Kepala BKPSDM", "1001:bkpsdm")
EACH = (RINA, SITI, BUDI)
DAY = dt.date(2026, 10, 31)


def delivered(home: Home, at: dt.datetime = AT) -> Delivered:
    return deliver(home, AGENCY, MONTH, None, out=home.statements, actor=ACTOR, at=at)


def opened(path: Path, secret: str) -> str:
    """Text of a protected file, as a reader that knows nothing of Kinerja shows it."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path, password=secret).pages)


@pytest.fixture
def done(ran: Home) -> Delivered:
    return delivered(ran)


def _file(done: Delivered, employee_id: str) -> Path:
    [found] = [each.file for each in done.recipients if each.employee_id == employee_id]
    return done.folder / found


def test_only_the_persons_own_password_opens_a_statement(ran: Home, done: Delivered) -> None:
    secrets = {who: password(ran, AGENCY, who) for who in EACH}
    assert len(set(secrets.values())) == len(EACH)
    text = opened(_file(done, SITI), secrets[SITI])
    assert "dasar beban kerja × bobot × nilai produktivitas" in text
    assert "Rp 2.670.060" in text
    assert "kode baris" in text.casefold()
    assert "kinerja whatif" not in text
    for wrong in (secrets[RINA], SITI, SITI[:8], ""):
        with pytest.raises(pypdf.errors.PyPdfError):
            opened(_file(done, SITI), wrong)


def test_a_statement_is_encrypted_with_aes_of_256_bits(done: Delivered) -> None:
    content = _file(done, SITI).read_bytes()
    assert b"/AESV3" in content
    assert b"/Length 256" in content or b"/V 5" in content
    assert SITI.encode() not in content
    assert _file(done, SITI).stat().st_mode & 0o777 == 0o600


def test_names_of_files_and_the_ledger_say_nobodys_nip_or_name(ran: Home, done: Delivered) -> None:
    book = (ran.ledger / "statements.jsonl").read_text(encoding="utf-8")
    written = book + " ".join(str(path) for path in done.folder.rglob("*"))
    for each in done.recipients:
        assert each.employee_id not in written
        assert each.name
        assert each.name not in written
    events = [json.loads(line) for line in book.splitlines()]
    assert len(events) == len(done.recipients) == done.written
    assert {(event["by"], event["account"], event["at"]) for event in events} == {
        (ACTOR.name, ACTOR.account, AT.isoformat())
    }


def test_the_same_words_are_delivered_once_and_other_words_again(ran: Home, done: Delivered) -> None:
    first = _file(done, SITI).read_bytes()
    assert delivered(ran, AT + dt.timedelta(days=1)).written == 0
    _file(done, BUDI).unlink()
    assert delivered(ran, AT + dt.timedelta(days=2)).written == 1
    assert _file(done, SITI).read_bytes() == first
    tables = sample()
    next(row for row in tables["monthly_incentives"] if row["employee_id"] == SITI)["name"] = "Siti Łucja"
    build_catalogue(ran, tables, build="b2")
    assert delivered(ran, AT + dt.timedelta(days=3)).written == 1
    assert "Siti Łucja" in opened(_file(done, SITI), password(ran, AGENCY, SITI))


def test_lists_for_hr_name_each_file_and_each_password(ran: Home, done: Delivered) -> None:
    files = {row[0]: row[3] for row in mailing_list([done])}
    secrets = {row[0]: row[2] for row in passwords(ran, [done])}
    assert "Rp 2.670.060" in opened(done.folder / files[SITI], secrets[SITI])


def test_passwords_are_of_the_home(ran: Home, tmp_path: Path) -> None:
    assert password(ran, AGENCY, SITI) == password(ran, AGENCY, SITI)
    assert password(ran, AGENCY, SITI) != password(Home(tmp_path / "other"), AGENCY, SITI)


def test_nobody_delivers_without_a_name_or_to_nobody(ran: Home) -> None:
    with pytest.raises(StatementRefused, match="--by"):
        deliver(ran, AGENCY, MONTH, None, out=ran.statements, actor=replace(ACTOR, name=" "), at=AT)
    with pytest.raises(StatementRefused, match=r"unit 99\.99"):
        deliver(ran, AGENCY, MONTH, "99.99", out=ran.statements, actor=ACTOR, at=AT)
    assert deliveries(ran) == []


def test_tables_in_memory_tell_the_same_as_the_catalogue(ran: Home) -> None:
    known = told(ran)
    with tables_of(ran, AGENCY, MONTH, EACH) as connection:
        for who in EACH:
            assert statement_of(ran, connection, who, MONTH, known) == statement(ran, who, MONTH)


def test_an_amount_keeps_its_place_and_a_long_text_goes_on_the_next_page() -> None:
    text = "Jumlah\n" + "".join(f"  baris {number} ........   -Rp {number}.000\n" for number in range(1, 90))
    file = encrypted_pdf(text, title="Rincian", password="rahasia", made_on=DAY)  # noqa: S106 - a password of this test
    pages = pypdf.PdfReader(io.BytesIO(file), password="rahasia").pages  # noqa: S106 - as above
    assert len(pages) == 2
    told_at_last = pages[1].extract_text()
    assert "-Rp 89.000" in told_at_last
    assert "halaman 2 dari 2" in told_at_last


def test_statements_are_deleted_when_they_were_kept_long_enough(ran: Home, done: Delivered) -> None:
    later = delivered(ran, AT + dt.timedelta(days=30))  # the same words: nothing is delivered anew
    assert later.written == 0
    _file(done, BUDI).write_bytes(b"changed")
    assert delivered(ran, AT + dt.timedelta(days=30)).written == 1
    assert purge_statements(ran, lambda _: None, AT + dt.timedelta(days=999)) == []
    assert purge_statements(ran, lambda _: 180, AT + dt.timedelta(days=179)) == []
    gone = purge_statements(ran, lambda _: 180, AT + dt.timedelta(days=181))
    assert len(gone) == len(done.recipients) - 1
    assert list(done.folder.iterdir()) == [_file(done, BUDI)]
    assert purge_statements(ran, lambda _: 180, AT + dt.timedelta(days=181)) == []
    assert len(deliveries(ran)) == len(done.recipients) + 1
    assert "statement_purged" in (ran.ledger / "statements.jsonl").read_text(encoding="utf-8")
    assert delivered(ran, AT + dt.timedelta(days=182)).written == len(done.recipients) - 1


def test_without_an_agency_every_one_of_the_month_is_meant(ran: Home) -> None:
    assert agencies_of(ran, MONTH, None) == [OTHER_AGENCY, AGENCY]
    with pytest.raises(StatementRefused, match=f"ada di {OTHER_AGENCY}, {AGENCY}: sebut salah satu"):
        agencies_of(ran, MONTH, "01")
    with pytest.raises(StatementRefused, match="unit 99"):
        agencies_of(ran, MONTH, "99")
    with pytest.raises(StatementRefused, match="siapa pun pada tabel 2027-01"):
        agencies_of(ran, "2027-01", None)


def test_who_was_paid_and_is_no_longer_known_gets_the_statement_of_what_was_paid(ran: Home) -> None:
    release(ran)
    before = statement(ran, SITI, MONTH)
    assert before["since"] is None
    tables = sample()
    for name, found in tables.items():
        tables[name] = [row for row in found if row.get("employee_id") != SITI]
    ran.catalogue.unlink()
    build_catalogue(ran, tables)
    facts = statement(ran, SITI, MONTH)
    assert facts["lines"] == before["lines"]
    assert facts["since"] is not None
    assert (facts["since"]["released_amount"], facts["since"]["computed_amount"]) == (2_670_060, 0)
    assert [each.employee_id for each in delivered(ran).recipients][-1] == SITI
    text = opened(_file(delivered(ran), SITI), password(ran, AGENCY, SITI))
    assert "Sesudah dirilis" in text
