"""Passwords the program uses itself: from the environment or a file nobody else can read, and never shown."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

from casewatch.errors import CasewatchError
from casewatch.language import _

VARIABLE = "CASEWATCH_MAIL_PASSWORD"
_LONGEST = 4096


def mail_password(file: str, environment: Mapping[str, str]) -> SecretStr | None:
    """The mail server's password; None where there is none. Raises CasewatchError as `secret` does."""
    return secret(VARIABLE, "mail.password_file", file, environment)


def secret(variable: str, key: str, file: str, environment: Mapping[str, str]) -> SecretStr | None:
    """A password; None where there is none. The environment comes before the file, whose setting is `key`.

    Raises CasewatchError, without the password, for a file that cannot be read, is empty, or that others may read.
    """
    if environment.get(variable):
        return SecretStr(environment[variable])
    if not file:
        return None
    name = Path(file).name
    try:
        # Looked at and read through one opening: nobody can put another file in its place meanwhile.
        with Path(file).open("rb") as stream:
            _refuse_shared(os.fstat(stream.fileno()), key, name)
            text = stream.read(_LONGEST).decode("utf-8").strip("\r\n")
    except OSError as error:
        raise CasewatchError(
            _("{key}: {file} kan ikke leses: {why}.").format(key=key, file=name, why=error.strerror or error)
        ) from None
    except UnicodeDecodeError:
        raise CasewatchError(_("{key}: {file} er ikke tekst i UTF-8.").format(key=key, file=name)) from None
    if not text or "\n" in text or "\r" in text:
        raise CasewatchError(_("{key}: {file} skal ha passordet på én linje.").format(key=key, file=name))
    return SecretStr(text)


def _refuse_shared(found: os.stat_result, key: str, name: str) -> None:
    """Refuse what is no file, or what others may read. Windows has no such rights in the mode."""
    if not stat.S_ISREG(found.st_mode):
        raise CasewatchError(_("{key}: {file} er ingen fil.").format(key=key, file=name))
    if os.name == "posix" and found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise CasewatchError(
            _("{key}: andre kan lese {file}. Steng den med «chmod 600 {file}».").format(key=key, file=name)
        )
