"""Rule sets to prove promises on: the shipped ones, the golden ones, the oracle's, and drawn ones."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

from contracts.home import Home
from contracts.policy.loading import SHIPPED_POLICIES
from tests.oracle.dice import Dice
from tests.oracle.random_policy import without_scores
from tests.oracle.random_words import PREDICATES, Data, cited
from tests.properties.lives import GIVEN

TESTS: Final = Path(__file__).parents[1]
WRITTEN: Final = sorted(
    file
    for folder in (
        SHIPPED_POLICIES,
        TESTS / "golden" / "policies",
        TESTS / "oracle" / "policies",
        TESTS / "oracle" / "policies_luas",
    )
    for file in folder.glob("*.yaml")
)


class _Plain(yaml.SafeDumper):
    """YAML without the anchors and aliases that a policy may not have."""

    def ignore_aliases(self, _: object) -> bool:
        return True


@dataclass(frozen=True)
class RuleSet:
    """A policy file's data, bound to an agency of its own."""

    name: str
    agency: str
    data: Data

    @property
    def posts(self) -> list[str]:
        """Posts that the policy gives an amount by name, else a common one."""
        rules = [version["rules"] for version in self.data.get("versions", ())]
        components = [each for own in rules for each in own.get("components", {}).values() if each]
        named = [post for each in components for post in each.get("by_post") or () if each.get("partial")]
        return sorted(set(named)) or ["Analis", "Kepala Bidang"]

    def write(self, home: Home) -> None:
        """Put the policy among those of a home."""
        text = yaml.dump(self.data, Dumper=_Plain, sort_keys=False)
        (home.policies / f"{self.data['id']}.yaml").write_text(text, "utf-8")


def written(place: int, file: Path) -> RuleSet:
    """Give a policy file an agency of its own."""
    data: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    agency = _agency(place)
    return RuleSet(file.stem, agency, data | {"id": f"milik_{place}", "agencies": {agency: file.stem}})


def made(place: int, name: str, rules: Data) -> RuleSet:
    """Make a policy of some rules upon the reference."""
    agency = _agency(place)
    dates = {"enacted_on": date(2025, 12, 1), "effective_from": date(2026, 1, 1)}
    data = {
        "id": f"milik_{place}",
        "title": name,
        "extends": "acuan",
        "agencies": {agency: name},
        "first_month": "2026-01",
        "citations": {"acak": {"regulation": name, "clause": "pengujian", "status": "illustrative"}},
        "versions": [{"id": "1", **dates, "rules": rules}],
    }
    return RuleSet(name, agency, data)


def drawn(place: int, dice: Dice) -> RuleSet:
    """Draw all that does not score, and events and aspects whose points never fall as things get worse."""
    data = without_scores(dice, _agency(place))
    rules: Data = data["versions"][0]["rules"]
    rules["attendance"]["source"] = dice.choice(("punch", "recap_then_punch"))
    rules |= {
        "events": _events(dice, day_cap=rules["attendance"]["day_cap"]),
        "aspects": _aspects(dice),
        "earnings": {
            "pemilik_layanan": cited(
                priority=10,
                when={"owns_service": True},
                weights=dice.shares(("discipline", "productivity", "public_service")),
            ),
            "umum": cited(
                priority=100,
                weights=dice.shares(("discipline", "productivity", "behaviour")),
                remainder=dice.choice((None, "productivity", "discipline")),
            ),
        },
        "survey": cited(period="month", minimum_sample=False),
    }
    return RuleSet("drawn", _agency(place), data)


def rounded_often(place: int, mode: str, unit: int = 1) -> RuleSet:
    """Make lines that end in half a unit: odd amounts by halves, a remainder, cuts by halves of the basic."""
    amounts = {"by_class": {job_class: 2 * job_class + 3001 for job_class in range(1, 18)}}
    half = cited(base="total", points=50)
    rating = {"weight": 100, "map": dict(zip(PREDICATES, (100, 50, 0, 0, 0), strict=True))}
    rules: Data = {
        "rounding": cited(at="component_aspect", mode=mode, unit=unit),
        "deductions": cited(base="basic", apply="line", grain="event", cap=50),
        "sanctions": cited(base="basic", apply="line"),
        "components": {"beban_kerja": cited(**amounts), "prestasi_kerja": None},
        "earnings": {
            "pemilik_layanan": None,
            "umum": cited(
                priority=100,
                weights={"discipline": 50, "productivity": 50}
                if unit == 1
                else {"discipline": 10, "productivity": 90},
                remainder="productivity",
            ),
        },
        "aspects": {"productivity": cited(missing="hold", measures={"rating_predicate": rating})},
        "events": dict.fromkeys(("late", "early", "missing_in", "missing_out", "absent"), half),
    }
    return made(place, f"{mode} {unit}", rules)


def _agency(place: int) -> str:
    return f"96.{place:02d}"


def _rising(dice: Dice, count: int) -> list[str]:
    return [f"{points}.{dice.choice((0, 25, 5, 75)):02d}" for points in sorted(dice.sample(range(9), count))]


def _events(dice: Dice, *, day_cap: bool) -> Data:
    """Draw minutes that cost more the more they are, and absence that costs as much as all of a day."""
    base = dice.choice(("aspect", "total"))
    short, longer, missing, absent = _rising(dice, 4)
    edge = dice.randint(1, 120)
    bands = [{"from": 1, "to": edge, "points": short}, {"from": edge + 1, "points": longer}]
    return {
        "late": cited(base=base, bands=bands),
        "early": cited(base=base, bands=bands),
        "missing_in": cited(base=base, points=missing),
        "missing_out": cited(base=base, points=missing),
        "absent": cited(base=base, points=absent if day_cap else 20),
    }


def _aspects(dice: Dice) -> Data:
    def aspect(**measures: Data) -> Data:
        weights = dice.shares(measures)
        rules = {
            kind: {"decimals": dice.randint(0, 4)} | rule | {"weight": weights[kind]}
            for kind, rule in measures.items()
        }
        return cited(
            decimals=dice.randint(0, 4),
            rounding=dice.choice(("half_up", "floor", "half_even")),
            missing="redistribute",
            measures=rules,
        )

    scores = sorted(dice.sample(range(101), len(PREDICATES)), reverse=True)
    rating = {"map": dict(zip(PREDICATES, scores, strict=True))}
    bands = [{"to": 49, "score": 20}, {"from": 50, "to": 79, "score": 55}, {"from": 80, "score": 100}]
    shared = {"missing": "redistribute"}
    return {
        "discipline": aspect(discipline_points=shared, attendance_rate=shared),
        "productivity": aspect(
            rating_predicate=rating | shared,
            rating_matrix=rating | shared,
            activity_minutes=shared | {"target": {"value": 3000, "kind": "month", "day_max": 400}},
            quantity_quality=shared | {"target": {"value": 50}},
            case_timeliness=shared,
        ),
        "behaviour": aspect(
            behaviour_360=shared
            | {"target": {"value": 4}, "raters": dice.shares(("atasan", "rekan", "bawahan"))},
            given=shared | {"given_aspect": dice.choice(GIVEN)},
        ),
        "public_service": aspect(
            ikm=shared,
            complaint_timeliness=shared | {"bands": bands, "decimals": 0} if dice.chance(40) else shared,
        ),
    }
