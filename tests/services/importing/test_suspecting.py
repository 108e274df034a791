"""What looks wrong, told from the file on: each by hand, with a near miss, and once. Today is 25 November 2026."""

from __future__ import annotations

import shutil
import time
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from casewatch.core.fold import Content
from casewatch.intake.tables import Understood
from casewatch.rulebook import build, read_texts
from casewatch.services.cases.correcting import correct
from casewatch.services.importing.storing import FileFacts, Stored, store_understood
from casewatch.services.importing.suspecting import Yardstick
from casewatch.store import Store, open_store
from tests.services.conftest import row
from tests.services.desk import RULES, Desk, codes

HEADER = "Saksnr;Søknadsnr;Mottatt dato;Komplett dato;Vedtaksdato;Resultat;Høring sendt;Høring svar;Høring instans"
#: Complete on 2 March: the 11th is the last day under ten, and a hearing begins on it.
AT_LIMIT = "2026/1;1;02.03.2026;02.03.2026;01.04.2026;;11.03.2026;24.03.2026;NVE"
ORDINARY = "2026/2;1;02.03.2026;02.03.2026;09.03.2026;;;;"


def read(desk: Desk, *lines: str, header: str = HEADER, day: str | None = None, **options: Any) -> list[dict[str, Any]]:
    """The findings of an import of these lines, received on a day."""
    received = datetime.fromisoformat(f"{day}T12:00+00:00") if day else None
    path = desk.csv("\n".join([header, *lines]), f"{desk.time:%H%M}-{len(lines)}.csv")
    told = desk.read(path, received_at=received, **options)
    assert told["status"] == "stored"
    found: list[dict[str, Any]] = told["findings"]
    return found


def brief(findings: list[dict[str, Any]]) -> list[tuple[str, str | None]]:
    return [(one["code"], one["case_no"]) for one in findings]


def test_a_suspicious_pause_is_told_with_its_place_and_what_to_do(desk: Desk) -> None:
    [found] = read(desk, ORDINARY, AT_LIMIT)
    assert (found["severity"], found["code"], found["row"]) == ("warning", "pause_at_limit", 3)
    assert (found["field"], found["case_no"]) == ("hearing", "2026/1")
    assert found["message"] == (
        "Rad 3, sak 2026/1: pausen fra 11.03.2026 begynte den siste dagen før grensen på 10 dager var nådd. "
        "Sjekk at saken ble sendt den dagen."
    )


def test_the_receipt_shows_it_again_and_a_dry_run_shows_it_before(desk: Desk) -> None:
    path = desk.csv("\n".join([HEADER, AT_LIMIT]))
    tried = desk.read(path, dry_run=True)
    stored = desk.read(path)
    assert tried["findings"] == stored["findings"] == desk.show(stored["id"])["findings"]
    assert codes(stored) == {"pause_at_limit"}


def test_an_unchanged_fact_is_told_once(desk: Desk) -> None:
    assert brief(read(desk, AT_LIMIT)) == [("pause_at_limit", "2026/1")]
    assert read(desk, AT_LIMIT, ORDINARY) == []  # the same again, in another file
    # something else has changed in the application, the fact has not
    assert read(desk, AT_LIMIT.replace(";;11.03", ";innvilget;11.03")) == []
    # the fact is another one: ten paused days more move no day on which it began, but another hearing did
    moved = AT_LIMIT.replace("02.03.2026;01.04", "03.03.2026;01.04").replace("11.03.2026", "12.03.2026")
    assert ("pause_at_limit", "2026/1") in brief(read(desk, moved))


def test_what_becomes_wrong_in_a_known_case_is_told_then(desk: Desk) -> None:
    open_case = "2026/3;1;02.03.2026;02.03.2026;;;10.03.2026;;NVE"
    assert read(desk, open_case) == []
    [found] = read(desk, open_case.replace("02.03.2026;;;", "02.03.2026;12.03.2026;;"))
    assert (found["code"], found["field"]) == ("pause_never_answered", "hearing")
    assert "12.03.2026" in found["message"]
    assert "10.03.2026" in found["message"]


