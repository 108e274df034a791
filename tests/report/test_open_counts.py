"""Open cases are counted once: those that count for certain, and beside them, named, those of unknown scope.

The case is Nord-Odal's: none that counts is open, four of unknown scope are, all of them over the limit.
"""

from __future__ import annotations

from typing import Any

from casewatch.report.data import Ages, AgesChart, OpenCase, StripChart, StripRow, StripsChart
from casewatch.report.figure_table import OPEN, VERDICTS, beside_sentences, figure_headers, figure_rows
from casewatch.report.texts import text_of
from casewatch.report.waiting_tables import soon_sentence
from casewatch.report.work_words import Work, missed_sentence
from tests.report.builders import context, pooled, result
from tests.report.pictures import draw

_STILL = dict.fromkeys(("incomplete", "running", "paused", "overdue", "at_risk", "gone", "held_out"), 0)
NORD_ODAL = result("Nord-Odal", (5,) * 5, open=_STILL | {"scope_unknown": 4})
_OPEN = tuple(OpenCase(f"2026/{29 + each}", "running", 20, 20, over=True, scope_unknown=True) for each in range(4))
_ROWS: tuple[dict[str, Any], ...] = ({"in_scope": "unknown", "overdue": True},) * 4


def test_the_table_has_them_beside() -> None:
    (row, total) = figure_rows(context(), [NORD_ODAL], pooled((5,) * 5, open=NORD_ODAL["open"]), "Samlet")
    assert figure_headers(context())[OPEN] == "Åpne"
    assert (row[OPEN], total[OPEN]) == ("0 + 4 uavklarte", "0 + 4 uavklarte")
    assert [figure_headers(context())[column] for column in VERDICTS] == ["Målet om 80\u00a0%", "Målet om snitt"]
    assert [row[column] for column in VERDICTS] == ["nådd", "nådd"]
    assert [total[column] for column in VERDICTS] == ["", ""]


def test_every_picture_says_the_same() -> None:
    row = StripRow(NORD_ODAL, ())
    strip = draw(StripChart(context(), row)).words()
    assert "Venter nå (0)" in strip
    assert "+ 4 uavklarte" in strip
    assert "ingen saker venter" not in strip
    ages = draw(AgesChart(context(), (Ages("3414", "Nord-Odal", _OPEN),))).words()
    assert "Ingen åpne næringssaker (+ 4 uavklarte)" in ages
    assert "ingen åpne saker + 4 uavklarte" in ages
    for text in (text_of(StripChart(context(), row)), text_of(StripsChart(context(), (row,), None))):
        assert "Åpne saker som ikke er tegnet: 4 der det er uavklart om de teller." in text
    assert "Nord-Odal  0 saker  0             4" in text_of(AgesChart(context(), (Ages("3414", "Nord-Odal", _OPEN),)))


def test_the_sentences_of_the_pages_say_the_same() -> None:
    assert soon_sentence(context(), _ROWS) == (
        "Ingen åpne saker nærmer seg 10 dager, og ingen er over (+ 4 uavklarte)."
    )
    counting = {"in_scope": "yes", "overdue": True}
    assert soon_sentence(context(), (*_ROWS[:1], counting)) == "1 sak har brukt 10 dager eller mer (+ 1 uavklart)."
    work = [Work(row, None, None, None, must=False, broken=False, waiting=()) for row in _ROWS]
    assert missed_sentence(work, context().goals) == "Ingen saker har brukt 10 dager eller mer (+ 4 uavklarte)."


def test_the_unclear_ones_of_the_period_are_counted_as_in_the_table() -> None:
    figure = result("A", (5,) * 5, scope_unknown=1, held_out={"complete_unclear": 2}, out_of_scope={})
    assert beside_sentences(figure)[0] == (
        "3 saker er uavklarte. Grunner: 1 der det er uavklart om den teller, 2 mangelbrev etter komplett-dato."
    )
    assert beside_sentences(result("A", (5,) * 5, scope_unknown=1))[0] == "1 sak er uavklart."
