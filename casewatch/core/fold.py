"""What several imports and a person's word say together of one application.

A *content* is what one import says: only the fields its file has a column for. A key that is absent leaves what is
known, a key with ``None`` empties it. What is known of an application is its contents in order of (received-at, id),
folded left to right, with corrections laid over. Import, preview, undo and ``--known-at`` are all this fold over
another selection of imports. A transfer to another municipality is judged last, on all of that.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casewatch.core.cases import CLOSING_OUTCOMES, NOT_TOLD
from casewatch.core.events import SEVERAL, ToldEvent, known_events, milestones_told

#: What a file says of one application: the fields it has a column for, and only those. Dates are ISO strings;
#: "hearing" and "authority" are lists of pauses; yes/no fields True, False or None.
Content = dict[str, Any]
#: What a person says: field, or pause as ``hearing 2026-03-04``, -> its value, as in a content.
Values = Mapping[str, Any]
#: [sent, answered, party]: ISO dates or None; a code or None
Pause = list[Any]

#: The keys under which a content lists its pauses.
PAUSE_FIELDS = ("hearing", "authority")
#: Marks a content that adds to what is known (an event list) instead of replacing it.
ADDITIVE = "additive"
#: In an additive content: its milestone events, ``[date, event]``, which the fold judges over all that is known.
HAPPENED = "happened"
#: Fields that milestone events tell of.
_OF_EVENTS = (
    *("received", "complete", "deficiency", "supplement", "decided", "decision_sent", "closed", "outcome"),
    *SEVERAL.values(),
)
#: What a letter of defects after `complete` does for this sender, where it is not the default: of LETTER_RULES. It goes
#: with `start_from`, which every content of an import has.
LETTER_RULE, START_FROM = "letter_after_complete", "start_from"
#: Marks a content whose outcome is not recognised, so that it does not replace one that was.
OUTCOME_UNREAD = "outcome_unread"
#: Fields that stand only where there is something to say; a content that tells the other field takes them back.
_BESIDE = (
    (LETTER_RULE, START_FROM),
    (OUTCOME_UNREAD, "outcome"),
    *((several, name) for name, several in SEVERAL.items()),
)
#: In what is known: the fields that a person's word stands in.
PERSON = "person"
#: In a correction of one pause: it did not take place.
NO_PAUSE = "none"


@dataclass(frozen=True, slots=True)
class Correction:
    """A person's word. `values`: field -> value; ``"hearing 2026-03-04"`` -> answered date, ``""`` or ``"none"``.

    A pause that names the body it was sent to has ``[answered, code]`` for a value.
    """

    id: int
    values: Values


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one application, before and after."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Seen:
    """That a standing import held an application of a case number that several municipalities share.

    `rank` orders the imports by (received-at, id); `day` is the import's local date as ISO; `shared`: its profile
    says that the case numbers are one series.
    """

    application: int
    municipality: str
    rank: int
    day: str
    shared: bool


def fold(contents: Iterable[Content]) -> Content:
    """The contents of one application, oldest first, as one. A sole content comes back as it is, not copied."""
    known: Content | None = None
    base: Content = {}  # what is known where a run of event lists begins
    happened: list[ToldEvent] = []  # all the milestone events of that run
    for content in contents:
        if content.get(ADDITIVE):
            base = base if happened else known or {}
            happened += content.get(HAPPENED, ())
            known = _add(known or {}, content, base, happened)
        elif known is None:
            known = content
        else:
            known, happened = _replace(known, content), []
    return {} if known is None else known


def _replace(known: Content, content: Content) -> Content:
    """What is known with a table's fields in place of those that were."""
    merged = {**known, **content}
    for name, beside in _BESIDE:
        if name in known and beside in content and name not in content:
            del merged[name]
    if OUTCOME_UNREAD in content and known.get("outcome"):
        merged["outcome"] = known["outcome"]
    return merged


