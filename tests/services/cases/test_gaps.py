"""Which pause of several a workbook of gaps asks about, and how its answers are read. Counted by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from casewatch.errors import CasewatchError
from casewatch.intake.gaps import FilledGaps, is_gaps_workbook, read_gaps
from casewatch.intake.tables import RawFile
from casewatch.intake.understanding import Options, judging_of
from casewatch.rulebook import build, read_texts
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Selectors
from casewatch.services.cases.gaps import find_gaps
from tests.intake.builders import RULES, TODAY, known, raw, standard
from tests.services.conftest import Office, known_row, row

IN = dict.fromkeys(("business", "within_plan", "regulated_plot", "road_to_boundary"), True)
DECIDED = {
    "application_type": "one_step",
    "outcome": "granted",
    "received": "2026-03-01",
    "complete": "2026-03-02",
    "decided": "2026-03-30",
    **IN,
}
PAUSES = ("hearing_1_sent", "hearing_1_answered", "authority_1_sent", "authority_1_answered")


def gaps(office: Office, **asked: Any) -> dict[str, tuple[tuple[str, ...], list[Any], set[str]]]:
    """Per case its reasons, the pauses shown and what it asks for."""
    context = Context(office.store, build(read_texts(RULES)), Path(RULES))
    found = find_gaps(context, Selectors(as_of=date(2026, 3, 31), **asked))
    return {one.case_no: (one.reasons, [one.values.get(name) for name in PAUSES], set(one.asked)) for one in found.rows}


def test_the_pause_in_question_is_shown_before_the_first(office: Office) -> None:
    office.read(
        row(
            "2026/1",
            **DECIDED,
            hearing=[["2026-03-03", "2026-03-05", None], ["2026-03-10", None, "nve"]],
            authority=[["2026-03-04", "2026-03-06", None]],
        ),
        row(
            "2026/2",
            **DECIDED,
            hearing=[["2026-03-03", None, None], ["2026-03-20", "2026-03-10", None]],
            authority=[["2026-03-09", "2026-03-08", None]],
        ),
        row("2026/3", **DECIDED, hearing=[["2026-03-09", "2026-03-12", None], ["2026-03-03", "2026-03-05", None]]),
    )
    days = [date(2026, 3, 10), None, date(2026, 3, 4), date(2026, 3, 6)]
    turned = [date(2026, 3, 20), date(2026, 3, 10), date(2026, 3, 9), date(2026, 3, 8)]
    assert gaps(office) == {
        "2026/1": (("pause_never_answered",), days, {"hearing_1_answered"}),
        # the reversed ones are shown first; the one without an answer in the next workbook
        "2026/2": (("pause_reversed", "pause_never_answered"), turned, set(PAUSES)),
    }


def test_of_a_pause_told_by_halves_the_other_date_is_asked_for(office: Office) -> None:
    opened = {**DECIDED, "decided": None, "outcome": None}
    office.read(
        row("2026/1", **DECIDED, hearing=[["?", "2026-03-12", "nve"], ["2026-03-03", "2026-03-05", None]]),
        row("2026/2", **opened, hearing=[["2026-03-10", "?", "nve"]]),
        # the file has the column: the answer is awaited, and nothing is asked
        row("2026/3", **opened, hearing=[["2026-03-10", None, "nve"]]),
    )
    assert gaps(office) == {
        "2026/1": (("pause_never_answered",), [None, date(2026, 3, 12), None, None], {"hearing_1_sent"}),
        "2026/2": (("pause_never_answered",), [date(2026, 3, 10), None, None, None], {"hearing_1_answered"}),
    }


def test_of_an_unclear_start_the_day_is_asked_for_in_an_empty_cell(office: Office) -> None:
    office.read(row("2026/1", **DECIDED, deficiency="2026-03-10"))
    context = Context(office.store, build(read_texts(RULES)), Path(RULES))
    (one,) = find_gaps(context, Selectors(as_of=date(2026, 3, 31))).rows
    assert (one.reasons, set(one.asked)) == (("complete_unclear",), {"complete"})
    assert one.values.get("complete") is None


def test_a_pause_the_rule_does_not_stop_for_is_not_asked_about(office: Office, tmp_path: Path) -> None:
    office.read(row("2026/1", **DECIDED, authority=[["2026-03-09", "2026-03-08", None]]))
    assert set(gaps(office)) == {"2026/1"}
    text = (RULES / "vedlegg1.toml").read_text("utf-8")
    assert '"other_authority"' in text
    rule = tmp_path / "egen.toml"
    rule.write_text(text.replace(', "other_authority"', "").replace('id = "vedlegg1"', 'id = "egen"'), "utf-8")
    assert gaps(office, rule=str(rule)) == {}


def test_only_scope_fields_that_could_turn_it_are_asked_for(office: Office) -> None:
    unclear = {**DECIDED, "business": None, "road_to_boundary": None}
    office.read(row("2026/1", **unclear), row("2026/2", **{**unclear, "regulated_plot": False}))
    assert gaps(office) == {
        "2026/1": (("business", "road_to_boundary"), [None] * 4, {"business", "road_to_boundary"}),
    }


def test_an_application_without_receipt_is_asked_for_it(office: Office) -> None:
    first = office.read(row("2026/1", **DECIDED))
    office.read(known_row("2026/1", **{name: value for name, value in DECIDED.items() if name != "received"}))
    assert gaps(office) == {}
    office.undo(first.batch_id)
    assert gaps(office)["2026/1"][::2] == (("received_missing",), {"received"})


# Reading back, from cells: the hidden sheet says what stood there

FIELDS = ["municipality", "case_no", "application_no", "complete", "business", "hearing_1_sent", "hearing_1_answered"]
HEADERS = ["Kommunenr", "Saksnr", "Søknadsnr", "Komplett dato", "Næringsrelatert", "Høring 1 sendt", "Høring 1 svar"]
HELD = ["3401", "26/00012", "1", "2026-03-02", "true", "2026-03-10", "2026-03-05"]


def workbook(*lines: list[Any], mark: str = "casewatch gaps 1") -> RawFile:
    """A filled workbook; the lines' cells are those of FIELDS and the reason."""
    sheet = [["Tittel"], [*HEADERS[:3], "Hva som mangler", *HEADERS[3:], "Begrunnelse"]]
    sheet += [[*line[:3], "ord", *line[3:]] for line in lines]
    hidden = [[mark], [*FIELDS, "reason"], [*HEADERS, "Begrunnelse"], HELD]
    return raw(sheet, hidden, names=("Avklar", "casewatch"))


