"""Exports as they should not be: each file holds faults that a reader has to name, row by row, and survive.

What stands where a person's name or address would be is an obvious placeholder. The lists in :data:`EXPECTED` are
written by hand from the rows beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from samples.files import MADE_UP, Cell, csv_bytes, xlsx_bytes

PLACEHOLDER = "FIKTIV TEKST"
D = date

_HEADER_LINE = (
    "Kommunenr;Saksnr;Søknadstype;Tiltakshaver;Adresse;Mottatt dato;Komplett dato;Vedtaksdato;Resultat;Næringsrelatert;"
    "Innenfor plan;Ferdigregulert tomt;Vei til tomtegrense;Høring 1 sendt;Høring 1 svar;Høring 1 instans;Merknad"
)
_HEADERS = _HEADER_LINE.split(";")


def _line(
    case_no: Cell,
    received: Cell,
    complete: Cell,
    decided: Cell,
    *,
    municipality: Cell = "3401",
    kind: Cell = "Ett-trinn",
    outcome: Cell = "Innvilget",
    business: Cell = "Ja",
    hearing: tuple[Cell, Cell, Cell] = (None, None, None),
) -> list[Cell]:
    end = outcome if decided is not None else None
    places = (PLACEHOLDER, PLACEHOLDER)
    return [
        municipality, case_no, kind, *places, received, complete, decided, end, business, "Ja", "Ja", "Ja", *hearing,
        PLACEHOLDER,
    ]  # fmt: skip


def _messy() -> bytes:
    rows: list[Sequence[Cell]] = [
        [f"Byggesaker, arbeidsliste. {MADE_UP}"],
        ["Skrevet ut 23.11.2026"],
        [],
        _HEADERS,
        _line("2026/901", D(2026, 9, 1), D(2026, 9, 7), D(2026, 9, 15)),
        _line("2026/902", "31.02.2026", D(2026, 3, 9), D(2026, 3, 20)),
        _line("2026/903", D(2026, 9, 2), "i går", D(2026, 9, 18)),
        _line("2026/904", D(2026, 9, 3), D(2026, 9, 10), D(2062, 9, 18)),
        _line("2026/905", D(2026, 9, 4), D(2026, 9, 4), D(2026, 9, 11), municipality="9999"),
        _line(None, D(2026, 9, 7), D(2026, 9, 7), D(2026, 9, 14)),
        _line("2026/907", D(2026, 9, 8), D(2026, 9, 8), D(2026, 9, 16), kind="Hyttetillatelse"),
        _line("2026/908", D(2026, 9, 9), D(2026, 9, 24), D(2026, 9, 18)),
        _line(
            "2026/909", D(2026, 9, 10), D(2026, 9, 10), D(2026, 10, 5), hearing=(D(2026, 9, 28), D(2026, 9, 14), "NVE")
        ),
        _line("2026/910", D(2026, 9, 11), D(2026, 9, 11), D(2026, 9, 21), outcome="Vedtaksbrev"),
        _line("2026/911", D(2026, 9, 14), D(2026, 9, 14), D(2026, 9, 22), business="kanskje"),
        _line("2026/912", D(2026, 9, 15), None, D(2026, 9, 23)),
        _line("2026/913", D(2026, 9, 16), D(2026, 9, 16), None, hearing=(None, D(2026, 9, 30), "NVE")),
        ["Sum", 13],
    ]
    return xlsx_bytes({"Arbeidsliste": rows}, bold_row=3)


def _ambiguous() -> bytes:
    header = [
        "Kommunenr",
        "Saksnr",
        "Søknadstype",
        "Mottatt dato",
        "Komplett dato",
        "Vedtaksdato",
        "Resultat",
        "Næringsrelatert",
    ]
    rows: list[Sequence[Cell]] = [
        header,
        # twice the very same line: one application and a remark
        ["3415", "26/00950", "ET", "1.9.26", "7.9.26", "15.9.26", "Innvilget", "Ja"],
        ["3415", "26/00950", "ET", "1.9.26", "7.9.26", "15.9.26", "Innvilget", "Ja"],
        # same type, same day, another decision: which one is right nobody can say
        ["3415", "26/00951", "ET", "2.9.26", "8.9.26", "16.9.26", "Innvilget", "Ja"],
        ["3415", "26/00951", "ET", "2.9.26", "8.9.26", "30.9.26", "Avslag", "Ja"],
        # two applications of one case: type and day both differ
        ["3415", "26/00952", "RA", "3.9.26", "9.9.26", "17.9.26", "Innvilget", "Ja"],
        ["3415", "26/00952", "IG", "1.10.26", "1.10.26", "9.10.26", "Innvilget", "Ja"],
        # a document number behind the case number is no other case
        ["3415", "2026/953-4", "ET", "4.9.26", "10.9.26", "", "", "Nei"],
    ]
    return csv_bytes(rows, delimiter=";", encoding="cp1252")


def _two_sheets() -> bytes:
    cases: list[Sequence[Cell]] = [
        [
            "Kommunenr",
            "Saksnr",
            "Ansvarlig søker",
            "E-post",
            "Mottatt dato",
            "Komplett dato",
            "Vedtaksdato",
            "Resultat",
        ],
        ["3417", "2026/961", PLACEHOLDER, PLACEHOLDER, D(2026, 9, 1), D(2026, 9, 7), D(2026, 10, 1), "Innvilget"],
        ["3417", "2026/962", PLACEHOLDER, PLACEHOLDER, D(2026, 9, 2), D(2026, 9, 8), None, None],
    ]
    pauses: list[Sequence[Cell]] = [
        ["Saksnr", "Type", "Sendt", "Svar", "Instans"],
        ["2026/961", "Høring", D(2026, 9, 9), D(2026, 9, 25), "Statsforvalteren"],
        ["2026/962", "Annen myndighet", D(2026, 9, 14), None, "Mattilsynet"],
    ]
    aside: list[Sequence[Cell]] = [["Notater"], [PLACEHOLDER]]
    return xlsx_bytes({"Saker": cases, "Pauser": pauses, "Notater": aside}, hidden=("Notater",))


def _spoilt_numbers() -> bytes:
    rows: list[Sequence[Cell]] = [
        ["Kommune", "Saksnr", "Mottatt", "Komplett", "Vedtak", "Resultat"],
        ["Åsnes", "2026/971", "2026-03-02T23:30Z", "3.3.26", "10.03.2026 14:05", "Innvilget"],
        ["Åsnes", "2026/972", 46083, "46083", D(2026, 3, 10), "Innvilget"],
        ["Åsnes", D(2026, 12, 1), D(2026, 3, 2), D(2026, 3, 2), D(2026, 3, 10), "Innvilget"],  # 2026/12, or 12/1?
        ["Våler", "2026/974", D(2026, 3, 2), D(2026, 3, 2), D(2026, 3, 10), "Innvilget"],
    ]
    return xlsx_bytes({"Ark1": rows})


def files() -> dict[str, bytes]:
    """Name of each bad file and its bytes."""
    return {
        "3401-kongsvinger-arbeidsliste.xlsx": _messy(),
        "3415-sor-odal-dobbelt.csv": _ambiguous(),
        "3417-grue-to-ark.xlsx": _two_sheets(),
        "3418-asnes-tall-og-datoer.xlsx": _spoilt_numbers(),
        "uten-saksnummer.csv": csv_bytes([["Kommunenr", "Mottatt dato"], ["3401", "01.09.2026"]]),
        "bare-overskrifter.csv": csv_bytes([["Kommunenr", "Saksnr", "Mottatt dato"]]),
        "ikke-et-regneark.xlsx": f"{MADE_UP}. Dette er bare tekst.\n".encode(),
    }


#: By hand. Refused: nothing stored, exit 2. Else the case numbers stored and rejected (None: the line has none), and
#: the stored ones that are held out as of 2026-11-23.
EXPECTED: dict[str, dict[str, Any]] = {
    "3401-kongsvinger-arbeidsliste.xlsx": {
        "refused": False,
        "stored": ["2026/901", "2026/904", "2026/907", "2026/908", "2026/909", "2026/910", "2026/912", "2026/913"],
        "rejected": ["2026/902", "2026/903", "2026/905", None, "2026/911"],
        "held_out": {
            "2026/908": "decided_before_complete",
            "2026/909": "pause_reversed",
            "2026/910": "outcome_unknown",
            "2026/912": "complete_missing",
        },
        "remarks": {"2026/907": ["type_unknown"], "2026/913": ["answer_without_sent"]},
    },
    "3415-sor-odal-dobbelt.csv": {
        "refused": False,
        "stored": ["26/00950", "26/00952", "26/00952", "2026/953-4"],
        "rejected": ["26/00951"],
        "held_out": {},
    },
    "3417-grue-to-ark.xlsx": {
        "refused": False,
        "stored": ["2026/961", "2026/962"],
        "rejected": [],
        "held_out": {},
        "net_days": {"2026/961": 8},
    },
    "3418-asnes-tall-og-datoer.xlsx": {
        "refused": False,
        "stored": ["2026/971", "2026/972"],
        "rejected": [None, "2026/974"],
        "held_out": {},
        "net_days": {"2026/971": 7, "2026/972": 8},
    },
    "uten-saksnummer.csv": {"refused": True},
    "bare-overskrifter.csv": {"refused": True},
    "ikke-et-regneark.xlsx": {"refused": True},
}
