"""New, changed, unchanged, rejected; what a column does; undo and known-at. Counted by hand."""

from __future__ import annotations

import pytest

from casewatch.store.tables.imports import METADATA
from tests.services.conftest import GRUE, KONGSVINGER, Office, known_row, rejected, row

K1, K2, K3 = ((KONGSVINGER, f"2026/{number}", 1) for number in (1, 2, 3))


def counts(stored: object) -> tuple[int, ...]:
    return tuple(getattr(stored, name) for name in ("new", "changed", "unchanged", "rejected"))


def test_new_changed_and_unchanged_are_counted_against_the_current_picture(office: Office) -> None:
    first = office.read(row("2026/1", complete="2026-01-07"), row("2026/2", complete=None))
    assert counts(first) == (2, 0, 0, 0)
    second = office.read(
        row("2026/1", complete="2026-01-07"),
        row("2026/2", complete="2026-01-09"),
        row("2026/3", complete=None),
        refused=[rejected("2026/4"), rejected(None)],
    )
    assert counts(second) == (1, 1, 1, 2)
    assert second.counts()["rows"] == 5
    [change] = second.changes
    assert (change.case_no, change.field, change.old, change.new) == ("2026/2", "complete", None, "2026-01-09")


def test_an_absent_column_leaves_and_an_empty_cell_empties(office: Office) -> None:
    office.read(row("2026/1", received="2026-01-05", complete="2026-01-07", handler="ABC"))
    stored = office.read(row("2026/1", received="2026-01-05", complete=None))
    assert counts(stored) == (0, 1, 0, 0)
    assert office.shows() == {K1: {"received": "2026-01-05", "complete": None, "handler": "ABC"}}


def test_fewer_columns_that_say_the_same_change_nothing(office: Office) -> None:
    office.read(row("2026/1", received="2026-01-05", complete="2026-01-07"))
    assert counts(office.read(row("2026/1", received="2026-01-05"))) == (0, 0, 1, 0)
    assert counts(office.read(row("2026/1", received="2026-01-05", complete="2026-01-07"))) == (0, 0, 1, 0)


def test_the_layers_of_several_layouts_fold_in_the_order_of_arrival(office: Office) -> None:
    office.read(row("2026/1", received="2026-01-05", complete="2026-01-07"))
    office.read(known_row("2026/1", complete="2026-01-08", handler="ABC"))
    office.read(row("2026/1", received="2026-01-06", complete="2026-01-09"))
    assert office.shows()[K1] == {"received": "2026-01-06", "complete": "2026-01-09", "handler": "ABC"}
    office.read(known_row("2026/1", complete="2026-01-10", handler=None))
    assert office.shows()[K1] == {"received": "2026-01-06", "complete": "2026-01-10", "handler": None}


def test_an_older_file_read_later_speaks_before_the_newer_one(office: Office) -> None:
    office.read(row("2026/1", complete="2026-01-09"), received="2026-02-09")
    late = office.read(
        row("2026/1", complete="2026-01-07"), row("2026/2", complete="2026-01-08"), received="2026-02-02"
    )
    assert counts(late) == (1, 0, 1, 0)
    assert office.shows() == {K1: {"complete": "2026-01-09"}, K2: {"complete": "2026-01-08"}}


def test_an_undone_import_never_was(office: Office) -> None:
    office.read(row("2026/1", complete="2026-01-07"))
    before = office.shows()
    second = office.read(row("2026/1", complete=None), row("2026/2", complete="2026-01-08"))
    office.undo(second.batch_id)
    assert office.shows() == before
    again = office.read(row("2026/1", complete=None), row("2026/2", complete="2026-01-08"))
    assert counts(again) == (1, 1, 0, 0)
    assert office.shows() == {K1: {"complete": None}, K2: {"complete": "2026-01-08"}}


def test_undoing_the_first_of_two_leaves_what_the_second_says(office: Office) -> None:
    first = office.read(
        row("2026/1", received="2026-01-05", complete="2026-01-07"), row("2026/2", received="2026-01-06")
    )
    office.read(row("2026/1", complete="2026-01-07"))
    office.undo(first.batch_id)
    assert office.shows() == {K1: {"complete": "2026-01-07"}}


def test_numbers_are_not_given_anew_after_an_undo(office: Office) -> None:
    office.read(row("2026/1", application_type="one_step", received="2026-01-05"))
    second = office.read(row("2026/1", application_type="change", received="2026-02-05"))
    office.undo(second.batch_id)
    office.read(row("2026/1", application_type="framework", received="2026-03-05"))
    assert sorted(office.shows()) == [(KONGSVINGER, "2026/1", 1), (KONGSVINGER, "2026/1", 3)]
    office.read(row("2026/1", application_type="change", received="2026-02-05"))
    assert (KONGSVINGER, "2026/1", 2) in office.shows()


def test_a_number_in_the_file_decides(office: Office) -> None:
    office.read(row("2026/1", 2, received="2026-01-05"), row("2026/1", 1, received="2026-01-05"))
    stored = office.read(row("2026/1", 1, received="2026-01-05"), row("2026/1", 2, received="2026-01-06"))
    assert counts(stored) == (0, 1, 1, 0)
    assert office.shows()[KONGSVINGER, "2026/1", 2] == {"received": "2026-01-06"}


def test_one_number_twice_is_rejected_and_counts_once(office: Office) -> None:
    stored = office.read(
        row("2026/1", 1, complete="2026-01-07"), row("2026/1", 1, complete="2026-01-08"), row("2026/2")
    )
    assert counts(stored) == (1, 0, 0, 1)
    assert [finding.code for finding in stored.findings] == ["ambiguous_application"] * 2
    assert office.known_now().rejected_pending == {KONGSVINGER: 1}