def _add(known: Content, content: Content, base: Content, happened: Sequence[ToldEvent]) -> Content:
    """What is known with an event list added: named fields are set, pauses are added to those of their kind.

    Milestones are judged over all that was told since `base`: a later list may tell what came before, or after, what an
    earlier one told.
    """
    merged = _replace(known, content)
    merged = {name: value for name, value in merged.items() if name not in (ADDITIVE, HAPPENED)}
    if happened:
        merged = {name: value for name, value in merged.items() if name not in _OF_EVENTS}
        merged |= {name: base[name] for name in _OF_EVENTS if name in base}
        merged |= milestones_told([*known_events(base), *happened])
        if merged.get("outcome") is None and base.get("outcome") not in CLOSING_OUTCOMES and "outcome" in base:
            merged["outcome"] = base["outcome"]  # closed after the decision: what was decided stands
    for name in PAUSE_FIELDS:
        if name in content:
            merged[name] = pauses_added(known.get(name) or [], content[name] or [])
    return merged


def pauses_added(known: Sequence[Pause], more: Sequence[Pause]) -> list[Pause]:
    """Pauses with events added: the same sent date and party is the same pause, now perhaps answered.

    Several of one date and party (bodies that are not told apart here) are as many pauses. An answer without a sent
    date closes the open pause of its party, else the oldest open one of its kind that was sent by then; where there is
    none it is kept as it is.
    """
    pauses = [list(pause) for pause in known]
    told = sorted((list(pause) for pause in more), key=pause_order)
    left = [pause for pause in pauses if _dated(pause[0])]
    new = []
    for pause in (pause for pause in told if _dated(pause[0])):
        if pause in left:
            left.remove(pause)  # told before
        else:
            new.append(pause)
    for sent, answered, party in new:
        same = next((pause for pause in left if pause[0] == sent and pause[2] == party), None)
        if same is not None:
            left.remove(same)
            same[1] = answered or same[1]
        elif (half := _answer_of(pauses, sent, answered, party)) is not None:
            half[0] = sent  # its answer was told before its dispatch
        else:
            pauses.append([sent, answered, party])
    for pause in (pause for pause in told if not _dated(pause[0])):
        _answer(pauses, *pause)
    return sorted(pauses, key=pause_order)


def _dated(day: str | None) -> bool:
    return day not in (None, NOT_TOLD)


def _answer_of(pauses: Sequence[Pause], sent: str, answered: str | None, party: str | None) -> Pause | None:
    """The answer told without its dispatch that a dispatch told later belongs to, if there is one."""
    return next(
        (
            pause
            for pause in sorted(pauses, key=pause_order)
            if not _dated(pause[0]) and pause[2] == party and sent <= pause[1] and answered in (None, pause[1])
        ),
        None,
    )


def _answer(pauses: list[Pause], untold: str | None, answered: str, party: str | None) -> None:
    told = {pause[2] for pause in pauses if pause[1] == answered}
    if party in told:
        return  # an event list tells of everything each week
    by_then = [pause for pause in pauses if _dated(pause[0]) and not _dated(pause[1]) and pause[0] <= answered]
    still_open = sorted(by_then, key=pause_order)
    of_party = [pause for pause in still_open if pause[2] == party]
    if not of_party and told:
        return  # it closed another party's pause when it was told first
    if still_open:
        (of_party or still_open)[0][1] = answered
    else:
        pauses.append([untold, answered, party])


def pause_order(pause: Sequence[Any]) -> tuple[str, str, str]:
    """Sorts pauses by sent, answered and party, what is empty first."""
    sent, answered, party = pause
    return sent or "", answered or "", party or ""


def overlay(known: Content, corrections: Iterable[Correction]) -> Content:
    """What is known with corrections laid over, oldest first, so that the newest word on a field wins.

    ``person`` of the result lists the fields they speak of, sorted. Without corrections `known` comes back as it
    is.
    """
    result: Content | None = None
    person: set[str] = set(known.get(PERSON, ()))
    for correction in corrections:
        result = dict(known) if result is None else result
        for key, value in correction.values.items():
            field, sent = pause_key(key)
            person.add(field)
            result[field] = value if sent is None else _corrected(result.get(field) or [], sent, value)
    if result is None:
        return known
    result[PERSON] = sorted(person)
    return result


def pause_key(key: str) -> tuple[str, str | None]:
    """The field a key of a correction speaks of and, where it speaks of one pause, the date that one was sent."""
    field, _, sent = key.partition(" ")
    field = "authority" if field == "other_authority" else field
    return (field, sent) if sent and field in PAUSE_FIELDS else (key, None)


