"""A simulation in Bahasa Indonesia, for people who decide about a regulation."""

from collections.abc import Iterator, Sequence

from contracts.dates import month_text
from contracts.standing import MARK
from delivery.simulation import Blind, Ceiling, Cliff, Group, Simulation
from delivery.text_lines import wrapped
from delivery.wording import grouped, rupiah, signed, term

UNITS_SHOWN = 10


def render(facts: Simulation) -> str:
    """Text for a terminal."""
    parts = [
        _head(facts),
        _budget(facts),
        _table("Menurut pemerintah daerah", facts["by_agency"]) if len(facts["by_agency"]) > 1 else iter(()),
        _table("Menurut status kepegawaian", facts["by_status"]),
        _table("Menurut kelas jabatan", facts["by_class"]),
        _units(facts["by_unit"]),
        _blind(facts["blind"]),
        _ceilings(facts["ceilings"]),
        _cliffs(facts),
        iter([MARK]),
    ]
    return "\n\n".join(text for part in parts if (text := "\n".join(part))) + "\n"


def _head(facts: Simulation) -> Iterator[str]:
    yield MARK
    yield ""
    yield f"Simulasi TPP {month_text(facts['month'])} dengan aturan {facts['policy_id']}"
    yield f"  Pemerintah daerah: {', '.join(facts['agencies'])}"
    yield "  Dibandingkan dengan perhitungan yang sedang berlaku; tidak ada yang diubah."
    for note in facts["notes"]:
        yield from wrapped(f"  Perhatikan: {note}", "    ")


def _budget(facts: Simulation) -> Iterator[str]:
    total = facts["total"]
    same = total["people"] - total["gaining_people"] - total["losing_people"]
    yield "Anggaran dan orang"
    yield f"  Hasil hitung sekarang      {rupiah(total['before_amount']):>24}"
    yield f"  Dengan aturan ini          {rupiah(total['after_amount']):>24}"
    yield f"  Selisih                    {signed(total['after_amount'] - total['before_amount']):>24}"
    yield f"  Dibayarkan sekarang        {rupiah(facts['paid_before_amount']):>24}"
    yield f"  Dibayarkan dengan ini      {rupiah(facts['paid_after_amount']):>24}"
    for word, people, amount in (
        ("Naik", total["gaining_people"], total["gained_amount"]),
        ("Turun", total["losing_people"], total["lost_amount"]),
    ):
        yield f"  {word:<27}{grouped(people):>10} orang, {signed(amount)}"
    yield f"  Tetap                      {grouped(same):>10} orang"
    yield (
        f"  Ditahan                    {grouped(facts['held_before_people']):>10} orang, "
        f"dengan aturan ini {grouped(facts['held_after_people'])}"
    )


def _units(groups: Sequence[Group]) -> Iterator[str]:
    moved = [group for group in groups if group["after_amount"] != group["before_amount"]]
    shown = moved if len(moved) <= 2 * UNITS_SHOWN else [*moved[:UNITS_SHOWN], *moved[-UNITS_SHOWN:]]
    title = "Menurut unit"
    if len(shown) < len(moved):
        title += f" ({UNITS_SHOWN} paling turun dan {UNITS_SHOWN} paling naik dari {len(moved)} yang berubah)"
    yield from _table(title, shown)


def _table(title: str, groups: Sequence[Group]) -> Iterator[str]:
    if not groups:
        return
    yield title
    yield f"  {'':<34}{'orang':>7}{'naik':>7}{'turun':>7}{'selisih':>22}"
    for group in groups:
        label = group["label"]
        people = "".join(
            f"{grouped(count):>7}"
            for count in (group["people"], group["gaining_people"], group["losing_people"])
        )
        difference = signed(group["after_amount"] - group["before_amount"])
        yield f"  {label[:33]:<34}{people}{difference:>22}"


def _blind(blind: Sequence[Blind]) -> Iterator[str]:
    """Name the measures that tell nothing of a unit: a log that is not sent, or words that differ."""
    if not blind:
        return
    yield "Ukuran yang tidak mengukur seorang pun di suatu unit"
    for one in blind[: 2 * UNITS_SHOWN]:
        why = "semua bernilai 0; samakah satuannya?" if one["is_zero"] else "datanya belum ada"
        held = f", {grouped(one['held_people'])} di antaranya ditahan" if one["held_people"] else ""
        unit = one["unit_name"] or one["unit_id"] or one["agency_id"]
        measure = f"{term(one['measure'])} ({term(one['aspect'])})"
        told = f"{unit}: {measure}, {grouped(one['people'])} orang{held}; {why}"
        yield from wrapped(f"  - {told}", "    ")
    if (more := len(blind) - 2 * UNITS_SHOWN) > 0:
        yield f"  - dan {grouped(more)} lain"


def _ceilings(ceilings: Sequence[Ceiling]) -> Iterator[str]:
    """Tell the units over their ceiling, then how many are under it."""
    if not ceilings:
        return
    yield "Pagu bulan ini (unit dan unit di bawahnya)"
    yield f"  {'':<34}{'pagu':>20}{'sekarang':>20}{'aturan ini':>20}"
    over = [one for one in ceilings if max(one["before_amount"], one["after_amount"]) > one["ceiling_amount"]]
    for one in over:
        amounts = "".join(
            f"{rupiah(amount)}{'*' if amount > one['ceiling_amount'] else ' '}".rjust(20)
            for amount in (one["ceiling_amount"], one["before_amount"], one["after_amount"])
        )
        yield f"  {(one['unit_name'] or one['unit_id'])[:33]:<34}{amounts}".rstrip()
    under = grouped(len(ceilings) - len(over))
    yield f"  {under} dari {grouped(len(ceilings))} unit tidak melampaui pagunya; * melampaui"


def _cliffs(facts: Simulation) -> Iterator[str]:
    if not facts["cliffs"]:
        return
    yield (
        f"Tebing: orang yang hanya {facts['near_minutes']} menit atau {facts['near_points']} angka "
        "dari batas suatu tingkat"
    )
    for cliff in facts["cliffs"]:
        yield f"  - {_cliff(cliff)}"


def _cliff(cliff: Cliff) -> str:
    if cliff["days_over"] is not None:
        return (
            f"{term(cliff['kind'])} mulai {cliff['edge']} menit: "
            f"{cliff['people_over']} orang baru saja masuk ({cliff['days_over']} hari), "
            f"{cliff['people_under']} orang nyaris ({cliff['days_under']} hari)"
        )
    aspect, _, measure = cliff["kind"].partition(":")
    return (
        f"{term(aspect)}, {term(measure)} mulai {cliff['edge']}: {cliff['people_over']} orang baru saja "
        f"mencapai, {cliff['people_under']} orang nyaris"
    )
