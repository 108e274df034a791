"""Any sequence of imports, corrections and undos gives the picture of what remains, and the past stays as it was."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from casewatch.intake.tables import ReadRow
from casewatch.store import add_correction, open_store, undo_correction
from tests.services.conftest import GRUE, KONGSVINGER, Office, known_row, rejected, said
from tests.store.model import Identity, Model, Read, Said, plain

DAYS = st.sampled_from(["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26"])
MAYBE = st.one_of(st.none(), DAYS)
#: A file has one set of columns; what a column holds differs from row to row.
COLUMNS = st.lists(
    st.sampled_from(["application_type", "received", "complete", "decided", "closed", "business"]), unique=True
)
CELLS = st.fixed_dictionaries(
    {
        "application_type": st.sampled_from([None, "one_step", "change"]),
        "received": MAYBE,
        "complete": MAYBE,
        "decided": MAYBE,
        "closed": st.one_of(st.none(), st.none(), DAYS),
        "business": st.sampled_from([None, True, False]),
    }
)
#: (case, number or none, cells); a file holds a case without numbers at most once, so that no row is ambiguous.
ROWS = st.lists(
    st.tuples(st.sampled_from(["2026/1", "2026/2"]), st.sampled_from([None, None, 1, 2]), CELLS),
    max_size=3,
    unique_by=(lambda line: line[0]),
)


class Imports(RuleBasedStateMachine):
    """The store beside the model."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="casewatch-model-"))
        self.office = Office(open_store(str(shutil.copy(self.template, self.folder / "casewatch.db"))))
        self.model = Model()
        self.past: list[tuple[datetime, dict[Identity, dict[str, Any]]]] = []

    def teardown(self) -> None:
        try:
            self.the_past_stays_as_it_was()
        finally:
            self.office.store.close()
            shutil.rmtree(self.folder)

    @rule(
        place=st.sampled_from([KONGSVINGER, GRUE]),
        lines=ROWS,
        columns=COLUMNS,
        day=DAYS,
        holds=st.sampled_from(["all", "open", "part"]),
        shared=st.booleans(),
        profile=st.sampled_from(["norsk-standard", "norsk-standard", "annet"]),
        bad=st.sampled_from([None, None, "2026/1", "2026/9"]),
    )
    def read(
        self,
        place: str,
        lines: list[Any],
        columns: list[str],
        day: str,
        holds: Any,
        shared: bool,
        profile: str,
        bad: str | None,
    ) -> None:
        rows = [
            known_row(case_no, number, place, **{name: cells[name] for name in columns})
            for case_no, number, cells in lines
            if case_no != bad
        ]
        told, shown = self.model.told(), self.model.shows()
        stored = self.office.read(
            *rows,
            received=day,
            holds=holds,
            shared=shared,
            profile=profile,
            municipality=place,
            refused=[rejected(bad, municipality=place)] if bad else [],
        )
        identities = self.identities(stored.batch_id)
        refused = [each for each in rows if each.case_no not in identities]
        self.expect_receipts(told, rows, identities)
        read = Read(
            id=stored.batch_id,
            received=datetime.fromisoformat(f"{day}T12:00+00:00"),
            day=day,
            holds=holds,
            shared=shared,
            profile=profile,
            municipality=place,
            rows={identities[each.case_no]: said(each.content) for each in rows if each.case_no in identities},
            rejected=[
                *([(place, bad, self.model.only_number(place, bad))] if bad else []),
                *(
                    (place, each.case_no, each.application_no or self.model.only_number(place, each.case_no))
                    for each in refused
                ),
            ],
            unnumbered={(place, each.case_no) for each in refused if each.application_no is None}
            | {(place, bad or "")},
        )
        self.model.acts.append(read)
        self.expect_counts(stored, read, told, shown)

    def expect_receipts(self, told: dict[Identity, Any], rows: list[ReadRow], identities: dict[str, Identity]) -> None:
        """A new application needs a day of receipt; one that is known does not."""
        for each in rows:
            if each.content.get("received") or identities.get(each.case_no) in told:
                continue
            assert each.case_no not in identities
            known = [identity for identity in told if identity[:2] == (each.municipality, each.case_no)]
            if each.application_no is not None:
                assert (each.municipality, each.case_no, each.application_no) not in told
            else:
                assert len(known) != 1, "a row without a receipt differs from nothing: it is the one that is known"

    def identities(self, batch_id: int) -> dict[str, Identity]:
        """By case, as they were decided when the file was read: each case stands in it once."""
        with self.office.store.reading() as connection:
            found = connection.exec_driver_sql(
                "SELECT a.case_key, a.municipality, a.application_no FROM sighting AS s "
                f"JOIN application AS a ON a.id = s.application_id WHERE s.batch_id = {batch_id}"
            ).all()
        return {key: (municipality, key, number) for key, municipality, number in found}

    def expect_counts(self, stored: Any, read: Read, told: dict[Any, Any], shown: dict[Any, Any]) -> None:
        told_now, shown_now = self.model.told(), self.model.shows()
        new = [identity for identity in read.rows if identity not in told]
        changed = [
            identity
            for identity in read.rows
            if identity in told
            and (
                plain(told[identity]) != plain(told_now[identity])
                or plain(shown[identity]) | {"person": 0} != plain(shown_now[identity]) | {"person": 0}
            )
        ]
        assert (stored.new, stored.changed) == (len(new), len(changed))
        assert stored.unchanged == len(read.rows) - len(new) - len(changed)
        assert stored.gone == len(self.model.lost(read))
        assert stored.counts()["rows"] == len(read.rows) + len(read.rejected)

    @precondition(lambda self: self.model.standing())
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        read = data.draw(st.sampled_from(self.model.standing()))
        self.office.undo(read.id)
        self.model.acts.append(("undo", read.id))

    @precondition(lambda self: self.model.told())
    @rule(data=st.data(), day=MAYBE, other=MAYBE, business=st.booleans(), until_next=st.booleans())
    def correct(
        self, data: st.DataObject, day: str | None, other: str | None, business: bool, until_next: bool
    ) -> None:
        identity = data.draw(st.sampled_from(sorted(self.model.told())))
        words = [
            {"complete": day},
            {"complete": day, "business": business},
            {"decided": day},
            {"decided": day, "decision_sent": other},
            {"closed": day},
        ]
        values: dict[str, Any] = data.draw(st.sampled_from(words))
        place, key, number = identity
        which = self.office.id_of(key, number, place)
        with self.office.store.writing() as connection:
            word = add_correction(connection, which, values, "Sett i saksmappa", until_next, self.office.tick())
        self.model.acts.append(Said(word, identity, values, until_next, len(self.model.acts)))

    @precondition(lambda self: self.model.words())
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        word = data.draw(st.sampled_from(self.model.words()))
        with self.office.store.writing() as connection:
            assert undo_correction(connection, word.id, self.office.tick())
        self.model.acts.append(("take back", word.id))

    @invariant()
    def the_picture_is_that_of_what_remains(self) -> None:
        seen = self.office.known_now()
        names = list(zip(seen.municipality, seen.case_key, seen.application_no, strict=True))
        shown = {name: said(content) for name, content in zip(names, seen.contents, strict=True)}
        assert shown == self.model.shows()
        by_id = dict(zip(seen.application_ids, names, strict=True))
        assert {code: {by_id[which] for which in ids} for code, ids in seen.remarks.items()} == self.model.moved()
        assert seen.rejected_pending == self.model.pending()
        assert {name for name, gone in zip(names, seen.gone.tolist(), strict=True) if gone} == self.model.gone(
            "2026-12-31"
        )
        earlier = self.office.known_now(as_of="2026-01-12")
        assert {name for name, gone in zip(names, earlier.gone.tolist(), strict=True) if gone} == self.model.gone(
            "2026-01-12"
        )
        self.past.append((self.office.time, shown))

    def the_past_stays_as_it_was(self) -> None:
        for when, shown in self.past:
            assert self.office.shows(known_at=when) == shown


