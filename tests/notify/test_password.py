"""The mail password: where it may stand, and that it is never shown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from casewatch.errors import CasewatchError
from casewatch.notify.password import mail_password

SECRET = "hemmelig æøå 123"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "passord.txt"
    path.write_text(f"{SECRET}\n", "utf-8")
    path.chmod(0o600)
    return path


def test_from_the_environment_before_the_file(file: Path) -> None:
    found = mail_password(str(file), {"CASEWATCH_MAIL_PASSWORD": "fra miljøet"})
    assert found is not None
    assert found.get_secret_value() == "fra miljøet"


def test_from_a_file_nobody_else_can_read(file: Path) -> None:
    found = mail_password(str(file), {})
    assert found is not None
    assert found.get_secret_value() == SECRET
    assert SECRET not in repr(found) + str(found)


def test_none_where_there_is_none() -> None:
    assert mail_password("", {}) is None
    assert mail_password("", {"CASEWATCH_MAIL_PASSWORD": ""}) is None


@pytest.mark.skipif(os.name != "posix", reason="rights are in the mode on POSIX only")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o660, 0o644])
def test_a_file_others_can_read_is_refused(file: Path, mode: int) -> None:
    file.chmod(mode)
    with pytest.raises(CasewatchError, match="chmod 600") as refused:
        mail_password(str(file), {})
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"\n", b"en\nto\n", "æ".encode("latin-1")])
def test_a_file_without_one_password_is_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(CasewatchError, match=r"mail\.password_file"):
        mail_password(str(file), {})


def test_a_file_that_is_none_is_refused(file: Path) -> None:
    for path in (file.parent, file.parent / "finnes-ikke"):
        with pytest.raises(CasewatchError, match=r"mail\.password_file"):
            mail_password(str(path), {})
