"""The five groups of a preview, beside a comparison of the two files line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casewatch.core.access import Viewer
from casewatch.report.tables.imports import groups_of
from casewatch.services.asking.context import Context, open_context
from casewatch.services.importing.files import import_files
from casewatch.services.importing.outcome import ImportOptions
from casewatch.services.importing.reading_in import preview
from casewatch.services.importing.uploads import keep_upload, remove_upload
from casewatch.services.running.duties import clean_up
from casewatch.services.running.jobs import Duty
from casewatch.settings import Settings
from tests.cli import office

_HEADER = "case_no,received,complete\n"
#: What the store knows: ten cases, complete or not.
_KNOWN = {f"2026/{n}": (f"2026-03-{n:02}", "" if n % 3 else f"2026-03-{n + 2:02}") for n in range(1, 11)}
_MANAGER = Viewer("leder", "manager", "3401")


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """A store that knows the ten cases."""
    folder = tmp_path_factory.mktemp("groups")
    file = folder / "first.csv"
    file.write_text(_HEADER + "".join(f"{case},{','.join(days)}\n" for case, days in _KNOWN.items()), "utf-8")
    now = datetime(2026, 3, 31, 10, tzinfo=UTC)
    with open_context(f"sqlite:///{folder / 'store.db'}", office.RULES, now=lambda: now) as opened:
        import_files(opened, [file], ImportOptions(municipality="3401"))
        yield opened


_DAY = st.dates(datetime(2026, 1, 1).date(), datetime(2026, 3, 30).date()).map(str)
_FILE = st.dictionaries(
    st.integers(1, 14).map(lambda number: f"2026/{number}"), st.tuples(_DAY, st.one_of(st.just(""), _DAY)), min_size=1
)


#: Few: every file is read in a process of its own.
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_FILE, st.sets(st.sampled_from(sorted(_KNOWN))))
def test_the_groups_are_those_of_a_comparison_line_by_line(
    context: Context, file: dict[str, tuple[str, str]], as_known: set[str]
) -> None:
    file = file | {case: _KNOWN[case] for case in as_known}
    text = _HEADER + "".join(f"{case},{','.join(days)}\n" for case, days in file.items())
    upload = keep_upload(context, _MANAGER, BytesIO(text.encode()), "uke.csv", "export", "3401", "norsk-standard")
    groups = {group.table.name: group for group in groups_of(preview(context, upload))}
    remove_upload(context, upload)

    new = [case for case in file if case not in _KNOWN]
    unchanged = [case for case in file if _KNOWN.get(case) == file[case]]
    changed = {
        (case, field, old, now)
        for case, days in file.items()
        for field, old, now in zip(("Mottatt dato", "Komplett dato"), _KNOWN.get(case, days), days, strict=True)
        if old != now
    }
    assert [row[0] for row in groups["nye"].table.rows] == new
    assert [row[0] for row in groups["uendret"].table.rows] == unchanged
    assert {(row[0], row[2], _iso(row[3]), _iso(row[4])) for row in groups["endret"].table.rows} == changed
    counts = [groups[key].count for key in ("nye", "endret", "uendret", "ikke-med", "ikke-lest")]
    assert counts == [len(new), len({case for case, *_rest in changed}), len(unchanged), 0, 0]


def _iso(shown: object) -> str:
    """A day as the page shows it, as the file writes it."""
    return "" if shown == "tom" else datetime.strptime(str(shown), "%d.%m.%Y").date().isoformat()


def test_nothing_lies_about_afterwards(context: Context) -> None:
    upload = keep_upload(context, _MANAGER, BytesIO(b"case_no\n1\n"), "a.csv", "export", "3401", "norsk-standard")
    preview(context, upload)
    remove_upload(context, upload)
    database = Path(context.store.engine.url.database or "")
    assert list((database.parent / "store-uploads").iterdir()) == []


def test_the_nightly_cleaning_removes_old_uploads(context: Context) -> None:
    folder = Path(context.store.engine.url.database or "").parent / "store-uploads"
    keep_upload(context, _MANAGER, BytesIO(b"case_no\n1\n"), "a.csv", "export", "3401", "norsk-standard")
    for days, left in ((30, 2), (31, 0)):  # the file and its note
        when = context.now() + timedelta(days=days, seconds=-1)
        later = replace(context, now=partial(lambda when: when, when))
        clean_up(Duty(later, Settings(), folder.parent, lambda line: None))
        assert len(list(folder.iterdir())) == left
