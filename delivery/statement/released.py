"""A released month on a statement: what was paid stays as it was paid; then what has changed, and where to.

Read for many people at once, and of most of them nothing has changed.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from contracts.dates import month_text
from contracts.home import Home
from delivery.catalogue import Row, has_table, rows
from delivery.reason_texts import hold_sentences
from delivery.statement.corrections import cause_words
from delivery.statement.facts import Line, LineSince, Since
from delivery.statement.lines import lines_of
from delivery.statement.rules import RuleBook
from delivery.statement.text import line_title
from delivery.wording import rupiah

LEFT: Final[Mapping[str, str]] = {
    "angsuran": "{} lagi dipotong berangsur dari TPP bulan-bulan sesudahnya.",
    "ditahan": "{} menunggu sampai penahanan pembayaran selesai.",
    "setoran_lebih": "{} adalah setoran yang lebih dari seharusnya; bagian keuangan menyelesaikannya.",
    "susulan": "{} dibayar dengan rilis susulan bulan ini.",
    "tahun_anggaran_lain": "{} berasal dari tahun anggaran lain dan tidak diperhitungkan dengan TPP; "
    "bagian keuangan menyelesaikannya.",
    "tidak_lagi_bertugas": "{} diselesaikan bagian keuangan di luar TPP bulanan, karena tidak bertugas lagi.",
}
_PEOPLE = """
    select * from read_parquet($files, filename = true, union_by_name = true)
    where list_contains($people::varchar[], employee_id) order by employee_id, filename
"""
_PAID_LINES = """
    select employee_id, line_id, amount, filename
    from read_parquet($files, filename = true, union_by_name = true)
    where list_contains($people::varchar[], employee_id)
"""
_NOW_LINES = """
    select employee_id, line_id, amount from marts.incentive_lines
    where agency_id = $agency and month = $month and list_contains($people::varchar[], employee_id)
"""
# What later months settle of this one: of people who are held in them nothing.
_SETTLED = """
    select lines.employee_id, lines.month, cast(sum(lines.amount) as bigint) as amount,
        any_value(lines.cause) as cause
    from {lines} as lines
    semi join (select * from {people} where not is_held) as paid
        on lines.agency_id = paid.agency_id and lines.month = paid.month
        and lines.employee_id = paid.employee_id
    where lines.agency_id = $agency and lines.for_month = $month and lines.month > $month
        and list_contains($people::varchar[], lines.employee_id) and {which}
    group by lines.employee_id, lines.month order by all
"""
_LEFT = """
    select employee_id, reason, amount from marts.outstanding
    where agency_id = $agency and for_month = $month and month = $latest
        and list_contains($people::varchar[], employee_id)
    order by all
"""
_REPAID = """
    select employee_id, cast(sum(repaid_amount) as bigint) as amount from accepted.repayment
    where agency_id = $agency and repaid_month = $month and month = $latest
        and list_contains($people::varchar[], employee_id)
    group by employee_id
