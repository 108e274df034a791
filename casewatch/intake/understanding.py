"""Cells -> applications and findings: the whole of what a file says, by its sender's profile. Pure.

:func:`understand` reads no file and asks for no day; a second look at doubtful cells is a function handed in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import get_args

from casewatch.core.reference import Body, Municipality, Profile
from casewatch.errors import CasewatchError
from casewatch.intake.applications import read_contents
from casewatch.intake.columns import Assigned, assign
from casewatch.intake.derive import read_for_words
from casewatch.intake.events import read_events
from casewatch.intake.fields import Shape, Target
from casewatch.intake.findings import Findings, Place
from casewatch.intake.headers import Lexicon, check_mapping, check_remembered, lexicon, whole_mapping
from casewatch.intake.judging import Judging
from casewatch.intake.layout import MOST_COLUMNS, OWN_SHEETS, Guess, cleaned, grid, guess, unnamed
from casewatch.intake.lines import Lines, SecondLook, remark_on_lines
from casewatch.intake.pauses import add_pauses
from casewatch.intake.settle import settle
from casewatch.intake.tables import Holds, RawFile, ReadRow, RejectedRow, Sheet, TablePlace, Understood, VendorDays
from casewatch.intake.vendor_days import VENDOR_HEADERS, read_vendor_days
from casewatch.intake.words import column_letters, plain, tidy
from casewatch.language import _


@dataclass(frozen=True)
class ReadAgainst:
    """What a file is read against."""

    municipalities: Sequence[Municipality]
    bodies: Sequence[Body]


@dataclass(frozen=True)
class Options:
    """What the caller says of a file."""

    today: date  # the import's as-of day; serves `date_in_future` alone
    municipality: str | None = None  # number, name or alias: for files without such a column, and checked with one
    mapping: Mapping[str, str] = field(default_factory=dict)  # header -> field, over what the profile says
    holds: Holds | None = None  # None: as the profile says


@dataclass(frozen=True)
class _Found:
    """A sheet in which a header row was found."""

    sheet: Sheet
    guess: Guess


def understand(
    raw: RawFile, profile: Profile, known: ReadAgainst, options: Options, second_look: SecondLook | None = None
) -> Understood:
    """The applications of a file, those rejected, and every remark, errors first.

    ``second_look(sheet, cells)`` says what stands in cells that were read as empty (see ``reading.second_look``); it is
    asked only where the file may hold errors or formulas without a stored value.

    Raises :class:`CasewatchError`, one line, for a file that is no table, has no column for the case number, none for
    the municipality while the options name none, no rows (unless it holds only the open cases), or that lacks a
    header which the options map or the profile remembers.
    """
    findings = Findings()
    judging = judging_of(raw, profile, known, options)
    mapping = whole_mapping(profile, options.mapping)
    lexicons = {shape: lexicon(profile, shape, mapping) for shape in get_args(Shape)}
    main, pause_sheet = _sheets(raw, lexicons, mapping, profile, options, findings)
    _remark_on_file(raw, findings)

    if not raw.unclear_cells:
        second_look = None
    lines = _lines(raw, main, lexicons, judging, findings, second_look)
    places = [_place(lines)]
    columns = {one.header: target.name() for target, one in lines.columns.items()}
    fields = {target.field for target in lines.columns}
    holds = options.holds or profile.holds
    file_rows = len(lines.grid.lines) + len(lines.grid.totals) + len(lines.grid.repeated)
    if not len(lines) and holds != "open":
        line = _("{name}: har overskrifter, men ingen saker under dem. Sjekk utvalget i eksporten.")
        raise CasewatchError(line.format(name=raw.name))

    rows: list[ReadRow]
    rejected: list[RejectedRow]
    vendor_days: tuple[VendorDays, ...] = ()
    if main.guess.shape == "events":
        rows, rejected = read_events(lines)
    else:
        lines.read_keys()
        contents = read_contents(lines)
        vendor_days = read_vendor_days(lines)
        more: list[RejectedRow] = []
        if pause_sheet is not None:
            pauses = _lines(raw, pause_sheet, lexicons, judging, findings, second_look)
            places.append(_place(pauses))
            fields |= {target.field for target in pauses.columns}
            more = add_pauses(lines, contents, pauses)
        rows, rejected = settle(lines, contents)
        rejected += more
    return Understood(
        rows,
        rejected,
        findings.all(),
        file_rows,
        profile.name,
        tuple(sorted(fields)),
        holds,
        profile.case_number_series == "shared",
        columns,
        vendor_days,
        tuple(places),
    )


def _place(lines: Lines) -> TablePlace:
    letters = {target.name(): column_letters(one.column) for target, one in lines.columns.items()}
    return TablePlace(lines.grid.sheet.name, lines.grid.header_row + 1, letters)


def judging_of(raw: RawFile, profile: Profile, known: ReadAgainst, options: Options) -> Judging:
    """What a file's cells are judged by. Raises :class:`CasewatchError` for a municipality that is not known."""
    numbers: dict[str, str] = {}
    for place in known.municipalities:
        for spelling in (place.number, place.name, *place.aliases):
            numbers.setdefault(plain(spelling), place.number)
    bodies: dict[str, str] = {}
    for body in known.bodies:
        for spelling in (body.code, body.name, *body.spellings):
            bodies.setdefault(plain(spelling), body.code)
    asked = None
    if options.municipality is not None:
        asked = numbers.get(plain(options.municipality))
        if asked is None:
            line = _("Kommunen «{name}» er ikke kjent. Tillatt: {known}.")
            listed = ", ".join(f"{place.number} {place.name}" for place in known.municipalities)
            raise CasewatchError(line.format(name=tidy(options.municipality), known=listed))
    internal = frozenset(plain(party) for party in profile.internal_parties)
    return Judging(profile, options.today, numbers, bodies, internal, asked, raw.epoch_1904)


