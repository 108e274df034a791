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
        for identity, day in self.left().items():
            if not known[identity].get("decided") and not known[identity].get("closed"):
                known[identity] |= {"closed": day, "outcome": "transferred"}
        for said in self.words():
            if said.identity in known:
                shown = known[said.identity]
                for name, value in said.values.items():
                    shown[name] = value
                    shown["person"] = sorted({*shown.get("person", []), name})
        return known

    def words(self) -> list[Said]:
        """The corrections in force."""
        taken_back = {act[1] for act in self.acts if isinstance(act, tuple) and act[0] == "take back"}
        standing = {read.id for read in self.standing()}
        held = []
        for said in (act for act in self.acts if isinstance(act, Said)):
            later = [
                act
                for act in self.acts[said.after :]
                if isinstance(act, Read) and act.id in standing and act.municipality == said.identity[0]
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
        """Missing from the latest export that should hold them."""
        shown = self.shows()
        reads = [read for read in self.standing() if read.day <= as_of]
        gone = set()
        for identity, content in shown.items():
            mine = [read for read in reads if read.municipality == identity[0]]
            judging = [read for read in mine if read.holds in ("all", "open")]
            if not judging:
                continue
            judge = judging[-1]
            since = mine[mine.index(judge) :]
            if any(identity in read.rows for read in since) or self.was_rejected(judge, identity):
                continue
            if not any(identity in read.rows for read in judging[:-1]):
                continue
            received = content.get("received")
            if judge.holds == "all":
                first = min((row["received"] for row in judge.rows.values() if row.get("received")), default=None)
                if first is None or received is None or received < first:
                    continue
            elif any(content.get(name) and content[name] <= as_of for name in ("decided", "closed")):
                continue
            gone.add(identity)
        return gone

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
