"""Charts over awkward data: none, one, very many, very long, and limits nobody thought of."""

from __future__ import annotations

import random
from datetime import date, timedelta

from casewatch.report.data import (
    Ages,
    AgesChart,
    Chart,
    OpenCase,
    StripChart,
    StripsChart,
    TimelineChart,
    TrendChart,
)
from tests.report.builders import GRUE, context, interval, pooled, strip, trend

LONG_NAME = "Søndre Kongsvingerregionens interkommunale byggesakssamarbeid for nærings- og landbruksbygg"
_SHARED = context(
    rule="egen", rule_name=f"Regelen til {LONG_NAME}, vedtatt i felles kommunestyremøte", limit_days=84,
    share_percent=90, mean_days=60, day_count="working",
)  # fmt: skip
KONGSVINGER = (1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 5, 6, 6, 6, 7, 7, 8, 8, 9, 9, 10, 16, 27, 58)
SIX = (
    strip("Eidskog", (2, 5, 7, 9, 14), (4,)),
    strip("Grue", GRUE, (2, 6, 8, 17)),
    strip("Kongsvinger", KONGSVINGER, (1, 3, 3, 5, 9, 12, 23)),
    strip("Nord-Odal", (4, 6, 8, 9, 22, 38, 83), (7, 47)),
    strip("Sør-Odal", (3, 4, 4, 6, 7, 7, 8, 9, 12, 24), (2, 9), scope_unknown=3, share="unclear"),
    strip("Åsnes", (6, 15)),
)
ALL_DAYS = tuple(dot.days for row in SIX for dot in row.dots if dot.decided)


def _days(seed: int, number: int, mean: float = 9, most: int = 400) -> tuple[int, ...]:
    chance = random.Random(seed)
    return tuple(min(int(chance.expovariate(1 / mean)), most) for _ in range(number))


def strips() -> dict[str, Chart]:
    """One municipality and several, as dots."""
    crowd = tuple(
        strip(
            f"{LONG_NAME[: 6 + seed * 4]} {seed}",
            _days(seed, (0, 1, 4, 5, 30, 90)[seed % 6], 14),
            _days(seed, seed % 9),
        )
        for seed in range(25)
    )
    return {
        "strip none": StripChart(context(), strip("Åsnes", ())),
        "strip none, some unclear": StripChart(context(), strip("Åsnes", (), scope_unknown=2)),
        "strip one": StripChart(context(), strip("Åsnes", (6,), (12,), scope_unknown=1)),
        "strip as designed": StripChart(context(), SIX[1]),
        "strip 200": StripChart(context(), strip(LONG_NAME, _days(1, 200), _days(2, 60, 14), scope_unknown=4)),
        "strip 200 on one day": StripChart(context(), strip("A", (5,) * 200, (5,) * 50)),
        "strip a long pile": StripChart(context(), strip("A", tuple(range(41, 241)), tuple(range(96, 156)))),
        "strip waiting side by side": StripChart(context(), strip("A", (9, 10, 21), tuple(range(30)))),
        "strip mean at the limit": StripChart(context(), strip("A", (9, 9, 10, 10, 10))),
        "strip mean at its target": StripChart(context(), strip("A", (21, 21, 20, 21, 21))),
        "strip mean far over": StripChart(context(), strip("A", (90, 91, 1000, 1001, 12))),
        "strip other limits": StripChart(
            _SHARED, strip(LONG_NAME, (3, 80, 83, 84, 90, 130), (20, 21, 22, 85), limit=84)
        ),
        "strip limit 1": StripChart(context(limit_days=1, mean_days=2), strip("A", (0, 0, 1, 2, 3), (0, 1), limit=1)),
        "strip limit 20 beside 21": StripChart(context(limit_days=20), strip("A", (19, 20, 21, 22, 23), limit=20)),
        "strips none": StripsChart(context(), (), None),
        "strips one": StripsChart(context(), SIX[1:2], pooled(GRUE)),
        "strips as designed": StripsChart(context(), SIX, pooled(ALL_DAYS, scope_unknown=3)),
        "strips 25": StripsChart(context(), crowd, pooled(_days(3, 900))),
        "strips other limits": StripsChart(_SHARED, SIX[:2], pooled(GRUE)),
        "strips limit 1": StripsChart(context(limit_days=1, mean_days=2), SIX[:2], pooled(GRUE)),
        "strips limit over mean": StripsChart(context(limit_days=30, mean_days=12), SIX[:2], pooled(GRUE)),
    }


def _counts(seed: int, months: int, most: int) -> list[tuple[int, int]]:
    chance = random.Random(seed)
    counts = []
    for _month in range(months):
        n = chance.randrange(most + 1)
        counts.append((chance.randrange(n + 1), n))
    return counts


def trends() -> dict[str, Chart]:
    """Rolling shares."""
    six = tuple(trend(row.result["name"], _counts(number, 25, 6 + number)) for number, row in enumerate(SIX))
    unclear = trend("Sør-Odal", [(8, 10)] * 25, verdict="unclear", turned_by=1003, scope_unknown=3, held_out=1000)
    return {
        "trend none": TrendChart(context(), ()),
        "trend empty": TrendChart(context(), (trend("Tom", []), trend("Ett", [(5, 6)]))),
        "trend one": TrendChart(context(), six[:1]),
        "trend six": TrendChart(context(), (*six[:4], unclear, six[5])),
        "trend edges": TrendChart(
            context(), (trend("A", [(0, 9)] * 25), trend("B", [(9, 9)] * 25), trend("C", [(1, 2)] * 3))
        ),
        "trend 25": TrendChart(context(), tuple(trend(f"{LONG_NAME} {n}", _counts(n, 60, n)) for n in range(25))),
        "trend other target": TrendChart(_SHARED, six),
        "trend target 55": TrendChart(context(share_percent=55), six),
        "trend target 100": TrendChart(context(share_percent=100), six[:2]),
        "trend target 5": TrendChart(context(share_percent=5), six[:2]),
    }


