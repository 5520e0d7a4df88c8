"""The published cases of cases.json as people of invented agencies, one agency for each rule set."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from contracts.home import Home
from tests.golden.landing import Employee, Unit, land

HERE = Path(__file__).parent
CASES: dict[str, Any] = {
    case["id"]: case for case in json.loads((HERE / "cases.json").read_text("utf-8"))["cases"]
}
ASPECTS = {"productivity": "produktivitas", "presence": "kehadiran", "behaviour": "perilaku"}
AGENCIES = {
    "national_default": "97.01",
    "balangan": "97.02",
    "sumut": "97.03",
    "tulang_bawang": "97.04",
    "skm": "97.05",
    "pp94_2021": "97.06",
}
NIPS = {case: f"19850101201001{number:04d}" for number, case in enumerate(CASES, start=1001)}
COLLEAGUE = "198501012010019999"
FEW_USERS, MANY_USERS = NIPS["SKM-1"], "198501012010012001"
COMPLAINED_OF = "198501012010012004"
DECIDED, UNDECIDED, ENDED = NIPS["PP94-1"], "198501012010012002", "198501012010012003"


def _balangan(case: Any) -> Employee:  # noqa: ANN401 - JSON
    return Employee(
        NIPS[case["id"]],
        "BLG",
        status=case["status"],
        acting_post="BLG rangkap" if "acting_post" in case else None,
        predicate=case["predicate"],
        recap_points=str(100 - Decimal(case["attendance_score"])),
        punches=False,
    )


def _sumut(case: Any) -> Employee:  # noqa: ANN401 - JSON
    scores = {ASPECTS[name]: score for name, score in case["scores"].items()}
    return Employee(NIPS[case["id"]], case["id"], scores=scores)


def _by_events(case: Any) -> Employee:  # noqa: ANN401 - JSON
    events = case["events"]
    return Employee(
        NIPS[case["id"]],
        case["id"],
        predicate=case.get("predicate"),
        late=events["late_minutes"],
        early=events.get("early_minutes", ()),
        absent=events.get("absent_days", 0),
    )


def _of(rule_set: str) -> list[Any]:
    return [case for case in CASES.values() if case.get("rule_set") == rule_set]


def land_published_cases(home: Home) -> None:
    """Write the month of every published rule set below `landing/`."""
    land(home, AGENCIES["balangan"], [_balangan(case) for case in _of("balangan")])
    land(home, AGENCIES["sumut"], [_sumut(case) for case in _of("sumut")])
    colleague = Employee(COLLEAGUE, "GEN-1", predicate="Baik")
    land(home, AGENCIES["national_default"], [colleague, *map(_by_events, _of("national_default"))])
    land(home, AGENCIES["tulang_bawang"], [_by_events(case) for case in _of("tulang_bawang")])
    survey = (CASES["SKM-1"]["n"], CASES["SKM-1"]["totals"])
    land(
        home,
        AGENCIES["skm"],
        [Employee(FEW_USERS, "SKM-1", "01"), Employee(MANY_USERS, "SKM-1", "02")],
        units=[Unit("01", "L1", "31"), Unit("02", "L2", "100")],
        surveys={"L1": survey, "L2": survey},
    )
    came, late = "05/10/2026 09:00:00", "30/10/2026 10:00:00"
    land(
        home,
        "97.07",
        [Employee(COMPLAINED_OF, "Layanan")],
        units=[Unit("01", institution="416")],
        complaints=[
            ("1", "416", "Jalan", "Selesai", came, came, "06/10/2026 10:00:00", "06/10/2026 10:00:00"),
            ("2", "416", "Jalan", "Selesai", came, came, late, late),
            ("3", "416", "Jalan", "Selesai", came, came, late, late),
            ("4", "416", "Jalan", "Belum Ditindaklanjuti", came, came, "", ""),
        ],
    )
    days = CASES["PP94-1"]["unexcused_days"]
    land(
        home,
        AGENCIES["pp94_2021"],
        [Employee(nip, "PP94-1", absent=days) for nip in (DECIDED, UNDECIDED)]
        + [Employee(nip, "PP94-1") for nip in (ENDED, COLLEAGUE)],
        cases=[
            (DECIDED, "tidak masuk kerja", "sedang", "25", "2026-05-01", "2026-10-31", "SK 1/2026"),
            (ENDED, "tidak masuk kerja", "sedang", "25", "2026-04-01", "2026-09-30", "SK 2/2026"),
        ],
    )
