"""The frames for notebooks: the office of ``tests/cli/office.py``, counted by hand, with types, units and index."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import text

from casewatch import frames
from casewatch.errors import CasewatchError
from casewatch.frames.columns import APPLICATION_INDEX, FRAMES, described
from casewatch.services.alerts.alerting import due_alerts
from casewatch.services.asking.context import open_context
from casewatch.services.asking.selecting import Selectors
from casewatch.services.figures.assess import assess
from casewatch.services.figures.listing import CASE_COLUMNS
from casewatch.services.importing.files import import_files
from casewatch.services.importing.outcome import ImportOptions
from casewatch.settings import Settings
from tests.cli import office

DOCUMENT = (Path(__file__).parents[1] / "docs" / "frames.md").read_text("utf-8")
FIRST, SECOND = datetime(2026, 3, 30, 6, tzinfo=UTC), datetime(2026, 3, 31, 6, tzinfo=UTC)
DAY = date(2026, 3, 31)
EVERY = {name: getattr(frames, name) for name in FRAMES}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office's export, and a day later one in which 2026/5 was decided two days later (10 days, not 8)."""
    folder = tmp_path_factory.mktemp("kontor")
    first = office.export(folder / "uke13.csv")
    second = office.export(folder / "uke14.csv", ("2026-03-02,2026-03-10", "2026-03-02,2026-03-12"))
    for path, time in ((first, FIRST), (second, SECOND)):
        with open_context(str(folder / "kontor.db"), office.RULES, now=lambda time=time: time) as context:
            options = ImportOptions(municipality="3401", received_at=time)
            assert [result.status for result in import_files(context, [path], options).results] == ["stored"]
    return folder / "kontor.db"


@pytest.fixture
def first(store: Path) -> dict[str, Any]:
    """The question that office.py answers: what was known after the first export."""
    return {"store": store, "as_of": DAY, "known_at": FIRST.replace(hour=7)}


@pytest.mark.parametrize("name", FRAMES)
def test_types_and_index_are_those_documented_with_rows_and_without(store: Path, name: str) -> None:
    columns, index = FRAMES[name]
    for day in (DAY, date(2020, 1, 1)):
        found = EVERY[name](store, day)
        assert tuple(found.index.names) == index
        plain = found.reset_index()
        assert {column: str(dtype) for column, dtype in plain.dtypes.items()} == {
            column: dtype for column, (dtype, _says, _categories) in columns.items()
        }
        for column, (_dtype, _says, categories) in columns.items():
            if categories:
                assert tuple(plain[column].cat.categories) == categories
    assert EVERY[name](store, DAY).index.is_unique or name == "pauses"


@pytest.mark.parametrize("name", FRAMES)
def test_the_documents_have_the_columns(name: str) -> None:
    assert f"## {name}\n" in DOCUMENT
    assert described(name) in DOCUMENT, f"docs/frames.md, ## {name}:\n{described(name)}"
    assert described(name) in str(EVERY[name].__doc__)


def test_cases_as_counted_by_hand(first: dict[str, Any]) -> None:
    found = frames.cases(**first)
    assert len(found) == office.CASES
    net = found.net_days.droplevel(["municipality", "application_no"])
    assert net[["2026/1", "2026/2", "2026/3", "2026/4", "2026/5"]].tolist() == [4, 6, 12, 9, 8]
    assert net[["2026/8", "2026/12", "2026/13"]].isna().all()
    second = found.loc[("3401", "2026/2", 1)]
    assert (second.gross_days, second.paused_days, second.decided) == (16, 10, pd.Timestamp("2026-01-28"))
    assert (second.outcome, second.in_scope, second.remarks) == ("granted", "yes", "")
    assert found[found.at_risk].index.get_level_values("case_no").tolist() == ["2026/9"]
    assert found[found.overdue].missed_on.tolist() == [pd.Timestamp("2026-03-11")]
    assert found.loc[("3401", "2026/9", 1), "days_left"] == 3
    assert found.state.value_counts()[["closed", "held_out", "incomplete", "paused"]].tolist() == [1, 1, 1, 1]


def test_cases_have_the_columns_of_the_command() -> None:
    assert tuple(FRAMES["cases"][0]) == CASE_COLUMNS