def test_any_sequence_leaves_the_picture_of_what_remains(empty_store: Path) -> None:
    Imports.template = empty_store
    sequences = 250 if os.environ.get("CI") == "true" else 30
    run_state_machine_as_test(
        Imports,
        # twelve steps can be read as they are: making them fewer takes minutes
        settings=settings(
            max_examples=sequences,
            stateful_step_count=12,
            deadline=None,
            phases=(Phase.reuse, Phase.generate),
        ),
    )


def test_the_model_itself_on_a_sequence_counted_by_hand() -> None:
    def read(number: int, day: str, place: str, **rows: dict[str, Any]) -> Read:
        when = datetime.combine(date.fromisoformat(day), datetime.min.time())
        contents = {(place, "2026/1", 1): rows["row"]}
        return Read(number, when, day, "all", True, "norsk-standard", place, contents, [])

    model = Model()
    model.acts.append(read(1, "2026-01-05", KONGSVINGER, row={"received": "2026-01-02", "complete": "2026-01-03"}))
    model.acts.append(read(2, "2026-01-12", KONGSVINGER, row={"complete": None}))
    assert model.shows() == {(KONGSVINGER, "2026/1", 1): {"received": "2026-01-02", "complete": None}}
    model.acts.append(read(3, "2026-01-19", GRUE, row={"received": "2026-01-02"}))
    assert model.shows()[KONGSVINGER, "2026/1", 1]["closed"] == "2026-01-19"
    model.acts.append(("undo", 2))
    assert model.shows()[KONGSVINGER, "2026/1", 1]["complete"] == "2026-01-03"
    model.acts.append(("undo", 3))
    assert model.shows() == {(KONGSVINGER, "2026/1", 1): {"received": "2026-01-02", "complete": "2026-01-03"}}
