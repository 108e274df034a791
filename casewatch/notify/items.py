"""What is told, as this part sees it: things that are due, things that are off, and what became of a sending."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Item:
    """An alert that is due. One about a whole municipality has no case."""

    alert_id: int  # as recorded: a key that ended and came back is another alert
    level: str  # of core.due.LEVELS
    heading: str  # the level in words
    municipality: str  # number
    place: str  # its name
    case_no: str | None
    application_no: int | None
    handler: str | None  # the code in the export
    text: str  # sentences, without the case number
    act_by: date | None = None  # the last working day in time, where there is one
    baseline: bool = False  # known since its municipality was first looked at: told in one summary
    quiet: bool = False  # a person set it aside or put it off, and that holds
    remind_from: date | None = None  # the day somebody asked to be reminded on, once it has come


@dataclass(frozen=True)
class Off:
    """An alert that no longer holds, and why."""

    alert_id: int
    level: str
    municipality: str
    place: str
    case_no: str | None
    application_no: int | None
    why: str  # one sentence


@dataclass(frozen=True)
class Sent:
    """The server took the message over."""


@dataclass(frozen=True)
class NotSent:
    """The message did not get through, or nobody knows whether it did."""

    why: str  # one sentence for people, without addresses, secrets or the server's own words
    everybody: bool = False  # it is the server, not this receiver: the next one would fare the same
    lasting: bool = False  # the server said that trying again will not help


Outcome = Sent | NotSent
