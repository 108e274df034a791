"""Open cases are counted once: those that count for certain, and beside them, named, those of unknown scope.

The case is Nord-Odal's: none that counts is open, four of unknown scope are, all of them over the limit.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from casewatch.report.data import Ages, AgesChart, Dot, OpenCase, StripChart, StripRow, StripsChart
from casewatch.report.pictures.as_text import text_of
from casewatch.report.tables.figures import OPEN, OVER, VERDICTS, beside_sentences, figures_table
from casewatch.report.tables.waiting import soon_sentence, soon_table
from casewatch.report.words.work import Work, missed_sentence
from tests.report.builders import context, pooled, result
from tests.report.pictures.measured import draw

_STILL = dict.fromkeys(("incomplete", "running", "paused", "overdue", "at_risk", "gone", "held_out"), 0)
NORD_ODAL = result("Nord-Odal", (5,) * 5, open=_STILL | {"scope_unknown": 4})
_OPEN = tuple(OpenCase(f"2026/{29 + each}", "running", 20, 20, over=True, scope_unknown=True) for each in range(4))
_ROWS: tuple[dict[str, Any], ...] = ({"in_scope": "unknown", "overdue": True},) * 4


def test_the_table_has_them_beside() -> None:
    (row, total) = figures_table(context(), [NORD_ODAL], pooled((5,) * 5, open=NORD_ODAL["open"])).texts()
    headers = figures_table(context(), [], None).headers
    assert headers[OPEN] == "Åpne"
    assert (row[OPEN], total[OPEN]) == ("0 + 4 uavklarte", "0 + 4 uavklarte")
    assert [headers[column] for column in VERDICTS] == [
        "Målet om 80\u00a0%",
        "Målet om snitt",
    ]
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


#: 8 of 10, and two open over the limit, one of them with a letter of defects after it was complete.
GRUE = result("Grue", (5,) * 8 + (12,) * 2)
GRUE["open"] |= {"overdue": 2}
GRUE["verdict"] |= {"waiting": 2, "waiting_over": 1, "loses": True}
_LETTER = "mangelbrev etter komplett-dato: starten er uklar"


def test_those_with_a_letter_stand_beside_those_that_have_missed() -> None:
    (row, total) = figures_table(context(), [GRUE], GRUE).texts()
    assert row[VERDICTS[0]] == "nådd i dag, men 1 ventende sak er over grensen"
    assert (row[OVER], total[OVER]) == ("1 + 1 med mangelbrev", "1 + 1 med mangelbrev")


def test_over_a_past_period_or_an_old_result_nothing_is_told_apart() -> None:
    past = GRUE | {"verdict": GRUE["verdict"] | {"waiting": 0, "waiting_over": 0, "loses": False}}
    (row,) = figures_table(context(as_of=date(2026, 12, 24)), [past], None).texts()
    assert row[OVER] == "2"
    kinds = dict.fromkeys(("share_met", "share_certain", "mean_met", "mean_certain"), True) | {"too_few": False}
    (row,) = figures_table(context(), [GRUE | kinds | {"verdict": None}], None).texts()
    assert row[OVER] == "2"


def test_the_list_of_what_is_over_marks_the_letter() -> None:
    case = dict.fromkeys(("net_days", "total_days", "days_left", "last_day", "legal_last_day"))
    case |= {"case_no": "2026/13", "application_no": 1, "overdue": True, "state": "running", "in_scope": "yes"}
    told = [
        soon_table(context(), [case | {"remarks": remarks}]).rows[0][1] for remarks in ("", "deficiency_after_complete")
    ]
    assert told == ["10 dager eller mer", f"10 dager eller mer ({_LETTER})"]


def test_pictures_and_lists_mark_the_letter() -> None:
    dots = (Dot("2026/11", 60, False, False), Dot("2026/13", 60, False, False, letter=True))
    strip = StripChart(context(), StripRow(GRUE, dots))
    told = f"1 sak over grensen har {_LETTER}."
    assert re.search(rf"^2026/13 +60 +venter, over grensen \({_LETTER}\)$", text_of(strip), re.MULTILINE)
    assert re.search(r"^2026/11 +60 +venter, over grensen$", text_of(strip), re.MULTILINE)
    strips = StripsChart(context(), (strip.row,), None)
    for chart in (strip, strips):
        assert told in text_of(chart)
        assert told in " ".join(draw(chart).words().split())
    cases = tuple(OpenCase(dot.case_no, "running", 60, 61, over=True, letter=dot.letter) for dot in dots)
    text = text_of(AgesChart(context(), (Ages("3417", "Grue", cases),)))
    assert re.search(r"^Grue +2 saker +1 \+ 1 med mangelbrev +0$", text, re.MULTILINE)
    assert re.search(rf"^Grue +2026/13 +60 +61 +tiden løper +ja \({_LETTER}\) +ja$", text, re.MULTILINE)
    assert re.search(r"^Grue +2026/11 +60 +61 +tiden løper +ja +ja$", text, re.MULTILINE)
