"""The open cases in words: the first sentence, the next step of each state, and what people said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casewatch.report.data import Goals
from casewatch.report.words.work import Waiting, Work, correction_in_words, missed_sentence, must_sentence, next_step

GOALS = Goals(limit_days=10, share_percent=80, mean_days=21)
WEDNESDAY = date(2026, 11, 25)
NVE = Waiting("NVE", date(2026, 11, 18), 7, long=False)
LATE = Waiting(None, date(2026, 10, 20), 36, long=True)


def work(state: str = "running", **more: Any) -> Work:
    """An open case that counts, with nothing else known of it."""
    case = {"state": state, "in_scope": "yes", "overdue": False, "held_out_reason": None}
    case |= {name: more.pop(name) for name in list(more) if name in case}
    usual = {"calendar_days": 3, "days_left": None, "decide_by": None, "must": False, "broken": False, "waiting": ()}
    return Work(case=case, **(usual | more))


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        (work(decide_by=WEDNESDAY), "Avgjør senest onsdag 25. november."),
        (work(decide_by=WEDNESDAY, in_scope="unknown"),
         "Avgjør senest onsdag 25. november. Avklar om den teller i målet."),
        (work(overdue=True), "Avgjør så snart som mulig."),
        (work(overdue=True, in_scope="no"), "Behandle saken."),
        (work(in_scope="no"), "Behandle saken."),
        (work(broken=True, decide_by=WEDNESDAY), "Avgjør straks: lovfristen er oversittet."),
        (work("paused", waiting=(NVE,)), "Vent på uttalelse: NVE (sendt 18.11.2026, 7 kalenderdager)."),
        (work("paused", waiting=(LATE, NVE)), "Vurder å purre: en annen instans (sendt 20.10.2026, 36 kalenderdager)."),
        (work("paused", waiting=(NVE,), broken=True),
         "Lovfristen er oversittet. Vent på uttalelse: NVE (sendt 18.11.2026, 7 kalenderdager)."),
        (work("paused", waiting=(Waiting("NVE", WEDNESDAY, 0, long=False), Waiting("NVE", WEDNESDAY, 1, long=False))),
         "Vent på uttalelse: NVE (sendt i dag) og NVE (sendt 25.11.2026, 1 kalenderdag)."),
        (work("incomplete"), "Sjekk om søknaden er komplett."),
        (work("held_out", held_out_reason="pause_reversed"), "Rett datoene: svar på uttalelse før den ble sendt."),
        (work("gone", broken=True), "Ikke med i siste eksport: sjekk om den er avgjort eller trukket."),
    ],
)  # fmt: skip
def test_the_next_step(each: Work, expected: str) -> None:
    assert next_step(each) == expected


@pytest.mark.parametrize(
    ("found", "must", "missed"),
    [
        ([], "Ingen åpne saker.", ""),
        ([work()], "Ingen saker må avgjøres før neste eksport, mandag 30. november.", ""),
        ([work(must=True), work(broken=True)],
         "1 sak må avgjøres før neste eksport, mandag 30. november.", "Lovfristen er oversittet i 1 sak."),
        ([work(must=True), work(must=True), work(overdue=True), work(overdue=True, in_scope="no")],
         "2 saker må avgjøres før neste eksport, mandag 30. november.", "1 sak har brukt 10 dager eller mer."),
    ],
)  # fmt: skip
def test_what_has_to_be_decided(found: list[Work], must: str, missed: str) -> None:
    assert must_sentence(found, date(2026, 11, 30)) == must
    assert missed_sentence(found, GOALS) == missed


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"decided": "2026-11-25", "outcome": None}, "Vedtaksdato: 25.11.2026; Resultat: tom"),
        ({"application_type": "one_step"}, "Søknadstype: ett-trinn"),
        ({"legal_limit_weeks": 12}, "Lovfrist i uker: 12"),
        ({"hearing 2026-11-25": ""}, "Sendt til uttalelse 25.11.2026, ikke besvart"),
        ({"hearing 2026-11-04": ["2026-11-20", "nve"]}, "Sendt til uttalelse 04.11.2026 hos NVE, besvart 20.11.2026"),
        ({"authority 2026-11-04": ["none", "nve"]}, "Sendt til annen myndighet 04.11.2026, NVE: har ikke skjedd"),
    ],
)
def test_what_people_said(values: dict[str, Any], expected: str) -> None:
    assert correction_in_words(values, {"nve": "NVE"}) == expected
