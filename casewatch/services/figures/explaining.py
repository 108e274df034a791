"""Why one application has its figure: its days as intervals, each date with the file and row it came from."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from casewatch.core.cases import PAUSE_KINDS, SCOPE_FIELDS, UNKNOWN, YES
from casewatch.core.identity import normalise_case_no
from casewatch.core.timeline import Interval, Origin, limit_reached, timeline
from casewatch.documents.cases import CaseRow, ExplainedInterval, ExplanationDocument, ScopeAnswer, SourceOfDate
from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Frame, Selectors, frame, several_applications
from casewatch.services.figures.listing import case_rows
from casewatch.store.sources import Source, Sources, sources

#: Where a pause's dates stand in a content, per kind.
_PAUSE_FIELD = dict(zip(PAUSE_KINDS, ("hearing", "authority"), strict=True))


@dataclass(frozen=True)
class Explanation:
    """The JSON of ``explain``, and what a picture of it needs."""

    document: ExplanationDocument
    row: CaseRow  # the application as in ``cases``
    limit_day: date | None  # the first date with as many counted days behind it as the limit
    frame: Frame
    place: int  # of the application in the frame
    told: Sources


class NoSuchApplication(CasewatchError):
    """There is no application of that case number as of the day."""


def explain(context: Context, asked: Selectors, case_no: str, application_no: int | None = None) -> Explanation:
    """One application's intervals and their sources.

    ``asked`` names exactly one municipality. Raises CasewatchError where there is no such application as of the day,
    or several and none was named.
    """
    found = frame(context, asked)
    place = find_application(found, case_no, application_no)
    a, rule = found.applications, found.ruling.rule
    intervals = timeline(a, found.pauses, place, found.measures, found.as_of, rule, found.calendar)
    identity = found.known.application_ids[found.rows[place]]
    with context.store.reading() as connection:
        told = sources(connection, identity, asked.known_at)
    row = case_rows(found, np.array([place]))[0]
    document: ExplanationDocument = {
        "case_no": row["case_no"],
        "municipality": row["municipality"],
        "application_no": row["application_no"],
        "net_days": row["net_days"],
        "rule": rule.id,
        "rule_version": rule.version,
        "as_of": found.as_of.isoformat(),
        "state": row["state"],
        "held_out_reason": row["held_out_reason"],
        "start_source": row["start_source"],
        "in_scope": row["in_scope"],
        "scope_reason": row["scope_reason"],
        "scope": {name: _scope_answer(found, place, name) for name in SCOPE_FIELDS},
        "intervals": [
            interval_json(
                each,
                _source_json(found, each.start, each.start_origin, told),
                _source_json(found, each.end, each.end_origin, told),
            )
            for each in intervals
        ],
    }
    return Explanation(document, row, limit_reached(intervals, rule.targets.limit_days), found, place, told)


def find_application(found: Frame, case_no: str, application_no: int | None) -> int:
    """The frame's row of one application of the only municipality asked for."""
    key = normalise_case_no(case_no)
    number = found.ruling.numbers[0]
    seen = found.known
    places = [
        place
        for place, row in enumerate(found.rows.tolist())
        if seen.case_key[row] == key and seen.municipality[row] == number
    ]
    if application_no is not None:
        places = [place for place in places if seen.application_no[found.rows[place]] == application_no]
    if not places:
        raise NoSuchApplication(
            _("Fant ikke sak {case_no} i kommune {number} per {day}. Sjekk saksnummeret og kommunen.").format(
                case_no=case_no, number=number, day=found.as_of
            )
        )
    if len(places) > 1:
        raise several_applications(case_no, [seen.application_no[found.rows[place]] for place in places])
    return places[0]


def interval_json(
    interval: Interval, from_source: SourceOfDate | None = None, to_source: SourceOfDate | None = None
) -> ExplainedInterval:
    """An interval as in the JSON of ``explain``, with where its dates stand."""
    return {
        "from": interval.start.isoformat(),
        "to": interval.end.isoformat(),
        "days": interval.days,
        "counted": interval.counted,
        "why": interval.why,
        "party": interval.party,
        "from_source": from_source,
        "to_source": to_source,
    }


def _source_json(found: Frame, day: date, origin: Origin | None, told: Sources) -> SourceOfDate | None:
    source: Source | None = None
    if origin is not None and origin.pause is not None:
        kind = _PAUSE_FIELD[PAUSE_KINDS[found.pauses.kind[origin.pause]]]
        dates = told.sent if origin.field == "sent" else told.answered
        source = dates.get((kind, day.isoformat()))
    elif origin is not None:
        source = told.fields.get(origin.field)
    return source_json(source)


def source_json(source: Source | None) -> SourceOfDate | None:
    """A source as in the JSON of ``explain``."""
    if source is None:
        return None
    return {
        "import": source.import_id,
        "file": source.file,
        "sheet": source.sheet,
        "row": source.row,
        "correction": source.correction,
    }


def _scope_answer(found: Frame, place: int, name: str) -> ScopeAnswer:
    answer = found.applications.scope[name][place]
    return {
        "value": None if answer == UNKNOWN else bool(answer == YES),
        "source": found.applications.scope_source[name][place],
    }
