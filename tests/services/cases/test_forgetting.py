"""A case that is erased is nowhere any more, and figures for past times say that they lack it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from casewatch.core.alerts.shapes import Alert
from casewatch.errors import CasewatchError
from casewatch.services.asking.context import Context, open_context
from casewatch.services.asking.selecting import Selectors
from casewatch.services.cases.correcting import correct
from casewatch.services.cases.forgetting import Forgetting, forget
from casewatch.services.figures.assess import assess
from casewatch.services.publishing.publish import publish
from casewatch.services.publishing.published import published, verify
from casewatch.store.alerts import record_alerts
from casewatch.store.clock import recording_time
from casewatch.store.tables.forgotten import forget_key, forgotten
from casewatch.store.tables.imports import METADATA, published_case
from tests.services.desk import IN_SCOPE, TODAY, YES, Desk, codes

HEAD = f"Saksnr;Søknadstype;Mottatt dato;Komplett dato;Vedtaksdato;{IN_SCOPE}"
#: The case that is erased, and ways in which exports write it.
CASE, SPELLINGS = "2026/7", ("2026/7", "26/00007", "2026/07")
REASON = "Krav om sletting, journalpost 4"


def line(case_no: str, decided: str = "12.03.2026") -> str:
    return f"{case_no};Ett-trinn;02.03.2026;04.03.2026;{decided};{YES}"


@dataclass
class Office(Desk):
    """A desk with a store on either database."""

    url: str = ""

    @contextmanager
    def opened(self) -> Iterator[Context]:
        self.time += timedelta(minutes=1)
        with open_context(self.url, self.rules, now=lambda: self.time) as context:
            yield context

    def export(self, *lines: str, name: str = "uke48.csv", head: str = HEAD) -> Path:
        return self.csv("\n".join((head, *lines)), name)

    def forget(self, case_no: str = CASE, municipality: str = "3401", reason: str = REASON) -> Forgetting:
        with self.opened() as context:
            return forget(context, municipality, case_no, reason)

    def result(self, municipality: str = "3401", **asked: Any) -> dict[str, Any]:
        with self.opened() as context:
            selectors = Selectors(asked.pop("as_of", TODAY), municipalities=(municipality,), **asked)
            (result,) = assess(context, selectors).results
        return result

    def stored(self) -> dict[str, list[str]]:
        """Every value of every table, as text."""
        with self.opened() as context, context.store.reading() as connection:
            return {
                table.name: [str(value) for row in connection.execute(select(table)) for value in row]
                for table in METADATA.sorted_tables
            }

    def tables_with(self, *texts: str) -> set[str]:
        return {
            table for table, values in self.stored().items() if any(text in value for value in values for text in texts)
        }


@pytest.fixture
def office(tmp_path: Path, store_url: str) -> Office:
    return Office(tmp_path, tmp_path / "casewatch.db", url=store_url)


def known_case(office: Office) -> datetime:
    """The case in two imports, a correction, a rejected row, a finding, an alert and a publication; another beside it.

    Gives a time between the two imports.
    """
    office.read(office.export(line(CASE, "30.03.2026"), line("2026/8")))
    between = office.time + timedelta(seconds=30)
    office.read(office.export(line("26/00007"), line("2026/8"), "2026/07;Ett-trinn;tull;;;;;;", name="uke49.csv"))
    office.read(office.export(line("26/00007"), line("2026/8"), name="uke50.csv"))
    with office.opened() as context:
        correct(context, "3401", CASE, None, ["complete=2026-03-05"], "Brev i sak 2026/7")
        publish(context, Selectors(TODAY, period="2026", municipalities=("3401",)), "Prøve")
        with context.store.writing() as connection:
            recorded = recording_time(connection, context.now())
            alert = Alert(
                key=f"goal_missed|vedlegg1|3401|{CASE}|1",
                level="goal_missed",
                rule="vedlegg1",
                municipality="3401",
                case_key=CASE,
                application_no=1,
                state="overdue",
                case_no=CASE,
                handler=None,
                scope="yes",
                days_left=None,
                last_day=None,
                since=TODAY,
                data_from=TODAY,
            )
            record_alerts(connection, [alert], (), TODAY, recorded)
    return between


def test_nothing_of_it_is_left_in_any_table(office: Office) -> None:
    known_case(office)
    before = office.tables_with(*SPELLINGS)
    assert {"application", "version", "finding", "rejection", "correction", "alert"} <= before
    done = office.forget()
    erased = done.erased
    # contents: 7 decided on the 30th, 7 on the 12th (written otherwise); the row that says "tull" was never one
    assert (erased.applications, erased.versions, erased.rejections) == (1, 2, 1)
    assert (erased.corrections, erased.alerts, erased.published) == (1, 1, 1)
    assert erased.findings >= 1
    assert office.tables_with(*SPELLINGS) == set()
    others = office.stored()
    assert others["application"] == ["2", "3401", "2026/8", "1"]
    assert len([value for value in others["sighting"] if value == "2"]) >= 3
    assert [row for row in office.cases() if row in SPELLINGS] == []
    assert office.cases()["2026/8"]["net_days"] == 8


def test_what_is_left_is_a_digest_a_reason_and_times(office: Office) -> None:
    known_case(office)
    office.forget()
    with office.opened() as context, context.store.reading() as connection:
        (left,) = connection.execute(select(forgotten)).mappings()
        key = connection.execute(select(forget_key.c.key)).scalar_one()
    assert set(left.keys()) == {"id", "digest", "municipality", "known_from", "reason", "recorded_at"}
    assert (left["municipality"], left["reason"]) == ("3401", REASON)
    assert len(left["digest"]) == 32
    assert len(bytes.fromhex(key)) == 32
    assert left["recorded_at"] > left["known_from"]


def test_figures_for_a_past_time_say_that_they_lack_it(office: Office) -> None:
    before_all = office.time + timedelta(seconds=30)
    between = known_case(office)
    office.read(office.export(line("2026/9"), name="grue.csv"), "3417")
    then = office.time
    asked: dict[str, Any] = {"period": "2026"}
    # 2026/7: 27 days by the first import (4 to 30 March is 26), 2026/8: 8 days
    assert (office.result(known_at=between, **asked)["sum_days"], office.result(known_at=then, **asked)["decided"]) == (
        26 + 8,
        2,
    )
    office.forget()
    later = office.result(known_at=between, **asked)
    assert (later["decided"], later["sum_days"], later["forgotten"]) == (1, 8, 1)
    assert office.result(known_at=then, **asked)["forgotten"] == 1
    assert office.result(known_at=before_all, **asked)["forgotten"] == 0  # nobody knew it then
    assert office.result(known_at=office.time, **asked)["forgotten"] == 0  # it was erased by then
    assert office.result("3417", known_at=then, **asked)["forgotten"] == 0
    assert office.result(**asked)["forgotten"] == 0
    assert office.result(as_of=TODAY - timedelta(days=1), **asked)["forgotten"] == 1
    with office.opened() as context:
        found = assess(context, Selectors(TODAY - timedelta(days=1), period="2026"))
    assert [each["forgotten"] for each in found.results if each["forgotten"]] == [1]
    assert found.document["region"]["forgotten"] == 1


def test_the_day_it_was_erased_is_oslos(office: Office) -> None:
    office.read(office.export(line(CASE)))
    office.time = datetime.fromisoformat("2026-11-25T22:58:00+00:00")  # just before midnight in Oslo
    office.forget()
    assert office.result(as_of=TODAY)["forgotten"] == 0
    assert office.result(as_of=TODAY - timedelta(days=1))["forgotten"] == 1
    office.read(office.export(line("2026/11"), name="ny.csv"))
    office.time = datetime.fromisoformat("2026-11-25T23:30:00+00:00")  # it is the 26th there
    office.forget("2026/11")
    assert office.result(as_of=TODAY)["forgotten"] == 1
    assert office.result(as_of=date(2026, 11, 26))["forgotten"] == 0


def test_a_later_export_is_read_without_it(office: Office) -> None:
    office.read(office.export(line(CASE), line("2026/8")))
    office.forget()
    told = office.read(office.export(line("26/00007"), line("2026/8"), line("2026/10"), name="uke49.csv"))
    assert {name: told[name] for name in ("rows", "file_rows", "new", "unchanged", "rejected")} == {
        "rows": 2,
        "file_rows": 3,
        "new": 1,
        "unchanged": 1,
        "rejected": 0,
    }
    (finding,) = [each for each in told["findings"] if each["code"] == "forgotten"]
    assert (finding["severity"], finding["row"], finding["case_no"]) == ("info", 2, None)
    assert office.tables_with(*SPELLINGS) == set()
    bad = office.read(office.export("2026/07;Ett-trinn;tull;;;;;;", line("2026/8"), name="uke50.csv"))
    assert (bad["rows"], bad["rejected"], bad["rejected_rows"]) == (1, 0, [])
    assert codes(bad) == {"forgotten"}
    assert office.tables_with(*SPELLINGS) == set()
    # the same number of another municipality is another case
    other = office.read(office.export(line(CASE), name="grue.csv"), "3417")
    assert (other["new"], codes(other)) == (1, set())


def test_an_export_of_nothing_else_says_so(office: Office) -> None:
    office.read(office.export(line(CASE), line("2026/8")), holds="all")
    office.forget()
    told = office.read(office.export(line(CASE), name="uke49.csv"), holds="all")
    assert (told["rows"], told["municipalities"], codes(told)) == (0, ["3401"], {"forgotten"})


def test_all_its_applications_go_and_those_of_imports_taken_back(office: Office) -> None:
    head = HEAD.replace("Saksnr;", "Saksnr;Søknadsnr;")
    two = [line(CASE).replace(";", f";{number};", 1) for number in (1, 2)]
    told = office.read(office.export(*two, head=head))
    assert told["new"] == 2
    office.undo(1)
    assert office.forget().erased.applications == 2
    assert office.tables_with(*SPELLINGS) == set()


def test_another_municipalitys_case_of_the_same_number_stays(office: Office) -> None:
    head = HEAD.replace("Saksnr;", "Kommunenr;Saksnr;")
    lines = [f"{place};{line(CASE, 'tull' if bad else '12.03.2026')}" for place, bad in (("3401", 0), ("3417", 0))]
    office.read(office.export(*lines, head=head), None)
    late = [each.replace("12.03.2026", "01.03.2026") for each in lines]  # decided before received, in both
    office.read(office.export(*late, head=head, name="uke49.csv"), None)
    counts = [value for value in office.stored()["finding"] if value == "decided_before_received"]
    assert len(counts) == 2
    office.forget()
    assert office.stored()["application"][1:3] == ["3417", CASE]
    findings = [each for each in office.show(2)["findings"] if each["code"] == "decided_before_received"]
    assert [(each["row"], each["case_no"]) for each in findings] == [(3, CASE)]
    assert office.result("3417", known_at=office.time)["forgotten"] == 0


def test_copies_that_may_hold_it_are_removed_and_new_ones_are_without_it(office: Office) -> None:
    head = HEAD + ";Tittel"
    warned = ";".join(["2026/8", "Hytte", "02.03.2026", "", "", YES, "x"])
    first = office.read(office.export(f"{line(CASE)};Brygge", warned, head=head))
    other = office.read(office.export(warned.replace("2026/8", "2026/9"), head=head, name="uke49.csv"))
    tried = office.read(office.export(f"{line(CASE)};Brygge", warned, head=head), dry_run=True)
    copies = [Path(told["annotated"]) for told in (first, other, tried)]
    assert all(copy.is_file() for copy in copies)
    assert office.forget().copies == 2
    assert [copy.is_file() for copy in copies] == [False, True, False]
    assert (office.show(1)["annotated"], office.show(2)["annotated"]) == (None, str(copies[1]))
    again = office.workbook(
        ("Saker", [each.split(";") for each in (head, f"{line(CASE)};Brygge", warned)]),
        ("Notater", [["Om", "Hva"], ["26/00007", "Ring"], ["2026/8", "Ferdig"]]),
        name="uke50.xlsx",
    )
    book = load_workbook(office.read(again)["annotated"])
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "2026/8" in cells
    assert "Ferdig" in cells
    assert not {*SPELLINGS, "Brygge", "Ring"} & set(map(str, cells))


def test_published_figures_stay_and_are_verified_as_far_as_they_can_be(office: Office) -> None:
    known_case(office)
    with office.opened() as context:
        assert verify(context)["differences"] == []
    office.forget()
    with office.opened() as context:
        found = verify(context)
        (shown,) = published(context)
    assert found["differences"] == []
    # one municipality, and the pooled line
    assert [(lack["id"], lack["municipality"], lack["forgotten"]) for lack in found["lacking"]] == [
        (1, "3401", 1),
        (1, None, 1),
    ]
    assert shown.published["decided"] == 2
    assert shown.now is not None
    assert shown.now["decided"] == 1
    # what is left is still held against the store
    with office.opened() as context, context.store.writing() as connection:
        connection.execute(update(published_case).values(net_days=7))
    with office.opened() as context:
        (deviation,) = verify(context)["differences"]
    assert (deviation["field"], deviation["case_no"]) == ("application", "2026/8")


def test_a_second_time_there_is_nothing_left_and_that_is_no_fault(office: Office) -> None:
    office.read(office.export(line(CASE), line("2026/8")))
    assert not office.forget().before
    again = office.forget("26/7")
    assert (again.before, again.erased.nothing, again.packed) == (True, True, True)
    assert len([value for value in office.stored()["forgotten"] if value == REASON]) == 1


@pytest.mark.parametrize(
    ("case_no", "municipality", "reason", "said"),
    [
        (CASE, "3401", "  ", "reason"),
        (CASE, "3401", "Slett 26/00007.", "nevner saken"),
        (CASE, "3401", "Gjelder 01019000083", "fødselsnummer"),
        ("2026/70", "3401", REASON, "Fant ikke sak"),
        (CASE, "3417", REASON, "Fant ikke sak"),
        (CASE, "9999", REASON, "municipality"),
    ],
)
def test_calls_that_erase_nothing(office: Office, case_no: str, municipality: str, reason: str, said: str) -> None:
    office.read(office.export(line(CASE), line("2026/8")))
    with pytest.raises(CasewatchError, match=said) as raised:
        office.forget(case_no, municipality, reason)
    assert "\n" not in str(raised.value)
    assert CASE in office.cases()
    assert office.stored()["forgotten"] == []


def test_a_municipality_that_left_the_rules_can_still_be_cleaned(office: Office) -> None:
    office.read(office.export(line(CASE)), "3417")
    areas = office.rules / "areas.csv"
    kept = [row for row in areas.read_text("utf-8").splitlines() if "3417" not in row]
    areas.write_text("\n".join(kept) + "\n", "utf-8")
    rules = office.rules / "municipalities.toml"
    before, _number, after = rules.read_text("utf-8").partition('"3417"')
    rules.write_text(f'{before}"3999"{after}', "utf-8")
    assert office.forget(municipality="3417").erased.applications == 1


def _bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("casewatch.db*"))


@pytest.fixture
def on_file(tmp_path: Path) -> Office:
    return Office(tmp_path, tmp_path / "casewatch.db", url=f"sqlite:///{tmp_path / 'casewatch.db'}")


#: A number that no other bytes of a database look like.
RARE = "2026/7654321"


def test_the_bytes_are_gone_from_the_file_and_its_log(on_file: Office) -> None:
    for week in range(3):  # in versions, sightings, findings; some of it in the write-ahead log
        late = "" if week else "tull"
        on_file.read(on_file.export(line(RARE, f"1{week}.03.2026"), line("2026/8", late), name=f"uke{week}.csv"))
    reader = sqlite3.connect(on_file.database)
    reader.execute("SELECT count(*) FROM version").fetchall()
    assert RARE.encode() in _bytes(on_file.folder)
    reader.close()
    assert on_file.forget(RARE).packed
    assert RARE.encode() not in _bytes(on_file.folder)
    assert b"2026/8" in _bytes(on_file.folder)


def test_while_somebody_reads_the_bytes_may_stay_and_that_is_said(
    on_file: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_file.read(on_file.export(line(RARE), line("2026/8")))
    reader = sqlite3.connect(on_file.database, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM version").fetchall()
    with on_file.opened() as context:
        quick = context.store.engine
        from sqlalchemy import event

        @event.listens_for(quick, "connect")
        def impatient(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA busy_timeout = 50").fetchall()

        quick.dispose()
        assert not forget(context, "3401", RARE, REASON).packed
    reader.execute("COMMIT")
    reader.close()
    assert on_file.forget(RARE).packed
    assert RARE.encode() not in _bytes(on_file.folder)
