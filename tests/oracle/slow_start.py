"""Where the clock starts and what is in scope: one application, plain dictionaries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from tests.oracle.slow_case import DAY, happened

SCOPE_FIELDS = ("business", "within_plan", "regulated_plot", "road_to_boundary")


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Monday to Friday outside the public holidays."""
    return day.weekday() < 5 and day not in holidays


def start_of_clock(
    record: Mapping[str, Any], sources: Sequence[str], as_of: date, holidays: Collection[date] = ()
) -> tuple[date | None, str | None]:
    """(day, source) of the start of the clock as of a day; ``sources`` in the order of the sender's profile.

    'its own column (`column`), the last supplement that mended a defect (`supplement`), the recorded
    statutory limit less its weeks (`legal_limit`; ...), receipt where no defect letter is known (`received`),
    a person's word (`person`, always first)'. Readings: a day that is recorded
    but still to come as of A says that the application was not complete yet, so nothing later in the list is
    asked; a person's word that there is no such day is a word too.

    Keys of ``record``: received, complete, complete_by_person, deficiency, supplement, legal_limit_date,
    legal_limit_weeks (0 or None: not recorded), extended_to.
    """
    received = happened(record.get("received"), as_of)
    complete = happened(record.get("complete"), as_of)
    letter = happened(record.get("deficiency"), as_of)
    supplement = happened(record.get("supplement"), as_of)
    if record.get("complete_by_person"):
        return complete, "person" if complete is not None else None
    decided = happened(record.get("decided"), as_of)
    if record.get("letter_rule") == "restarts" and complete is not None and letter is not None:
        # '`"restarts"`: the letter empties `complete` until the next supplement or `complete`'
        emptied = complete < letter and (decided is None or letter < decided)
        if emptied:
            return (supplement, "supplement") if supplement is not None and supplement >= letter else (None, None)
    for source in sources:
        if source == "column" and record.get("complete") is not None:
            return complete, "column" if complete is not None else None
        # 'A supplement counts for `complete` only where that is empty, with or without a defect letter; one before
        # the letter mends nothing.'
        mends = supplement is not None and (letter is None or supplement >= letter)
        if source == "supplement" and mends and record.get("complete") is None:
            return supplement, "supplement"
        if source == "legal_limit":
            start = start_from_limit(record, holidays)
            if start is not None and start <= as_of:
                return start, "legal_limit"
        if source == "received" and received is not None and letter is None:
            return received, "received"
    return None, None


def start_from_limit(record: Mapping[str, Any], holidays: Collection[date]) -> date | None:
    """'only where no extension is known, the result is not before received, and the day before the limit is a
    working day, so that no rollover moved it'."""
    limit, weeks, received = (
        record.get("legal_limit_date"),
        record.get("legal_limit_weeks"),
        record.get("received"),
    )
    if limit is None or not weeks or received is None or record.get("extended_to") is not None:
        return None
    if not is_working_day(limit - DAY, holidays):
        return None
    start: date = limit
    for _ in range(7 * weeks):
        start -= DAY
    return start if start >= received else None


def scope_field(
    field: str,
    person: bool | None = None,
    column: bool | None = None,
    area: bool | None = None,
    profile: bool | None = None,
    dispensation: bool | None = None,
) -> tuple[bool | None, str | None]:
    """(value, source) of one scope field.

    'Each field separately takes the first source that knows: a person's word, the export's own column, the
    area list ..., the profile's derivation'. 'A recorded dispensation makes `within_plan` no unless a person
    says otherwise.'
    """
    if person is not None:
        return person, "person"
    if field == "within_plan" and dispensation is True:
        return False, "dispensation"
    for value, source in ((column, "column"), (area, "area"), (profile, "profile")):
        if value is not None:
            return value, source
    return None, None


def scope_of(
    fields: Mapping[str, bool | None],
    application_type: str | None,
    decided: date | None,
    types_not_counted: Collection[str] = (),
    first_measured: date | None = None,
    needed: Sequence[str] = SCOPE_FIELDS,
) -> tuple[str, str | None]:
    """("yes" | "no" | "unknown", reason of a no).

    'All four yes: in scope. Any no: out of scope, with the first reason in that order. Otherwise *scope
    unknown*.' 'Before these, the rule lists application types that do not count: reason `application_type`.'
    'A decision before the municipality's first measured day: `before_measured`.'
    """
    if application_type is not None and application_type in types_not_counted:
        return "no", "application_type"
    if first_measured is not None and decided is not None and decided < first_measured:
        return "no", "before_measured"
    for field in needed:
        if fields.get(field) is False:
            return "no", field
    if all(fields.get(field) is True for field in needed):
        return "yes", None
    return "unknown", None
