"""An answer told without its dispatch: completed by a later file, taken away or mended by a person."""

from __future__ import annotations

from casewatch.core.cases import NOT_TOLD
from casewatch.core.fold import ADDITIVE, Correction, fold, overlay

ALONE = [NOT_TOLD, "2026-03-07", "nve"]


def told(*pauses: list[str | None]) -> dict[str, object]:
    """What an event list adds."""
    return {ADDITIVE: True, "authority": [list(pause) for pause in pauses]}


def test_a_dispatch_told_later_completes_the_answer() -> None:
    for later in (["2026-03-04", None, "nve"], ["2026-03-04", "2026-03-07", "nve"]):
        assert fold([told(ALONE), told(later)])["authority"] == [["2026-03-04", "2026-03-07", "nve"]]


def test_a_dispatch_after_the_answer_or_to_another_body_does_not() -> None:
    for later in (
        ["2026-03-08", None, "nve"],
        ["2026-03-04", None, "statsforvalteren"],
        ["2026-03-04", "2026-03-06", "nve"],
    ):
        assert ALONE in fold([told(ALONE), told(later)])["authority"]


def test_a_person_can_say_that_it_never_took_place() -> None:
    picture = {"authority": [ALONE]}
    word = Correction(1, {"authority 2026-03-07": "none"})
    assert overlay(picture, [word])["authority"] == []


def test_a_person_can_say_when_it_was_sent_and_answered() -> None:
    picture = {"authority": [ALONE]}
    for answered in ("2026-03-07", "2026-03-06"):
        word = Correction(1, {"authority 2026-03-04": answered})
        assert overlay(picture, [word])["authority"] == [["2026-03-04", answered, "nve"]]
