"""Nothing about people leaves an export: names, addresses and identity numbers are planted, then looked for.

They stand in columns that are not read, in the names of sheets and of the file and, misplaced, in columns that are
read. After every command, each byte of the database, of what was printed and of every file that was written is
searched, in the usual encodings. Only the annotated copy has them, for it is the sender's own file with remarks: there
the remarks are searched.
"""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook, load_workbook

from tests.cli.conftest import Program, process

#: Made-up people; the identity numbers pass both check digits (a birth number and a D-number) but belong to nobody.
NAME, STREET, MAIL, PHONE = "Fiktiva Navnesen", "Oppdiktveien 12345", "fiktiva@oppdikt.example", "49876512"
BIRTH_NUMBER, D_NUMBER = "01019000083", "41019000077"
SURNAME = "NAVNESENSTAD"
#: Eleven digits that fail the check: a number like any other.
NO_IDENTITY_NUMBER = "01019000084"
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
    "Lenke": f"mailto:{MAIL}",
}
SECRETS = (NAME, "Navnesen", SURNAME, STREET, "Oppdiktveien", MAIL, PHONE, BIRTH_NUMBER, D_NUMBER)
READ = ("Saksnr", "Søknadstype", "Mottatt dato", "Komplett dato", "Vedtaksdato", "Næringsrelatert", "Innenfor plan")
MORE = ("Ferdigregulert tomt", "Vei til tomtegrense", "Saksbehandler", "Planid", "Bygningstype")
PAUSE = ("Høring 1 sendt", "Høring 1 svar", "Høring 1 instans")
SHEET = f"Saker {BIRTH_NUMBER} {MAIL}"[:31]
FILE = f"eksport {BIRTH_NUMBER} {MAIL}"


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
    _row(13, Saksnr=NO_IDENTITY_NUMBER),
    _row(14, Saksnr=NAME),
    _row(15, Saksnr=MAIL),
    _row(16, Planid=f"{D_NUMBER[:6]} {D_NUMBER[6:]}"),
    _row(17, Planid=MAIL, Saksbehandler=MAIL),
    _row(18, Bygningstype=D_NUMBER),
    _row(19, Vedtaksdato=PHONE, Resultat=NAME),
    _row(20, **{"Høring 1 svar": f"fra {NAME}"}),
]
#: Those that can be read: nothing of what was misplaced is needed.
GOOD = [1, 2, 3, 4, 5, 6, 10, 17]
HEADERS = list(dict.fromkeys(name for row in ROWS for name in row))
TABLE = [HEADERS, *([row.get(name, "") for name in HEADERS] for row in ROWS)]


def _xlsx(path: Path) -> None:
    book = Workbook()
    book.active.title = SHEET
    for row in TABLE:
        book.active.append(row)
    book.create_sheet("Annen liste").append([NAME, STREET, BIRTH_NUMBER])
    book.create_sheet("Skjult").append([NAME])
    book["Skjult"].sheet_state = "hidden"
    book.properties.creator = NAME
    book.save(path)


def _csv(path: Path) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(TABLE)
    path.write_bytes(text.getvalue().encode("cp1252"))


def _utf16(path: Path) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(TABLE)
    path.write_bytes(text.getvalue().encode("utf-16"))


def _ods(path: Path) -> None:
    book = OpenDocumentSpreadsheet()
    table = Table(name=SHEET)
    for values in TABLE:
        row = TableRow()
        for value in values:
            cell = TableCell(valuetype="string", stringvalue=value)
            cell.addElement(P(text=value))
            row.addElement(cell)
        table.addElement(row)
    book.spreadsheet.addElement(table)
    book.save(str(path))


WRITERS = {"xlsx": _xlsx, "csv": _csv, "txt": _utf16, "ods": _ods}


def _leaks(data: bytes) -> list[str]:
    """Which planted texts stand in some bytes, in any of the usual encodings."""
    return [
        secret
        for secret in SECRETS
        if any(secret.encode(code) in data for code in ("utf-8", "utf-16-le", "utf-16-be", "latin-1"))
    ]


def _pieces(path: Path) -> dict[str, bytes]:
    """A file's name and bytes and, of a packed one, those of its parts."""
    pieces = {str(path): path.name.encode() + b"\n" + path.read_bytes()}
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            pieces |= {f"{path}:{name}": packed.read(name) for name in packed.namelist()}
    return pieces


def _remarks(path: Path) -> bytes:
    """What casewatch wrote in an annotated copy: its name, the sheet of remarks and the remarks at the cells."""
    book = load_workbook(path)
    said: list[Any] = [path.name, *(cell.value for row in book.worksheets[-1].iter_rows() for cell in row)]
    assert "Hva du kan gjøre" in said
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    remarks = [cell.comment.text for cell in cells if cell.comment]
    assert len(remarks) > 8
    return "\n".join(map(str, (*said, *remarks))).encode()


def _searched(program: Program, folder: Path, export: Path, calls: list[tuple[str, ...]]) -> dict[Any, Any]:
    """Run commands and search all that they said and wrote."""
    said = {call: program(*call) for call in calls}
    found = {call: _leaks((answer.out + answer.err).encode()) for call, answer in said.items()}
    assert {call: leaks for call, leaks in found.items() if leaks} == {}
    written = [path for path in folder.rglob("*") if path.is_file() and path != export]
    assert any(path.suffix == ".db" for path in written)
    copies = [path for path in written if path.parent.name.endswith("-filer")]
    assert copies
    pieces = {name: piece for path in written if path not in copies for name, piece in _pieces(path).items()}
    pieces |= {str(path): _remarks(path) for path in copies}
    assert {name: leaks for name, piece in pieces.items() if (leaks := _leaks(piece))} == {}
    return said


