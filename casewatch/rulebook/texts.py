"""The texts of a rules folder: reading them is all that is done with files here."""

from pathlib import Path

from casewatch.errors import CasewatchError
from casewatch.language import _

#: Where profiles lie, below the rules folder.
PROFILES = "profiles"
_ENDINGS = (".toml", ".csv")


def read_texts(folder: Path) -> dict[str, str]:
    """Path below the folder, with ``/`` -> text, of every .toml and .csv in it and in ``profiles/``, sorted.

    Raises CasewatchError where the folder is missing or a file is no UTF-8 text. Hidden files (an editor's) are left.
    """
    if not folder.is_dir():
        raise CasewatchError(
            _("Regelmappa {folder} finnes ikke. Oppgi en som finnes.").format(folder=folder), "rules", given=False
        )
    texts: dict[str, str] = {}
    for place in (folder, folder / PROFILES):
        try:
            found = sorted(place.iterdir()) if place.is_dir() else []
        except OSError as error:
            raise _unreadable(place, error) from None
        for path in found:
            if path.suffix.lower() in _ENDINGS and not path.name.startswith(".") and path.is_file():
                texts[path.relative_to(folder).as_posix()] = rule_text_of(path)
    return texts


def rule_text_of(path: Path) -> str:
    """One file's text, without the mark some editors write first and with line feeds only."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise _unreadable(path, error) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        reason = _("{file}: linje {line} er ikke UTF-8-tekst. Lagre fila på nytt som UTF-8.")
        raise CasewatchError(reason.format(file=path.name, line=line)) from None
    return text.replace("\r\n", "\n")


def _unreadable(path: Path, error: OSError) -> CasewatchError:
    if isinstance(error, FileNotFoundError):
        return CasewatchError(_("{file} finnes ikke.").format(file=path))
    return CasewatchError(_("{file} kan ikke leses ({why}).").format(file=path, why=type(error).__name__))
