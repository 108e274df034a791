"""Made-up exports of any size, the same ones each time, and what they should give, counted the slow way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from openpyxl import Workbook

AS_OF = date(2026, 11, 25)
FIRST, LAST = date(2025, 11, 26), AS_OF  # the last 12 months
REGION = ("3401", "3414", "3415", "3416", "3417", "3418")
HEADERS = (
    *("Kommunenr", "Saksnr", "Søknadstype", "Mottatt dato", "Mangelbrev sendt", "Komplett dato", "Vedtaksdato"),
    *("Resultat", "Næringsrelatert", "Innenfor plan", "Ferdigregulert tomt", "Vei til tomtegrense"),
    *("Høring 1 sendt", "Høring 1 svar", "Høring 1 instans", "Saksbehandler"),
)
_TYPES = ("Ett-trinnssøknad", "Rammesøknad", "Tiltak uten ansvarsrett", "Endringssøknad", "Ferdigattest")
_NOT_COUNTED = "Ferdigattest"
_BODIES = ("Statens vegvesen", "NVE", "Statsforvalteren i Innlandet", "Mattilsynet")


@dataclass(frozen=True)
class Row:
    """One application as an office would export it; one attribute a column of `HEADERS`."""

    municipality: str
    case_no: str
    kind: str
    received: date
    deficiency: date | None
    complete: date | None
    decided: date | None
    outcome: str | None
    scope: tuple[str | None, str | None, str | None, str | None]
    sent: date | None
    answered: date | None
    party: str | None
    handler: str

    def cells(self) -> tuple[object, ...]:
        """As a row of the sheet."""
        return (
            *(self.municipality, self.case_no, self.kind, self.received, self.deficiency, self.complete),
            *(self.decided, self.outcome, *self.scope, self.sent, self.answered, self.party, self.handler),
        )


def rows(count: int, municipalities: Sequence[str] = REGION, seed: int = 20261125) -> list[Row]:
    """Applications of three years; case numbers run by municipality, so that a longer list begins like a shorter."""
    rng = Random(seed)
    return [_row(rng, municipalities[number % len(municipalities)], number) for number in range(count)]


def _row(rng: Random, municipality: str, number: int) -> Row:
    received = date(2023, 12, 1) + timedelta(rng.randrange(1085))
    wanting = rng.random() < 0.4
    complete = received + timedelta(rng.randrange(8, 60)) if wanting else received
    sent = complete + timedelta(rng.randrange(1, 9)) if rng.random() < 0.35 else None
    answered = sent + timedelta(rng.randrange(5, 40)) if sent else None
    decided = max(complete, answered or complete) + timedelta(rng.randrange(0, 24))
    scope = tuple(
        rng.choices(("ja", "nei", None), weights)[0] for weights in ((3, 7, 0), (9, 1, 0), (6, 2, 2), (7, 1, 2))
    )
    return Row(
        municipality=municipality,
        case_no=f"{received.year}/{10 + number}",
        kind=rng.choice(_TYPES),
        received=received,
        deficiency=received + timedelta(3) if wanting and received + timedelta(3) <= AS_OF else None,
        complete=complete if complete <= AS_OF else None,
        decided=decided if decided <= AS_OF else None,
        outcome=("Innvilget" if rng.random() < 0.95 else "Avslått") if decided <= AS_OF else None,
        scope=(scope[0], scope[1], scope[2], scope[3]),
        sent=sent if sent and sent <= AS_OF else None,
        answered=answered if answered and answered <= AS_OF else None,
        party=rng.choice(_BODIES) if sent and sent <= AS_OF else None,
        handler=f"SB{rng.randrange(1, 9)}",
    )


def with_changes(made: Sequence[Row], every: int = 100) -> list[Row]:
    """The same rows, every so manieth with one more field answered otherwise."""
    return [
        replace(row, handler="SB9" if row.handler != "SB9" else "SB8") if number % every == 0 else row
        for number, row in enumerate(made)
    ]


def write_workbook(path: Path, made: Iterable[Row]) -> None:
    """One sheet with real date cells, below one row of headers."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Saker")
    sheet.append(HEADERS)
    for row in made:
        sheet.append(row.cells())
    book.save(path)


def expected(made: Iterable[Row]) -> dict[str, tuple[int, int, int]]:
    """Per municipality measured, under 10 days and net days in all of the last 12 months, date by date."""
    found: dict[str, tuple[int, int, int]] = {}
    for row in made:
        measured, under, total = found.get(row.municipality, (0, 0, 0))
        if row.decided and row.complete and FIRST <= row.decided <= LAST and _counts(row):
            net = _net(row.complete, row.decided, row.sent, row.answered)
            measured, under, total = measured + 1, under + (net < 10), total + net
        found[row.municipality] = (measured, under, total)
    return found


def _counts(row: Row) -> bool:
    return row.kind != _NOT_COUNTED and row.scope == ("ja", "ja", "ja", "ja")


def _net(complete: date, decided: date, sent: date | None, answered: date | None) -> int:
    net, day = 0, complete
    while day < decided:
        stands = sent is not None and sent <= day and (answered is None or day < answered)
        net += not stands
        day += timedelta(1)
    return net