def test_pauses_as_counted_by_hand(first: dict[str, Any]) -> None:
    found = frames.pauses(**first)
    answered, waiting = (found.loc[[("3401", case_no, 1)]].iloc[0] for case_no in ("2026/2", "2026/11"))
    assert len(found) == 2
    assert (answered.kind, answered.party, answered.days) == ("hearing", "nve", 10)
    assert (answered.sent, answered.answered) == (pd.Timestamp("2026-01-14"), pd.Timestamp("2026-01-24"))
    assert (waiting.party, waiting.sent) == ("statens-vegvesen", pd.Timestamp("2026-03-24"))
    assert pd.isna(waiting.answered)
    assert pd.isna(waiting.days)
    assert found.stops_clock.all()
    assert not found.half_told.any()
    joined = found.join(frames.cases(**first).paused_days)
    assert joined.paused_days.tolist() == [10, 7]  # from 24 March to the 31st


def test_pauses_of_a_day_know_nothing_of_the_days_after(store: Path) -> None:
    assert frames.pauses(store, "2026-01-13").empty
    (only,) = frames.pauses(store, "2026-01-20").itertuples()
    assert (only.Index, only.sent) == (("3401", "2026/2", 1), pd.Timestamp("2026-01-14"))
    assert pd.isna(only.answered)


def test_pauses_told_by_half(tmp_path: Path) -> None:
    """A file without a column for the answer, and one that has the columns the wrong way round."""
    header = "case_no,received,complete,authority_1_sent,hearing_1_sent,hearing_1_answered\n"
    path = tmp_path / "halv.csv"
    path.write_text(header + "2026/1,2026-01-02,2026-01-05,2026-01-07,2026-01-20,2026-01-15\n", "utf-8")
    with open_context(str(tmp_path / "k.db"), office.RULES) as context:
        import_files(context, [path], ImportOptions(municipality="3401"))
    found = frames.pauses(tmp_path / "k.db", DAY)
    assert found.kind.tolist() == ["other_authority", "hearing"]
    assert found.half_told.tolist() == [True, False]
    assert found.days.isna().all()


def test_figures_as_counted_by_hand(first: dict[str, Any]) -> None:
    found = frames.figures(**first, period="2026-Q1")
    row = found.loc["3401"]
    reasons = {name: 0 for name in found.columns if name.startswith(("out_of_scope_", "held_out_"))}
    expected = reasons | dict(leaves({name: value for name, value in office.RESULT.items() if name in RESULT}))
    expected["last_import"] = pd.Timestamp(office.RESULT["last_import"])
    assert {name: row[name] for name in expected} == expected
    assert (row["from"], row["to"]) == (pd.Timestamp("2026-01-01"), pd.Timestamp("2026-03-31"))
    assert (row.known_at, row.verdict_goal) == (pd.Timestamp("2026-03-30T07:00Z"), "met")
    pooled = found[found.region]
    assert pooled.index.isna().tolist() == [True]  # the last one, of all six
    assert len(found) == 7
    assert found.region.iloc[-1]
    assert (pooled.decided.item(), pooled.sum_days.item(), pooled.verdict_goal.item()) == (5, 39, "pooled")
    assert pooled[["share_met", "outlook_reachable", "outlook_misses_left"]].isna().all(axis=None)
    empty = found.loc["3414"]
    assert pd.isna(empty.share)
    assert (empty.decided, empty.out_of_scope_within_plan) == (0, 0)


#: The counts of whole numbers behind the ranges are in no frame.
RESULT = [name for name in office.RESULT if name != "municipality" and not name.endswith("_counts")]


