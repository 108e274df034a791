"""``tertial``: the text of published figures, and one clear line where there are none."""

from __future__ import annotations

from tests.cli.conftest import Program

ASKED = ("tertial", "--period", "2026-T1")


def test_text_and_json_say_the_same_of_what_is_published(filled: Program) -> None:
    refused = filled(*ASKED)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.count("\n") == 1
    assert "publish --period 2026-T1" in refused.err

    publication = filled(
        "publish", "--period", "2026-T1", "--municipality", "3401", "--as-of", "2026-05-01", "--reason", "Vedtatt"
    )
    assert publication.code == 0
    said, asked = filled(*ASKED), filled(*ASKED, "--format", "json")
    assert (said.code, said.err, asked.code, asked.err) == (0, "", 0, "")
    (text,) = asked.json["texts"]
    assert (text["publication"], text["municipality"], text["period"]) == (1, "3401", "2026-T1")
    assert said.out.strip() == f"{text['result']} {text['why']} {text['reservation']}"
    assert said.out.startswith("Kongsvinger ")


def test_an_unknown_form_is_one_line(casewatch: Program) -> None:
    said = casewatch(*ASKED, "--format", "csv")
    assert (said.code, said.out) == (2, "")
    assert "text, json" in said.err
    assert said.err.count("\n") == 1
