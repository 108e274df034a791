"""``python -m tests.texts`` (``make texts``): bring the ids of ``casewatch/locale/en.po`` up to date with the code.

New texts come in with an empty translation, texts that are no longer in the code go, and translations that are there
stay. What is still empty is listed, to be written by hand.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
PO = ROOT / "casewatch" / "locale" / "en.po"
_HEADER = """# The English texts of casewatch. The Norwegian ones stand in the code; `make texts` keeps the ids in step.
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

"""


def helps_in_code() -> Iterator[tuple[str, int, str]]:
    """File, line and text of each ``help="…"`` and ``metavar="…"`` of the command line.

    They are written when modules load, before a language is chosen, so they stand without ``_()``
    (`casewatch.cli.usage` looks them up when it shows them).
    """
    for path in (ROOT / "casewatch" / "cli").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg in {"help", "metavar"}:
                if not isinstance(node.value, ast.Constant):
                    raise TypeError(
                        f"{path.name}:{node.value.lineno}: {node.arg} is no literal, and cannot be translated"
                    )
                yield path.relative_to(ROOT / "casewatch").as_posix(), node.value.lineno, str(node.value.value)


def texts_in_code() -> dict[str, list[str]]:
    """Every text for people in the package -> the files it stands in; in the order of files and lines."""
    found: dict[str, list[str]] = {}
    methods = [("**.py", "python"), ("**.html", "jinja2")]
    # what the pages' own environment leaves out of a text, such as the blanks around a block
    options = {"**.html": {"trimmed": "true", "silent": "false"}}
    extracted = extract_from_dir(
        ROOT / "casewatch", method_map=methods, options_map=options, keywords={"_": None, "N_": None}
    )
    places = ((Path(file).as_posix(), line, str(text)) for file, line, text, _comments, _context in extracted)
    for file, _line, text in sorted([*places, *helps_in_code()]):
        found.setdefault(text, []).append(f"casewatch/{file}")
    return found


def translations(file: Path = PO) -> dict[str, str]:
    """Text -> translation (empty where there is none yet), as Babel reads the file."""
    if not file.exists():
        return {}
    with file.open("rb") as stream:
        return {str(message.id): str(message.string) for message in read_po(stream, locale="en") if message.id}


def written(english: dict[str, str]) -> str:
    """The file with the texts of the code, each with its translation; the same text each time."""
    catalog = Catalog(locale="en")
    for text, files in texts_in_code().items():
        catalog.add(text, english.get(text, ""), [(file, None) for file in sorted(set(files))])
    stream = io.BytesIO()
    write_po(stream, catalog, width=0, omit_header=True, include_lineno=False)
    lines = (line for line in stream.getvalue().decode().splitlines() if not line.startswith("#,"))
    return _HEADER + "\n".join(lines).strip() + "\n"


def main() -> None:
    """Write the file and tell what is missing."""
    PO.parent.mkdir(exist_ok=True)
    PO.write_text(written(translations()), "utf-8")
    missing = [text for text, english in translations().items() if not english]
    for text in missing:
        print(f"missing: {text!r}")
    print(f"{PO.relative_to(ROOT)}: {len(translations())} texts, {len(missing)} without a translation")


if __name__ == "__main__":
    main()
