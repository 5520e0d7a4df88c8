"""A month of one agency, from accepted rows to everyone's pay; months run one after the other."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from contracts.policy.loading import Policies
from contracts.policy.rules import Rules
from contracts.policy.rules_scores import MeasureRule
from tests.oracle import feedback, measures
from tests.oracle.basis import Basis, bases_of
from tests.oracle.budget import within_ceilings
from tests.oracle.days import Attendance, Day, Person
from tests.oracle.discipline import Discipline, discipline_of
from tests.oracle.earnings import aspects_asked
from tests.oracle.exact import HUNDRED
from tests.oracle.leave import Leaves
from tests.oracle.measures import Value, Work
from tests.oracle.outages import Outages
from tests.oracle.pay import Found, Pay, pay_of
from tests.oracle.posts import posts_of
from tests.oracle.records import Accepted, Month, Row, grouped
from tests.oracle.rulebook import Rulebook, Units
from tests.oracle.scores import Kept, Place, ScoreKey, Scores
from tests.oracle.thresholds import quantities_of
from tests.oracle.workdays import WorkCalendar


@dataclass(frozen=True)
class State:
    """What a month hands to the next: the scores that count."""

    scores: Mapping[ScoreKey, Kept] = field(default_factory=dict)


@dataclass
class AgencyMonth:
    """One agency's month."""

    agency_id: str
    rulebook: Rulebook
    accepted: Accepted
    calendar: WorkCalendar
    people: dict[str, Person]
    attendance: Attendance
    days: dict[str, list[Day]]
    discipline: dict[str, Discipline]

    @classmethod
    def of(
        cls,
        policies: Policies,
        agency_id: str,
        month: Month,
        accepted: Accepted,
        known_on: date | None = None,
    ) -> "AgencyMonth":
        """Lay out who works where, when, and what their attendance says."""
        rulebook = Rulebook.of(policies, agency_id, month, Units.of(accepted.of("unit")), known_on)
        calendar = WorkCalendar.of(rulebook, accepted, known_on)
        people = _people(rulebook, accepted)
        outages = Outages.of(accepted.around("outage"), rulebook.units)
        attendance = Attendance.of(rulebook, calendar, list(people.values()), outages)
        days = {key: attendance.days(person) for key, person in people.items()}
        discipline = {key: discipline_of(attendance, person, days[key]) for key, person in people.items()}
        return cls(agency_id, rulebook, accepted, calendar, people, attendance, days, discipline)

    def pay(self, before: State | None = None) -> tuple[dict[str, Pay], State]:
        """Everyone's pay, and the state that the next month starts from."""
        opening = self.accepted.of("opening_balance") if before is None else []
        bases = {key: bases_of(self.attendance, person) for key, person in self.people.items()}
        scores = Scores(
            month=self.rulebook.month,
            measurer=Measurer(self),
            before={} if before is None else before.scores,
            members=self._members(bases),
            survey_holds=self._survey_holds,
            last_predicate={
                row["employee_id"]: row["last_predicate"] for row in opening if row["last_predicate"]
            },
        )
        cases = grouped(self.accepted.of("discipline_case"))
        holds = self.accepted.holds
        obligations = grouped(self.accepted.of("obligation"))
        everyone = {row["employee_id"] for row in self.accepted.of("employee_assignment")} | set(holds)
        pays = {key: Pay(key, [], holds.get(key, frozenset())) for key in sorted(everyone)}
        for key, person in self.people.items():
            found = Found(
                bases=bases[key],
                days=self.days[key],
                discipline=self.discipline[key],
                cases=cases.get(key, []),
                holds=holds.get(key, frozenset()) | self._postponed(person, obligations.get(key, [])),
            )
            pays[key] = pay_of(self.attendance, person, found, scores)
        mains = {key: person.posts.main for key, person in self.people.items()}
        ceilings = self.accepted.of("budget_ceiling")
        return within_ceilings(self.rulebook, pays, mains, ceilings), State({**scores.before, **scores.after})

    def _members(self, bases: Mapping[str, list[Basis]]) -> dict[tuple[Place, str], list[str]]:
        """People of whom a unit asks an aspect, each once, by unit, deciding date and aspect."""
        members: dict[tuple[Place, str], list[str]] = defaultdict(list)
        for key, own in bases.items():
            quantities = quantities_of(
                self.attendance, self.people[key], self.days[key], self.discipline[key]
            )
            asked = {
                (Place(basis.stretch.unit_id, basis.stretch.rule_date), aspect)
                for basis in own
                for aspect in aspects_asked(self.rulebook, basis, quantities.worked_days)
            }
            for place_and_aspect in asked:
                members[place_and_aspect].append(key)
        return members

    def _postponed(self, person: Person, rows: list[Row]) -> frozenset[str]:
        """Obligations past their date and its grace at the month's end that were not fulfilled by then."""
        main, last = person.posts.main, self.rulebook.month.last
        rules = self.rulebook.on(main.rule_date, main.unit_id).obligations
        found = set()
        for row in rows:
            rule = rules.get(row["obligation"].casefold())
            is_fulfilled = row["fulfilled_on"] is not None and row["fulfilled_on"] <= last
            if (
                rule is not None
                and not is_fulfilled
                and row["due_on"] + timedelta(days=rule.grace_days) <= last
            ):
                found.add(row["obligation"])
        return frozenset(found)

    def _survey_holds(self, place: Place) -> int:
        rule = self.rulebook.on(place.rule_date, place.unit_id).survey
        return 0 if rule is None else rule.holds_months