def _corrected(pauses: Sequence[Pause], sent: str, value: str | Sequence[str] | None) -> list[Pause]:
    if value is None or isinstance(value, str):
        return correct_pause(pauses, sent, value)
    answered, party = value
    return correct_pause(pauses, sent, answered, party)


def correct_pause(pauses: Sequence[Pause], sent: str, answered: str | None, party: str | None = None) -> list[Pause]:
    """The pauses with those sent on a date answered on another (empty: open; ``"none"``: removed); added if new.

    With a `party` only that body's of the date is meant, else one of which the body is not known: it gets the name.
    """
    of_day = [pause for pause in pauses if pause[0] == sent]
    meant = of_day
    if party is not None:
        meant = [pause for pause in of_day if pause[2] == party] or [pause for pause in of_day if pause[2] is None][:1]
    if not of_day and answered:
        # It may be one of which a file told the answer alone: named by its answer, or by the date it is taken away by.
        day = sent if answered == NO_PAUSE else answered
        alone = [pause for pause in pauses if pause[0] == NOT_TOLD and pause[1] and sent <= pause[1]]
        meant = [pause for pause in alone if pause[1] == day][:1] or (alone[:1] if answered != NO_PAUSE else [])
    others = list(pauses)
    for pause in meant:
        others.remove(pause)
    if answered == NO_PAUSE:
        return others
    meant = meant or [[sent, None, party]]
    return sorted([*others, *([sent, answered or None, party or pause[2]] for pause in meant)], key=pause_order)


def compare(before: Content, after: Content) -> list[Change]:
    """Field by field what differs, by field name. Absent, ``None`` and no pauses are the same: nothing."""
    changes = []
    for field in sorted((before.keys() | after.keys()) - {OUTCOME_UNREAD, *SEVERAL.values()}):
        old, new = before.get(field), after.get(field)
        if old != new and not (old in (None, []) and new in (None, [])):
            changes.append(Change(field, old, new))
    return changes


def moved_after_decision(before: Content, changes: Iterable[Change]) -> list[str]:
    """Codes of the remarks that dates moved although the application was decided: re-dating improves figures."""
    if not before.get("decided"):
        return []
    codes = []
    for change in changes:
        if change.field == "complete" and change.old:
            codes.append("complete_moved" if change.new else "complete_withdrawn")
        elif change.field == "decided" and change.new:
            codes.append("decided_moved")
    return codes


def history_remarks(contents: Iterable[Content]) -> set[str]:
    """The remarks on dates that moved after a decision, over all an application's contents, oldest first."""
    codes: set[str] = set()
    before: Content = {}
    told: list[Content] = []
    for content in contents:
        told.append(content)
        after = fold(told)
        codes.update(moved_after_decision(before, compare(before, after)))
        before = after
    return codes


def transfers(seen: Sequence[Seen]) -> dict[int, Seen]:
    """Which applications of one shared case number were closed by its arrival under another municipality, and where.

    An application is closed by the first import of a shared series after the last one that held the case under its
    own municipality. Should it come back there, it is closed no longer.
    """
    last: dict[str, int] = {}
    for sight in seen:
        last[sight.municipality] = max(last.get(sight.municipality, -1), sight.rank)
    closed: dict[int, Seen] = {}
    for municipality, rank in last.items():
        after = [sight for sight in seen if sight.shared and sight.municipality != municipality and sight.rank > rank]
        if after:
            first = min(after, key=lambda sight: (sight.rank, sight.application))
            closed |= {sight.application: first for sight in seen if sight.municipality == municipality}
    return closed


def transferred(known: Content, day: str) -> Content:
    """What is known of an application that left for another municipality on `day`; one that had ended stays as it is.

    Judged with corrections laid over: nothing that a person said is overturned, be it that nothing was closed.
    """
    person = known.get(PERSON, ())
    if known.get("decided") or known.get("closed") or "closed" in person:
        return known
    outcome = known["outcome"] if "outcome" in person else "transferred"
    return {**known, "closed": day, "outcome": outcome}
