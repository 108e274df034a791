"""All applications of one municipality, made from its story."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from samples.cases import SCOPE_FIELDS, Case, build, office_day
from samples.story import FIRST_DAY, LAST_MONDAY, MONDAYS, YEAR_START, Story

#: Plans of `rules/areas.csv` that say yes to both a regulated plot and a road.
PLANS = {
    "3401": ("3401-2019-07", "3401-2021-03"),
    "3414": ("3414-2018-02",),
    "3415": ("3415-2020-05",),
    "3416": ("3416-2017-04",),  # regulated; of the road it says nothing
    "3417": ("3417-2022-01",),
    "3418": (),
}
BUSINESS_BUILDINGS = ("211", "214", "219", "231", "239", "241", "311", "321", "322", "329", "411", "511", "521")
HOME_BUILDINGS = ("111", "112", "121", "161", "162", "181", "182")
HANDLERS = ("SB1", "SB2", "SB3", "SB4")
#: What applications that do not count are, and how often: (type, business, weeks, weight).
OTHERS = (
    ("one_step", False, 12, 28),
    ("without_responsibility", False, 3, 24),
    ("change", False, 3, 8),
    ("framework", False, 12, 3),
    ("start_permit", None, 3, 9),
    ("completion_certificate", None, 3, 18),
    ("provisional_use", None, 3, 5),
    ("preliminary_conference", None, None, 3),
    ("other", None, None, 2),
)


def scope_for(rng: Random, story: Story, no: str | None = None, unknown: bool = False) -> dict[str, bool | None]:
    """The four fields as the office would answer them, with one no, or with the plot unknown."""
    fields: dict[str, bool | None] = dict.fromkeys(SCOPE_FIELDS, True)
    if no is not None:
        fields[no] = False
    if unknown:
        fields["regulated_plot"] = None
        if rng.random() < 0.5 or story.number == "3415":
            fields["road_to_boundary"] = None
    return fields


def before_complete(rng: Random, case: Case, weeks_hint: int | None = None) -> Case:
    """Give a case its receipt, and sometimes a defect letter and the supplement that mended it."""
    complete = case.dates["complete"]
    assert complete is not None
    case.weeks = weeks_hint if weeks_hint is not None else rng.choice((3, 12, 12))
    turn = rng.random()
    if turn < 0.45:
        case.dates["received"] = complete  # complete from the first day
        return case
    case.dates["received"] = complete - timedelta(days=rng.randint(6, 40))
    if turn < 0.85:
        letter = office_day(case.received + timedelta(days=rng.randint(1, 4)))
        if letter < complete:
            case.dates["deficiency"] = letter
            case.dates["supplement"] = complete
            if turn < 0.6:
                case.dates["complete"] = None  # nobody filled it in: the supplement says it
    return case


def new_dates(complete: date | None = None, decided: date | None = None) -> dict[str, date | None]:
    """All milestones, empty but for the two."""
    none: dict[str, date | None] = dict.fromkeys(("received", "deficiency", "supplement", "decision_sent", "closed"))
    return none | {"complete": complete, "decided": decided}


def business_case(
    rng: Random, story: Story, end: date, net: int, scope: dict[str, bool | None], *, state: str = "decided"
) -> Case:
    """A business case with so many net days up to ``end``: decided there, or open and running or paused."""
    stands = rng.choice((0, 0, 0, 1, 1, 2)) if net else 0
    complete, pauses = build(
        rng, end, net, max(stands, 1) if state == "paused" else stands, open_pause=state == "paused"
    )
    case = Case(
        application_type=rng.choice(("one_step", "one_step", "framework")),
        scope=scope,
        dates=new_dates(complete, end if state == "decided" else None),
        pauses=pauses,
        building_type=rng.choice(BUSINESS_BUILDINGS),
        handler=rng.choice(HANDLERS),
    )
    if state == "decided":
        case.outcome = "refused" if rng.random() < 0.06 else "granted"
        case.dates["decision_sent"] = office_day(end + timedelta(days=rng.choice((0, 0, 1, 3))))
    if PLANS[story.number] and all(scope.values()):
        case.plan_id = rng.choice(PLANS[story.number])
        case.by_plan = story.number == "3401" and rng.random() < 0.4
    elif scope["regulated_plot"] is False and story.number == "3401":
        case.plan_id = "3401-2016-11"
    if scope["within_plan"] is False:
        case.dispensation = True
    before_complete(rng, case)
    if case.weeks == 12 and rng.random() < 0.3:
        case.limit_date = office_day(complete + timedelta(weeks=12))
        if net > 50:
            case.extended_to = office_day(case.limit_date + timedelta(weeks=6))
    return case


def spread(rng: Random, first: date, last: date, count: int) -> list[date]:
    """So many office days, evenly with a little chance, in ``[first, last]``."""
    step = (last - first).days / max(count, 1)
    days = [first + timedelta(days=int(step * at + rng.uniform(0, step * 0.8))) for at in range(count)]
    return [min(office_day(day), last) for day in days]


def decided_cases(rng: Random, story: Story) -> Iterator[Case]:
    """Business cases in scope, of unknown scope, held out and outside, all of them decided."""
    for day, net in story.recent:
        yield business_case(rng, story, day, net, scope_for(rng, story))
    last = MONDAYS[0] - timedelta(days=3)
    for nets, first, until in (
        (story.this_year, YEAR_START, last),
        (story.last_year, FIRST_DAY, YEAR_START - timedelta(days=3)),
    ):
        shuffled = list(nets)
        rng.shuffle(shuffled)
        for day, net in zip(spread(rng, first, until, len(nets)), shuffled, strict=True):
            yield business_case(rng, story, day, net, scope_for(rng, story))
    for day, net in zip(spread(rng, date(2026, 2, 2), last, len(story.unclear)), story.unclear, strict=True):
        yield business_case(rng, story, day, net, scope_for(rng, story, unknown=True))
    for day in story.without_complete:
        case = business_case(rng, story, day, 8, scope_for(rng, story))
        case.dates |= {"complete": None, "supplement": None, "deficiency": None}
        yield case
    for day in story.complete_too_late:
        case = business_case(rng, story, day, 8, scope_for(rng, story))
        case.dates |= {"complete": day + timedelta(days=6), "supplement": None, "deficiency": None}
        yield case
    for reason, count in story.outside.items():
        for day in spread(rng, FIRST_DAY, last, 2 * count):
            yield business_case(rng, story, day, rng.randint(5, 60), scope_for(rng, story, no=reason))
    for day in spread(rng, FIRST_DAY, last, 2 * story.closed):
        case = business_case(rng, story, day, rng.randint(5, 40), scope_for(rng, story))
        case.outcome = rng.choice(("withdrawn", "withdrawn", "dismissed", "shelved"))
        case.dates |= {"decided": None, "decision_sent": None, "closed": day}
        yield case


def open_cases(rng: Random, story: Story) -> Iterator[Case]:
    """Business cases open on the last Monday."""
    for net in story.running:
        yield business_case(rng, story, LAST_MONDAY, net, scope_for(rng, story), state="running")
    for net in story.paused:
        yield business_case(rng, story, LAST_MONDAY, net, scope_for(rng, story), state="paused")
    for net in story.unclear_open:
        yield business_case(rng, story, LAST_MONDAY, net, scope_for(rng, story, unknown=True), state="running")
    for at in range(story.incomplete):
        case = business_case(rng, story, LAST_MONDAY, 5, scope_for(rng, story), state="running")
        case.pauses.clear()
        received = office_day(LAST_MONDAY - timedelta(days=12 + 17 * at))
        letter = office_day(received + timedelta(days=3))
        case.dates = new_dates() | {"received": received, "deficiency": letter}
        case.limit_date = None
        yield case


def other_cases(rng: Random, story: Story) -> Iterator[Case]:
    """Dwellings, garages, certificates and permits to start: they fill the lists and do not count."""
    weights = [weight for _type, _business, _weeks, weight in OTHERS]
    for end in spread(rng, FIRST_DAY, LAST_MONDAY - timedelta(days=3), 2 * story.others):
        kind, business, weeks, _weight = rng.choices(OTHERS, weights)[0]
        net = rng.randint(1, 18) if weeks == 3 else rng.randint(4, 75)
        complete, pauses = build(rng, end, net, rng.choice((0, 0, 0, 0, 1)) if weeks == 12 else 0)
        case = Case(
            application_type=kind,
            scope=dict.fromkeys(SCOPE_FIELDS) | {"business": business},
            dates=new_dates(complete, end),
            pauses=pauses,
            outcome="refused" if rng.random() < 0.03 else "granted",
            building_type=rng.choice(HOME_BUILDINGS if business is False else BUSINESS_BUILDINGS),
            handler=rng.choice((*HANDLERS, None)),
        )
        case.dates["decision_sent"] = office_day(end + timedelta(days=rng.choice((0, 1, 3))))
        before_complete(rng, case, weeks)
        case.weeks = weeks
        if rng.random() < 0.05:
            case.outcome = "withdrawn"
            case.dates |= {"decided": None, "decision_sent": None, "closed": end}
        yield case
    for received in spread(rng, date(2026, 9, 28), LAST_MONDAY - timedelta(days=3), 3 + story.others // 8):
        case = Case(
            application_type=rng.choice(("one_step", "without_responsibility")),
            scope=dict.fromkeys(SCOPE_FIELDS) | {"business": False},
            dates=new_dates(received if rng.random() < 0.7 else None) | {"received": received},
            building_type=rng.choice(HOME_BUILDINGS),
            handler=rng.choice((*HANDLERS, None)),
        )
        case.weeks = 3 if case.application_type == "without_responsibility" else 12
        if case.dates["complete"] is None:
            case.dates["deficiency"] = office_day(received + timedelta(days=2))
        yield case


def follow_ups(rng: Random, story: Story, cases: list[Case]) -> Iterator[Case]:
    """Later applications of the same case, where the municipality keeps them under one number: permit to start, then
    certificate of completion."""
    if story.number not in ("3401", "3417"):
        return
    granted = [case for case in cases if case.outcome == "granted" and case.scope["business"] and case.dates["decided"]]
    for case in granted[:: 2 if story.number == "3401" else 4]:
        decided = case.dates["decided"]
        assert decided is not None
        received = office_day(decided + timedelta(days=rng.randint(10, 40)))
        end = office_day(received + timedelta(days=rng.randint(3, 15)))
        if end > LAST_MONDAY:
            continue
        kind = rng.choice(("start_permit", "completion_certificate", "provisional_use"))
        dates = new_dates(received, end) | {"received": received, "decision_sent": end}
        later = Case(kind, dict(case.scope), dates, outcome="granted", weeks=3, handler=case.handler, follows=case)
        later.plan_id, later.building_type, later.application_no = case.plan_id, case.building_type, 2
        yield later


def give_numbers(rng: Random, story: Story, cases: list[Case]) -> None:
    """Case numbers as this municipality writes them, rising with the day of receipt."""
    forms = {
        "3401": "{year}/{n}",
        "3414": "{year}/{n:04d}",
        "3415": "{short}/{n:05d}",
        "3416": "BYGG-{short}/{n:05d}",
        "3417": "{year}/{n}",
        "3418": "{short}/{n}",
    }
    at: dict[int, int] = {}
    for case in sorted((case for case in cases if case.follows is None), key=lambda case: case.received):
        year = case.received.year
        at[year] = at.get(year, 100) + rng.randint(1, 9)
        case.case_no = forms[story.number].format(year=year, short=year % 100, n=at[year])
    for case in cases:
        if case.follows is not None:
            case.case_no = case.follows.case_no


def what_happens(story: Story, cases: list[Case]) -> None:
    """The news between the weeks that is not a mere passing of time: a date mended, a pause told late, a case gone."""
    in_scope = [case for case in cases if all(case.scope.values()) and case.follows is None]
    if story.number == "3401":
        # Decided on 5 November; until the week of the 16th its complete date stood two days too late.
        mended = next(case for case in in_scope if case.dates["decided"] == story.recent[0][0])
        if mended.dates["complete"] is None:
            mended.dates["complete"] = mended.dates["supplement"]
        complete = mended.dates["complete"]
        assert complete is not None
        mended.earlier.append(("complete", MONDAYS[2], complete + timedelta(days=2)))
        in_scope[3].application_type = None  # one measured case without a type
    if story.number == "3414":
        # Nobody registered the hearing until a week after it was sent.
        late = next(case for case in in_scope if any(pause.answered is None for pause in case.pauses))
        late.pauses[-1].known_from = MONDAYS[2]
    if story.number == "3417":
        # An open dwelling case that the last export lacks.
        gone = next(
            case
            for case in cases
            if case.scope["business"] is False
            and case.dates["decided"] is None
            and case.dates["closed"] is None
            and case.received <= MONDAYS[0]
        )
        gone.gone_from = LAST_MONDAY


def all_cases(story: Story) -> list[Case]:
    """Every application of the municipality, by day of receipt; the same ones each time."""
    rng = Random(f"casewatch {story.number}")
    cases = [*decided_cases(rng, story), *open_cases(rng, story), *other_cases(rng, story)]
    cases += follow_ups(rng, story, cases)
    give_numbers(rng, story, cases)
    what_happens(story, cases)
    return sorted(cases, key=lambda case: (case.received, case.case_no, case.application_no))