"""


@dataclass(frozen=True)
class Paid:
    """One person whose current tables differ from what the releases of the month say.

    person: the row of the release `folder` that paid; of someone whom none has paid yet null, and `told`
    says why. told: sentences on where the difference appears.
    """

    folder: Path
    person: Row | None
    told: Sequence[str]

    def lines(self, key: Sequence[object], book: RuleBook, stretches: Mapping[str, Row]) -> list[Line]:
        """Read the lines of (agency, month, employee) as they were released."""
        with closing(duckdb.connect()) as memory:
            memory.execute("create schema marts")
            for name in ("incentive_lines", "incentive_line_factors"):
                path = str(self.folder / f"{name}.parquet").replace("'", "''")
                memory.execute(f"create view marts.{name} as from read_parquet('{path}')")
            return lines_of(memory, key, book, stretches)

    def since(self, released: Sequence[Line], computed: Sequence[Line], month: str) -> Since:
        """Facts of what has changed. computed: the lines as the month is computed now."""
        amounts = [{line["line_id"]: line for line in side} for side in (released, computed)]
        lines: list[LineSince] = [
            {
                "line_id": line_id,
                "title": line_title(line, month).removesuffix(" [dianggap]"),
                "released_amount": before["amount"] if (before := amounts[0].get(line_id)) else 0,
                "computed_amount": after["amount"] if (after := amounts[1].get(line_id)) else 0,
            }
            for line_id, line in {**amounts[1], **amounts[0]}.items()
        ]
        return {
            "release": self.folder.name,
            "released_amount": 0 if self.person is None else int(self.person["incentive_amount"]),
            "computed_amount": sum(line["amount"] for line in computed),
            "lines": []
            if self.person is None
            else [line for line in lines if line["released_amount"] != line["computed_amount"]],
            "sentences": [*self.told],
        }


def changed_since(
    home: Home, connection: duckdb.DuckDBPyConnection, agency_id: str, month: str, people: Sequence[str]
) -> dict[str, Paid]:
    """Return who of `people` the releases of the month paid otherwise than it is computed now, or not at all.

    connection: the open catalogue. Empty before the month is released. Who is held in the releases and in
    the current tables alike is told as a hold, not here.
    """
    folders = _folders(home, month, agency_id)
    if not folders:
        return {}
    bound = {"people": [*people]}
    paid: dict[str, tuple[Path, Row]] = {}
    waiting: dict[str, Row] = {}
    for row in rows(connection, _PEOPLE, {**bound, "files": _files(folders, "monthly_incentives")}):
        folder = Path(row.pop("filename")).parent
        if row["is_held"]:
            waiting[row["employee_id"]] = row
        else:
            paid[row["employee_id"]] = folder, row
    before: dict[str, dict[str, int]] = {}
    for row in rows(connection, _PAID_LINES, {**bound, "files": _files(folders, "incentive_lines")}):
        who = row["employee_id"]
        if who in paid and Path(row["filename"]).parent == paid[who][0]:
            before.setdefault(who, {})[row["line_id"]] = row["amount"]
    now: dict[str, dict[str, int]] = {}
    for row in rows(connection, _NOW_LINES, {**bound, "agency": agency_id, "month": month}):
        now.setdefault(row["employee_id"], {})[row["line_id"]] = row["amount"]
    changed = [who for who in paid if before.get(who, {}) != now.get(who, {})]
    told = _told(home, connection, agency_id, month, changed)
    found = {who: Paid(*paid[who], told.get(who, ())) for who in changed}
    for who in people:
        if who not in paid:
            found[who] = Paid(folders[-1], None, [_unpaid(folders[-1].name, waiting.get(who))])
    return found


def paid_by(home: Home, connection: duckdb.DuckDBPyConnection, employee_id: str, month: str) -> str | None:
    """Agency whose release of the month paid somebody, who need not be in its current tables any more."""
    files = sorted(str(path) for path in (home.releases / month).glob("[0-9]*/r*/monthly_incentives.parquet"))
    if not files:
        return None
    found = rows(
        connection,
        "select distinct agency_id from read_parquet($files, union_by_name = true) "
        "where employee_id = $employee and not is_held order by all",
        {"files": files, "employee": employee_id},
    )
    return str(found[0]["agency_id"]) if found else None


def left_out(home: Home, connection: duckdb.DuckDBPyConnection, agency_id: str, month: str) -> list[Row]:
    """Return employee_id, name, unit_id of whom a release paid and the current tables no longer know."""
    folders = _folders(home, month, agency_id)
    if not folders:
        return []
    return rows(
        connection,
        "select distinct on (employee_id) employee_id, name, unit_id "
        "from read_parquet($files, union_by_name = true) where not is_held and employee_id not in "
        "(select employee_id from marts.monthly_incentives where agency_id = $agency and month = $month) "
        "order by employee_id",
        {"files": _files(folders, "monthly_incentives"), "agency": agency_id, "month": month},
    )


def _folders(home: Home, month: str, agency_id: str) -> list[Path]:
    found = (home.releases / month / agency_id).glob("r*/manifest.json")
    return sorted((path.parent for path in found), key=lambda folder: int(folder.name[1:]))


def _files(folders: Sequence[Path], table: str) -> list[str]:
    return [str(folder / f"{table}.parquet") for folder in folders]


def _unpaid(release: str, held: Row | None) -> str:
    """Say why nobody was paid by the releases, and how it will be."""
    if held is None:
        return (
            f"Pegawai belum termasuk dalam rilis bulan ini ({release}), jadi belum dibayar. Jumlah di bawah "
            "adalah hitungan terbaru; dibayar dengan rilis susulan bulan ini."
        )
    why = " ".join(hold_sentences(held["hold_reason"]))
    return (
        f"Waktu bulan ini dirilis ({release}) pembayarannya ditahan, jadi belum dibayar. Sebabnya waktu itu: "
        f"{why} Jumlah di bawah adalah hitungan terbaru; dibayar dengan rilis susulan bulan ini."
    )


def _told(
    home: Home, connection: duckdb.DuckDBPyConnection, agency_id: str, month: str, people: Sequence[str]
) -> dict[str, list[str]]:
    """Sentences by person: what later months settled or will, what is left, and why it changed."""
    if not people:
        return {}
    bound = {"agency": agency_id, "month": month, "people": [*people]}
    sentences: dict[str, list[str]] = {who: [] for who in people}
    causes: dict[str, str | None] = dict.fromkeys(people)
    later = {
        path.name: folder
        for path in sorted(home.releases.glob("[0-9]*"))
        if path.name > month and (folder := _folders(home, path.name, agency_id))
    }
    settled: list[tuple[Row, bool]] = []
    if later:
        files = [_list(_files([one for each in later.values() for one in each], table)) for table in _TABLES]
        query = _SETTLED.format(lines=files[0], people=files[1], which="true")
        settled += [(row, True) for row in rows(connection, query, bound)]
    own = {"lines": "marts.incentive_lines", "people": "marts.monthly_incentives"}
    query = _SETTLED.format(**own, which="not list_contains($released::varchar[], lines.month)")
    settled += [(row, False) for row in rows(connection, query, {**bound, "released": [*later]})]
    for row, is_released in settled:
        sentences[row["employee_id"]].append(_settled(row, is_released=is_released))
        causes[row["employee_id"]] = row["cause"] or causes[row["employee_id"]]
    for who, sentence in _left(connection, bound):
        sentences[who].append(sentence)
    for who, said in sentences.items():
        if not said:
            said.append("Selisihnya diselesaikan bersama bulan berikutnya yang dihitung dan dirilis.")
        if words := cause_words(causes[who]):
            said.append(f"Sebab: {words}.")
    return sentences


_TABLES: Final = ("incentive_lines", "monthly_incentives")


def _list(files: Sequence[str]) -> str:
    quoted = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    return f"read_parquet([{quoted}], union_by_name = true)"


def _settled(row: Row, *, is_released: bool) -> str:
    amount, when = int(row["amount"]), month_text(row["month"])
    way = "dibayarkan bersama" if amount > 0 else "dipotong dari"
    if is_released:
        return f"{rupiah(abs(amount))} sudah {way} TPP {when}."
    return f"{rupiah(abs(amount))} akan {way} TPP {when}, menurut hitungan terakhir bulan itu."


def _left(connection: duckdb.DuckDBPyConnection, bound: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Tell what was paid back, and what the latest month leaves."""
    found = rows(
        connection,
        "select max(month) as latest from marts.monthly_incentives where agency_id = $agency",
        {"agency": bound["agency"]},
    )
    latest = found[0]["latest"]
    if latest is None or str(latest) <= str(bound["month"]):
        return
    with_latest = {**bound, "latest": latest}
    if has_table(connection, "accepted", "repayment"):
        for row in rows(connection, _REPAID, with_latest):
            yield row["employee_id"], f"{rupiah(row['amount'])} sudah disetor kembali."
    if has_table(connection, "marts", "outstanding"):
        for row in rows(connection, _LEFT, with_latest):
            yield row["employee_id"], LEFT[row["reason"]].format(rupiah(abs(row["amount"])))
