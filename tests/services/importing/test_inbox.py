"""The inbox: what is read, moved and told; drives that go; folders and files that are nobody's."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from casewatch.services.asking.context import open_context
from casewatch.services.importing.files import imports_list
from casewatch.services.importing.inbox import poll_inbox
from casewatch.settings import Inbox
from casewatch.store.inbox import known_files
from tests.services.desk import RULES
from tests.services.inbox_post import BAD, BETTER, GOOD, SENDER, Post, post, sqlite_post

__all__ = ["post", "sqlite_post"]  # fixtures


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


def test_no_name_of_a_file_is_kept(post: Post) -> None:
    """Neither on the way, nor once it was moved: a name may be a person's."""
    post.put("Søknad fra Kari Nordmann.csv", "tull\n")
    post.poll()
    with post.opened() as context, context.store.reading() as connection:
        kept = repr(known_files(connection))
    assert "Nordmann" not in kept
    post.poll()
    assert post.known() == 0
