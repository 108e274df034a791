"""The frames of an open store: the rows of the command line's own use cases, typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from casewatch.core.cases import PAUSE_KINDS
from casewatch.core.clock import stopping
from casewatch.core.start import seen
from casewatch.frames.columns import FRAMES
from casewatch.language import _
from casewatch.services.alerts.alerting import due_alerts
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Frame, Selectors, frame, rules_of
from casewatch.services.figures.assess import assess_frame
from casewatch.services.figures.listing import case_rows, listed
from casewatch.settings import Settings

#: Fields of ``assess`` that are two ends.
_RANGES = ("share_interval", "share_range", "mean_range")
#: Those that count per reason, and leave out the reasons that nothing has.
_PER_REASON = ("out_of_scope_", "held_out_")


@dataclass(frozen=True)
class Measured:
    """One question to one store: what is measured is measured once, however many frames are made of it."""

    context: Context
    settings: Settings
    question: Selectors

    @cached_property
    def _frame(self) -> Frame:
        return frame(self.context, self.question)

    def all(self) -> Iterator[tuple[str, pd.DataFrame]]:
        """Every frame with its name, one at a time."""
        for done, name in enumerate(FRAMES):
            self.context.progress(_("Regner"), done, len(FRAMES))
            yield name, getattr(self, name)()

    def cases(self) -> pd.DataFrame:
        """One row per application that ``cases`` lists, in its order."""
        return _typed("cases", case_rows(self._frame, listed(self._frame, self.question)))

    def pauses(self) -> pd.DataFrame:
        """One row per pause of those applications that was sent (or, half told, answered) by the as-of day."""
        found, day = self._frame, self._frame.as_of
        place = np.full(len(found.applications), -1)
        rows = listed(found, self.question)
        place[rows] = np.arange(len(rows))
        pauses = found.pauses
        sent, answered = seen(pauses.sent, day), seen(pauses.answered, day)
        there = ~np.isnat(sent) | (np.isnat(pauses.sent) & ~np.isnat(answered))
        which = np.flatnonzero(there & (place[pauses.application] >= 0))
        which = which[np.lexsort((pauses.kind[which], sent[which], place[pauses.application[which]]))]
        a, owner = found.applications, pauses.application[which]
        sent, answered = sent[which], answered[which]
        table = {
            "municipality": np.array(a.municipalities, object)[a.municipality[owner]],
            "case_no": a.case_no[owner],
            "application_no": a.application_no[owner],
            "kind": np.array(PAUSE_KINDS, object)[pauses.kind[which]],
            "party": pauses.party[which],
            "sent": sent,
            "answered": answered,
            "days": pd.arrays.IntegerArray((answered - sent).astype(np.int64), ~(answered >= sent)),
            "stops_clock": stopping(pauses, found.ruling.rule)[which],
            "half_told": pauses.half[which],
        }
        return _typed("pauses", table)

    def figures(self) -> pd.DataFrame:
        """One row per municipality, and last the pooled one, as ``assess`` counts them."""
        document = assess_frame(self._frame, self.question, self.question.period_or_default()).document
        shared = {name: value for name, value in document.items() if name not in ("results", "region")}
        lines = [(False, result) for result in document["results"]] + [(True, document["region"])]
        table = pd.json_normalize([shared | {"region": pooled} | _with_ends(line) for pooled, line in lines], sep="_")
        columns = FRAMES["figures"][0]
        return _typed(
            "figures",
            table.reindex(columns=[*columns]).fillna({name: 0 for name in columns if name.startswith(_PER_REASON)}),
        )

    def alerts(self) -> pd.DataFrame:
        """One row per alert of the municipalities asked for, as ``alerts`` lists them; period and rule play no part."""
        context, asked = self.context, self.question
        mine = {place.number for place in rules_of(context.rulebook_at(asked.known_at), asked).municipalities}
        due = due_alerts(context, self.settings, asked.as_of, asked.known_at)
        return _typed("alerts", [alert.to_json() for alert in due.alerts if alert.municipality in mine])


def _with_ends(result: Mapping[str, Any]) -> dict[str, Any]:
    """A result of ``assess`` whose ranges have names for their ends."""
    ends = {name: dict(zip(("low", "high"), result[name] or (None, None), strict=True)) for name in _RANGES}
    return {**result, **ends}


def _typed(name: str, rows: Any) -> pd.DataFrame:
    """A frame with the columns, types and index that are documented for it; what else the rows hold is left out."""
    columns, index = FRAMES[name]
    table = pd.DataFrame(rows, columns=[*columns], dtype=object if isinstance(rows, list) else None)
    kinds = {
        column: pd.CategoricalDtype([*categories]) if categories else dtype
        for column, (dtype, _says, categories) in columns.items()
    }
    return table.astype(kinds).set_index([*index])