def _sheets(
    raw: RawFile,
    lexicons: Mapping[Shape, Lexicon],
    mapping: Mapping[str, str],
    profile: Profile,
    options: Options,
    findings: Findings,
) -> tuple[_Found, _Found | None]:
    """The first visible sheet with a table or an event list, and the sheet of pauses. The others are remarked on."""
    candidates = [_Found(sheet, found) for sheet in map(cleaned, raw.sheets) if (found := guess(sheet, lexicons))]
    visible = [one for one in candidates if one.sheet.visible]
    visible.sort(key=lambda one: plain(one.sheet.name) in OWN_SHEETS)  # an explanation put first is no table
    main = next((one for one in visible if one.guess.has_case_no and one.guess.shape != "pauses"), None)
    if main is None:
        if any(one.guess.count >= 2 for one in visible):  # a table, but without what names the case
            check_remembered(raw.name, profile, mapping, [_names(one.guess) for one in visible])
        raise _no_table(raw, candidates, visible)
    pauses = None
    if main.guess.shape == "table":
        pauses = next((one for one in visible if one.guess.shape == "pauses"), None)
    read = [one.sheet.name for one in (main, pauses) if one is not None]
    headers = [_names(one.guess) for one in (main, pauses) if one is not None]
    check_mapping(options.mapping, headers)
    check_remembered(raw.name, profile, mapping, headers)
    for sheet in raw.sheets:
        if sheet.name in read or not sheet.rows or plain(sheet.name) in OWN_SHEETS:
            continue
        if sheet.visible:
            findings.add("sheet_not_read", Place(sheet.name), _("arket er ikke lest; bare ett ark med saker leses."))
        else:
            text = _("arket er skjult og er ikke lest. Vis det og legg det først om sakene står der.")
            findings.add("sheet_hidden", Place(sheet.name), text)
    return main, pauses


def _names(found: Guess) -> list[str]:
    return [header if header.strip() else unnamed(column) for column, header in enumerate(found.headers)]


def _no_table(raw: RawFile, candidates: Sequence[_Found], visible: Sequence[_Found]) -> CasewatchError:
    """Why a file has nothing to read."""
    if any(one.guess.has_case_no and one.guess.shape != "pauses" for one in candidates):
        return CasewatchError(_("{name}: sakene står i et skjult ark. Vis arket og prøv igjen.").format(name=raw.name))
    if not any(sheet.rows for sheet in raw.sheets):
        return CasewatchError(
            _("{name}: fila har ingen celler med innhold. Lag eksporten på nytt.").format(name=raw.name)
        )
    best = max(visible, key=lambda one: one.guess.count, default=None)
    if best is not None and best.guess.count >= 2:
        text = _(
            "{name}: fant ingen kolonne for saksnummer (overskriftene står i rad {row}). "
            "Gi kolonnen overskriften Saksnr, eller si hvilken kolonne som er saksnummeret."
        )
        return CasewatchError(text.format(name=raw.name, row=best.guess.row + 1), "map", given=False)
    text = _(
        "{name}: er ikke en tabell med byggesaker; fant ingen kjente overskrifter som Saksnr og Mottatt dato "
        "i de 50 første radene."
    )
    return CasewatchError(text.format(name=raw.name))


def _lines(
    raw: RawFile,
    found: _Found,
    lexicons: Mapping[Shape, Lexicon],
    judging: Judging,
    findings: Findings,
    second_look: SecondLook | None,
) -> Lines:
    words = lexicons[found.guess.shape]
    columns: dict[Target, Assigned] = assign(
        found.sheet, found.guess, words, judging, findings, read_for_words(judging.profile) | VENDOR_HEADERS
    )
    if Target("municipality") not in columns and judging.municipality is None and found.guess.shape != "pauses":
        line = _("{name}: fila har ingen kolonne for kommune. Oppgi den, for eksempel 3401.")
        raise CasewatchError(line.format(name=raw.name), "municipality", given=False)
    cells = grid(found.sheet, found.guess, [columns[Target("case_no")].column])
    remark_on_lines(cells, findings)
    if any(sheet.name == found.sheet.name and len(sheet.columns) > MOST_COLUMNS for sheet in raw.sheets):
        text = _("bare de {count} første kolonnene er lest.").format(count=MOST_COLUMNS)
        findings.add("columns_not_read", Place(found.sheet.name), text)
    lines = Lines(cells, columns, judging, findings)
    if second_look is not None:
        lines.look_again(second_look)
    return lines


def _remark_on_file(raw: RawFile, findings: Findings) -> None:
    if raw.encoding is not None and raw.encoding not in ("utf-8", "utf-16"):
        text = _("fila sier ikke hvilket tegnsett den har. Den er lest som {encoding}; sjekk at æ, ø og å er rett.")
        findings.add("encoding_guessed", Place(""), text.format(encoding=raw.encoding))
    if raw.hidden_rows:
        text = _("fila har {count} skjulte rader. De er lest som de andre.")
        findings.add("rows_hidden", Place(""), text.format(count=raw.hidden_rows))