def test_a_pause_that_grows_a_year_old_is_told_in_the_week_it_does(desk: Desk) -> None:
    waits = "2025/9;1;03.11.2025;03.11.2025;;;10.11.2025;;NVE"
    weeks = ["2026-11-02", "2026-11-10", "2026-11-16", "2026-11-23"]
    told = [brief(read(desk, waits, f"2026/{week};1;01.11.2026;;;;;;", day=day)) for week, day in enumerate(weeks)]
    # 10 November 2026 is a year to the day, the 16th is more
    assert told == [[], [], [("pause_open_year", "2025/9")], []]


def test_impossible_orders_are_stored_and_told(desk: Desk) -> None:
    header = "Saksnr;Mottatt dato;Komplett dato;Vedtaksdato;Høring sendt;Høring svar"
    found = read(
        desk,
        "2026/1;10.03.2026;;09.03.2026;;",
        "2026/2;02.03.2026;10.03.2026;09.03.2026;;",
        "2026/3;02.03.2026;03.03.2026;20.03.2026;10.03.2026;09.03.2026",
        "2026/4;09.03.2026;09.03.2026;09.03.2026;09.03.2026;09.03.2026",
        header=header,
    )
    assert sorted(brief(found)) == [
        ("decided_before_complete", "2026/2"),
        ("decided_before_received", "2026/1"),
        ("pause_reversed", "2026/3"),
    ]
    cases = desk.cases()
    assert sorted(cases) == ["2026/1", "2026/2", "2026/3", "2026/4"]
    assert {number: case["state"] for number, case in cases.items()} == {
        "2026/1": "held_out",
        "2026/2": "held_out",
        "2026/3": "held_out",
        "2026/4": "decided",
    }


def test_a_year_typed_wrong_is_told_with_the_likely_date(desk: Desk) -> None:
    [found] = [
        one
        for one in read(desk, "2026/5;1;02.03.2025;03.03.2026;10.03.2026;;;;", ORDINARY)
        if one["code"] == "year_suspicious"
    ]
    assert (found["field"], found["case_no"]) == ("received", "2026/5")
    assert "Mottatt dato 02.03.2025" in found["message"]
    assert "Mente du 02.03.2026?" in found["message"]


def test_completeness_moved_before_the_decision(desk: Desk) -> None:
    line = "2026/6;1;02.03.2026;{complete};{decided};;;;"
    for case, complete, expected in (("6", "19.03.2026", ["complete_postponed"]), ("7", "18.03.2026", [])):
        own = line.replace("2026/6", f"2026/{case}")
        assert read(desk, own.format(complete="04.03.2026", decided="")) == []
        found = read(desk, own.format(complete=complete, decided="")) + read(
            desk, own.format(complete=complete, decided="23.03.2026")
        )
        assert [one["code"] for one in found] == expected
        assert all("04.03.2026" in one["message"] and complete in one["message"] for one in found)


def test_decided_and_open_again(desk: Desk) -> None:
    withdrawn = ORDINARY.replace("09.03.2026", "")
    assert read(desk, ORDINARY) == []
    [found] = read(desk, withdrawn)
    assert (found["code"], found["case_no"], found["field"]) == ("decision_withdrawn", "2026/2", "decided")
    assert "09.03.2026" in found["message"]
    assert read(desk, withdrawn, AT_LIMIT.replace("11.03", "10.03")) == []
    assert read(desk, ORDINARY) == []


def test_decided_again_on_another_day_is_not_open_again(desk: Desk) -> None:
    read(desk, ORDINARY)
    assert brief(read(desk, ORDINARY.replace("09.03.2026", "10.03.2026"))) == [("decided_moved", "2026/2")]


HEADER_OF_OLD = "Saksnr;Mottatt dato;Komplett dato;Mangelbrev sendt;Tilleggsdokumentasjon mottatt;Vedtaksdato"


def old(number: int, decided: str, complete: str = "10.01.2025") -> str:
    """Complete in January 2025 and decided more than a year later, with a letter between the two."""
    return f"2025/{number};02.01.2025;{complete};01.08.2025;20.01.2026;{decided}"