def filled(file: RawFile) -> FilledGaps:
    return read_gaps(file, judging_of(file, standard(), known(), Options(TODAY)))


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        # as they were, in other dress
        ([date(2026, 3, 2), "Ja", date(2026, 3, 10), date(2026, 3, 5)], {}),
        (["2.3.2026", "ja", "2026-03-10", 46086], {}),
        ([None, None, None, None], {}),
        # one differs
        ([date(2026, 3, 3), "Ja", None, None], {"complete": "2026-03-03"}),
        ([None, "nei", None, None], {"business": False}),
        ([None, None, None, date(2026, 3, 15)], {"hearing 2026-03-10": "2026-03-15"}),
        (
            [None, None, date(2026, 3, 1), date(2026, 3, 5)],
            {"hearing 2026-03-10": "none", "hearing 2026-03-01": "2026-03-05"},
        ),
    ],
)
def test_only_what_differs_from_what_stood_there_is_a_word(cells: list[Any], values: dict[str, Any]) -> None:
    found = filled(workbook(["3401", "2026/12", 1, *cells, "brev"]))
    (one,) = found.rows
    assert (one.key, one.values, found.rejected, found.findings) == (("3401", "2026/12", 1), values, 0, [])


def test_a_row_that_somebody_added_has_no_cells_of_before(office: Office) -> None:
    found = filled(workbook(["3417", "2026/99", None, "02.03.2026", None, "03.03.2026", None, "brev"]))
    (one,) = found.rows
    assert (one.key, one.values) == (
        ("3417", "2026/99", 1),
        {"complete": "2026-03-02", "hearing 2026-03-03": ""},
    )


def test_a_line_without_a_key_counts_as_one_rejected_row() -> None:
    found = filled(workbook(["3401", None, 1, "02.03.2026"], [None, None, None], ["9999", "2026/3", 1, "02.03.2026"]))
    assert (found.rejected, found.rows, found.file_rows) == (2, [], 2)
    assert [(one.code, one.row, one.column) for one in found.findings] == [
        ("case_no_missing", 3, "B"),
        ("municipality_unknown", 5, "A"),
    ]


def test_a_copied_sheet_is_known_by_its_headers_and_refused() -> None:
    alone = raw([[*HEADERS, "Hva som mangler", "Begrunnelse"], HELD], names=("Ark1",))
    assert is_gaps_workbook(alone)
    with pytest.raises(CasewatchError, match="Lag en ny, og fyll ut den"):
        filled(alone)
    assert not is_gaps_workbook(raw([[*HEADERS, "Begrunnelse"], HELD]))
