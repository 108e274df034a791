"""A decided case is never told of as still open in its picture, whatever the rule stops at or the file lacked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from casewatch.report.data import TimelineChart
from casewatch.report.pictures.as_text import text_of
from casewatch.services.asking.selecting import Selectors
from casewatch.services.figures.charting import timeline_chart
from casewatch.services.figures.describing import question_at
from casewatch.services.figures.explaining import explain
from casewatch.services.figures.how import how_counted
from tests.report.pictures.measured import draw, faults
from tests.services.desk import IN_SCOPE, YES, Desk

HEAD = f"Saksnr;Søknadstype;Mottatt dato;Komplett dato;Vedtaksdato;Vedtak sendt;{IN_SCOPE}"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Under a rule whose clock stops when the decision goes out."""
    found = Desk(tmp_path, tmp_path / "casewatch.db")
    path = found.rules / "vedlegg1.toml"
    path.write_text(path.read_text("utf-8").replace('stop = "decided"', 'stop = "decision_sent"'), "utf-8")
    return found


def read(desk: Desk, case_no: str, decided: str, sent: str) -> None:
    desk.read(desk.csv(f"{HEAD}\n{case_no};Ett-trinn;02.03.2026;02.03.2026;{decided};{sent};{YES}"))


def pictured(desk: Desk, case_no: str, as_of: date) -> TimelineChart:
    with desk.opened() as context:
        asked = Selectors(as_of, municipalities=("3401",))
        found = explain(context, asked, case_no)
        chart = timeline_chart(found, question_at(found.frame, asked.period_or_default(), None))
    picture = draw(chart)
    assert faults(picture) == []
    # the picture and its text agree
    assert ("ortsatt åpen" in picture.words()) == ("ortsatt åpen" in text_of(chart))
    return chart


def test_decided_but_not_sent_its_days_run_and_it_is_not_open(desk: Desk) -> None:
    read(desk, "2026/1", "03.03.2026", "10.03.2026")
    chart = pictured(desk, "2026/1", date(2026, 3, 5))
    text = text_of(chart)
    assert chart.state == "running"
    assert "ortsatt åpen" not in text
    assert text.startswith("Sak 2026/1: 3 tellende dager så langt, mål under 10\n")
    assert (
        "Avgjort tirsdag 3. mars 2026. Ikke sendt ut torsdag 5. mars 2026: tiden løper til vedtaket er sendt." in text
    )
    assert "ikke sendt ut 5. mars" in draw(chart).words()


def test_sent_later_than_decided_both_days_are_told(desk: Desk) -> None:
    read(desk, "2026/1", "03.03.2026", "10.03.2026")
    chart = pictured(desk, "2026/1", date(2026, 3, 12))
    text = text_of(chart)
    assert text.startswith("Sak 2026/1: 8 tellende dager, mål under 10\n")
    assert "Avgjort tirsdag 3. mars 2026. Sendt ut tirsdag 10. mars 2026." in text
    assert {"avgjort 3. mars", "sendt ut 10. mars"} <= set(draw(chart).words().split("\n"))


def test_a_decision_known_by_its_dispatch_alone_is_decided(desk: Desk) -> None:
    read(desk, "2026/1", "", "10.03.2026")
    text = text_of(pictured(desk, "2026/1", date(2026, 3, 12)))
    assert "Avgjort tirsdag 10. mars 2026." in text
    assert "ortsatt åpen" not in text
    assert "Sendt ut" not in text


def test_held_out_without_its_dispatch_it_is_decided(desk: Desk) -> None:
    read(desk, "2026/1", "03.03.2026", "")
    chart = pictured(desk, "2026/1", date(2026, 3, 12))
    assert chart.state == "held_out"
    assert "Avgjort tirsdag 3. mars 2026." in text_of(chart)
    assert "ortsatt åpen" not in text_of(chart)


def test_decided_without_a_receipt_left_by_an_undo_it_is_decided(tmp_path: Path) -> None:
    desk = Desk(tmp_path, tmp_path / "casewatch.db")
    first = desk.read(desk.csv(f"{HEAD}\n2026/1;Ett-trinn;02.03.2026;02.03.2026;;;{YES}"))
    desk.read(desk.csv("Saksnr;Komplett dato;Vedtaksdato\n2026/1;02.03.2026;06.03.2026", "b.csv"))
    desk.undo(first["id"])
    chart = pictured(desk, "2026/1", date(2026, 3, 12))
    assert chart.state == "incomplete"
    assert "Avgjort fredag 6. mars 2026." in text_of(chart)
    assert "ortsatt åpen" not in text_of(chart)


def test_an_open_case_is_still_open(desk: Desk) -> None:
    read(desk, "2026/1", "", "")
    text = text_of(pictured(desk, "2026/1", date(2026, 3, 12)))
    assert "Fortsatt åpen torsdag 12. mars 2026." in text
    assert "Avgjort" not in text


def test_the_made_up_example_names_decision_and_dispatch(desk: Desk) -> None:
    with desk.opened() as context:
        example = how_counted(context).example
    assert (example.ended, example.sent, example.unsent) == (date(2026, 3, 27), date(2026, 3, 30), False)