@pytest.mark.parametrize("ending", WRITERS)
def test_nothing_about_people_is_kept_or_shown(casewatch: Program, tmp_path: Path, ending: str) -> None:
    export = tmp_path / f"{FILE}.{ending}"
    WRITERS[ending](export)
    planted = set(_leaks(b"".join(_pieces(export).values())))
    assert planted == set(SECRETS)  # they stand where the program looks
    out = tmp_path / "ut"
    municipality = ("--municipality", "3401")
    asked = ("--as-of", "2026-03-01")
    shown = [("imports", "show", "1", "--format", form) for form in ("text", "json", "csv")]
    calls: list[tuple[str, ...]] = [
        ("import", str(export), *municipality, "--dry-run", "--format", "json"),
        ("import", str(export), *municipality, "--dry-run"),
        ("import", str(export), *municipality),
        ("import", str(export), *municipality, "--format", "csv"),
        ("imports",),
        *shown,
        *(("assess", *asked, "--format", form) for form in ("text", "json", "csv")),
        *(("cases", *asked, "--format", form) for form in ("text", "json", "csv")),
        *(("explain", "2026/4", *municipality, *asked, "--format", form) for form in ("text", "json", "csv")),
        ("quality", *asked, "--format", "json"),
        ("alerts", *asked, "--format", "json"),
        ("publish", "--period", "2026-01", *asked, "--reason", "Prøve"),
        ("published", "--format", "json"),
        ("verify",),
        ("chart", *asked, "--out", str(out)),
        ("report", *asked, "--out", str(out / "rapport.xlsx")),
        ("gaps", *asked, "--out", str(out / "uklart.xlsx")),
    ]
    said = _searched(casewatch, tmp_path, export, calls)
    kept = {row["case_no"] for row in said["cases", *asked, "--format", "json"].json["cases"]}
    assert kept == {NO_IDENTITY_NUMBER, *(f"2026/{number}" for number in GOOD)}
    codes = {finding["code"] for finding in said[shown[1]].json["imports"][0]["findings"]}
    assert {"national_id", "case_no_unreadable", "handler_not_kept", "plan_id_not_kept", "date_unreadable"} <= codes
    # the file is found again all the same
    assert said[shown[1]].json["imports"][0]["file"] == f"eksport ########### {'#' * len(MAIL)}.{ending}"


def test_the_copy_is_gone_once_its_days_are_over(casewatch: Program, tmp_path: Path) -> None:
    settings = tmp_path / "innstillinger.toml"
    settings.write_text("[uploads]\nkeep_days = 2\n", "utf-8")
    export = tmp_path / "eksport.xlsx"
    _xlsx(export)
    told = casewatch.read(export, code=3)
    copy = Path(told["annotated"])
    assert _leaks(b"".join(_pieces(copy).values()))  # the sender's own cells
    clean = casewatch.folder / "ren.csv"
    clean.write_text("Saksnr;Mottatt dato\n2026/50;02.03.2026\n", "utf-8")
    casewatch.time += timedelta(days=1)
    casewatch.monkeypatch.setenv("CASEWATCH_SETTINGS", str(settings))
    casewatch.read(clean)
    assert copy.is_file()
    casewatch.time += timedelta(days=1)
    clean.write_text("Saksnr;Mottatt dato\n2026/51;02.03.2026\n", "utf-8")
    casewatch.read(clean)
    assert not copy.exists()
    shown = casewatch("imports", "show", "1", "--format", "json").json["imports"][0]
    assert shown["annotated"] is None
    left = [path for path in tmp_path.rglob("*") if path.is_file() and path != export]
    pieces = {name: piece for path in left for name, piece in _pieces(path).items()}
    assert {name: leaks for name, piece in pieces.items() if (leaks := _leaks(piece))} == {}


def test_a_refused_file_and_one_that_is_not_there_show_no_identity_number(casewatch: Program, tmp_path: Path) -> None:
    refused = tmp_path / f"{BIRTH_NUMBER}.csv"
    refused.write_text(f"{NAME}\n{STREET}\n", "utf-8")
    for path in (refused, tmp_path / f"finnes-ikke-{BIRTH_NUMBER}.xlsx"):
        said = casewatch("import", path, "--municipality", "3401")
        assert said.code == 2
        assert _leaks((said.out + said.err).encode()) == []
        assert "###########.csv" in said.err or "###########.xlsx" in said.err


def test_a_process_of_its_own_leaves_nothing_beside_the_database(tmp_path: Path) -> None:
    """With its write-ahead log, and with a progress bar if there is one."""
    export = tmp_path / "inn" / "eksport.xlsx"
    export.parent.mkdir()
    _xlsx(export)
    home = tmp_path / "hjem"
    home.mkdir()
    said = process(
        *("--database", home / "c.db", "import", export, "--municipality", "3401"), cwd=home, XDG_DATA_HOME=str(home)
    )
    assert said.code == 3
    assert _leaks((said.out + said.err).encode()) == []
    written = [path for path in home.rglob("*") if path.is_file() and not path.parent.name.endswith("-filer")]
    assert any(path.name.startswith("c.db") for path in written)
    assert {path.name: leaks for path in written if (leaks := _leaks(path.read_bytes()))} == {}
