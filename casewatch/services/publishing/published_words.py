"""Published figures beside today's, for command and page alike: one table, and what differs in sentences."""

from collections.abc import Iterator, Sequence

from casewatch.language import _, show_number
from casewatch.report.tables.table import DASH, Column, Table
from casewatch.report.words.numbers import cases_in_words, pooled_name
from casewatch.report.words.periods import local_moment, period_in_words
from casewatch.report.words.published import (
    change_words,
    figure_words,
    moves_figure,
    no_case_differs,
)
from casewatch.report.words.verdicts import goal_in_words
from casewatch.services.publishing.publish import published_question
from casewatch.services.publishing.published import PublishedFigure

#: So many cases of a difference are named; JSON has all of them.
_NAMED = 30


def published_table(name: str, caption: str, shown: Sequence[PublishedFigure], *, periods: bool) -> Table:
    """A row per published figure, in the order handed in; with period and rule where `periods` are to be told apart.

    A figure beside which today's may not be seen has dashes: see `by_period`.
    """
    return Table.of(
        name,
        caption,
        [
            Column[PublishedFigure](_("Kommune"), figure_name),
            Column(_("Periode"), lambda each: period_in_words(published_question(each.publication)))
            if periods
            else None,
            Column(_("Regel"), lambda each: each.publication.question.rule) if periods else None,
            Column(_("Låste tall"), lambda each: figure_words(published_question(each.publication), each.published)),
            Column(_("Målet"), lambda each: goal_in_words(each.published)),
            Column(_("Tallene i dag"), _today),
            Column(_("Målet i dag"), lambda each: DASH if each.now is None else goal_in_words(each.now)),
            Column(_("Låst"), _when),
            Column(_("Tall per"), lambda each: each.publication.question.as_of),
            Column(_("Merknad"), _note),
        ],
        shown,
    )


def figure_name(each: PublishedFigure) -> str:
    """The municipality's name, or that it is all of the publication's pooled."""
    if each.published["municipality"] is None:
        return pooled_name(len(each.publication.results))
    return str(each.published["name"])


def what_differs(each: PublishedFigure) -> list[str]:
    """Why today's figure is another, as far as it may be seen: rule, erased cases, and each case that gives another."""
    if each.now is None:
        if each.why_not_now is None:
            return []
        return [_("Kan ikke regnes ut nå: {why}.").format(why=each.why_not_now.rstrip("."))]
    lines, old = [], each.publication.question.rule_version
    if each.rule_version_now != old:
        lines.append(_("Regelen er endret siden: {old}, nå {new}.").format(old=old, new=each.rule_version_now))
    if each.published["municipality"] is None:
        return lines  # each case stands under its municipality
    if each.forgotten:
        text = _("{cases} er slettet siden tallene ble låst (forget), og er ikke med i tallene nå.")
        lines.append(text.format(cases=cases_in_words(each.forgotten)))
    if each.cases:
        text = _("Forskjellen ligger ellers i {cases}:") if each.forgotten else _("Forskjellen ligger i {cases}:")
        return [*lines, text.format(cases=cases_in_words(len(each.cases))), *_cases(each)]
    if each.then is not None and each.differences:
        question = published_question(each.publication)
        lines += no_case_differs(question, each.then, each.now, each.differences, each.forgotten)
    return lines


def _cases(each: PublishedFigure) -> Iterator[str]:
    """Those that move a share or a mean first."""
    moved = [change for change in each.cases if moves_figure(change)]
    opened = [change for change in each.cases if not moves_figure(change)]
    for change in [*moved, *opened][:_NAMED]:
        yield change_words(change["case_no"], change["application_no"], change["old"], change["new"])
    if len(each.cases) > _NAMED:
        yield _("… og {count} til.").format(count=show_number(len(each.cases) - _NAMED))
    if opened:
        text = _("{cases} som var eller er åpne, står annerledes nå. Det endrer ikke andel eller snitt.")
        if len(opened) == 1:
            text = _("{cases} som var eller er åpen, står annerledes nå. Det endrer ikke andel eller snitt.")
        yield text.format(cases=cases_in_words(len(opened)))


def _today(each: PublishedFigure) -> str:
    if each.now is None:
        return DASH if each.why_not_now is None else _("kan ikke regnes ut nå")
    if each.same:
        return _("som låst")
    return figure_words(published_question(each.publication), each.now)


def _when(each: PublishedFigure) -> str:
    when, number = local_moment(each.publication.recorded_at), each.publication.id
    return _("{when} (nr. {number})").format(when=when, number=number)


def _note(each: PublishedFigure) -> str:
    parts = []
    if each.superseded_by is not None:
        parts.append(_("erstattet av nr. {number}").format(number=each.superseded_by))
    if each.definition_changed:
        parts.append(_("definisjonen er endret"))
    if each.publication.reason:
        parts.append(_("begrunnelse for låsingen: {reason}").format(reason=each.publication.reason))
    return "; ".join(parts)
