"""Publishing figures, and showing them beside today's. Every answer is counted by hand, from `publishing_office`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from casewatch.errors import CasewatchError
from casewatch.rulebook import build
from casewatch.services.asking.context import Context
from casewatch.services.cases.correcting import correct
from casewatch.services.figures.assess import assess
from casewatch.services.publishing import publish as publishing
from casewatch.services.publishing.publish import document, publish, published_question
from casewatch.services.publishing.published import published, verify
from casewatch.store import Store
from casewatch.store.publications import publications, published_parts
from tests.services.conftest import GRUE, KONGSVINGER, Office, row
from tests.services.publishing_office import (
    CASES,
    RULES,
    TERTIAL,
    WHY,
    YES,
    case,
    context,
    only,
    refusal,
    rulebook,
    texts,
    told,
)

__all__ = ["context"]  # a fixture


def test_published_is_what_was_counted(context: Context) -> None:
    publication = publish(context, TERTIAL, WHY)
    (result,) = publication.results
    assert (result["decided"], result["under_limit"], result["sum_days"]) == (3, 2, 4 + 10 + 9)
    assert (result["scope_unknown"], result["held_out"]) == (1, {"complete_missing": 1})
    assert (result["out_of_scope"], result["closed_without_decision"]) == ({"business": 1}, 1)
    assert result["open"]["running"] == 1
    assert result["share_range_counts"] == [[2, 4], [4, 5]]
    assert (publication.reason, publication.question.rule, publication.question.official) == (WHY, "vedlegg1", True)
    assert (publication.question.first, publication.question.last) == (date(2026, 1, 1), date(2026, 4, 30))
    with context.store.reading() as connection:
        assert publications(connection) == [publication]
        parts = sorted((part.kind, part.net_days) for part in published_parts(connection, publication.id).values())
    assert parts == [
        ("closed", None),
        ("held_out", None),
        ("not_under", 10),
        ("open_running", None),
        ("out_of_scope", None),
        ("scope_unknown", 3),
        ("under", 4),
        ("under", 9),
    ]


def test_the_same_question_with_its_known_at_gives_the_same_for_ever(context: Context, office: Office) -> None:
    publication = publish(context, TERTIAL, WHY)
    office.read(case(1, "2026-02-01", "2026-03-06"))
    again = assess(context, replace(TERTIAL, known_at=publication.recorded_at)).document
    assert {name: document(publication)[name] for name in again} == again
    assert assess(context, TERTIAL).document["results"] != again["results"]


def test_a_clock_that_stands_still_writes_nothing_into_what_was_published(context: Context) -> None:
    publication = publish(context, TERTIAL, WHY)
    still = replace(context, now=lambda: publication.recorded_at)
    correct(still, KONGSVINGER, "2026/1", None, ["complete=2026-02-01"], "sett i saksmappa")
    assert told(only(published(context))) == {"2026/1": ("class", ("under", 4), ("not_under", 33))}
    assert verify(context)["differences"] == []


def test_a_verdict_that_unclear_cases_decide_needs_a_reason(context: Context) -> None:
    # 2 of 3 is missed; with the two unclear ones it can be 4 of 5, which is met. Too few for a verdict to be told
    text = refusal(context, TERTIAL)
    assert "Kongsvinger: 2 uavklarte saker kan endre tallene" in text
    assert text.endswith("(reason).")
    assert refusal(context, TERTIAL, "  \n ") == text
    assert publish(context, TERTIAL, "  Vedtatt\ni rådet ").reason == "Vedtatt i rådet"


@pytest.mark.parametrize(
    ("more", "doubt"),
    [
        # 5 of 6; the one never complete has 0 to 19 days: 5 of 7 at worst, with both 7 of 8. 54 days of 7 at most
        pytest.param([], "målet om 80\u00a0% avgjøres av 2 uavklarte saker", id="the share"),
        # 15 of 16, 15 of 18 at worst; another never complete has 0 to 365 days: 459 of 18 at most, 78 of 19 at least
        pytest.param(
            [case(20 + each, "2026-03-02", "2026-03-06") for each in range(10)]
            + [case(40, None, "2026-03-20", received="2025-03-20")],
            "målet om snitt avgjøres av 3 uavklarte saker",
            id="the mean",
        ),
    ],
)
def test_either_targets_verdict_may_be_what_they_decide(
    context: Context, office: Office, more: list[Any], doubt: str
) -> None:
    office.read(*[case(10 + each, "2026-03-02", "2026-03-06") for each in range(3)], *more)
    assert f"Kongsvinger: {doubt}" in refusal(context, TERTIAL)


def test_of_several_municipalities_one_uncertain_refuses_all(context: Context, office: Office) -> None:
    office.read(row("2026/20", None, GRUE, received="2026-03-01", complete="2026-03-02", decided="2026-03-03", **YES))
    assert "Kongsvinger" in (text := refusal(context, replace(TERTIAL, municipalities=())))
    assert "Grue" not in text
    only_grue = publish(context, replace(TERTIAL, municipalities=("Grue",)))
    assert only_grue.municipalities == (GRUE,)


@pytest.mark.parametrize(
    ("period", "as_of", "over"),
    [
        ("2026-T1", "2026-04-29", False),
        ("2026-T1", "2026-04-30", True),  # as of a day, that day is over
        ("2026", "2026-05-01", False),
        ("12m", "2026-05-01", True),
        ("2026-04-01..2026-05-02", "2026-05-01", False),
    ],
)
def test_a_period_in_progress_needs_a_reason(office: Office, period: str, as_of: str, over: bool) -> None:
    office.read(*CASES[:1])  # one case of 4 days: certain
    context = Context(office.store, rulebook(), RULES, office.tick)
    asked = replace(TERTIAL, period=period, as_of=date.fromisoformat(as_of))
    if over:
        assert publish(context, asked).reason is None
    else:
        assert f"Perioden {period} er ikke over" in refusal(context, asked)
        assert publish(context, asked, "foreløpige tall").reason == "foreløpige tall"


def test_what_cannot_be_published(context: Context, tmp_path: Path) -> None:
    own = tmp_path / "egen.toml"
    own.write_text(texts()["vedlegg1.toml"], "utf-8")
    assert "finnes ikke" in refusal(context, replace(TERTIAL, rule=str(own)), WHY)  # nobody keeps what it says
    assert "finnes ikke" in refusal(context, replace(TERTIAL, rule="vedlegg2"), WHY)
    assert "ikke en kommune" in refusal(context, replace(TERTIAL, municipalities=("0301",)), WHY)
    assert "ikke en periode" in refusal(context, replace(TERTIAL, period="våren"), WHY)


def test_an_identity_number_in_the_reason_is_refused_and_not_repeated(context: Context) -> None:
    number = "13097248022"  # made up; its two check digits fit
    text = refusal(context, TERTIAL, f"Klage fra {number}")
    assert "fødselsnummer" in text
    assert number not in text


def test_nothing_has_changed(context: Context) -> None:
    publish(context, TERTIAL, WHY)
    shown = only(published(context))
    assert shown.same
    assert (shown.superseded_by, list(shown.differences), list(shown.cases)) == (None, [], [])
    assert shown.now == shown.published


def test_the_applications_that_make_the_difference_are_named(context: Context, office: Office) -> None:
    publish(context, TERTIAL, WHY)
    office.read(
        case(1, "2026-03-01", "2026-03-06"),  # 5 days instead of 4
        case(2, "2026-03-03", "2026-03-12"),  # 9 days: under now
        case(3, "2026-03-02", "2026-05-01"),  # decided after the period
        case(4, "2026-03-19", "2026-03-20"),  # no longer held out: 1 day
        case(5, "2026-03-02", "2026-03-05"),  # counts, under
        case(6, "2026-04-27", "2026-04-28"),  # decided after all: 1 day
        case(7, "2026-03-02", None, closed="2026-03-09", outcome="withdrawn"),
        case(8, "2026-03-01", "2026-03-04", business=False),  # other days, out of scope all the same
        case(9, "2026-04-01", "2026-04-12"),  # 11 days
    )
    shown = only(published(context))
    assert told(shown) == {
        "2026/1": ("days", ("under", 4), ("under", 5)),
        "2026/2": ("class", ("not_under", 10), ("under", 9)),
        "2026/3": ("left", ("under", 9), None),
        "2026/4": ("class", ("held_out", None), ("under", 1)),
        "2026/5": ("class", ("scope_unknown", 3), ("under", 3)),
        "2026/6": ("class", ("open_running", None), ("under", 1)),
        "2026/9": ("came_in", None, ("not_under", 11)),
    }
    assert not shown.same
    differs = {each["field"]: (each["old"], each["new"]) for each in shown.differences}
    assert differs["decided"] == (3, 6)
    assert differs["under_limit"] == (2, 5)
    assert differs["sum_days"] == (23, 5 + 9 + 1 + 3 + 1 + 11)
    assert differs["held_out.complete_missing"] == (1, 0)
    assert differs["open.running"] == (1, 0)
    assert not {"name", "last_import", "municipality", "out_of_scope.business"} & differs.keys()
    assert verify(context)["differences"] == []


def test_a_difference_in_what_stands_beside_the_days_names_its_application(context: Context, office: Office) -> None:
    publish(context, TERTIAL, WHY)
    office.read(case(1, "2026-03-02", "2026-03-06", received="2026-02-27"))
    shown = only(published(context))
    assert [(each["case_no"], each["change"]) for each in shown.cases] == [("2026/1", "details")]
    assert (shown.cases[0]["old"], shown.cases[0]["new"]) != (None, None)
    assert [each["field"] for each in shown.differences] == ["mean_total_days"]
    # received 1 March: 5 + 11 + 10 total days; two days more now
    assert (shown.differences[0]["old"], shown.differences[0]["new"]) == (round(26 / 3, 4), round(28 / 3, 4))


def test_an_application_that_an_undo_took_away_is_named(context: Context, office: Office) -> None:
    more = office.read(case(9, "2026-04-01", "2026-04-12"))
    publish(context, TERTIAL, WHY)
    office.undo(more.batch_id)
    assert told(only(published(context))) == {"2026/9": ("left", ("not_under", 11), None)}
    assert verify(context)["differences"] == []


def test_publishing_again_keeps_both_and_marks_the_older(context: Context, office: Office) -> None:
    first = publish(context, TERTIAL, WHY)
    office.read(case(9, "2026-04-01", "2026-04-12"))
    second = publish(context, TERTIAL, "ny fil")
    third = publish(context, replace(TERTIAL, period="2026-01-01..2026-04-30", as_of=date(2026, 6, 1)), "senere")
    publish(context, replace(TERTIAL, rule="alle-byggesaker"), WHY)  # another figure
    publish(context, replace(TERTIAL, period="2026-Q1"), WHY)  # other days
    shown = published(context)
    assert [each.publication.id for each in shown] == [5, 4, third.id, second.id, first.id]
    assert [each.superseded_by for each in shown] == [None, None, None, third.id, second.id]
    assert [each.published["decided"] for each in shown[2:]] == [4, 4, 3]
    assert told(shown[-1]) == {"2026/9": ("came_in", None, ("not_under", 11))}
    assert told(shown[-2]) == {}


def test_several_municipalities_and_the_pooled_line(context: Context, office: Office) -> None:
    office.read(row("2026/20", None, GRUE, received="2026-03-01", complete="2026-03-02", decided="2026-03-04", **YES))
    publish(context, replace(TERTIAL, municipalities=(GRUE, KONGSVINGER)), WHY)
    shown = published(context)
    assert [each.published["municipality"] for each in shown] == [KONGSVINGER, GRUE, None]
    assert (shown[2].published["decided"], shown[2].published["share_met"]) == (4, None)
    office.read(row("2026/20", None, GRUE, received="2026-03-01", complete="2026-03-02", decided="2026-03-13", **YES))
    kongsvinger, grue, pooled = published(context)
    assert kongsvinger.same
    assert told(grue) == told(pooled) == {"2026/20": ("class", ("under", 2), ("not_under", 11))}
    assert [each.published["municipality"] for each in published(context, ["grue"])] == [GRUE]
    with pytest.raises(CasewatchError):
        published(context, ["Oslo"])


def changed_rules(context: Context, **changes: tuple[str, str]) -> Context:
    """The same store under other rules."""
    changed = {name: text for name, text in texts().items() if name != "areas.csv"}
    for name, (old, new) in changes.items():
        file = {"rule": "vedlegg1.toml", "places": "municipalities.toml"}[name]
        assert old in changed[file]
        changed[file] = changed[file].replace(old, new)
    return replace(context, rulebook=build(changed))


def without_vedlegg1() -> dict[str, str]:
    return {file: text for file, text in texts().items() if file != "vedlegg1.toml"}


def test_a_rule_that_changed_since_is_told(context: Context) -> None:
    publication = publish(context, TERTIAL, WHY)
    shown = only(published(changed_rules(context, rule=("limit_days = 10 ", "limit_days = 9 "))))
    assert told(shown) == {"2026/3": ("class", ("under", 9), ("not_under", 9))}
    assert shown.rule_version_now not in (None, publication.question.rule_version)
    assert published_question(publication).goals.limit_days == 10


def test_a_question_that_can_no_longer_be_asked_says_why(context: Context) -> None:
    publish(context, TERTIAL, WHY)
    without_rule = replace(
        context, rulebook=build({file: text for file, text in texts().items() if file != "vedlegg1.toml"})
    )
    shown = only(published(without_rule))
    assert (shown.now, shown.same) == (None, False)
    assert "vedlegg1" in str(shown.why_not_now)
    without_place = changed_rules(context, places=('"3401"', '"3499"'))
    shown = only(published(without_place, [KONGSVINGER]))
    assert shown.now is None
    assert "kommunen" in str(shown.why_not_now)


def test_nobody_records_while_figures_are_counted(store: Store, office: Office, monkeypatch: Any) -> None:
    """Another import waits until what is published is recorded, so that it comes later."""
    office.read(*CASES)
    context = Context(store, rulebook(), RULES, office.tick)
    waited = []

    def counting(*arguments: Any) -> Any:
        found = assess(*arguments)
        waited.extend(cannot_write(store))
        return found

    monkeypatch.setattr(publishing, "assess", counting)
    publish(context, TERTIAL, WHY)
    assert waited == [True]


def cannot_write(store: Store) -> Iterator[bool]:
    with store.engine.connect() as connection:
        if store.postgres:
            connection.exec_driver_sql("SET lock_timeout = '50ms'")
            lock = "LOCK TABLE import_batch IN SHARE ROW EXCLUSIVE MODE"
        else:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA busy_timeout = 50").fetchall()
            lock = "BEGIN IMMEDIATE"
        try:
            connection.exec_driver_sql(lock)
        except Exception as error:
            yield "lock" in str(error)
        else:
            yield False
        finally:
            connection.invalidate()
