"""Write the audit of fairness of a month: `serving/fairness/<month>/index.html`, one file for offline use."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, NamedTuple

from contracts.dates import month_text
from contracts.fairness import Fairness, shipped_fairness
from contracts.home import Home
from contracts.privacy import shipped_privacy
from contracts.standing import MARK
from delivery.bi.ladder import settings_sql
from delivery.catalogue import Row, has_table, not_run, open_marts, rows
from delivery.errors import MonthNotRunError
from delivery.fairness.edges import Edge, Raters, edges_of_month, raters_of_month
from delivery.fairness.groups import DIMENSIONS, HEADS, OVERLAPS, Group, groups_of, heads_of
from delivery.fairness.small import MERGED
from delivery.simulation import NEAR_MINUTES, NEAR_POINTS
from delivery.wording import decimal_text, grouped, term

TEMPLATE: Final = Path(__file__).with_name("page.html")
DIMENSION_WORDS: Final = {
    "sex": "Jenis kelamin",
    "employment_status": "Status kepegawaian",
    "age_band": "Umur",
    "job_class": "Kelas jabatan",
    "unit_id": "Unit kerja",
}
PAY: Final = "pay_share"
LEAST_E4: Final = 1000


class Part(NamedTuple):
    """A part of pay, or several that few felt with the next; shares are percents of all that was lost.

    No rupiah: beside what BI says is paid they would tell what is settled with a few people. people_losing is
    null for several parts, shares where fewer than k people felt anything.
    """

    name: str
    weight_pct: Fraction
    people_losing: int | None
    lost_pct: Fraction | None
    moved_pct: Fraction | None


class AgencyAudit(NamedTuple):
    """What may be told of one agency; `people`, all of its master, is 0 where fewer than k are compared."""

    agency_id: str
    name: str
    people: int
    is_simulation: bool
    groups: dict[str, list[Group]]
    parts: list[Part]
    edges: list[Edge]
    raters: list[Raters]
    units: dict[str, str]


def write_audit(home: Home, month: str) -> Path:
    """Write the page; same marts, same bytes. Raises MonthNotRunError, CatalogueUnreadableError."""
    audits = audits_of(home, month)
    folder = home.serving / "fairness" / month
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = folder / "index.html.new"
    fresh.write_text(render(month, audits), encoding="utf-8")
    return fresh.replace(folder / "index.html")


def audits_of(home: Home, month: str) -> list[AgencyAudit]:
    """Collect what may be told of each agency, by its code. Raises as `write_audit`."""
    k, settings, asked = shipped_privacy().k, shipped_fairness(), {"month": month}
    with open_marts(home, month) as marts:
        if not has_table(marts, "marts", "fairness") or not rows(
            marts, "select 1 from marts.agency_gates where month = $month limit 1", asked
        ):
            raise MonthNotRunError(not_run(month))
        agencies = rows(
            marts,
            "select agency_id, agency_name, coalesce(people, 0) as people, "
            "coalesce(is_simulation, true) as is_simulation "
            "from (select agency_id, any_value(agency_name) as agency_name from compiled.agency "
            "where month = $month group by agency_id) left join "
            "(select agency_id, count(*) as people from marts.fairness_people where month = $month "
            "group by all) using (agency_id) "
            "left join (select agency_id, bool_or(is_simulation) as is_simulation "
            "from marts.monthly_incentives where month = $month group by all) using (agency_id) "
            "order by agency_id",
            asked,
        )
        units = rows(
            marts,
            "select agency_id, unit_id, any_value(unit_name order by unit_name) as unit_name "
            "from marts.monthly_incentives where month = $month group by all",
            asked,
        )
        found = _by_agency(rows(marts, "from marts.fairness where month = $month", asked))
        standing = _by_agency(rows(marts, HEADS.format_map(settings_sql(shipped_privacy())), asked))
        overlaps = _by_agency(rows(marts, OVERLAPS, {**asked, "order": list(DIMENSIONS)}))
        weights = rows(marts, "from marts.fairness_indicators where month = $month order by all", asked)
        edges, raters = edges_of_month(marts, month, weights), raters_of_month(marts, month, k)
    indicators, names = _by_agency(weights), _by_agency(units)
    heads = {agency: heads_of(counted) for agency, counted in standing.items()}
    return [
        AgencyAudit(
            row["agency_id"],
            row["agency_name"],
            sum(heads[row["agency_id"]]["unit_id"].values()),
            row["is_simulation"],
            groups_of(
                found[row["agency_id"]],
                overlaps[row["agency_id"]],
                heads[row["agency_id"]],
                settings,
                k,
            ),
            parts_of(indicators[row["agency_id"]], k),
            edges.get(row["agency_id"], []),
            raters.get(row["agency_id"], []),
            {unit["unit_id"]: unit["unit_name"] or unit["unit_id"] for unit in names[row["agency_id"]]},
        )
        if row["people"] >= k
        else AgencyAudit(row["agency_id"], row["agency_name"], 0, row["is_simulation"], {}, [], [], [], {})
        for row in agencies
    ]


def parts_of(indicators: Sequence[Row], k: int) -> list[Part]:
    """Return the parts of an agency's pay, the heaviest first; those few felt with the next."""
    rows_of = [
        row for row in indicators if (row["people_losing"] or row["full_amount"]) and not _is_rounding(row)
    ]
    few = [row for row in rows_of if 0 < row["people_losing"] < k]
    enough = sorted(
        (row for row in rows_of if row["people_losing"] >= k),
        key=lambda row: (row["people_losing"], row["part"], row["measure"]),
    )
    joint = [*few, *enough[:1]] if few else []
    told = [[row] for row in rows_of if row not in joint] + ([joint] if joint else [])
    # of one part alone the share of what is lost says nothing
    several = len(enough) > 1
    lost = sum(row["lost_amount"] for row in rows_of) if several else 0
    moved = sum(int(row["moved"]) for row in rows_of) if several else 0
    return sorted(
        (_part(own, lost, moved, k) for own in told), key=lambda part: (-part.weight_pct, part.name)
    )