def test_several_year_old_cases_decided_in_one_week(desk: Desk) -> None:
    # Monday 9 to Sunday 15 March 2026 are week 11
    two = [old(1, "09.03.2026"), old(2, "15.03.2026"), old(3, "16.03.2026"), old(4, "08.03.2026")]
    young = "2025/5;02.03.2025;12.03.2025;01.08.2025;20.01.2026;11.03.2026"  # 364 days
    assert read(desk, *two, young, header=HEADER_OF_OLD) == []
    # one more: with the two that are unchanged in the same file they are three
    [found] = read(desk, *two, young, old(6, "11.03.2026"), header=HEADER_OF_OLD)
    assert (found["severity"], found["code"], found["row"], found["field"]) == ("info", "cleanup_week", None, "decided")
    assert found["message"].startswith("3 saker ")
    assert "uke 11 i 2026 i kommune 3401" in found["message"]
    assert read(desk, *two, old(6, "11.03.2026"), header=HEADER_OF_OLD) == []


def test_the_weeks_of_two_municipalities_are_not_taken_together(desk: Desk) -> None:
    header = f"Kommune;{HEADER_OF_OLD}"
    lines = [f"{place};{old(number, '10.03.2026')}" for number, place in enumerate(("3401", "3401", "3417", "3417"))]
    assert read(desk, *lines, header=header, municipality=None) == []


def test_a_case_that_turns_up_in_another_municipality(desk: Desk) -> None:
    known = ["3401;2026/1;02.03.2026;ET", "3401;2026/2;02.03.2026;ET", "3401;2026/3;02.03.2026;ET", "3417;2026/9;;"]
    known[3] = "3417;2026/9;02.03.2026;ET"
    header = "Kommune;Saksnr;Mottatt dato;Søknadstype"
    assert read(desk, *known, header=header, municipality=None) == []
    found = read(
        desk,
        "3417;2026/1;02.03.2026;ET",
        "3417;2026/2;03.03.2026;ET",  # received on another day: another case of the same number
        "3417;2026/3;02.03.2026;RA",  # of another type
        header=header,
        municipality=None,
    )
    [one] = found
    assert (one["severity"], one["code"], one["case_no"], one["row"]) == ("info", "municipality_changed", "2026/1", 2)
    assert "3401" in one["message"]
    assert "3417" in one["message"]
    assert read(desk, "3417;2026/1;02.03.2026;ET", "3417;2026/9;02.03.2026;ET", header=header, municipality=None) == []


def test_the_same_number_in_a_municipality_that_is_new_or_beside_the_other_is_nothing(desk: Desk) -> None:
    header = "Kommune;Saksnr;Mottatt dato"
    assert read(desk, "3401;2026/1;02.03.2026", header=header, municipality=None) == []
    # the first export of Grue: all is new
    assert read(desk, "3417;2026/1;02.03.2026", header=header, municipality=None) == []
    # both at once, in an export of the region
    both = ["3401;2026/5;02.03.2026", "3417;2026/5;02.03.2026"]
    assert read(desk, *both, header=header, municipality=None) == []


VENDOR = "Saksnr;Mottatt dato;Komplett dato;Vedtaksdato;Høring sendt;Høring svar"


@pytest.mark.parametrize(
    ("header", "days", "expected"),
    [
        # complete 2 March, decided on the 22nd: 20 days, less 5 of the hearing 15; received on 25 February: 25
        ("Saksbehandlingstid", "15", None),
        ("Saksbehandlingstid", "14", "er 14 dager, men sakens datoer gir 15 dager uten pausene"),
        ("Saksbehandlingstid (dager)", "20", "Fila ser ut til å telle med dagene i pause."),
        ("Antall dager", "25 dager", "Fila ser ut til å telle fra søknaden kom inn."),
        ("Behandlingstid", "16,0", "er 16 dager"),
        ("Netto dager", "15", None),
        ("Netto dager", "20", "med dagene i pause"),
        ("Brutto dager", "20", None),
        ("Brutto dager", "15", "men sakens datoer gir 20 dager med pausene"),
        ("Netto dager", "under behandling", None),
        ("Dager på vent", "7", None),
    ],
)
def test_a_senders_own_days_are_compared(desk: Desk, header: str, days: str, expected: str | None) -> None:
    decided = f"2026/1;25.02.2026;02.03.2026;22.03.2026;03.03.2026;08.03.2026;{days}"
    still_open = "2026/2;01.11.2026;02.11.2026;;;;3"
    found = read(desk, decided, still_open, header=f"{VENDOR};{header}")
    if expected is None:
        assert found == []
        return
    [one] = found
    assert (one["severity"], one["code"], one["case_no"], one["row"]) == ("info", "vendor_days_differ", "2026/1", 2)
    assert expected in one["message"]
    assert f"«{header}»" in one["message"]


