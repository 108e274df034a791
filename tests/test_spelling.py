"""Words that people stumbled over stay away from every text: of the program, its pages, rules and manual."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from casewatch.rulebook.names import FIELDS
from tests.texts import ROOT, texts_in_code, translations

#: What is not written -> what is, in Norwegian.
NORWEGIAN = {
    r"\b[Ff]agsystem": "sakssystem",
    r"\b(er|finnes|leses|sto|var) alt (?!slik|som)": "allerede",
    r"\balt over grensen": "allerede over grensen",
    r"\b[Pp]åminn meg\b|\b[Pp]åminnes\b|\bpåmint\b": "minn meg på det, utsatt",
    r"\bsatt til side\b": "kvittert ut",
    r"\bHva har fila\b|\bFila har$": "Hva inneholder fila",
    r"\bHvem sine\b": "Saksbehandler",
    r"\bTa med tallene\b": "Last ned",
    r"\bUtsikten til målet\b": "Utsiktene til målet",
    r"\buke som er begynt\b|\bpåbegynt uke\b": "påbegynte uke",
    r"\bpeke på én bedrift\b": "peke ut én bedrift",
    r"[Ll]åst med grunn\b": "begrunnelse for låsingen",
    r"[Ss]lik de(t|) var kjent:? nå|[Ss]lik de var kjent$": "slik vi kjenner dem nå",
    r"\bingen bestemt\b": "Ingen",
    r"\b[Dd]ag \{|\b[Dd]ag (10|21)\b": "den dagen grensen nås: 10 dager brukt",
    r"\b[Ss]amme spørsmål (gir|nå)": "tallene i dag",
    r"\b[Ll]isten\b|\b[Mm]appen\b|\b[Ff]ilen\b|\b[Gg]rensa\b|\b[Ll]injen\b": "lista, mappa, fila, grensen, linja",
    r"Uavklart om de teller: ": "1 sak er uavklart.",
    r"\b(sak|sakene som er igjen), skiller\b|\b[Ss]akene som skiller\b|\bsak skiller\b": "er annerledes",
    r"»\.[A-ZÆØÅ]": "a blank after a full stop",
}
ENGLISH = {
    r"\balerts? holds? now\b": "alerts now",
    r"\bby your looking\b": "looking at this page",
    r"\black something\b": "with something missing",
    r"\breaching\b": "reached",
    r"\bthe time stands\b": "the clock is stopped",
    r"\bcase-system\b|\bspecialist system\b": "case system",
}


def _wrong(texts: Iterator[tuple[str, str]], spellings: dict[str, str]) -> list[str]:
    found = []
    for where, text in texts:
        found += [f"{where}: {text!r}: {right}" for wrong, right in spellings.items() if re.search(wrong, text)]
    return found


def _norwegian() -> Iterator[tuple[str, str]]:
    yield from ((files[0], text) for text, files in texts_in_code().items())
    for file in (*(ROOT / "rules").rglob("*.toml"), ROOT / "docs" / "bruk.md"):
        yield from ((file.name, line) for line in file.read_text("utf-8").splitlines())


def test_no_text_says_what_people_stumble_over() -> None:
    assert _wrong(_norwegian(), NORWEGIAN) == []


def test_no_english_text_says_what_people_stumble_over() -> None:
    assert _wrong((("en.po", english) for english in translations().values()), ENGLISH) == []


@pytest.mark.parametrize(
    "text", ["«Uttrekk».Bare kolonner", "Er alt over grensen", "Rett i fagsystemet", "Dag 10: fredag"]
)
def test_the_spellings_are_found(text: str) -> None:
    assert _wrong(iter([("here", text)]), NORWEGIAN)


#: Names that only a file of rules or settings, an option or the contract has.
_RAW = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")


def test_no_text_names_a_field_as_the_code_does() -> None:
    """But where it is what one has to write: options, rule files and settings."""
    of_code = {name for name in FIELDS if "_" in name} | {"start_from", "share_interval", "letter_after_complete"}
    doors = ("casewatch/cli/", "casewatch/rulebook/", "casewatch/settings.py", "casewatch/services/cases/correcting.py")
    raw = [
        text
        for text, files in texts_in_code().items()
        if not files[0].startswith(doors)
        and "--" not in text
        and set(_RAW.findall(re.sub(r"\{\w+\}", "", text))) & of_code
    ]
    assert raw == []