def _part(own: Sequence[Row], lost: int, moved: int, k: int) -> Part:
    is_felt = max(row["people_losing"] for row in own) >= k
    return Part(
        ", ".join(term(row["part"]) + (f": {term(row['measure'])}" if row["measure"] else "") for row in own),
        sum((Fraction(row["weight_e4"], 10_000) for row in own), Fraction()),
        own[0]["people_losing"] if len(own) == 1 else None,
        Fraction(100 * sum(row["lost_amount"] for row in own), lost) if is_felt and lost > 0 else None,
        Fraction(100 * sum(int(row["moved"]) for row in own), moved) if is_felt and moved > 0 else None,
    )


def _is_rounding(row: Row) -> bool:
    """Tell whether the rest of all parts is what rounding leaves: a rupiah a person, moving nothing."""
    few_rupiah = abs(row["lost_amount"]) <= row["people"] and abs(row["moved_share_e4"] or 0) < LEAST_E4
    return bool(row["part"] == "lainnya" and few_rupiah)


def render(month: str, audits: Sequence[AgencyAudit]) -> str:
    """HTML of the page, self-contained."""
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - only the page needs it

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    k, settings = shipped_privacy().k, shipped_fairness()
    environment.filters |= {"grouped": grouped, "whole": whole, "tenth": tenth, "few": few}
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        month=month_text(month),
        audits=audits,
        k=k,
        settings=settings,
        mark=MARK if any(audit.is_simulation for audit in audits) else "",
        dimensions=DIMENSION_WORDS,
        value_word=value_word,
        label=label,
        sentences=lambda audit: sentences(audit, settings),
        effect_text=lambda effect: tenth(effect, 2),
        from_text=decimal_text(settings.effect_from),
        kind_word=_kind_word,
        near_minutes=NEAR_MINUTES,
        near_points=NEAR_POINTS,
    )


