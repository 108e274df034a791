"""Nothing about people leaves an export: names, addresses and identity numbers are planted, then looked for.

They stand in columns that are not read and, misplaced, in columns that are. After every command, each byte of the
database, of what was printed and of every file that was written is searched, in three encodings.
"""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.cli.conftest import Program

#: Made-up people; the identity numbers pass both check digits (a birth number and a D-number) but belong to nobody.
NAME, STREET, MAIL, PHONE = "Fiktiva Navnesen", "Oppdiktveien 12345", "fiktiva@oppdikt.example", "49876512"
BIRTH_NUMBER, D_NUMBER = "01019000083", "41019000077"
SURNAME = "NAVNESENSTAD"
#: Columns that no import reads.
OTHERS = {
    "Tiltakshaver": NAME,
    "Ansvarlig søker": f"{SURNAME} Bygg",
    "Adresse": STREET,
    "E-post": MAIL,
    "Telefon": PHONE,
    "Fødselsnummer": BIRTH_NUMBER,
    "Tittel": f"Garasje for {NAME}, {STREET}",
    "Merknad": f"Ring {PHONE}, D-nummer {D_NUMBER}",
}
SECRETS = (NAME, "Navnesen", SURNAME, STREET, "Oppdiktveien", MAIL, PHONE, BIRTH_NUMBER, D_NUMBER)
READ = ("Saksnr", "Søknadstype", "Mottatt dato", "Komplett dato", "Vedtaksdato", "Næringsrelatert", "Innenfor plan")
MORE = ("Ferdigregulert tomt", "Vei til tomtegrense", "Saksbehandler", "Planid", "Bygningstype")
PAUSE = ("Høring 1 sendt", "Høring 1 svar", "Høring 1 instans")


def _row(number: int, **misplaced: str) -> dict[str, str]:
    """A decided business case; a column can hold what does not belong there."""
    row = dict(
        zip(
            (*READ, *MORE, *PAUSE),
            (
                *(f"2026/{number}", "Ett-trinn", "02.01.2026", "05.01.2026", "19.01.2026", "ja", "ja"),
                *("ja", "ja", "ABC", "3401-1", "231"),
                *("07.01.2026", "09.01.2026", "NVE"),
            ),
            strict=True,
        )
    )
    return row | misplaced | OTHERS


ROWS = [
    _row(1),
    _row(2, Saksbehandler=NAME),
    _row(3, Saksbehandler=SURNAME),
    _row(4, **{"Høring 1 instans": NAME}),
    _row(5, Planid=STREET),
    _row(6, Bygningstype=f"Bolig for {NAME}"),
    _row(7, Planid=BIRTH_NUMBER),
    _row(8, Saksbehandler=D_NUMBER),
    _row(9, **{"Komplett dato": BIRTH_NUMBER}),
    _row(10, Søknadstype=f"Søknad fra {NAME}"),
    _row(11, Saksnr=BIRTH_NUMBER),
    _row(12, **{"Næringsrelatert": NAME}),
]


def _xlsx(path: Path) -> None:
    book = Workbook()
    book.active.append(list(ROWS[0]))
    for row in ROWS:
        book.active.append(list(row.values()))
    book.create_sheet("Annen liste").append([NAME, STREET, BIRTH_NUMBER])
    book.properties.creator = NAME
    book.save(path)


def _csv(path: Path) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(ROWS[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(ROWS)
    path.write_bytes(text.getvalue().encode("cp1252"))


def _leaks(data: bytes) -> list[str]:
    """Which planted texts stand in some bytes, in any of the usual encodings."""
    return [
        secret
        for secret in SECRETS
        if any(secret.encode(code) in data for code in ("utf-8", "utf-16-le", "utf-16-be", "latin-1"))
    ]


def _pieces(path: Path) -> dict[str, bytes]:
    """A file's bytes and, of a packed one, those of its parts."""
    pieces = {str(path): path.read_bytes()}
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            pieces |= {f"{path}:{name}": packed.read(name) for name in packed.namelist()}
    return pieces


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_nothing_about_people_is_kept_or_shown(casewatch: Program, tmp_path: Path, ending: str) -> None:
    export = tmp_path / f"eksport.{ending}"
    (_xlsx if ending == "xlsx" else _csv)(export)
    planted = set(_leaks(b"".join(_pieces(export).values())))
    assert planted == set(SECRETS)  # they stand where the program looks
    out = tmp_path / "ut"
    municipality = ("--municipality", "3401")
    asked = ("--as-of", "2026-03-01")
    calls = [
        ("import", str(export), *municipality, "--dry-run", "--format", "json"),
        ("import", str(export), *municipality),
        *(("imports", "show", "1", "--format", form) for form in ("text", "json", "csv")),
        *(("assess", *asked, "--format", form) for form in ("text", "json", "csv")),
        *(("cases", *asked, "--format", form) for form in ("text", "json", "csv")),
        ("explain", "2026/4", *municipality, *asked, "--format", "json"),
        ("quality", *asked),
        ("alerts", *asked, "--format", "json"),
        ("chart", *asked, "--out", str(out)),
        ("report", *asked, "--out", str(out / "rapport.xlsx")),
        ("gaps", *asked, "--out", str(out / "uklart.xlsx")),
    ]
    said = {call: casewatch(*call) for call in calls}
    kept = [row["case_no"] for row in said["cases", *asked, "--format", "json"].json["cases"]]
    assert [f"2026/{number}" for number in (1, 2, 3, 4, 5, 6, 10)] == kept
    found = {call: _leaks((answer.out + answer.err).encode()) for call, answer in said.items()}
    assert {call: leaks for call, leaks in found.items() if leaks} == {}
    written = [path for path in tmp_path.rglob("*") if path.is_file() and path != export]
    assert any(path.suffix == ".db" for path in written)
    pieces = {name: piece for path in written for name, piece in _pieces(path).items()}
    assert {name: leaks for name, piece in pieces.items() if (leaks := _leaks(piece))} == {}