def _open(seed: int, number: int) -> tuple[OpenCase, ...]:
    chance = random.Random(seed)
    cases = []
    for count in range(number):
        state = chance.choice(["running", "paused", "incomplete", "gone", "held_out"])
        days = chance.choice([0, 4, 9, 10, 30, 300]) if state in ("running", "paused") else None
        total = (days or 0) + chance.randrange(90)
        unknown = chance.random() < 0.2
        cases.append(OpenCase(f"2026/{1000 + count}", state, days, total, (days or 0) >= 10, unknown))
    return tuple(cases)


def ages() -> dict[str, Chart]:
    """Open cases."""
    odd = OpenCase("BYGGESAK-OG-DELESAK-2026/000000000000001234-5", "gone", None, None, False, True)
    return {
        "ages none": AgesChart(context(), ()),
        "ages one, empty": AgesChart(context(), (Ages("1", "Åsnes", ()),)),
        "ages odd": AgesChart(context(), (Ages("1", LONG_NAME, (odd, OpenCase("1", "running", 0, 0))),)),
        "ages six": AgesChart(
            context(), tuple(Ages("1", row.result["name"], _open(n, n * 4)) for n, row in enumerate(SIX))
        ),
        "ages 200": AgesChart(context(), (Ages("1", "Kongsvinger", _open(7, 200)),)),
        "ages 25": AgesChart(_SHARED, tuple(Ages("1", f"{LONG_NAME} {n}", _open(n, n)) for n in range(25))),
        "ages limit 1": AgesChart(context(limit_days=1), (Ages("1", "A", _open(9, 12)),)),
    }


_PARTIES = {"statsforvalteren": "Statsforvalteren i Innlandet, avdeling for kommunal- og byggesaker", "nve": "NVE"}


def timeline(
    steps: list[tuple[str, int]],
    start: date,
    *,
    before: int = 0,
    state: str = "decided",
    limit: int | None = 10,
    **goals: str,
) -> TimelineChart:
    """A case of (why, days) from the day it was complete, received ``before`` days earlier."""
    intervals = []
    if before:
        intervals.append(interval(start - timedelta(days=before), start, "before_complete"))
    day, net, limit_day = start, 0, None
    for number, (why, length) in enumerate(steps):
        party = (
            (None, "nve", "statsforvalteren", "annen")[number % 4] if why in ("hearing", "other_authority") else None
        )
        counted = why == "running" and state not in ("closed", "held_out")
        intervals.append(interval(day, day + timedelta(days=length), why, party, counted))
        if counted:
            if limit is not None and net < limit <= net + length:
                limit_day = day + timedelta(days=limit - net)
            net += length
        day += timedelta(days=length)
    open_now = state in ("running", "paused", "incomplete")
    explained = {
        "case_no": "2026/977", "net_days": None if state in ("closed", "held_out", "incomplete") else net,
        "intervals": intervals,
    }  # fmt: skip
    asked = context(as_of=day, **goals) if open_now else context(**goals)
    received = start - timedelta(days=before)
    return TimelineChart(asked, explained, state, received, start, None if open_now else day, limit_day, _PARTIES)


def timelines() -> dict[str, Chart]:
    """Ways of one application."""
    start = date(2026, 8, 31)
    chance = random.Random(5)
    tiny = [(why, chance.choice([1, 1, 2, 7])) for _ in range(18) for why in ("running", "hearing")]
    week = [("running", 5), ("non_working", 2)]
    decade = [("running", 1), ("hearing", 3650), ("running", 2)]
    working = [*week * 2, ("hearing", 5), ("non_working", 2), ("hearing", 4), *week * 4]
    incomplete = {
        "case_no": "2026/1",
        "net_days": None,
        "intervals": [interval(start, date(2026, 11, 23), "before_complete")],
    }
    return {
        "timeline as designed": timeline([("running", 4), ("hearing", 28), ("running", 40)], start, before=19),
        "timeline same day": timeline([], start),
        "timeline one day": timeline([("running", 1)], start, before=1),
        "timeline tiny pauses": timeline(tiny, start, before=3),
        "timeline 120 pauses": timeline(tiny * 6, start, before=400),
        "timeline ten years": timeline(decade, date(2016, 1, 1), before=2000),
        "timeline late": timeline([("running", 1), ("other_authority", 1), ("running", 2)], start, before=900),
        "timeline open": timeline([("running", 6)], start, before=5, state="running"),
        "timeline paused": timeline([("running", 4), ("hearing", 6)], start, before=5, state="paused"),
        "timeline paused at once": timeline([("hearing", 6)], start, state="paused"),
        "timeline closed": timeline([("running", 15)], start, before=20, state="closed"),
        "timeline working": timeline(working, start, day_count="working"),
        "timeline incomplete": TimelineChart(context(), incomplete, "incomplete", start, None, None, None),
        "timeline limit ahead": TimelineChart(
            context(as_of=date(2026, 9, 4)),
            {"case_no": LONG_NAME, "net_days": 4, "intervals": [interval(start, date(2026, 9, 4), "running")]},
            "running", start, start, None, date(2026, 9, 10),
        ),
    }  # fmt: skip


def everything() -> dict[str, Chart]:
    """All of them by name."""
    return {**strips(), **trends(), **ages(), **timelines()}


ALL = everything()
