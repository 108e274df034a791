"""Clock and indicator for a million applications with three million pauses, beside DuckDB and pandas.

All start from the same arrays in memory and give the same figures per municipality: measured, under the limit, sum,
median, 80th percentile and longest of the net days, paused days by kind, open ones by state, how many are unclear, and
the ends of share and mean within their bounds. DuckDB unites the pauses
with window functions over the arrays; pandas with one ``groupby.apply`` call per application, on a part of them,
scaled up.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from time import perf_counter

import duckdb
import numpy as np
import pandas as pd

from casewatch.core.bounds import bounds
from casewatch.core.cases import HEARING, NAT, NONE, SCOPE_FIELDS, YES, Applications, Pauses, Repeats
from casewatch.core.clock import measure
from casewatch.core.days import Calendar
from casewatch.core.indicator import figures
from casewatch.core.periods import Period
from casewatch.core.rules import RuleSet, Targets
from casewatch.core.scope import decide_scope

APPLICATIONS, PAUSES, PLACES = 1_000_000, 3_000_000, 50
APPLY_PART = 10_000  # applications that `groupby.apply` is timed on
AS_OF = date(2026, 11, 25)
PERIOD = Period("12m", date(2025, 11, 26), AS_OF)
RULE = RuleSet(
    id="bench",
    name="bench",
    valid_from=date(2020, 1, 1),
    version="bench",
    day_count="calendar",
    stop="decided",
    pauses=frozenset({"hearing", "other_authority"}),
    scope=SCOPE_FIELDS,
    types_not_counted=frozenset({"start_permit"}),
    targets=Targets(10, 80, 21),
)
Answer = list[tuple[float, ...]]


def make(rng: np.random.Generator) -> tuple[Applications, Pauses]:
    """Applications over three years, three pauses each on average, half of them overlapping."""
    n = APPLICATIONS
    received = np.datetime64("2023-12-01", "D") + rng.integers(0, 1000, n)
    complete = received + rng.integers(0, 40, n)
    decided = np.where(rng.random(n) < 0.9, complete + rng.integers(0, 120, n), NAT)
    owner = np.sort(rng.integers(0, n, PAUSES))  # application by application, as a store gives them
    sent = complete[owner] + rng.integers(-5, 60, PAUSES)
    answered = np.where(rng.random(PAUSES) < 0.95, sent + rng.integers(0, 40, PAUSES), NAT)
    nothing = np.full(n, NAT)
    empty = np.full(n, None, object)
    numbers = tuple(f"{3400 + place}" for place in range(PLACES))
    applications = Applications(
        municipalities=numbers,
        municipality=rng.integers(0, PLACES, n),
        case_no=empty,
        application_no=np.ones(n, np.int64),
        application_type=np.zeros(n, np.int8),
        outcome=np.full(n, NONE, np.int8),
        received=received,
        complete=complete,
        deficiency=nothing,
        supplement=nothing,
        decided=decided,
        decision_sent=nothing,
        closed=nothing,
        legal_limit_date=nothing,
        extended_to=nothing,
        legal_limit_weeks=np.zeros(n, np.int64),
        start_rules=(("column", "supplement"),),
        start_rule=np.zeros(n, np.int64),
        complete_by_person=np.zeros(n, bool),
        letter_rule=np.zeros(n, np.int8),
        repeats=Repeats(np.empty(0, np.int64), np.empty(0, np.int8), nothing[:0]),
        scope={name: np.full(n, YES, np.int8) for name in SCOPE_FIELDS},
        scope_source=dict.fromkeys(SCOPE_FIELDS, empty),
        dispensation=np.full(n, NONE, np.int8),
        plan_id=empty,
        handler=empty,
        gone=np.zeros(n, bool),
    )
    kind = rng.integers(0, 2, PAUSES).astype(np.int8)
    return applications, Pauses(owner, kind, sent, answered, np.full(PAUSES, None, object), np.zeros(PAUSES, bool))


def ours(a: Applications, pauses: Pauses) -> Answer:
    """The core: every measure of the clock, and the whole indicator."""
    measures = measure(a, pauses, AS_OF, RULE, CALENDAR)
    scope = decide_scope(a, RULE, measures.milestones.decision, {})
    limits = bounds(a, pauses, measures, AS_OF, RULE, CALENDAR)
    found = figures(a, measures, limits, scope, PERIOD, AS_OF, RULE.targets, a.municipalities)
    return [
        (
            *(figure.measured, figure.under, figure.sum_days, float(figure.median_days or 0)),
            *(figure.p80_days or 0, figure.max_days or 0, figure.sum_total_days, *figure.paused_days.values()),
            *(figure.open[name] for name in ("running", "paused", "overdue", "at_risk")),
            *(figure.unclear.number, figure.unclear.worst[0], figure.unclear.best[0], figure.unclear.share_differ),
            *(figure.unclear.least_over, figure.unclear.greatest_over or 0, figure.unclear.mean_differ),
        )
        for figure in found[:-1]
    ]


CALENDAR = Calendar(lambda _first, _last: np.empty(0, "datetime64[D]"))

#: Days are whole numbers; an open pause or case has the as-of day as its end.
SQL = """
WITH cut AS (
    SELECT p.owner, p.hearing, p.never, greatest(p.sent, a.complete) AS b, least(p.answered, a.stop) AS e
    FROM pauses p JOIN applications a ON a.id = p.owner
    WHERE p.sent <= $as_of AND p.answered > a.complete AND p.sent < a.stop
), reach AS (
    SELECT owner, hearing, b, e,
           max(e) OVER (PARTITION BY owner ORDER BY b, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before,
           max(CASE WHEN hearing THEN e END)
               OVER (PARTITION BY owner ORDER BY b, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS heard
    FROM cut
), stood AS (
    SELECT owner, sum(greatest(0, e - greatest(b, coalesce(before, b)))) AS days,
           sum(CASE WHEN hearing THEN greatest(0, e - greatest(b, coalesce(heard, b))) ELSE 0 END) AS hearing
    FROM reach GROUP BY owner
), doubted AS (  -- decided, and a pause sent before that was never answered
    SELECT DISTINCT p.owner FROM pauses p JOIN applications a ON a.id = p.owner
    WHERE p.never AND p.sent < a.stop AND a.decided <= $as_of
), known AS (
    SELECT owner, b, e,
           max(e) OVER (PARTITION BY owner ORDER BY b, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
    FROM cut WHERE NOT never AND owner IN (SELECT owner FROM doubted)
), known_stood AS (
    SELECT owner, sum(greatest(0, e - greatest(b, coalesce(before, b)))) AS days FROM known GROUP BY owner
), waits AS (
    SELECT DISTINCT owner FROM pauses WHERE sent <= $as_of AND answered > $as_of
), net AS (
    SELECT a.place, a.decided, a.stop - a.complete - coalesce(s.days, 0) AS days,
           coalesce(s.days, 0) AS stood, coalesce(s.hearing, 0) AS hearing, w.owner IS NOT NULL AS waiting,
           a.stop - a.received AS total, d.owner IS NOT NULL AS held,
           a.stop - a.complete - coalesce(k.days, 0) AS most
    FROM applications a LEFT JOIN stood s ON s.owner = a.id LEFT JOIN waits w ON w.owner = a.id
    LEFT JOIN doubted d ON d.owner = a.id LEFT JOIN known_stood k ON k.owner = a.id
    WHERE a.complete <= $as_of AND a.received <= $as_of
), ended AS (SELECT * FROM net WHERE decided BETWEEN $first AND $last AND decided <= $as_of),
measured AS (SELECT * FROM ended WHERE NOT held),
running AS (SELECT * FROM net WHERE decided > $as_of)
SELECT m.*, o.* EXCLUDE (place), u.* EXCLUDE (place) FROM (
    SELECT place, count(*), count(*) FILTER (days < 10), sum(days), median(days),
           quantile_disc(days, 0.8), max(days), sum(total), sum(hearing), sum(stood - hearing)
    FROM measured GROUP BY place
) m JOIN (
    SELECT place, count(*) FILTER (NOT waiting), count(*) FILTER (waiting), count(*) FILTER (days >= 10),
           count(*) FILTER (NOT waiting AND days BETWEEN 6 AND 9)
    FROM running GROUP BY place
) o ON o.place = m.place JOIN (
    SELECT place, count(*) FILTER (held), count(*) FILTER (CASE WHEN held THEN most ELSE days END < 10),
           count(*) FILTER (days < 10), count(*) FILTER (held AND days < 10 AND most >= 10),
           sum(days - 21), sum(CASE WHEN held THEN most ELSE days END - 21), count(*) FILTER (held AND days <> most)
    FROM ended GROUP BY place
) u ON u.place = m.place ORDER BY m.place
"""


def plain(a: Applications, pauses: Pauses) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The same arrays as frames of whole numbers, for the others."""
    as_of = np.datetime64(AS_OF, "D")
    stop = np.where(a.decided <= as_of, a.decided, as_of)
    answered = np.where(pauses.answered <= as_of, pauses.answered, as_of + 10_000)
    far = np.datetime64("2200-01-01", "D")
    applications = pd.DataFrame(
        {
            "id": np.arange(len(a)),
            "place": a.municipality,
            "received": a.received.view(np.int64),
            "complete": a.complete.view(np.int64),
            "decided": np.where(np.isnat(a.decided), far, a.decided).view(np.int64),
            "stop": stop.astype("datetime64[D]").view(np.int64),
        }
    )
    table = pd.DataFrame(
        {
            "owner": pauses.application,
            "hearing": pauses.kind == HEARING,
            "sent": pauses.sent.view(np.int64),
            "answered": answered.view(np.int64),
            "never": np.isnat(pauses.answered),
        }
    )
    return applications, table


def duck(connection: duckdb.DuckDBPyConnection) -> Answer:
    """Window functions over the same arrays."""
    number = {name: int(np.datetime64(day, "D").astype(np.int64)) for name, day in _DAYS.items()}
    rows = connection.execute(SQL, number).fetchall()
    return [tuple(float(value) for value in row[1:]) for row in rows]


_DAYS = {"as_of": AS_OF, "first": PERIOD.first, "last": PERIOD.last}


def apply_seconds(applications: pd.DataFrame, pauses: pd.DataFrame) -> tuple[float, pd.Series]:
    """Seconds for one ``groupby.apply`` call per application over a part of them, and the days it found."""
    part = applications[applications["id"] < APPLY_PART]
    joined = part.merge(pauses, left_on="id", right_on="owner", how="left")
    as_of = int(np.datetime64(AS_OF, "D").astype(np.int64))

    def net(rows: pd.DataFrame) -> int:
        complete, stop = int(rows["complete"].iloc[0]), int(rows["stop"].iloc[0])
        days, reach = stop - complete, complete
        spans = rows[["sent", "answered"]].dropna()
        for sent, answered in sorted(zip(spans["sent"], spans["answered"], strict=True)):
            if sent <= as_of:
                begin, end = max(int(sent), reach), min(int(answered), stop)
                days -= max(0, end - begin)
                reach = max(reach, end)
        return days

    begin = perf_counter()
    found = joined.groupby("id").apply(net)
    return perf_counter() - begin, found


def timed(run: Callable[[], Answer], times: int = 5) -> tuple[float, Answer]:
    """The median of several runs after one that is not counted, and the answer."""
    answer = run()
    seconds = []
    for _ in range(times):
        begin = perf_counter()
        answer = run()
        seconds.append(perf_counter() - begin)
    return sorted(seconds)[times // 2], answer


def main() -> list[str]:
    """Run it, check that all agree, and give the lines of the report."""
    a, pauses = make(np.random.default_rng(20261125))
    mine, answer = timed(lambda: ours(a, pauses))
    applications, table = plain(a, pauses)
    lines = [f"casewatch                      {mine:8.3f} s"]
    for threads in (1, None):
        config = {} if threads is None else {"threads": threads}
        connection = duckdb.connect(config=config)
        connection.register("frame_a", applications)
        connection.register("frame_p", table)
        connection.execute("CREATE TABLE applications AS SELECT * FROM frame_a")
        connection.execute("CREATE TABLE pauses AS SELECT * FROM frame_p")
        theirs, other = timed(lambda connection=connection: duck(connection))  # type: ignore[misc]
        assert other == answer, "DuckDB counts otherwise"
        name = "DuckDB, one thread" if threads else "DuckDB, all threads"
        lines.append(f"{name:30} {theirs:8.3f} s   {theirs / mine:6.1f} times casewatch")
    seconds, days = apply_seconds(applications, table)
    measures = measure(a, pauses, AS_OF, RULE, CALENDAR)
    shown = np.flatnonzero(a.complete[:APPLY_PART] <= np.datetime64(AS_OF, "D"))
    shown = shown[measures.has_days[shown]]
    assert (days.loc[shown].to_numpy() == measures.net[shown]).all(), "groupby.apply counts otherwise"
    scaled = seconds * APPLICATIONS / APPLY_PART
    lines.append(f"{'pandas groupby.apply (scaled)':30} {scaled:8.1f} s   {scaled / mine:6.0f} times casewatch")
    return lines


if __name__ == "__main__":
    print("\n".join(main()))
