"""``publish``, ``published`` and ``verify``: what is published, in all forms, and what comes of it later."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from typing import Any

import pytest

from tests.cli import office
from tests.cli.conftest import Program, Said
from tests.six import DELIVERED

WHY = ("--reason", "Vedtatt i regionrådet")
ONE = ("--municipality", "3401")


def publish(program: Program, *more: str) -> Any:
    said = program("publish", *office.QUARTER, *ONE, *WHY, "--format", "json", *more)
    assert (said.code, said.err) == (0, "")
    return said.json


def table(said: Said) -> list[dict[str, str]]:
    assert (said.code, said.err) == (0, "")
    return list(csv.DictReader(io.StringIO(said.out)))


def change(program: Program) -> None:
    """The next export: 2026/3 is complete six days later (6 days), 2026/5 is gone from the quarter, 2026/7 counts."""
    path = office.export(
        program.folder / "uke14.csv",
        ("2026-02-01,2026-02-02,2026-02-14", "2026-02-01,2026-02-08,2026-02-14"),
        ("2026-03-02,2026-03-10,granted", "2026-03-02,2026-04-10,granted"),
        ("2026-03-04,granted,,,ja", "2026-03-04,granted,,ja,ja"),
    )
    program.read(path)


def doubtful(program: Program) -> None:
    """The next export: 2026/8 was received on 20 February, so that it took 0 to 13 days: 4 of 6 at worst, 6 of 7."""
    received = ("2026/8,1,one_step,2026-03-01,,", "2026/8,1,one_step,2026-02-20,,")
    program.read(office.export(program.folder / "uke14.csv", received))


def test_what_is_published_is_what_the_office_counted(filled: Program) -> None:
    publication = publish(filled)
    (result,) = publication["results"]
    assert {name: result[name] for name in office.RESULT} == office.RESULT
    said = (publication["id"], publication["rule"], publication["official"], publication["reason"])
    assert said == (1, "vedlegg1", True, WHY[1])
    assert (publication["period"], publication["from"], publication["to"]) == ("2026-Q1", "2026-01-01", "2026-03-31")
    assert publication["as_of"] == office.AS_OF
    assert publication["known_at"] == publication["recorded_at"] == "2026-04-01T08:02:00.123456+00:00"


def test_the_known_at_that_is_printed_asks_for_the_same_figures(filled: Program) -> None:
    publication = publish(filled)
    change(filled)
    question = ("assess", *office.QUARTER, *ONE, "--format", "json")
    again = filled(*question, "--known-at", publication["known_at"]).json
    assert {name: publication[name] for name in again} == again
    assert filled(*question).json["results"] != publication["results"]


def test_without_a_reason_an_uncertain_verdict_is_refused(filled: Program) -> None:
    doubtful(filled)
    line = filled("publish", *office.QUARTER, *ONE).line
    assert "Kongsvinger: målet om 80 % avgjøres av 2 uavklarte saker" in line.replace("\u00a0", " ")
    assert "--reason" in line
    assert filled("published", "--format", "json").json == {"published": []}
    assert filled("published").out == "Ingen tall er låst.\n"


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (("--as-of", office.AS_OF), "--period"),
        (("--as-of", office.AS_OF, "--period", ""), "--period"),
        (("--as-of", office.AS_OF, "--period", "2026-T4"), "2026-T4"),
        (("--as-of", office.AS_OF, "--period", "2026", *ONE), "Perioden 2026 er ikke over før 31.12.2026"),
        ((*office.QUARTER, *WHY, "--rule", "egen"), "egen"),
        ((*office.QUARTER, *WHY, "--rule", str(DELIVERED / "vedlegg1.toml")), "finnes ikke"),
        ((*office.QUARTER, *WHY, "--municipality", "0301"), "0301"),
        ((*office.QUARTER, *WHY, "--format", "xml"), "xml"),
        (("--as-of", office.AS_OF, "--period", "2026", *ONE, "--reason", "  "), "--reason"),
        ((*office.QUARTER, *ONE, "--reason", "klage fra 13097248022"), "fødselsnummer"),
    ],
)
def test_calls_that_publish_nothing(filled: Program, call: tuple[str, ...], named: str) -> None:
    assert named in filled("publish", *call).line
    assert filled("published", "--format", "json").json == {"published": []}


def test_as_text_it_says_number_time_and_reason(filled: Program) -> None:
    doubtful(filled)
    said = filled("publish", *office.QUARTER, *ONE, *WHY)
    assert (said.code, said.err) == (0, "")
    first = said.out.splitlines()[0]
    assert first.startswith("Låst som nr. 1 01.04.2026 10:03, etter regelen vedlegg1 (")
    assert first.endswith("Begrunnelse: Vedtatt i regionrådet")
    assert "4 av 5" in said.out
    assert "avgjøres av 2 uavklarte saker" in said.out


def test_as_csv_each_line_has_number_and_time(filled: Program) -> None:
    place, pooled = table(filled("publish", *office.QUARTER, *ONE, *WHY, "--format", "csv"))
    assert (place["id"], place["known_at"], place["reason"]) == ("1", "2026-04-01T08:02:00.123456+00:00", WHY[1])
    assert (place["municipality"], place["decided"], place["under_limit"]) == ("3401", "5", "4")
    assert (pooled["municipality"], pooled["region"], pooled["decided"]) == ("", "true", "5")


def test_beside_today_with_the_cases_that_make_the_difference(filled: Program) -> None:
    publication = publish(filled)
    change(filled)
    (shown,) = filled("published", "--format", "json").json["published"]
    assert shown["frozen"] == publication["results"][0]
    # now 4, 6, 6, 9 and 2 days: five, all under
    assert (shown["now"]["decided"], shown["now"]["under_limit"], shown["now"]["sum_days"]) == (5, 5, 27)
    assert [
        (one["case_no"], one["change"], one["old"] and one["old"]["net_days"], one["new"] and one["new"]["net_days"])
        for one in shown["applications"]
    ] == [
        ("2026/3", "class", 12, 6),
        ("2026/5", "class", 8, None),  # open again as of the day: 29 days, overdue
        ("2026/7", "class", 2, 2),
    ]
    assert shown["applications"][1]["new"] == {
        "class": "open_running",
        "net_days": None,
        "overdue": True,
        "at_risk": False,
    }
    assert (shown["same"], shown["superseded_by"]) == (False, None)
    assert {"field": "sum_days", "old": 39, "new": 27} in shown["differences"]


def test_the_difference_in_words(filled: Program) -> None:
    publish(filled)
    change(filled)
    lines = filled("published").out.splitlines()
    assert "4 av 5 (80 %), snitt 7,8" in lines[2].replace("\u00a0", " ")
    assert "5 av 5 (100 %), snitt 5,4" in lines[2].replace("\u00a0", " ")
    assert lines[2].endswith("begrunnelse for låsingen: Vedtatt i regionrådet")
    assert lines[3:] == [
        "Nr. 1, Kongsvinger, 1. kvartal 2026:",
        "  Forskjellen ligger i 3 saker:",
        "  2026/3: 12 tellende dager (ikke under grensen) → 6 tellende dager (under grensen)",
        "  2026/5: 8 tellende dager (under grensen) → åpen, tiden løper, over grensen",
        "  2026/7: 2 tellende dager (uavklart om den teller) → 2 tellende dager (under grensen)",
    ]


def test_the_difference_as_csv(filled: Program) -> None:
    publish(filled)
    change(filled)
    (row,) = table(filled("published", "--format", "csv"))
    numbers = [row[name] for name in ("frozen_decided", "frozen_sum_days", "now_decided", "now_sum_days")]
    assert numbers == ["5", "39", "5", "27"]
    assert (row["frozen_share_certain"], row["same"]) == ("true", "false")
    assert row["applications"] == (
        "2026/3 (1)=not_under 12>under 6;2026/5 (1)=under 8>open_running;2026/7 (1)=scope_unknown 2>under 2"
    )


def test_published_again_the_older_one_is_marked(filled: Program) -> None:
    publish(filled)
    change(filled)
    assert publish(filled)["id"] == 2
    newer, older = filled("published", "--municipality", "kongsvinger", "--format", "json").json["published"]
    assert [(one["id"], one["superseded_by"], one["same"]) for one in (newer, older)] == [
        (2, None, True),
        (1, 2, False),
    ]
    text = filled("published").out
    assert text.count("erstattet av nr. 2") == 1
    assert text.index("som låst") < text.index("erstattet av nr. 2")


def test_all_municipalities_and_the_pooled_line(filled: Program) -> None:
    said = filled("publish", *office.QUARTER, *WHY, "--format", "json")
    assert len(said.json["results"]) == 6
    shown = filled("published", "--format", "json").json["published"]
    assert [one["municipality"] for one in shown] == ["3401", "3414", "3415", "3416", "3417", "3418", None]
    assert [one["municipality"] for one in filled("published", *ONE, "--format", "json").json["published"]] == ["3401"]
    assert "Oslo" in filled("published", "--municipality", "Oslo").line
    assert "Alle seks samlet (ikke et mål)" in filled("published").out


def test_verified_whatever_came_since(filled: Program) -> None:
    assert filled("verify").out == "Ingen tall er låst, så det er ingenting å regne ut på nytt.\n"
    publish(filled)
    change(filled)
    publish(filled)
    said = filled("verify")
    assert (said.code, said.err) == (0, "")
    assert said.out == "2 låste tall (2 låsinger) er regnet ut på nytt, og alt stemmer.\n"
    assert filled("verify", "--format", "json").json == {
        "publications": 2,
        "figures": 2,
        "same": True,
        "differences": [],
        "lacking": [],
        "earlier_definition": [],
    }


def _as_before_bounds(program: Program) -> None:
    """What is published as it was published before bounds came: without a number of its definition, or their fields."""
    later = (
        *("share_range_counts", "mean_range", "share_turned_by", "mean_turned_by", "mean_range_counts", "verdict"),
    )
    with sqlite3.connect(program.database) as connection:
        for place, text in connection.execute("SELECT municipality, result FROM published_figure").fetchall():
            old = {name: value for name, value in json.loads(text).items() if name not in later}
            if place is not None:
                old["mean_certain"] = False  # one was held out
            of_place = "WHERE municipality IS ?"
            connection.execute(f"UPDATE published_figure SET result = ? {of_place}", (json.dumps(old), place))
        connection.execute("UPDATE publication SET measured_by = json_remove(measured_by, '$.definition')")
    connection.close()


def test_what_an_earlier_definition_made_is_no_difference(filled: Program) -> None:
    publish(filled)
    _as_before_bounds(filled)
    told = filled("verify", "--format", "json")
    assert told.code == 0
    assert (told.json["same"], told.json["differences"]) == (True, [])
    assert told.json["earlier_definition"] == [{"id": 1, "definition": 1, "municipalities": ["3401"]}]
    said = filled("verify")
    assert (said.code, said.out.splitlines()[0]) == (
        0,
        "nr. 1: definisjonen er endret siden, så tallene regnes ikke ut på nytt.",
    )
    assert said.out.splitlines()[1:] == ["Ingen av 1 låste tall (1 låsinger) er regnet ut på nytt."]
    (shown,) = filled("published", "--format", "json").json["published"]
    assert (shown["definition"], shown["definition_now"], shown["definition_changed"]) == (1, 2, True)
    # the mean's verdict is another one by definition; nothing in the data is
    assert (shown["same"], shown["differences"], shown["applications"]) == (False, [], [])
    assert (shown["frozen"]["mean_certain"], shown["now"]["mean_certain"]) == (False, True)
    assert "definisjonen er endret" in filled("published").out
    assert filled("publish", *office.QUARTER, *WHY).code == 0
    _as_before_bounds(filled)
    assert filled("published").out.count("Definisjonen er endret siden noen av tallene ble låst.") == 1
    row = table(filled("published", "--format", "csv"))[-1]
    assert (row["definition"], row["definition_changed"], row["differences"]) == ("1", "true", "")


def test_beside_an_earlier_definition_only_the_data_make_a_difference(filled: Program) -> None:
    publish(filled)
    _as_before_bounds(filled)
    change(filled)
    (shown,) = filled("published", "--format", "json").json["published"]
    assert [each["case_no"] for each in shown["applications"]] == [
        each["case_no"] for each in _changes_of_a_new_publication(filled)
    ]
    assert "mean_certain" not in {each["field"] for each in shown["differences"]}
    assert {"sum_days", "mean_days"} <= {each["field"] for each in shown["differences"]}


def _changes_of_a_new_publication(filled: Program) -> list[dict[str, Any]]:
    """What the same change does beside a figure of today's definition."""
    with sqlite3.connect(filled.database) as connection:
        connection.execute("UPDATE publication SET measured_by = json_set(measured_by, '$.definition', 2)")
    connection.close()
    (shown,) = filled("published", "--format", "json").json["published"]
    assert not shown["definition_changed"]
    found: list[dict[str, Any]] = shown["applications"]
    assert found
    return found


def test_a_figure_that_somebody_changed_in_the_database(filled: Program) -> None:
    publish(filled)
    with sqlite3.connect(filled.database) as connection:
        old, new = '"under_limit":4,', '"under_limit":5,'
        of_place = "WHERE municipality = '3401'"
        connection.execute(f"UPDATE published_figure SET result = replace(result, '{old}', '{new}') {of_place}")
        assert connection.total_changes == 1
    connection.close()
    said = filled("verify")
    assert (said.code, said.err) == (1, "")
    assert said.out.splitlines() == [
        "1 avvik i 1 låste tall:",
        "  nr. 1, 3401: saker under grensen er låst som 5, men blir 4",
    ]
    said = filled("verify", "--format", "json")
    assert (said.code, said.json["same"]) == (1, False)
    assert said.json["differences"] == [
        {
            "id": 1,
            "municipality": "3401",
            "field": "under_limit",
            "case_no": None,
            "application_no": None,
            "published": 5,
            "derived": 4,
        }
    ]
    said = filled("verify", "--format", "csv")
    assert (said.code, said.out.splitlines()[1]) == (1, "1,3401,under_limit,,,5,4")
