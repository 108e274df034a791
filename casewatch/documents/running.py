"""What runs by itself."""

from typing_extensions import TypedDict


class RunOfJob(TypedDict):
    """One attempt at a slot."""

    slot: str | None
    started_at: str | None
    finished_at: str | None
    ok: bool | None
    attempt: int
    result: str | None


class JobDocument(TypedDict):
    """One job: its last run, the last that failed, and a slot that nobody took in time."""

    job: str
    title: str
    last: RunOfJob | None
    next: str | None
    running: bool
    missed: str | None
    failure: RunOfJob | None
