"""A figure asked for a past known-at never changes, whatever is imported, corrected, undone or ruled afterwards.

Every act is a command of its own, on a clock that may stand still or be set back; what a file says, the intake really
reads. After each act the figures are written down, with the time of the last record: the very edge of what they saw.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from casewatch.intake.tables import RawFile
from casewatch.rulebook import Rulebook, build
from casewatch.services.asking import context as surroundings
from casewatch.services.asking.context import Context, open_context
from casewatch.services.asking.selecting import Selectors
from casewatch.services.cases.correcting import correct, take_back
from casewatch.services.figures.assess import assess
from casewatch.services.importing import files as door
from casewatch.services.importing.files import import_files, imports_undo
from casewatch.services.importing.outcome import ImportOptions
from casewatch.services.publishing.publish import document, publish
from casewatch.services.publishing.published import published, verify
from casewatch.store.known import applications_of_case
from casewatch.store.publications import published_parts
from casewatch.store.tables.imports import METADATA
from tests.intake.builders import raw
from tests.six import RULES

PLACES = ("3401", "3417")
CASES = ("2026/1", "2026/2")
COLUMNS = ("received", "complete", "decided", "closed", "business", "hearing_1_sent", "hearing_1_answered")

DAYS = st.sampled_from(["2026-01-05", "2026-01-07", "2026-01-12", "2026-01-19"])
MAYBE = st.one_of(st.just(""), DAYS)
CELLS = st.fixed_dictionaries(
    {name: MAYBE for name in COLUMNS if name != "business"}
    | {
        "received": st.sampled_from(["2026-01-02", "2026-01-02", "2026-01-05", ""]),
        "decided": st.sampled_from(["", "2026-01-07", "2026-01-08", "2026-01-19"]),
        "closed": st.sampled_from(["", "", "", "2026-01-12"]),
        "business": st.sampled_from(["", "ja", "ja", "nei"]),
    }
)
#: (case, application, cells, whether its receipt cannot be read)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(CASES), st.sampled_from(["", "1", "2"]), CELLS, st.sampled_from([False, False, False, True])
    ),
    min_size=1,
    max_size=2,
    unique_by=lambda line: line[0],
)
WORDS = (
    "complete=2026-01-06",
    "complete=",
    "decided=2026-01-09",
    "decided=",
    "business=ja",
    "business=nei",
    "hearing 2026-01-07=2026-01-08",
)
#: How the rule of the figures may read: what is replaced in the one that comes with the program.
READINGS: dict[str, dict[str, str]] = {
    "business": {},
    "all": {'scope = ["business"]': "scope = []"},
    "short": {"limit_days = 10 ": "limit_days = 4 "},
    "working": {'day_count = "calendar"': 'day_count = "working"'},
    "no hearings": {'pauses = ["hearing", "other_authority"]': 'pauses = ["other_authority"]'},
}
#: Of the exports, and of a day and a period within what they tell of.
QUESTIONS = (
    Selectors(date(2026, 1, 31), period="2026"),
    Selectors(date(2026, 1, 12), period="2026-W02", municipalities=("3401",)),
)


def record_times(context: Context) -> list[datetime]:
    """When each act was recorded; the audit log has the times of the acts it tells of."""
    tables = [table for table in METADATA.sorted_tables if "recorded_at" in table.c and table.name != "audit"]
    with context.store.reading() as connection:
        return [time for table in tables for time in connection.execute(select(table.c.recorded_at)).scalars()]


class Past(RuleBasedStateMachine):
    """The office, and all it ever saw."""

    new_store: Callable[[], str]
    files: dict[str, RawFile]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="casewatch-past-"))
        self.url = self.new_store()
        self.rules = self.folder / "rules"
        (self.rules / "profiles").mkdir(parents=True)
        for name in ("municipalities.toml", "bodies.toml", "profiles/norsk-standard.toml"):
            shutil.copy(RULES / name, self.rules / name)
        self.write_rule("business")
        self.time = datetime(2026, 2, 2, 8, tzinfo=UTC)
        self.read_files: list[tuple[str, ImportOptions]] = []
        self.imports: list[int] = []
        self.words: list[int] = []
        self.seen: list[tuple[Selectors, dict[str, Any]]] = []
        self.publications: list[dict[str, Any]] = []

    def write_rule(self, reading: str) -> None:
        scope = 'scope = ["business", "within_plan", "regulated_plot", "road_to_boundary"]'
        text = (RULES / "vedlegg1.toml").read_text("utf-8")
        for old, new in {scope: 'scope = ["business"]', **READINGS[reading]}.items():
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        (self.rules / "vedlegg1.toml").write_text(text, "utf-8")

    @contextmanager
    def command(self) -> Iterator[Context]:
        """One command; afterwards everything is asked and written down."""
        with open_context(self.url, self.rules, now=lambda: self.time) as context:
            yield context
            times = record_times(context)
            self.compare(context, self.seen[-len(QUESTIONS) :])
            for question in QUESTIONS:
                now = assess(context, question).document
                self.seen.append((replace(question, known_at=max(times)), now))

    def compare(self, context: Context, some: list[tuple[Selectors, dict[str, Any]]]) -> None:
        for question, then in some:
            again = assess(context, question).document
            assert again | {"known_at": None} == then

    def teardown(self) -> None:
        try:
            with open_context(self.url, self.rules, now=lambda: self.time) as context:
                self.compare(context, self.seen)
                self.expect_publications(context)
        finally:
            shutil.rmtree(self.folder)

    def expect_publications(self, context: Context) -> None:
        """They are derived again, and a figure is another one now exactly if some application gives something else."""
        found = verify(context)
        assert (found["publications"], found["differences"]) == (len(self.publications), [])
        shown = published(context)
        assert [each.publication.id for each in shown if each.published["municipality"] == "3401"] == [
            each["id"] for each in reversed(self.publications)
        ]
        for each in shown:
            if each.rule_version_now == each.publication.question.rule_version:
                differs = any(difference["field"] != "rejected_pending" for difference in each.differences)
                assert differs <= bool(each.cases), each.differences

    @initialize(lines=ROWS, day=DAYS)
    def first_file(self, lines: list[Any], day: str) -> None:
        self.read("3401", lines, list(COLUMNS), day, "part")

    @rule(minutes=st.sampled_from([1, 1, 0, -90]))
    def clock(self, minutes: int) -> None:
        self.time += timedelta(minutes=minutes)

    @rule(
        place=st.sampled_from(PLACES),
        lines=ROWS,
        columns=st.one_of(st.just(list(COLUMNS)), st.lists(st.sampled_from(COLUMNS), unique=True)),
        day=DAYS,
        holds=st.sampled_from(["all", "open", "part"]),
    )
    def read(self, place: str, lines: list[Any], columns: list[str], day: str, holds: Any) -> None:
        named = ["case_no", "application_no", *columns]
        rows = [
            [
                case_no,
                number,
                *(("dato" if bad else cells[name]) if name == "received" else cells[name] for name in columns),
            ]
            for case_no, number, cells, bad in lines
        ]
        name = f"fil{len(self.read_files)}.xlsx"
        sha256 = hashlib.sha256(repr((named, rows)).encode()).hexdigest()
        self.files[name] = raw([named, *rows], names=("Saker",), name=name, sha256=sha256)
        self.read_files.append((name, ImportOptions(municipality=place, holds=holds)))
        self.read_file(*self.read_files[-1], day)

    @precondition(lambda self: self.read_files)
    @rule(data=st.data(), day=DAYS)
    def read_again(self, data: st.DataObject, day: str) -> None:
        self.read_file(*data.draw(st.sampled_from(self.read_files)), day)

    def read_file(self, name: str, options: ImportOptions, day: str) -> None:
        received_at = datetime.fromisoformat(f"{day}T12:00+00:00")
        with self.command() as context:
            (result,) = import_files(context, [Path(name)], replace(options, received_at=received_at)).results
            assert result.status in ("stored", "unchanged", "refused")
            if result.status == "stored":
                assert result.id is not None
                self.imports.append(result.id)

    @precondition(lambda self: self.imports)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        which = data.draw(st.sampled_from(self.imports))
        self.imports.remove(which)
        with self.command() as context:
            imports_undo(context, which)

    @precondition(lambda self: self.imports)
    @rule(data=st.data(), said=st.sampled_from(WORDS), until_next=st.booleans())
    def correct(self, data: st.DataObject, said: str, until_next: bool) -> None:
        with self.command() as context:
            with context.store.reading() as connection:
                there = [
                    (place, case, number)
                    for place in PLACES
                    for case in CASES
                    for number in applications_of_case(connection, place, case)
                ]
            if there:
                place, case, number = data.draw(st.sampled_from(there))
                self.words.append(correct(context, place, case, number, [said], "sett i mappa", until_next))

    @precondition(lambda self: self.words)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        word = data.draw(st.sampled_from(self.words))
        self.words.remove(word)
        with self.command() as context:
            take_back(context, word)

    @rule(reading=st.sampled_from(sorted(READINGS)))
    def change_the_rule(self, reading: str) -> None:
        self.write_rule(reading)
        with self.command():
            pass

    @rule(question=st.sampled_from(QUESTIONS))
    def publish(self, question: Selectors) -> None:
        with self.command() as context:
            kept = publish(context, question, "vedtatt")
            assert kept.recorded_at == max(record_times(context))
            assert record_times(context).count(kept.recorded_at) == 1
            with context.store.reading() as connection:
                kinds = Counter(part.kind for part in published_parts(connection, kept.id).values())
        self.publications.append(document(kept))
        region = kept.region
        assert kinds["under"] == region["under_limit"]
        assert kinds["under"] + kinds["not_under"] == region["decided"]
        assert kinds["scope_unknown"] == region["scope_unknown"]
        assert kinds["held_out"] == sum(region["held_out"].values())
        assert kinds["out_of_scope"] == sum(region["out_of_scope"].values())
        assert kinds["closed"] == region["closed_without_decision"]
        for state in ("incomplete", "running", "paused", "gone", "held_out", "scope_unknown"):
            assert kinds[f"open_{state}"] == region["open"][state]


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> type[Past]:
    """The machine, with files that lie in memory."""
    files: dict[str, RawFile] = {}
    monkeypatch.setattr(door, "read_file", lambda path, called: files[path.name])
    rulebooks: dict[Any, Rulebook] = {}

    def build_once(texts: dict[str, str]) -> Rulebook:
        """Reading the same few texts hundreds of times is half of the time."""
        key = tuple(sorted(texts.items()))
        if key not in rulebooks:
            rulebooks[key] = build(texts)
        return rulebooks[key]

    monkeypatch.setattr(surroundings, "build", build_once)
    return type("PastOnOneDatabase", (Past,), {"files": files})


def sequences(machine: type[Past], count: int, new_store: Callable[[], str]) -> None:
    machine.new_store = staticmethod(new_store)  # type: ignore[assignment]
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=count, stateful_step_count=8, deadline=None, suppress_health_check=checks),
    )


def test_a_figure_for_a_past_known_at_never_changes(machine: type[Past], empty_store: Path, tmp_path: Path) -> None:
    numbers = iter(range(1_000_000))

    def new_store() -> str:
        path = shutil.copy(empty_store, tmp_path / f"past-{next(numbers)}.db")
        return f"sqlite:///{path}"

    sequences(machine, 200 if os.environ.get("CI") == "true" else 20, new_store)
    assert next(numbers) >= 20


def test_nor_on_postgresql(machine: type[Past], new_postgres: Callable[..., str], empty_postgres: str) -> None:
    sequences(machine, 12 if os.environ.get("CI") == "true" else 3, lambda: new_postgres(empty_postgres))
