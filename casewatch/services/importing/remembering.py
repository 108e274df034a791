"""How a municipality's files are read without being asked: as somebody chose it last, else by its profile."""

from __future__ import annotations

from casewatch.services.asking.context import Context
from casewatch.store.remembered import Remembered, remembered_of


def usual_profile(context: Context, municipality: str | None) -> str:
    """The profile of a municipality's files, as in the inbox: the one called by its number, else the standard one."""
    if municipality is not None and municipality in context.rulebook.profiles:
        return municipality
    return context.rulebook.profile().name


def how_remembered(context: Context, municipality: str | None) -> Remembered | None:
    """What is remembered of a municipality's files, if the profile it lies over is still there."""
    if municipality is None:
        return None
    with context.store.reading() as connection:
        found = remembered_of(connection, municipality)
    return found if found is not None and found.profile in context.rulebook.profiles else None
