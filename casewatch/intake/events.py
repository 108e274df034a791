"""An event list, one row per event -> applications.

An answer closes the open pause of its party, else the oldest open one of its kind. What the milestones say together
stands in :mod:`casewatch.core.events`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from casewatch.core.cases import NOT_TOLD
from casewatch.core.events import EVENTS, milestones_told
from casewatch.core.fold import ADDITIVE, HAPPENED, PAUSE_FIELDS, Content, pause_order
from casewatch.intake.applications import of_profile
from casewatch.intake.judging import INTERNAL
from casewatch.intake.lines import Lines
from casewatch.intake.tables import ReadRow, RejectedRow
from casewatch.language import _

_MILESTONES = frozenset(event for event in EVENTS if not event.startswith(tuple(f"{kind}_" for kind in PAUSE_FIELDS)))
_RANK = {event: rank for rank, event in enumerate(EVENTS)}


class Event(NamedTuple):
    """One event of one application."""

    date: str
    rank: int  # orders events of one day as they can follow each other
    name: str
    party: str | None  # as it is kept
    written: str | None = None  # as it is written: bodies that are kept alike are told apart by it; never kept


def read_events(lines: Lines) -> tuple[list[ReadRow], list[RejectedRow]]:
    """The applications of an event list, each once, at its first event's row. A bad row rejects its application."""
    lines.read_keys()
    names, dates = lines.read("event"), lines.read("date")
    dispatched = {kind for kind in PAUSE_FIELDS if f"{kind}_sent" in names}
    parties = lines.read("party") if lines.has("party") else [None] * len(lines)
    party_column = next((one for one in lines.columns.values() if one.target.field == "party"), None)
    written = [None] * len(lines) if party_column is None else lines.per_line(party_column.column, _as_written)
    groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for line, key in enumerate(zip(lines.municipality, lines.case_key, lines.application_no, strict=True)):
        if dates[line] is None and names[line] and not lines.bad[line]:
            text = _("hendelsen har ingen dato. Fyll den ut som dd.mm.åååå og les inn på nytt.")
            lines.flag(line, "date_unreadable", "date", text=text)
        if names[line] is None and dates[line] is not None and not lines.bad[line]:
            text = _("raden har en dato, men ingen hendelse, og er ikke lest. Fyll ut hendelsen og les inn på nytt.")
            lines.flag(line, "event_unknown", "event", text=text)
        groups[key if None not in key[:2] else (line,)].append(line)
    rows, rejected = [], []
    for group in groups.values():
        bad = next((line for line in group if lines.bad[line]), None)
        if bad is not None:
            rejected.append(_rejected(lines, bad))
            continue
        events = []
        for line in group:
            if not names[line]:
                continue
            party = parties[line]
            if party == INTERNAL:
                if party_column is None or not party_column.canonical:
                    lines.flag(line, "internal_party", "party")
                    continue
                party = "annen"
            events.append(Event(dates[line], _RANK[names[line]], names[line], party, written[line]))
        content = content_of(events, lines.judging.profile.events == "new", dispatched)
        first = group[0]
        rows.append(_read(lines, first, {"case_no": lines.case_no[first], **content, **of_profile(lines)}))
    return rows, rejected


def content_of(events: Sequence[Event], adds: bool, dispatched: Collection[str] = PAUSE_FIELDS) -> Content:
    """What the events of one application say; `dispatched`: the kinds of pauses whose beginning the list tells of.

    With ``adds`` only what they tell of, marked so that the fold adds it to what is known; else every field that an
    event list can tell of, empty where it tells nothing.
    """
    events = sorted(set(events), key=lambda event: (event.date, event.rank, event.written or ""))
    dates: dict[str, list[str]] = defaultdict(list)
    for event in events:
        dates[event.name].append(event.date)
    happened = [[event.date, event.name] for event in events if event.name in _MILESTONES]
    told: Content = milestones_told(happened)
    for kind in PAUSE_FIELDS:
        pauses = _pauses([event for event in events if event.name.startswith(f"{kind}_")])
        if kind not in dispatched:  # a list that tells of no dispatch at all leaves it untold
            pauses = [[NOT_TOLD, answered, party] for _sent, answered, party in pauses]
        if pauses or not adds:
            told[kind] = pauses
    if adds:
        return {**told, ADDITIVE: True} | ({HAPPENED: happened} if happened else {})
    fields = ("received", "complete", "deficiency", "supplement", "decided", "decision_sent", "closed", "outcome")
    return dict.fromkeys(fields) | told


def _pauses(events: Sequence[Event]) -> list[list[Any]]:
    """The pauses of one kind, ``[sent, answered, party]``, sorted; an answer that closes none stands alone."""
    pauses: list[list[Any]] = []
    by: list[str | None] = []  # per pause who was asked, as it is written
    for event in events:
        if event.name.endswith("_sent"):
            pauses.append([event.date, None, event.party])
            by.append(event.written)
            continue
        still_open = [at for at, pause in enumerate(pauses) if pause[0] is not None and pause[1] is None]
        of_party = [at for at in still_open if event.written is not None and by[at] == event.written]
        if of_party or still_open:
            pauses[(of_party or still_open)[0]][1] = event.date
        else:
            pauses.append([None, event.date, event.party])
            by.append(event.written)
    return sorted(pauses, key=pause_order)


def _as_written(cell: Any) -> str:
    return " ".join(str(cell).casefold().split())


def _read(lines: Lines, line: int, content: Content) -> ReadRow:
    return ReadRow(
        str(lines.municipality[line]),
        str(lines.case_no[line]),
        str(lines.case_key[line]),
        lines.application_no[line],
        content,
        lines.grid.sheet.name or None,
        lines.sheet_row(line) + 1,
    )


def _rejected(lines: Lines, line: int) -> RejectedRow:
    return RejectedRow(
        lines.municipality[line],
        lines.case_no[line],
        lines.case_key[line],
        lines.application_no[line],
        {"case_no": lines.case_no[line]},
        lines.grid.sheet.name or None,
        lines.sheet_row(line) + 1,
    )