def test_a_senders_own_days_are_told_once_and_never_stored(desk: Desk) -> None:
    header = f"{VENDOR};Saksbehandlingstid;Netto dager"
    line = "2026/1;25.02.2026;02.03.2026;22.03.2026;03.03.2026;08.03.2026;{days};{days}"
    found = read(desk, line.format(days=17171), header=header)
    assert brief(found) == [("vendor_days_differ", "2026/1")]
    assert read(desk, line.format(days=17172), header=header) == []  # our days are the same
    # decided a day later: 16 days, and the sender's number is another one still
    assert brief(read(desk, line.format(days=17171).replace("22.03", "23.03"), header=header)) == [
        ("decided_moved", "2026/1"),
        ("vendor_days_differ", "2026/1"),
    ]
    with desk.opened() as context, context.store.reading() as connection:
        stored = connection.exec_driver_sql("SELECT content FROM version").scalars().all()
    assert len(stored) == 2
    assert not any("17171" in text or "17172" in text for text in stored)


def test_at_most_a_hundred_of_a_kind_are_written_out(desk: Desk) -> None:
    lines = [f"2026/{number};25.02.2026;02.03.2026;04.03.2026;;;1" for number in range(1, 131)]
    found = read(desk, *lines, header=f"{VENDOR};Netto dager")
    assert len(found) == 101
    assert "30 rader til" in found[-1]["message"]


def test_a_plan_id_and_a_case_number_that_became_dates(desk: Desk) -> None:
    header = ("Saksnr", "Mottatt dato", "Planid")
    rows = [
        header,
        ("2026/1", date(2026, 3, 2), date(2012, 6, 1)),
        ("2026/2", date(2026, 3, 2), "2012-06"),
        ("2026/3", date(2026, 3, 2), "03.jun"),
        (date(2026, 12, 1), date(2026, 3, 2), None),
        ("des.26", date(2026, 3, 2), None),
        ("DES-26/7", date(2026, 3, 2), None),
    ]
    told = desk.read(desk.workbook(("Saker", rows)))
    found = sorted((one["code"], one["row"], one["column"]) for one in told["findings"])
    assert found == [
        ("case_no_is_date", 5, "A"),
        ("case_no_is_date", 6, "A"),
        ("plan_id_is_date", 2, "C"),
        ("plan_id_is_date", 4, "C"),
    ]
    assert (told["new"], told["rejected"]) == (4, 2)
    assert sorted(desk.cases()) == ["2026/1", "2026/2", "2026/3", "DES-26/7"]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (("03/04/2026", "03/15/2026"), ["date_order_suspicious", "date_unreadable"]),
        (("03/04/2026", "15/03/2026"), []),
        (("03/04/2026", "03/05/2026"), []),  # nothing tells
        # one that is possible this way alone: the other one is a slip of its own
        (("15/03/2026", "03/15/2026"), ["date_unreadable"]),
    ],
)
def test_a_column_with_the_month_first(desk: Desk, days: tuple[str, str], expected: list[str]) -> None:
    found = read(desk, *(f"2026/{number};{day}" for number, day in enumerate(days)), header="Saksnr;Mottatt dato")
    assert sorted(one["code"] for one in found) == expected
    for one in found:
        if one["code"] == "date_order_suspicious":
            assert (one["severity"], one["row"], one["column"], one["field"]) == ("warning", 1, "B", "received")


