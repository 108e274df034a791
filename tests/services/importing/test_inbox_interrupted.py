"""The inbox in the middle of things: files that are held, written anew, cannot be moved; a scheduler that dies."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from casewatch.services.importing import inbox as module
from tests.services.inbox_post import BETTER, GOOD, Post, post, sqlite_post

__all__ = ["post", "sqlite_post"]  # fixtures


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
