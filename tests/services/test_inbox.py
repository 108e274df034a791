"""The inbox: files that grow, are locked, come again, collide; drives that go; a scheduler that dies in the middle."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from casewatch.services import inbox as module
from casewatch.services.context import Context, open_context
from casewatch.services.import_export import imports_list
from casewatch.services.inbox import Polled, poll_inbox
from casewatch.settings import Inbox
from casewatch.store.inbox import known_files
from tests.services.desk import RULES
from tests.services.watch import HEADER, line

SENDER = "postmottak@example.org"
GOOD = "\n".join([HEADER, line("2026/1", "2026-03-02", "2026-03-06"), line("2026/2", "2026-03-03")]) + "\n"
BETTER = GOOD.replace("2026-03-06", "2026-03-05")
BAD = GOOD.replace("2026-03-03,2026-03-03", "2026-03-03,snart")


@dataclass
class Post:
    """An office with an inbox; every poll is five minutes after the one before. The first is on 9 March at 08:05."""

    folder: Path
    url: str
    time: datetime = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
    sent: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)

    @property
    def inbox(self) -> Path:
        return self.folder / "innboks"

    @contextmanager
    def opened(self) -> Iterator[Context]:
        with open_context(self.url, RULES, now=lambda: self.time) as context:
            yield context

    def poll(self, times: int = 1, sender: bool = True) -> Polled:
        """Look into the inbox, and give what the last look did."""
        settings = Inbox(folder="innboks", senders={"3401": SENDER} if sender else {})
        for _each in range(times):
            self.time += timedelta(minutes=5)
            with self.opened() as context:
                done = poll_inbox(context, settings, self.inbox, 30, self.queue)
        return done

    def queue(self, connection: Connection, address: str, subject: str, text: str, html: str, key: str) -> None:
        assert connection.in_transaction()
        self.sent.setdefault(key, (address, subject, text, html))

    def put(self, name: str, text: str = GOOD, place: str = "3401", age: int = 0) -> Path:
        """Drop a file; `age`: minutes since it was last changed."""
        path = self.inbox / place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        when = (self.time - timedelta(minutes=age)).timestamp()
        os.utime(path, (when, when))
        return path

    def lies(self, place: str = "3401") -> set[str]:
        """All files of a municipality, by their path in its folder."""
        folder = self.inbox / place
        return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

    def imports(self) -> list[str]:
        with self.opened() as context:
            return [result.file for result in imports_list(context)]

    def known(self) -> int:
        with self.opened() as context, context.store.reading() as connection:
            return len(known_files(connection))


@pytest.fixture
def post(tmp_path: Path, store_url: str) -> Post:
    found = Post(tmp_path, store_url)
    (found.inbox / "3401").mkdir(parents=True)
    return found


@pytest.fixture
def sqlite_post(tmp_path: Path) -> Post:
    found = Post(tmp_path, f"sqlite:///{tmp_path / 'casewatch.db'}")
    (found.inbox / "3401").mkdir(parents=True)
    return found


def test_a_file_is_read_at_the_second_poll_moved_and_told(post: Post) -> None:
    post.put("uke10.csv")
    first = post.poll()
    assert (first.read, first.waiting, post.imports(), post.lies()) == (0, 1, [], {"uke10.csv"})
    second = post.poll()
    assert (second.read, second.refused, second.waiting, second.said) == (1, 0, 0, [])
    assert (post.imports(), post.lies(), post.known()) == (["uke10.csv"], {"lest/uke10.csv"}, 0)
    ((address, subject, text, html),) = post.sent.values()
    assert (address, subject) == (SENDER, "Lest: uke10.csv (Kongsvinger)")
    assert "2 søknader: 2 nye, 0 endret, 0 uendret, 0 ikke lest." in text
    assert "casewatch imports undo 1" in text
    assert "<p>2 søknader: 2 nye" in html
    assert (post.poll().line(), len(post.sent)) == ("ingen filer", 1)


def test_a_file_that_grows_waits_until_it_has_stopped(sqlite_post: Post) -> None:
    post = sqlite_post
    path = post.put("uke10.csv", GOOD[:80])
    post.poll()
    for end in (120, 160, len(GOOD)):
        path.write_text(GOOD[:end], "utf-8")
        os.utime(path, (1, 1))  # even where the drive does not tell the time
        assert (post.poll().waiting, post.imports()) == (1, [])
    post.put("uke10.csv", GOOD, age=3)  # the same size, another time
    assert post.poll().waiting == 1
    assert (post.poll().read, post.lies()) == (1, {"lest/uke10.csv"})


def test_several_files_are_read_in_the_order_they_were_written(sqlite_post: Post) -> None:
    post = sqlite_post
    post.put("a-ny.csv", BETTER, age=5)
    post.put("b-gammel.csv", GOOD, age=60)
    assert post.poll(2).read == 2
    assert post.imports() == ["b-gammel.csv", "a-ny.csv"]


def test_what_cannot_be_read_lies_beside_the_reason(post: Post) -> None:
    post.put("brev.csv", "Kjære kommune\n")
    done = post.poll(2)
    assert (done.read, done.refused, post.imports()) == (0, 1, [])
    assert post.lies() == {"ikke-lest/brev.csv", "ikke-lest/brev.csv.txt"}
    reason = (post.inbox / "3401/ikke-lest/brev.csv.txt").read_text("utf-8")
    ((_address, subject, text, _html),) = post.sent.values()
    assert subject == "Ikke lest: brev.csv (Kongsvinger)"
    assert text.startswith(reason.strip())
    assert "Ingenting i fila er lagret." in text
    assert len(reason.splitlines()) == 1


def test_rows_that_could_not_be_read_are_in_the_copy_beside_it(sqlite_post: Post) -> None:
    post = sqlite_post
    post.put("uke10.csv", BAD)
    assert post.poll(2).read == 1
    assert post.lies() == {"lest/uke10.csv", "lest/uke10-merknader.xlsx"}
    ((_address, _subject, text, _html),) = post.sent.values()
    assert "2 søknader: 1 nye, 0 endret, 0 uendret, 1 ikke lest." in text
    assert "ligger ved siden av den" in text


def test_the_same_bytes_again_change_nothing_and_a_name_that_is_taken_gets_the_time(post: Post) -> None:
    for _each in range(3):
        post.put("uke10.csv")
        assert post.poll(2).read == 1
    assert post.imports() == ["uke10.csv"]
    # Polls at 08:05, :10, :15, :20 …: the second file moves at 08:20, the third at 08:30.
    names = ["lest/uke10.csv", "lest/uke10 2026-03-09 08.20.csv", "lest/uke10 2026-03-09 08.30.csv"]
    assert post.lies() == set(names)
    assert [subject for _address, subject, _text, _html in post.sent.values()] == [
        "Lest: uke10.csv (Kongsvinger)",
        *["Lest før, uendret: uke10.csv (Kongsvinger)"] * 2,
    ]
    assert all((post.inbox / "3401" / name).read_text("utf-8") == GOOD for name in names)


def test_two_collisions_within_a_minute(sqlite_post: Post) -> None:
    post = sqlite_post
    lying = post.inbox / "3401/lest"
    lying.mkdir()
    for name in ("uke10.csv", "uke10 2026-03-09 08.10.csv"):
        (lying / name).write_text("eldre", "utf-8")
    post.put("uke10.csv")
    post.poll(2)
    assert post.lies() == {
        *("lest/uke10.csv", "lest/uke10 2026-03-09 08.10.csv", "lest/uke10 2026-03-09 08.10 (2).csv")
    }
    assert (lying / "uke10.csv").read_text("utf-8") == "eldre"


def test_files_of_programs_and_half_written_ones_are_left_alone(sqlite_post: Post) -> None:
    post = sqlite_post
    names = {"~$uke10.xlsx", ".skjult.csv", "uke10.csv.part", "uke10.TMP", "uke10.csv.crdownload", "Thumbs.db"}
    for name in names:
        post.put(name)
    post.put("gammel.csv", place="3401/arkiv")
    (post.inbox / "3401/lenke.csv").symlink_to(post.inbox / "3401/arkiv/gammel.csv")
    done = post.poll(3)
    assert (done.line(), done.said, post.imports()) == ("ingen filer", [], [])
    assert post.lies() == {*names, "arkiv/gammel.csv", "lenke.csv"}


@pytest.mark.parametrize("mark", ["~$uke10.csv", ".~lock.uke10.csv#"])
def test_a_file_that_stays_open_is_said_once_and_read_when_it_is_closed(sqlite_post: Post, mark: str) -> None:
    post = sqlite_post
    post.put("uke10.csv")
    lock = post.put(mark, "")
    first = post.poll(2)
    assert (first.stuck, len(first.said)) == (1, 1)
    assert first.said[0].startswith("uke10.csv (3401) er låst eller åpen")
    again = post.poll(4)
    assert (again.stuck, again.said, len(post.sent)) == (1, [], 1)
    ((_address, subject, text, _html),) = post.sent.values()
    assert subject == "Innboksen: uke10.csv (Kongsvinger)"
    assert "Lukk den" in text
    lock.unlink()
    assert (post.poll().read, post.imports(), len(post.sent)) == (1, ["uke10.csv"], 2)


def test_a_file_that_cannot_be_opened_is_locked_too(sqlite_post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    post = sqlite_post
    post.put("uke10.csv")
    opened = Path.open

    def held(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name == "uke10.csv":
            raise PermissionError(13, "held")
        return opened(path, *arguments, **options)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", held)
        assert len(post.poll(2).said) == 1
        assert (post.poll(2).said, post.imports(), post.lies()) == ([], [], {"uke10.csv"})
    assert post.poll().read == 1


def test_a_drive_that_is_gone_is_said_once_each_time_and_comes_back(post: Post) -> None:
    post.put("uke10.csv")
    post.poll()
    away = post.inbox.rename(post.folder / "borte")
    first = post.poll()
    assert len(first.said) == 1
    assert str(post.inbox) in first.said[0]
    assert (post.poll(3).said, post.imports()) == ([], [])
    away.rename(post.inbox)
    assert post.poll().read == 1  # it looks as it did before
    post.inbox.rename(post.folder / "borte")
    assert len(post.poll().said) == 1


def test_one_folder_that_cannot_be_opened_leaves_the_others_alone(
    sqlite_post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = sqlite_post
    post.put("uke10.csv")
    post.put("uke10.csv", GOOD.replace("3401,", "3417,"), place="3417")
    post.poll()
    looked = Path.iterdir

    def closed(path: Path) -> Iterator[Path]:
        if path.name == "3401":
            raise PermissionError(13, "closed")
        return looked(path)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "iterdir", closed)
        done = post.poll()
        assert (done.read, done.stuck, len(done.said)) == (1, 1, 1)
        assert "3401" in done.said[0]
        assert post.poll().said == []
    assert post.poll().read == 1  # nothing of it was forgotten


def test_folders_and_files_that_are_nobodys_are_said_once(sqlite_post: Post) -> None:
    post = sqlite_post
    post.put("uke10.csv", place="9999")
    post.put("uke10.csv", place="3401 Kongsvinger")
    post.put("uke10.csv", place="grue")
    post.put("uke10.csv", place="mal")
    post.put("uke10.csv", place=".")
    first = post.poll()
    assert first.stuck == 4
    assert sorted(first.said) == [
        "Filer som ligger løst i innboksen, leses ikke (1). Legg dem i mappa med kommunens nummer.",
        "Mappa 3401 Kongsvinger i innboksen har ikke nummeret til en kommune som måles, som navn. "
        "Filene i den leses ikke.",
        "Mappa 9999 i innboksen har ikke nummeret til en kommune som måles, som navn. Filene i den leses ikke.",
        "Mappa grue i innboksen har ikke nummeret til en kommune som måles, som navn. Filene i den leses ikke.",
    ]
    assert (post.poll(3).said, post.imports(), post.sent) == ([], [], {})


def test_the_folder_of_a_municipality_that_is_gone_is_said_once_and_comes_back(sqlite_post: Post) -> None:
    post = sqlite_post
    post.put("uke10.csv")
    post.poll()
    away = (post.inbox / "3401").rename(post.folder / "borte")
    first = post.poll()
    assert (first.stuck, len(first.said)) == (1, 1)
    assert str(post.inbox / "3401") in first.said[0]
    assert post.poll(3).said == []
    assert post.poll(sender=False).stuck == 0  # from whom nothing is expected
    away.rename(post.inbox / "3401")
    assert post.poll(2).read == 1


def test_a_file_has_to_lie_still_for_a_minute_however_soon_the_next_look_comes(sqlite_post: Post) -> None:
    post = sqlite_post
    path = post.put("uke10.csv", GOOD[:120])
    post.poll()
    post.time -= timedelta(minutes=5) - timedelta(seconds=1)  # the next look is a second after the first
    assert (post.poll().waiting, post.imports()) == (1, [])
    path.write_text(GOOD, "utf-8")
    assert post.poll(2).read == 1
    assert "2 søknader: 2 nye" in next(iter(post.sent.values()))[2]


def test_a_file_that_is_written_anew_while_it_is_read_is_read_again(
    sqlite_post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = sqlite_post
    path = post.put("uke10.csv")
    post.poll()
    queue = post.queue

    def meanwhile(*arguments: Any) -> None:
        path.write_text(BETTER, "utf-8")
        queue(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(post, "queue", meanwhile)
        first = post.poll()
    assert (first.read, first.waiting, post.lies()) == (0, 1, {"uke10.csv"})
    assert (post.poll().read, len(post.imports())) == (1, 2)
    assert post.lies() == {"lest/uke10.csv", "lest/uke10-merknader.xlsx"}  # a decision that moved is a remark
    assert (post.inbox / "3401/lest/uke10.csv").read_text("utf-8") == BETTER
    assert len(post.sent) == 2


def test_without_an_address_nobody_gets_a_receipt(sqlite_post: Post) -> None:
    sqlite_post.put("uke10.csv")
    assert sqlite_post.poll(2, sender=False).read == 1
    assert sqlite_post.sent == {}


def test_the_municipality_is_that_of_the_folder(sqlite_post: Post) -> None:
    post = sqlite_post
    post.put("uke10.csv", GOOD, place="3417")  # Grue's folder, Kongsvinger's rows
    assert post.poll(2).read == 1
    assert post.sent == {}  # nobody's address is on file for Grue
    with post.opened() as context:
        (result,) = imports_list(context)
    assert (result.new, result.rejected) == (0, 2)


def test_a_profile_named_as_the_municipality_is_used(tmp_path: Path) -> None:
    rules = shutil.copytree(RULES, tmp_path / "rules")
    (rules / "profiles/3401.toml").write_text(
        'title = "Kongsvinger"\nextends = "norsk-standard"\nholds = "all"\n', "utf-8"
    )
    post = Post(tmp_path, f"sqlite:///{tmp_path / 'casewatch.db'}")
    post.put("uke10.csv")
    post.put("uke10.csv", GOOD.replace("3401,", "3417,"), place="3417")
    for _each in range(2):
        post.time += timedelta(minutes=5)
        with open_context(post.url, rules, now=lambda: post.time) as context:
            poll_inbox(context, Inbox(folder="x"), post.inbox, 30)
    with open_context(post.url, rules) as context:
        assert {each.municipality: each.profile for each in imports_list(context)} == {
            "3401": "3401",
            "3417": "norsk-standard",
        }


class Killed(BaseException):
    """The process is gone: nobody catches this."""


@pytest.mark.parametrize("place", ["_queue_receipt", "_move", "imported"])
def test_a_scheduler_that_dies_in_the_middle_reads_nothing_twice(
    post: Post, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """It dies once the file is stored: before the receipt is queued, before the file is moved, or between them."""
    post.put("uke10.csv")
    post.poll()

    def die(*_arguments: Any, **_options: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        if place == "imported":
            kept = module.import_files

            def and_die(*arguments: Any, **options: Any) -> None:
                kept(*arguments, **options)
                raise Killed

            patched.setattr(module, "import_files", and_die)
        else:
            patched.setattr(module._Poll, place, die)
        with pytest.raises(Killed):
            post.poll()
    assert (post.imports(), post.lies()) == (["uke10.csv"], {"uke10.csv"})
    # Somebody else reads a newer file of the same municipality meanwhile: the old one must not come back over it.
    with post.opened() as context:
        newer = post.folder / "nyere.csv"
        newer.write_text(BETTER, "utf-8")
        module.import_files(context, [newer], module.ImportOptions(municipality="3401"))
    monkeypatch.undo()
    assert post.poll().read == 1
    assert (post.imports(), post.lies()) == (["uke10.csv", "nyere.csv"], {"lest/uke10.csv"})
    ((_address, subject, text, _html),) = post.sent.values()
    assert subject == "Lest: uke10.csv (Kongsvinger)"
    assert "2 nye" in text


def test_a_file_that_cannot_be_moved_is_read_once_and_moved_later(
    sqlite_post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = sqlite_post
    post.put("uke10.csv")
    post.poll()

    def held(*_arguments: Any) -> None:
        raise PermissionError(13, "held")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", held)
        first = post.poll()
        assert (first.read, first.stuck, len(first.said)) == (0, 1, 1)
        assert post.poll(3).said == []
        assert (post.imports(), post.lies()) == (["uke10.csv"], {"uke10.csv"})
    assert post.poll().read == 1
    assert (post.imports(), post.lies()) == (["uke10.csv"], {"lest/uke10.csv"})
    assert [subject for _address, subject, _text, _html in post.sent.values()] == [
        *("Lest: uke10.csv (Kongsvinger)", "Innboksen: uke10.csv (Kongsvinger)")
    ]


def test_no_name_of_a_file_is_kept(post: Post) -> None:
    """Neither on the way, nor once it was moved: a name may be a person's."""
    post.put("Søknad fra Kari Nordmann.csv", "tull\n")
    post.poll()
    with post.opened() as context, context.store.reading() as connection:
        kept = repr(known_files(connection))
    assert "Nordmann" not in kept
    post.poll()
    assert post.known() == 0