def test_a_case_number_belongs_to_its_municipality(office: Office) -> None:
    office.read(row("2026/1", complete="2026-01-07"))
    stored = office.read(row("2026/1", municipality=GRUE, complete="2026-01-08"))
    assert counts(stored) == (1, 0, 0, 0)
    assert set(office.shows()) == {K1, (GRUE, "2026/1", 1)}
    assert "closed" not in office.shows()[K1]


def test_what_was_known_at_a_time_stays_the_same_for_ever(office: Office) -> None:
    shown = []
    first = office.read(row("2026/1", complete="2026-01-07"), received="2026-02-09")
    shown.append((office.time, office.shows()))
    office.read(row("2026/1", complete="2026-01-08"), row("2026/2"), received="2026-02-16")
    shown.append((office.time, office.shows()))
    office.undo(first.batch_id)
    shown.append((office.time, office.shows()))
    office.read(row("2026/1", complete="2026-01-01", handler="ABC"), received="2026-01-01")
    shown.append((office.time, office.shows()))
    assert [shows.get(K1, {}).get("complete") for _when, shows in shown] == ["2026-01-07"] + ["2026-01-08"] * 3
    for when, shows in shown:
        assert office.shows(known_at=when) == shows
    assert office.shows(known_at=shown[0][0].replace(year=2025)) == {}


def test_the_same_content_is_kept_once(office: Office) -> None:
    office.read(row("2026/1", complete="2026-01-07"))
    office.read(row("2026/1", complete="2026-01-08"))
    office.read(row("2026/1", complete="2026-01-07"))
    with office.store.reading() as connection:
        rows = {
            name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar()
            for name in ("version", "sighting", "application")
        }
    assert rows == {"version": 2, "sighting": 3, "application": 1}
    assert office.shows()[K1] == {"complete": "2026-01-07"}


def test_an_exception_in_the_middle_stores_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from casewatch.services.importing import storing

    def fail(*_arguments: object) -> None:
        raise OSError

    monkeypatch.setattr(storing, "_compare", fail)
    with pytest.raises(OSError):  # noqa: PT011 (any will do)
        office.read(row("2026/1"))
    with office.store.reading() as connection:
        for table in METADATA.sorted_tables:
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table.name}").scalar() == 0, table.name


@pytest.mark.parametrize(
    ("later", "code"),
    [
        ({"complete": "2026-01-12", "decided": "2026-01-20"}, "complete_moved"),
        ({"complete": None, "decided": "2026-01-20"}, "complete_withdrawn"),
        ({"complete": "2026-01-07", "decided": "2026-01-15"}, "decided_moved"),
    ],
)
def test_dates_that_move_after_the_decision_are_remarked_on(
    office: Office, later: dict[str, str | None], code: str
) -> None:
    office.read(row("2026/1", complete="2026-01-07", decided="2026-01-20"))
    moving = office.read(row("2026/1", **later))
    assert [(finding.code, finding.severity, finding.row) for finding in moving.findings] == [(code, "warning", 2)]
    assert office.known_now().remarks == {code: [office.id_of("2026/1")]}
    known_at = office.time
    office.undo(moving.batch_id)
    assert office.known_now().remarks == {}
    assert list(office.known_now(known_at).remarks) == [code]


def test_a_file_that_comes_between_two_others_can_show_that_a_date_was_moved(office: Office) -> None:
    office.read(row("2026/1", complete="2026-01-07"), received="2026-02-02")
    office.read(row("2026/1", complete="2026-01-09", decided="2026-01-20"), received="2026-02-16")
    assert office.known_now().remarks == {}
    office.read(row("2026/1", complete="2026-01-08", decided="2026-01-20"), received="2026-02-09")
    assert list(office.known_now().remarks) == ["complete_moved"]


def test_rejected_applications_are_pending_until_mended(office: Office) -> None:
    first = office.read(
        row("2026/1"), refused=[rejected("2026/2"), rejected(None), rejected("2026/9", municipality=None)]
    )
    assert office.known_now().rejected_pending == {KONGSVINGER: 2}
    office.read(refused=[rejected("2026/2"), rejected("2026/1")])
    assert office.known_now().rejected_pending == {
        KONGSVINGER: 2
    }  # 2026/1 and 2026/2; the line without a number is past
    mending = office.read(row("2026/1"), row("2026/2"))
    assert office.known_now().rejected_pending == {}
    office.undo(mending.batch_id)
    assert office.known_now().rejected_pending == {KONGSVINGER: 2}
    office.undo(first.batch_id)
    assert office.known_now().rejected_pending == {KONGSVINGER: 2}


def test_event_lists_add_to_what_is_known(office: Office) -> None:
    def events(**told: object) -> object:
        return row("2026/1", additive=True, **told)

    office.read(row("2026/1", received="2026-01-05", hearing=[["2026-01-08", None, "a"]]))
    office.read(events(hearing=[["2026-01-09", None, "b"]]))
    office.read(events(hearing=[[None, "2026-01-12", "a"]]))
    stored = office.read(events(hearing=[[None, "2026-01-12", "a"]]))
    assert counts(stored) == (0, 0, 1, 0)
    assert office.shows()[K1]["hearing"] == [["2026-01-08", "2026-01-12", "a"], ["2026-01-09", None, "b"]]
    replaced = office.read(row("2026/1", received="2026-01-05", hearing=[]))
    assert office.shows()[K1]["hearing"] == []
    office.undo(replaced.batch_id)
    assert len(office.shows()[K1]["hearing"]) == 2
