"""``alerts`` in all forms, ``alerts ack`` and ``alerts snooze``, on the office counted by hand.

On 31 March: 2026/10 is overdue since 11 March, 2026/9 has three days left (the last one is Good Friday, so Wednesday
1 April), 2026/8 is held out, and with 4 of 5 under the limit and one overdue what is open is not enough.
"""

from __future__ import annotations

import csv
import io

import pytest

from tests.cli import office
from tests.cli.conftest import Program

AS_OF = ("--as-of", office.AS_OF)
MISSED, DANGER = "vedlegg1:goal_missed:3401:2026/10:1", "vedlegg1:goal_danger:3401:2026/9:1"
HELD_OUT, OUTLOOK = "vedlegg1:not_measurable:3401:2026/8:1", "vedlegg1:outlook:3401"
UNTIL, WHY = ("--until", "2026-04-10"), ("--reason", "Tas i møtet onsdag")


def test_as_json_it_is_the_contracts(filled: Program) -> None:
    said = filled("alerts", *AS_OF, "--format", "json")
    assert (said.code, said.err) == (0, "")
    told = said.json
    assert (told["as_of"], told["withdrawn"], told["held_back"]) == (office.AS_OF, [], None)
    assert [alert["key"] for alert in told["alerts"]] == [MISSED, DANGER, HELD_OUT, OUTLOOK]
    near = told["alerts"][1]
    text = near.pop("text")
    assert {name: near[name] for name in list(near)[:13]} == {
        "key": DANGER,
        "level": "goal_danger",
        "rule": "vedlegg1",
        "municipality": "3401",
        "case_no": "2026/9",
        "application_no": 1,
        "handler": None,
        "scope": "yes",
        "days_left": 3,
        "last_day": "2026-04-03",
        "since": "2026-03-31",
        "data_from": "2026-03-30",
        "new": True,
    }
    assert "03.04.2026" in text
    assert "Siste virkedag før det er 01.04.2026." in text


def test_as_csv_and_text(filled: Program) -> None:
    said = filled("alerts", *AS_OF, "--format", "csv")
    assert (said.code, said.err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(said.out)))
    assert [(row["key"], row["new"], row["last_day"]) for row in rows] == [
        (MISSED, "true", ""),
        (DANGER, "true", "2026-04-03"),
        (HELD_OUT, "true", ""),
        (OUTLOOK, "true", ""),
    ]
    lines = filled("alerts", *AS_OF).out.splitlines()
    assert [line[: line.index(": ")] for line in lines] == [
        "* Kongsvinger 2026/10",
        "* Kongsvinger 2026/9",
        "* Kongsvinger 2026/8",
        "* Kongsvinger",
    ]
    assert lines[2] == "* Kongsvinger 2026/8: Kan ikke måles: mangler komplett-dato."


def test_an_empty_store_has_none(casewatch: Program) -> None:
    assert casewatch("alerts", *AS_OF).out == "Ingen varsler per 31.03.2026.\n"
    assert casewatch("alerts", "--format", "json").json["alerts"] == []


def test_old_data_are_said(filled: Program) -> None:
    said = filled("alerts", "--as-of", "2026-04-08", "--format", "json").json
    assert [alert["level"] for alert in said["alerts"]] == ["not_measurable", "no_export"]
    assert said["held_back"]["levels"] == ["goal_missed", "outlook"]
    text = filled("alerts", "--as-of", "2026-04-08", "--format", "csv")
    assert "for gamle" in text.err
    assert "for gamle" not in text.out
    assert "for gamle" in filled("alerts", "--as-of", "2026-04-08").out


def test_the_settings_say_when_exports_come_and_are_late(filled: Program) -> None:
    settings = filled.folder / "casewatch.toml"
    settings.write_text('[exports]\nweekday = "wednesday"\nlate_after_days = 30\n', "utf-8")
    filled.monkeypatch.setenv("CASEWATCH_SETTINGS", str(settings))
    said = filled("alerts", "--as-of", "2026-04-08", "--format", "json").json
    assert said["held_back"] is None
    settings.write_text('[exports]\nweekday = "someday"\n', "utf-8")
    assert "exports.weekday" in filled("alerts").line


@pytest.mark.parametrize(
    ("command", "answered", "shown"),
    [("ack", "acknowledged", "Kvittert ut til"), ("snooze", "snoozed", "Utsatt til")],
)
def test_an_answer_is_kept_and_shown(filled: Program, command: str, answered: str, shown: str) -> None:
    # Today is 1 April: two days left for 2026/9.
    said = filled("alerts", command, DANGER, *UNTIL, *WHY)
    assert (said.code, said.err) == (0, "")
    assert "10.04.2026" in said.out
    assert DANGER in said.out
    (alert,) = [each for each in filled("alerts", "--format", "json").json["alerts"] if each["key"] == DANGER]
    assert (alert["answered"], alert["quiet_until"]) == (answered, "2026-04-10")
    lines = filled("alerts").out.splitlines()
    assert [line for line in lines if "2026/9" in line] == [lines[-1]]
    assert lines[-1].startswith(f"{shown} 10.04.2026: ")


@pytest.mark.parametrize(
    ("call", "named"),
    [
        (("alerts", "--as-of", "i dag"), "--as-of"),
        (("alerts", "--format", "xml"), "xml"),
        (("alerts", "ack", DANGER, *UNTIL), "--reason"),
        (("alerts", "ack", DANGER, *WHY), "--until"),
        (("alerts", "ack", *UNTIL, *WHY), "NØKKEL"),
        (("alerts", "snooze", DANGER, *WHY, "--until", "2026-04-16"), "høyst 14 dager"),
        (("alerts", "snooze", DANGER, *WHY, "--until", "2026-04-01"), "--until"),
        (("alerts", "snooze", DANGER, *UNTIL, "--reason", " "), "--reason"),
        (("alerts", "snooze", DANGER, *UNTIL, "--reason", "klage fra 13097248022"), "fødselsnummer"),
        (("alerts", "ack", "vedlegg1:goal_danger:3401:2026/2:1", *UNTIL, *WHY), "gjelder nå"),
        (("alerts", "mute", DANGER), "mute"),
    ],
)
def test_calls_that_are_refused(filled: Program, call: tuple[str, ...], named: str) -> None:
    line = filled(*call).line
    assert named in line
    assert "13097248022" not in line
    told = filled("alerts", "--format", "json").json["alerts"]
    assert [alert["answered"] for alert in told] == [None] * len(told)
