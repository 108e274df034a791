"""What a preview and a receipt say in words beside the counts: who is missing, who was not read, and the indicator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from casewatch.core.verdict import verdict_of
from casewatch.documents.figures import PreviewedFigure
from casewatch.language import _, show_number
from casewatch.report.words.numbers import mean_of
from casewatch.report.words.verdicts import turned

if TYPE_CHECKING:
    from casewatch.services.importing.outcome import ImportResult

#: So many cases, or municipalities, are named; JSON has all of them.
ROWS_SHOWN = 20


def held_in_words(result: ImportResult) -> Iterator[str]:
    """Which applications this file lacks, and which of its own were not read; nothing where there are none."""
    if result.gone:
        several = result.municipality is None
        gone = [f"{case.municipality} {case.case_no}" if several else case.case_no for case in result.gone_cases]
        text = _("Skulle vært med i denne fila, men mangler: {count}")
        yield text.format(count=show_number(result.gone)) + (f" ({_listed(gone)})." if gone else ".")
    if result.rejected_rows:
        rejected = [
            _("{case_no} (rad {row})").format(case_no=row.case_no, row=row.row)
            if row.case_no
            else _("rad {row}").format(row=row.row)
            for row in result.rejected_rows
        ]
        yield _("Disse sakene er ikke lest: {cases}.").format(cases=_listed(rejected))


def indicator_in_words(result: ImportResult) -> Iterator[str]:
    """One line per municipality: the indicator of the last 12 months before and after, and a verdict that turned."""
    yield from indicator_of(result.before, result.after)


def indicator_of(before: Sequence[PreviewedFigure], after: Sequence[PreviewedFigure]) -> Iterator[str]:
    """As `indicator_in_words`, of the figures in a result's JSON."""
    pairs = list(zip(before, after, strict=True))
    for was, is_now in pairs[:ROWS_SHOWN]:
        what = _("Måltallet") if len(pairs) == 1 else _("Måltallet for {name}").format(name=is_now["name"])
        yield f"{what}: {_change(was, is_now)}."
    if len(pairs) > ROWS_SHOWN:
        yield _("… og {count} til.").format(count=show_number(len(pairs) - ROWS_SHOWN))


def _change(was: PreviewedFigure, is_now: PreviewedFigure) -> str:
    counts = _count(was), _count(is_now)
    means = _mean(was), _mean(is_now)
    text = " → ".join(dict.fromkeys(counts))
    if means != (None, None):  # where there was none before, the new one stands alone
        shown = means if means[0] is not None else means[1:]
        text += ", " + _("snitt {mean}").format(mean=" → ".join(dict.fromkeys(mean or "–" for mean in shown)))
    if verdict := turned(verdict_of(was), verdict_of(is_now)):
        return f"{text}; {verdict}"
    return text if counts[0] != counts[1] or means[0] != means[1] else text + ", " + _("uendret")


def _count(figure: PreviewedFigure) -> str:
    if figure["decided"]:
        return _("{under} av {decided}").format(
            under=show_number(figure["under_limit"]), decided=show_number(figure["decided"])
        )
    unclear = verdict_of(figure).unclear
    if not unclear:
        return _("ingen avgjort")
    text = _("1 avgjort kan ikke måles") if unclear == 1 else _("ingen av {unclear} avgjorte kan måles")
    return text.format(unclear=show_number(unclear))


def _mean(figure: PreviewedFigure) -> str | None:
    """No mean of too few: one long case would be all of it."""
    few = verdict_of(figure).share.kind in ("none", "too_few")
    if few:
        return None
    if "mean_target" not in figure:  # a preview that an earlier version kept
        return show_number(figure["mean_days"], 1)
    return str(mean_of(figure["sum_days"], figure["decided"], figure["mean_target"]))


def _listed(names: list[str]) -> str:
    more = len(names) - ROWS_SHOWN
    text = ", ".join(names[:ROWS_SHOWN])
    return text + " " + _("og {count} til").format(count=show_number(more)) if more > 0 else text