def test_a_formula_without_a_value_and_an_error_cell_reject_their_rows(desk: Desk) -> None:
    rows = [
        ("Saksnr", "Mottatt dato", "Vedtaksdato"),
        ("2026/1", date(2026, 3, 2), "=B2+5"),  # written without a value, as a program does
        ("2026/2", date(2026, 3, 2), "=B3+5"),
        ("2026/3", date(2026, 3, 2), date(2026, 3, 9)),
    ]
    path = desk.workbook(("Saker", rows))
    whole = path.read_bytes()
    path.write_bytes(b"")
    with zipfile.ZipFile(path, "w") as changed, zipfile.ZipFile(_saved(desk.folder, whole)) as original:
        for name in original.namelist():
            data = original.read(name)
            if name == "xl/worksheets/sheet1.xml":
                formula = b'<c r="C3"><f>B3+5</f><v></v></c>'
                assert formula in data or b'<c r="C3"><f>B3+5</f><v /></c>' in data
                for text in (formula, b'<c r="C3"><f>B3+5</f><v /></c>'):
                    data = data.replace(text, b'<c r="C3" t="e"><f>B3+5</f><v>#REF!</v></c>')
            changed.writestr(name, data)
    told = desk.read(path)
    assert sorted((one["code"], one["row"], one["column"]) for one in told["findings"]) == [
        ("error_cell", 3, "C"),
        ("formula_without_value", 2, "C"),
    ]
    assert sorted(desk.cases()) == ["2026/3"]


def _saved(folder: Path, data: bytes) -> Path:
    path = folder / "original.xlsx"
    path.write_bytes(data)
    return path


def test_a_persons_word_is_believed(desk: Desk) -> None:
    """What is judged is the picture with corrections laid over, and not the file alone."""
    waiting = "2026/3;1;02.03.2026;02.03.2026;{decided};;10.03.2026;;NVE"
    both = [waiting, waiting.replace("2026/3", "2026/4")]
    assert read(desk, *(line.format(decided="") for line in both)) == []
    with desk.opened() as context:
        correct(context, "3401", "2026/3", 1, ["hearing 2026-03-10=2026-03-14"], "svaret kom i brev")
    found = read(desk, *(line.format(decided="16.03.2026") for line in both))
    assert brief(found) == [("pause_never_answered", "2026/4")]


def import_rows(store: Store, contents: list[Content], as_of: date, rules: Yardstick | None) -> Stored:
    """Contents as one file, with or without the search."""
    rows = [row(str(number), **content) for number, content in enumerate(contents)]
    understood = Understood(rows, [], [], len(rows), "norsk-standard", (), "all", False)
    now = datetime(as_of.year, as_of.month, as_of.day, 12, tzinfo=UTC)
    facts = FileFacts("a.csv", f"{as_of}{rules is None}", None, "v1", "{}", "3401", ("3401",), now, now, as_of)
    with store.writing() as connection:
        return store_understood(connection, understood, facts, rules)


def test_the_search_in_a_week_of_two_thousand_costs_little(tmp_path: Path, empty_store: Path) -> None:
    by = Yardstick.of(build(read_texts(RULES)), date(2026, 11, 25))
    contents = [
        {
            "received": "2026-03-02",
            "complete": "2026-03-02",
            "decided": None if number % 4 else "2026-04-01",
            "hearing": [["2026-03-11" if number % 5 == 0 else "2026-03-09", "2026-03-20", "nve"]],
        }
        for number in range(2_000)
    ]
    store = open_store(f"sqlite:///{shutil.copy(empty_store, tmp_path / 'casewatch.db')}")
    try:
        first = import_rows(store, contents, date(2026, 11, 16), by)
        # of the 400 that began on the last day a hundred are told of one by one
        assert sum(one.code == "pause_at_limit" for one in first.findings) == 101
        begun = time.process_time()
        again = import_rows(store, contents, date(2026, 11, 23), by)
        quiet = time.process_time() - begun
        assert (again.unchanged, again.findings) == (2_000, [])
        assert quiet < 3
    finally:
        store.close()