class Measurer:
    """Looks up what was measured of a person or of a unit."""

    def __init__(self, month: AgencyMonth) -> None:
        rows = month.accepted
        self._month = month
        self._ratings = grouped(rows.of("rating"))
        self._activities = grouped(rows.of("activity"))
        self._cases = grouped(rows.of("case_task"))
        self._answers = grouped(rows.around("survey_answer"), "unit_id")
        self._complaints = grouped(rows.around("complaint"), "unit_id")
        self._raters = grouped(rows.of("rating_360"))
        self._scores = rows.of("aspect_score")

    def __call__(
        self, employee_id: str, place: Place, aspect: str, kind: str, rule: MeasureRule
    ) -> Value | None:
        """Measured value, or None where there is nothing to measure."""
        month, book = self._month.rulebook.month, self._month.rulebook
        unit_id, rules = place.unit_id, book.on(place.rule_date, place.unit_id)
        match kind:
            case "ikm":
                survey, users = book.monthly(unit_id).survey, book.units.users(unit_id or "")
                answers = feedback.survey_answers(self._answers.get(unit_id or "", []), survey, month)
                return feedback.ikm(answers, survey, users)
            case "complaint_timeliness":
                rows = self._complaints.get(unit_id or "", [])
                return feedback.complaint_timeliness(rows, book.monthly(unit_id), self._month.calendar, month)
            case "given":
                subjects = {"employee": employee_id, "unit": unit_id, "agency": self._month.agency_id}
                return feedback.given(self._scores, rule, aspect, subjects, month)
            case "behaviour_360":
                return feedback.behaviour_360(self._raters.get(employee_id, []), rule, rules, month)
            case "flat":
                return Value(HUNDRED if rule.score is None else Fraction(rule.score))
            case _:
                return self._of_person(employee_id, rules, aspect, kind, rule)

    def _of_person(
        self, employee_id: str, rules: Rules, aspect: str, kind: str, rule: MeasureRule
    ) -> Value | None:
        month = self._month.rulebook.month
        person, days = self._month.people[employee_id], self._month.days[employee_id]
        discipline, attendance = self._month.discipline[employee_id], self._month.attendance
        work = Work(
            self._ratings.get(employee_id, []),
            self._activities.get(employee_id, []),
            self._cases.get(employee_id, []),
        )
        workdays = measures.target_days(attendance, person, days)
        found: dict[str, Callable[[], Value | None]] = {
            "discipline_points": lambda: measures.discipline_points(discipline, aspect),
            "attendance_rate": lambda: measures.attendance_rate(attendance, person, days),
            "recap_deduction": lambda: measures.recap_deduction(person),
            "rating_predicate": lambda: measures.rating_predicate(work, month),
            "rating_matrix": lambda: measures.rating_matrix(work, month, rules),
            "activity_minutes": lambda: measures.activity_minutes(work, rule, workdays),
            "quantity_quality": lambda: measures.quantity_quality(work, rule, workdays),
            "case_timeliness": lambda: measures.case_timeliness(work, month),
        }
        return found["quantity_quality" if kind.startswith("quantity_") else kind]()


def _people(rulebook: Rulebook, accepted: Accepted) -> dict[str, Person]:
    shifts, leaves = grouped(accepted.of("shift")), grouped(accepted.of("leave"))
    punches, recaps = grouped(accepted.around("punch")), grouped(accepted.of("attendance_recap"))
    people = {}
    for employee_id, rows in grouped(accepted.of("employee_assignment")).items():
        posts = posts_of(rows, rulebook)
        if posts is None:
            continue
        recap = next(
            (row for row in recaps.get(employee_id, []) if row["recap_month"] == rulebook.month.text), None
        )
        people[employee_id] = Person(
            employee_id,
            posts,
            shifts.get(employee_id, []),
            Leaves(leaves.get(employee_id, [])),
            sorted(row["punch_at"] for row in punches.get(employee_id, [])),
            recap,
        )
    return people
