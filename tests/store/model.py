"""A slow and plain model of the store: it keeps every act in a list and goes through all of them for every answer.

Written from ``docs/clock.md`` and ``docs/command-line.md`` alone; it shares no code with the store or the fold.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Identity = tuple[str, str, int]  # municipality, case key, number


@dataclass
class Read:
    """One import."""

    id: int
    received: datetime
    day: str
    holds: str
    shared: bool
    profile: str
    municipality: str
    rows: dict[Identity, dict[str, Any]]
    rejected: list[tuple[str, str, int | None]]  # municipality, case, and the number, if only one was known when read
    unnumbered: set[tuple[str, str]] = field(default_factory=set)  # rejected without a number: any of the case's


@dataclass
class Said:
    """One correction."""

    id: int
    identity: Identity
    values: dict[str, Any]
    until_next: bool
    after: int  # so many acts came before it


@dataclass
class Model:
    """All that was ever done, and what follows from it."""

    acts: list[Any] = field(default_factory=list)  # Read, Said, ("undo", id), ("take back", id), in their order

    def standing(self) -> list[Read]:
        undone = {act[1] for act in self.acts if isinstance(act, tuple) and act[0] == "undo"}
        reads = [act for act in self.acts if isinstance(act, Read) and act.id not in undone]
        return sorted(reads, key=lambda read: (read.received, read.id))

    def told(self) -> dict[Identity, dict[str, Any]]:
        """What the imports alone say."""
        known: dict[Identity, dict[str, Any]] = {}
        for read in self.standing():
            for identity, content in read.rows.items():
                known.setdefault(identity, {}).update(content)
        return known

    def shows(self) -> dict[Identity, dict[str, Any]]:
        """The picture."""
        known = {identity: dict(content) for identity, content in self.told().items()}
        for said in self.words():
            if said.identity in known:
                shown = known[said.identity]
                for name, value in said.values.items():
                    shown[name] = value
                    shown["person"] = sorted({*shown.get("person", []), name})
        for identity, day in self.left().items():
            ended = known[identity].get("decided") or known[identity].get("closed")
            if not ended and "closed" not in known[identity].get("person", []):
                known[identity] |= {"closed": day, "outcome": "transferred"}
        return known

    def words(self) -> list[Said]:
        """The corrections in force."""
        taken_back = {act[1] for act in self.acts if isinstance(act, tuple) and act[0] == "take back"}
        standing = {read.id for read in self.standing()}
        held = []
        for said in (act for act in self.acts if isinstance(act, Said)):
            reported = [day for name in ("decided", "decision_sent") if (day := said.values.get(name))]
            later = [
                act
                for act in self.acts[said.after :]
                if isinstance(act, Read) and act.id in standing and act.municipality == said.identity[0]
                if all(act.day > day for day in reported)
            ]
            if said.id not in taken_back and not (said.until_next and later):
                held.append(said)
        return held

    def left(self) -> dict[Identity, str]:
        """Applications whose case number arrived elsewhere, with the day: walking through the imports once."""
        where: dict[Identity, str | None] = {}
        for read in self.standing():
            keys = {identity[1] for identity in read.rows}
            for identity, left_on in where.items():
                if identity[1] not in keys:
                    continue
                if identity[0] == read.municipality:
                    where[identity] = None
                elif read.shared and left_on is None:
                    where[identity] = read.day
            for identity in read.rows:
                where[identity] = None
        return {identity: day for identity, day in where.items() if day is not None}

    def gone(self, as_of: str) -> set[Identity]:
        """Missing from the latest export up to a day that should hold them, and told of by none since."""
        reads = [read for read in self.standing() if read.day <= as_of]
        gone = set()
        for identity, content in self.shows().items():
            mine = [read for read in reads if read.municipality == identity[0]]
            for profile in {read.profile for read in mine if identity in read.rows}:
                judging = [read for read in mine if read.profile == profile and self.should_hold(read, content, as_of)]
                since = mine[mine.index(judging[-1]) :] if judging else []
                if since and not any(identity in read.rows or self.was_rejected(read, identity) for read in since):
                    gone.add(identity)
        return gone

    def lost(self, judge: Read) -> set[Identity]:
        """What an export lacks of what the latest earlier one of its kind held, or an import of the profile since."""
        shown = self.shows()
        same = [
            read for read in self.standing() if (read.municipality, read.profile) == (judge.municipality, judge.profile)
        ]
        earlier = same[: same.index(judge)]
        kinds = [read.holds for read in earlier]
        if judge.holds not in kinds:
            return set()
        since = earlier[len(kinds) - 1 - kinds[::-1].index(judge.holds) :]
        return {
            identity
            for identity in {identity for read in since for identity in read.rows} - set(judge.rows)
            if self.should_hold(judge, shown[identity], None) and not self.was_rejected(judge, identity)
        }

    def should_hold(self, read: Read, content: dict[str, Any], as_of: str | None) -> bool:
        """Whether an export should hold an application that looks like this, as of a day or by all that is known."""
        received = content.get("received")
        if received is not None and received > read.day:
            return False
        if read.holds == "open":
            ends = [day for name in ("decided", "closed") if (day := content.get(name))]
            return not any(as_of is None or day <= as_of for day in ends)
        first = min((row["received"] for row in read.rows.values() if row.get("received")), default=None)
        return read.holds == "all" and None not in (first, received) and received >= first

    def was_rejected(self, read: Read, identity: Identity) -> bool:
        """Whether the file held it, in a row that could not be read."""
        return any(
            identity[:2] == (place, case)
            and (number is None or (place, case) in read.unnumbered or identity[2] == number)
            for place, case, number in read.rejected
        )

    def moved(self) -> dict[str, set[Identity]]:
        """Dates that moved after a decision."""
        codes: dict[str, set[Identity]] = {}
        known: dict[Identity, dict[str, Any]] = {}
        for read in self.standing():
            for identity, content in read.rows.items():
                before = dict(known.get(identity, {}))
                after = known[identity] = before | content
                if not before.get("decided"):
                    continue
                if before.get("complete") and not after.get("complete"):
                    codes.setdefault("complete_withdrawn", set()).add(identity)
                elif before.get("complete") and after["complete"] != before["complete"]:
                    codes.setdefault("complete_moved", set()).add(identity)
                if after["decided"] and after["decided"] != before["decided"]:
                    codes.setdefault("decided_moved", set()).add(identity)
        return codes

    def pending(self) -> dict[str, int]:
        """Rejected cases that no later import mended."""
        waiting: set[tuple[str, str, int | None]] = set()
        for read in self.standing():
            waiting -= set(read.rows) | {(*identity[:2], None) for identity in read.rows}
            waiting |= set(read.rejected)
        return {place: sum(case[0] == place for case in waiting) for place in {case[0] for case in waiting}}

    def only_number(self, place: str, case: str) -> int | None:
        """The number of the only application ever known of a case, also from imports taken back."""
        reads = [act for act in self.acts if isinstance(act, Read)]
        numbers = {identity[2] for read in reads for identity in read.rows if identity[:2] == (place, case)}
        return next(iter(numbers)) if len(numbers) == 1 else None


def plain(content: dict[str, Any]) -> dict[str, Any]:
    """A content without what says nothing."""
    return {name: value for name, value in content.items() if value is not None}