def sentences(audit: AgencyAudit, settings: Fairness) -> list[tuple[str, str]]:
    """Return what was found, indicators first, then the largest effect, each with what to look at."""
    found = [(group, value) for value, groups in audit.groups.items() for group in groups if group.is_finding]
    found.sort(key=lambda pair: (-abs(pair[0].effect), pair[1], pair[0].dimension, pair[0].key))
    heavy = [
        (
            f"{part.name.capitalize()}: bobotnya {whole(part.weight_pct)} %, tetapi hanya membuat "
            f"{whole(part.moved_pct)} % dari perbedaan antarpegawai."
        )
        for part in audit.parts
        if part.moved_pct is not None
        and part.weight_pct >= settings.weight_from
        and part.moved_pct < settings.moves_below
    ]
    return [
        *((sentence, settings.weight_look_at) for sentence in heavy),
        *_of_groups(found, audit, settings),
    ]


def _of_groups(
    found: Sequence[tuple[Group, str]], audit: AgencyAudit, settings: Fairness
) -> list[tuple[str, str]]:
    return [
        (_sentence(group, value, audit.units, settings), settings.look_at[group.dimension])  # type: ignore[index] # DIMENSIONS are its keys
        for group, value in found
    ]


def _sentence(group: Group, value: str, units: Mapping[str, str], settings: Fairness) -> str:
    direction = "lebih tinggi" if group.effect > 0 else "lebih rendah"
    return (
        f"{DIMENSION_WORDS[group.dimension]} {label(group, units)} ({grouped(group.heads)} orang): "
        f"{value_word(value)} {direction} daripada {grouped(group.other_heads)} pegawai lainnya; "
        f"beda {settings.size(_decimal(group.effect))}. Dari 100 pasang, yang dari kelompok ini lebih tinggi "
        f"pada sekitar {group.higher_of_100} pasang (setara: 50)."
    )


def label(group: Group, units: Mapping[str, str]) -> str:
    """Name of a group for people."""
    if group.key == MERGED:
        return "kelompok kecil, digabung"
    return units.get(group.key, group.key) if group.dimension == "unit_id" else group.key


def value_word(value: str) -> str:
    """Word for what is compared."""
    return "bagian TPP yang diterima" if value == PAY else f"nilai {term(value)}"


def whole(value: Fraction) -> str:
    """Whole number, halves up: means are told no finer, so that subtraction tells nothing of one person."""
    return grouped(int((value + Fraction(1, 2)) // 1))


def tenth(value: Fraction, places: int = 1) -> str:
    """Write a number with a few decimals, halves away from zero."""
    scaled = abs(value) * 10**places + Fraction(1, 2)
    told = decimal_text(Fraction(int(scaled // 1), 10**places)) or "0"
    return f"−{told}" if value < 0 and told != "0" else told


def few(count: int, everybody: int = 0) -> str:
    """Count of people; fewer than k are not told apart, nor fewer than k who are missing from all."""
    if 0 < count < shipped_privacy().k:
        return f"kurang dari {shipped_privacy().k}"
    return "hampir semua" if 0 < everybody - count < shipped_privacy().k else grouped(count)


def _kind_word(edge: Edge) -> str:
    text = decimal_text(edge.edge)
    if ":" in edge.kind:
        aspect, _, measure = edge.kind.partition(":")
        return f"{term(aspect)}, {term(measure)}: batas {text}"
    return f"{term(edge.kind)} mulai {text} menit"


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _by_agency(found: Sequence[Row]) -> dict[str, list[Row]]:
    by: dict[str, list[Any]] = defaultdict(list)
    for row in found:
        by[row["agency_id"]].append(row)
    return by
