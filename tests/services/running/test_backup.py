"""Backup and restore: between both databases, figures for past times included; files that are none; nothing lost."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from casewatch.errors import CasewatchError
from casewatch.services.asking.context import open_context
from casewatch.services.asking.selecting import Selectors
from casewatch.services.cases.correcting import correct
from casewatch.services.figures.assess import assess
from casewatch.services.importing.files import import_files, imports_list, imports_undo
from casewatch.services.importing.outcome import ImportOptions
from casewatch.services.publishing.publish import publish
from casewatch.services.running.backup import back_up, nightly_backup, restore
from casewatch.store import Store, open_store
from casewatch.store.tables.imports import METADATA
from tests.cli import office
from tests.services.desk import RULES

NOW = datetime(2026, 4, 10, 8, tzinfo=UTC)
AS_OF = date(2026, 3, 31)


class Kept:
    """A store that was used for a while: imports, one taken back, a correction, a publication."""

    def __init__(self, folder: Path, url: str) -> None:
        self.url, self.time = url, datetime(2026, 3, 30, 6, tzinfo=UTC)
        self.times: list[datetime] = []
        first = office.export(folder / "uke13.csv")
        second = office.export(folder / "uke14.csv", ("2026-02-02,2026-02-14", "2026-02-02,2026-02-10"))
        third = office.export(folder / "uke15.csv", ("2026-02-03,2026-02-12", "2026-02-03,2026-02-28"))
        for path in (first, second, third):
            self.do(lambda context, path=path: import_files(context, [path], ImportOptions(municipality="3401")))
        self.do(lambda context: imports_undo(context, 3))
        self.do(lambda context: correct(context, "3401", "2026/8", None, ["complete=2026-03-01"], "Så i arkivet"))
        self.do(lambda context: publish(context, Selectors(AS_OF, None, "2026-Q1"), "Uavklarte saker"))

    def do(self, what: Callable[[Any], Any]) -> None:
        self.time += timedelta(hours=1)
        with open_context(self.url, RULES, now=lambda: self.time) as context:
            what(context)
        self.times.append(self.time + timedelta(minutes=1))


def figures(url: str, times: list[datetime]) -> str:
    """``assess`` now and at each of some past times, as one text."""
    with open_context(url, RULES, now=lambda: NOW) as context:
        asked = [Selectors(AS_OF, at, "2026-Q1", ("3401",)) for at in (None, *times)]
        return json.dumps([assess(context, each).document for each in asked], sort_keys=True)


def counts(store: Store) -> dict[str, int]:
    with store.reading() as connection:
        tables = METADATA.sorted_tables
        return {
            each.name: connection.execute(sa.select(sa.func.count()).select_from(each)).scalar() or 0 for each in tables
        }


@pytest.fixture
def kept(tmp_path: Path, store_url: str) -> Kept:
    return Kept(tmp_path, store_url)


@pytest.fixture(params=["sqlite", "postgresql"])
def other_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database beside the first one, on either."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'annen.db'}"
    make: Callable[..., str] = request.getfixturevalue("new_postgres")
    return make()


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Store]:
    """A used SQLite store."""
    store = open_store(Kept(tmp_path, f"sqlite:///{tmp_path / 'casewatch.db'}").url)
    yield store
    store.close()


def test_what_was_kept_is_there_again_on_either_database(kept: Kept, other_url: str, tmp_path: Path) -> None:
    before = figures(kept.url, kept.times)
    shares = [each["results"][0]["share"] for each in json.loads(before)]
    # By hand (see the office): now; then 4 of 5; 12 days become 8: 5 of 5; 8 are 12 again and 9 become 25: 3 of 5; that
    # is taken back: 5 of 5; 2026/8 from 1 to 5 March, 4 days: 6 of 6; published.
    assert shares == [1.0, 0.8, 1.0, 0.6, 1.0, 1.0, 1.0]
    assert [each["results"][0]["decided"] for each in json.loads(before)] == [6, 5, 5, 5, 5, 6, 6]
    source, target = open_store(kept.url), open_store(other_url)
    path = tmp_path / "kopi.db"
    back_up(source, path)
    done = restore(target, path, NOW)
    assert (done.saved, done.rows) == (None, sum(counts(source).values()))
    assert counts(target) == counts(source)
    source.close()
    target.close()
    assert figures(other_url, kept.times) == before
    # and it goes on from there: the next import and the next correction have numbers of their own
    with open_context(other_url, RULES, now=lambda: NOW) as context:
        (result,) = import_files(
            context,
            [office.export(tmp_path / "ny.csv", more="2026/20,1,,2026-04-01,,,,,,,,,,,\n")],
            ImportOptions(municipality="3401"),
        ).results
        assert (result.id, result.new) == (4, 1)
        assert correct(context, "3401", "2026/8", None, ["complete=2026-03-02"], "Så feil") == 2
        assert [each.id for each in imports_list(context)] == [1, 2, 3, 4]


def test_a_backup_is_one_private_file_and_overwrites_nothing(kept: Kept, tmp_path: Path) -> None:
    store = open_store(kept.url)
    folder = tmp_path / "kopier"
    folder.mkdir()
    back_up(store, folder / "kopi.db")
    assert [path.name for path in folder.iterdir()] == ["kopi.db"]
    if os.name == "posix":
        assert stat.S_IMODE((folder / "kopi.db").stat().st_mode) == 0o600
    before = (folder / "kopi.db").read_bytes()
    with pytest.raises(CasewatchError, match=r"kopi\.db finnes allerede"):
        back_up(store, folder / "kopi.db")
    assert (folder / "kopi.db").read_bytes() == before
    with pytest.raises(CasewatchError, match="kunne ikke skrives"):
        back_up(store, tmp_path / "finnes ikke" / "kopi.db")
    store.close()


def test_others_write_while_it_is_backed_up(opened: Store, tmp_path: Path) -> None:
    with opened.writing() as connection:
        connection.execute(sa.text("DELETE FROM finding"))
        back_up(opened, tmp_path / "kopi.db")  # what is not kept yet is not in it
    copy = open_store(str(tmp_path / "kopi.db"))
    assert counts(copy)["finding"] > 0
    assert counts(opened)["finding"] == 0
    copy.close()


def test_a_store_that_is_not_empty_is_replaced_only_with_a_word_and_saved_first(kept: Kept, tmp_path: Path) -> None:
    store = open_store(kept.url)
    path = tmp_path / "kopi.db"
    back_up(store, path)
    before, times = figures(kept.url, kept.times), list(kept.times)
    kept.do(lambda context: imports_undo(context, 2))
    changed = figures(kept.url, times)
    assert changed != before
    with pytest.raises(CasewatchError, match="er ikke tom"):
        restore(store, path, NOW)
    assert figures(kept.url, times) == changed
    done = restore(store, path, NOW, replace=True)
    assert figures(kept.url, times) == before
    assert done.saved == tmp_path / "kopi-erstattet-2026-04-10-100000.db"  # 08 UTC is 10 in Oslo
    restore(store, done.saved, NOW + timedelta(hours=1), replace=True)
    assert figures(kept.url, times) == changed
    store.close()


def test_a_database_that_was_only_opened_counts_as_empty(opened: Store, tmp_path: Path) -> None:
    back_up(opened, tmp_path / "kopi.db")
    url = f"sqlite:///{tmp_path / 'tom.db'}"
    with open_context(url, RULES) as context:  # records the rules
        assert restore(context.store, tmp_path / "kopi.db", NOW).saved is None
        assert counts(context.store) == counts(opened)


def test_a_backup_of_an_older_casewatch_is_brought_up_to_date(opened: Store, tmp_path: Path) -> None:
    """One without the newest tables, as the second migration left it."""
    from alembic import command
    from alembic.config import Config

    from casewatch.store import engine as module

    path = tmp_path / "gammel.db"
    back_up(opened, path)
    config = Config()
    config.set_main_option("script_location", str(Path(module.__file__).parent / "migrations"))
    old = sa.create_engine(f"sqlite:///{path}")
    with old.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0002")
    old.dispose()
    before = path.read_bytes()
    target = open_store(f"sqlite:///{tmp_path / 'ny.db'}")
    restore(target, path, NOW)
    assert counts(target)["import_batch"] == 3
    assert path.read_bytes() == before  # the backup itself stays as it is
    target.close()


def damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:] = b"\x5a" * (len(content) - 4096)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:20_000]), "skadet eller ikke hel"),
        (damaged, "skadet eller ikke hel"),
        (lambda path: path.write_bytes(b""), "ikke en sikkerhetskopi"),
        (lambda path: path.write_text("case_no\n2026/1\n", "utf-8"), "ikke en sikkerhetskopi"),
        (lambda path: path.unlink(), "No such file"),
    ],
)
def test_a_file_that_is_no_whole_backup_is_refused(
    opened: Store, tmp_path: Path, spoil: Callable[[Path], object], why: str
) -> None:
    path = tmp_path / "kopi.db"
    back_up(opened, path)
    spoil(path)
    before = counts(opened)
    with pytest.raises(CasewatchError, match=why) as raised:
        restore(opened, path, NOW, replace=True)
    assert "\n" not in str(raised.value)
    assert str(path) in str(raised.value)
    assert counts(opened) == before
    assert not list(tmp_path.glob("*erstattet*"))


def test_another_programs_database_and_one_of_a_newer_casewatch_are_refused(opened: Store, tmp_path: Path) -> None:
    other = tmp_path / "annet.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE a (b)")
    with pytest.raises(CasewatchError, match="ikke en sikkerhetskopi"):
        restore(opened, other, NOW, replace=True)
    newer = tmp_path / "nyere.db"
    back_up(opened, newer)
    with sqlite3.connect(newer) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    target = open_store(f"sqlite:///{tmp_path / 'tom.db'}")
    with pytest.raises(CasewatchError, match="nyere utgave") as raised:
        restore(target, newer, NOW)
    assert str(newer) in str(raised.value)
    target.close()


def test_what_fails_in_the_middle_leaves_the_store_as_it_was(
    opened: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kopi.db"
    back_up(opened, path)
    before = counts(opened)
    assert before["sighting"] > 0

    def break_off(*_arguments: Any) -> int:
        raise RuntimeError

    monkeypatch.setattr("casewatch.store.copying._copy", break_off)
    with pytest.raises(RuntimeError):
        restore(opened, path, NOW, replace=True)
    assert counts(opened) == before


def test_nightly_backups_are_kept_for_so_many_nights(opened: Store, tmp_path: Path) -> None:
    folder = tmp_path / "netter"
    # 01:30 in UTC is 03:30 in Oslo in April; the clock was set back on none of these nights.
    nights = [datetime(2026, 4, day, 1, 30, tzinfo=UTC) for day in (1, 2, 3, 4, 5)]
    for night in nights:
        nightly_backup(opened, folder, night, keep=3)
    (folder / "casewatch-min-egen.db").write_text("ikke rør", "utf-8")
    assert nightly_backup(opened, folder, nights[-1], keep=3).name == "casewatch-2026-04-05-033000.db"
    assert sorted(path.name for path in folder.iterdir()) == [
        "casewatch-2026-04-04.db",
        "casewatch-2026-04-05-033000.db",
        "casewatch-2026-04-05.db",
        "casewatch-min-egen.db",
    ]
    blocked = tmp_path / "fil"
    blocked.write_text("", "utf-8")
    with pytest.raises(CasewatchError, match="kan ikke brukes"):
        nightly_backup(opened, blocked, nights[0], keep=3)