def leaves(value: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Names and values of a result as its columns: parts after an underscore, ends as low and high."""
    found = []
    for name, part in value.items():
        if isinstance(part, list):
            part = dict(zip(("low", "high"), part, strict=True))  # noqa: PLW2901
        if isinstance(part, Mapping):
            found += [(f"{name}_{inner}", each) for inner, each in leaves(part)]
        else:
            found.append((name, part))
    return found


def test_figures_leave_nothing_of_assess_out(store: Path) -> None:
    """But the counts of whole numbers behind the ranges, which are not to be shown."""
    with open_context(str(store), office.RULES) as context:
        document = assess(context, Selectors(DAY, period="2026-Q1")).document
    result = {name: value for name, value in document["results"][0].items() if not name.endswith("_counts")}
    shared = [name for name in document if name not in ("results", "region")]
    there = set(FRAMES["figures"][0])
    assert {*shared, *(name for name, _value in leaves(result))} <= there


def test_alerts_as_the_office_has_them(first: dict[str, Any]) -> None:
    found = frames.alerts(**first)
    assert found.index.name == "key"
    told = list(found[["level", "case_no", "days_left", "since"]].itertuples(index=False, name=None))
    assert told[:3] == [
        ("goal_missed", "2026/10", -21, pd.Timestamp("2026-03-11")),
        ("goal_danger", "2026/9", 3, pd.Timestamp("2026-03-31")),  # day 6 of 9
        ("not_measurable", "2026/8", pd.NA, pd.Timestamp("2026-03-05")),
    ]
    outlook = found[found.level == "outlook"]
    assert outlook[["case_no", "application_no", "scope"]].isna().all(axis=None)
    assert len(found) == 4
    assert found.data_from.unique().tolist() == [pd.Timestamp("2026-03-30")]
    assert frames.alerts(**first, municipalities=["Grue"]).empty


def test_alerts_have_the_fields_of_the_command(store: Path) -> None:
    with open_context(str(store), office.RULES) as context:
        made = due_alerts(context, Settings(), DAY).alerts[0].to_json()
    assert set(FRAMES["alerts"][0]) == set(made) - {"details"}


def test_a_later_import_changes_what_is_known_now_alone(store: Path, first: dict[str, Any]) -> None:
    row = ("3401", "2026/5", 1)
    assert frames.cases(**first).loc[row, "net_days"] == 8
    assert frames.cases(store, DAY).loc[row, "net_days"] == 10
    assert frames.figures(**first, period="2026-Q1").loc["3401", "under_limit"] == 4
    assert frames.figures(store, DAY, period="2026-Q1").loc["3401", "under_limit"] == 3
    assert frames.cases(store, DAY, known_at="2026-03-30T07:00").empty  # in Oslo: an hour before the first


def test_selectors_may_be_text_or_what_python_has(store: Path) -> None:
    everything = frames.cases(store, DAY)
    for day in ("2026-03-31", "31.03.2026", pd.Timestamp("2026-03-31"), datetime(2026, 3, 31, 23)):
        pd.testing.assert_frame_equal(frames.cases(f"sqlite:///{store}", day), everything)
    assert len(frames.cases(store, DAY, municipalities="3401")) == office.CASES
    assert frames.cases(store, DAY, municipalities=["Grue"]).empty
    # of January 2026/1 and 2026/2, and the four that are open
    assert len(frames.cases(store, DAY, period="2026-01")) == 6
    assert len(frames.pauses(store, DAY, period="2026-02")) == 1
    running_on = frames.cases(store, DAY, rule=str(unstopped(store.parent)))
    assert running_on.loc[("3401", "2026/2", 1), "net_days"] == 16
    assert not frames.pauses(store, DAY, rule=unstopped(store.parent)).stops_clock.any()


def unstopped(folder: Path) -> Path:
    """The rule, but a hearing does not stop its clock."""
    written = (office.RULES / "vedlegg1.toml").read_text("utf-8")
    old = 'pauses = ["hearing", "other_authority"]'
    assert written.count(old) == 1
    path = folder / "uten-horing.toml"
    path.write_text(written.replace(old, 'pauses = ["other_authority"]'), "utf-8")
    return path


def test_nothing_is_written(store: Path, tmp_path: Path) -> None:
    """Not even the texts of a rules folder that is new to the store, by which it is counted all the same."""
    rules = tmp_path / "regler"
    shutil.copytree(office.RULES, rules)
    written = (rules / "vedlegg1.toml").read_text("utf-8")
    (rules / "vedlegg1.toml").write_text(written.replace("limit_days = 10 ", "limit_days = 7 "), "utf-8")
    before = counts(store)
    assert before["rule_text"] > 0
    assert frames.figures(store, DAY, period="2026-Q1", rules=rules).loc["3401", "under_limit"] == 2  # 4 and 6
    frames.alerts(store, DAY)
    assert counts(store) == before


def counts(store: Path) -> dict[str, int]:
    with open_context(str(store), office.RULES) as context, context.store.reading() as connection:
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        return {name: connection.execute(text(f'SELECT COUNT(*) FROM "{name}"')).scalar_one() for name in names}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"as_of": "i går"}, "as_of"),
        ({"known_at": "i går"}, "known_at"),
        ({"municipalities": ["Oslo"]}, "Oslo"),
        ({"period": "2026-13"}, "2026-13"),
        ({"rule": "ingen"}, "ingen"),
        ({"store": "borte.db"}, "borte.db: fila finnes ikke"),
        ({"store": "sqlite:///borte.db"}, "borte.db: fila finnes ikke"),
    ],
)
def test_what_cannot_be_used_is_one_line(
    first: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CasewatchError, match=says) as raised:
        frames.cases(**{**first, **changes})
    assert "\n" not in str(raised.value)
    assert list(tmp_path.iterdir()) == []


def test_an_index_names_an_application(store: Path) -> None:
    assert frames.cases(store, DAY).index.names == frames.pauses(store, DAY).index.names == [*APPLICATION_INDEX]
