"""Frozen figures as text for people: what was frozen, what it is today, and which cases make the difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from casewatch.cli.output import print_table
from casewatch.language import _, show_date, show_number
from casewatch.report.data import Context
from casewatch.report.numbers import cases, out_of
from casewatch.report.periods import period_in_words
from casewatch.report.words import mean_text, percent_text, shows_mean, verdict_in_words
from casewatch.report.words_more import state_in_words
from casewatch.services.behind import CaseChange
from casewatch.services.context import OSLO
from casewatch.services.publishing import report_context

if TYPE_CHECKING:
    from casewatch.services.published import Deviation, Shown, Verification
    from casewatch.store.publications import Part, Publication

#: Cases and deviations that are shown as text; JSON has all of them.
_SHOWN = 20


def frozen_sentence(publication: Publication) -> str:
    """What was frozen, when and why."""
    text = _("Låst som nr. {number} {when}, etter regelen {rule} ({version}).").format(
        number=publication.id,
        when=_moment(publication.recorded_at),
        rule=publication.question.rule,
        version=publication.question.rule_version,
    )
    return text + (_(" Grunn: {reason}").format(reason=publication.reason) if publication.reason else "")


def print_published(shown: Sequence[Shown]) -> None:
    """A line per frozen figure, and below what differs today."""
    if not shown:
        typer.echo(_("Ingen tall er låst."))
        return
    print_table(
        [
            _("Nr"),
            _("Kommune"),
            _("Periode"),
            _("Tall per"),
            _("Låst"),
            _("Regel"),
            _("Låste tall"),
            _("Målet"),
            _("Samme spørsmål nå"),
            _("Målet nå"),
            _("Merknad"),
        ],
        [_row(each) for each in shown],
    )
    for each in shown:
        lines = _what_differs(each)
        if lines or each.publication.reason:
            typer.echo(f"{_title(each)}:")
            if each.publication.reason:
                typer.echo("  " + _("Låst med grunn: {reason}").format(reason=each.publication.reason))
            for line in lines:
                typer.echo(f"  {line}")


def print_verification(found: Verification) -> None:
    """One sentence if all is well; else every number that deviates."""
    if not found.publications:
        typer.echo(_("Ingen tall er låst, så det er ingenting å regne ut på nytt."))
        return
    for lack in found.lacking:
        text = _("nr. {number}, {who}: kan ikke regnes ut på nytt, {cases} er slettet siden (forget).")
        who = lack.municipality or _("samlet")
        typer.echo(text.format(number=lack.publication, who=who, cases=cases(lack.forgotten)))
    if not found.deviations:
        text = _("{figures} låste tall ({publications} låsinger) er regnet ut på nytt, og alt stemmer.")
        if found.lacking:
            text = _("{figures} låste tall ({publications} låsinger), og alt som kan regnes ut på nytt, stemmer.")
        typer.echo(text.format(figures=found.figures, publications=found.publications))
        return
    typer.echo(_("{count} avvik i {figures} låste tall:").format(count=len(found.deviations), figures=found.figures))
    for each in found.deviations[:_SHOWN]:
        typer.echo(f"  {_deviation(each)}")
    _more(len(found.deviations))


def _deviation(each: Deviation) -> str:
    if each.field == "derivation":
        return _("nr. {number}: kan ikke regnes ut på nytt: {why}").format(number=each.publication, why=each.derived)
    if each.case is not None:
        return _("nr. {number}, {who}: sak {change}").format(
            number=each.publication, who=each.municipality, change=_change(each.case)
        )
    return _("nr. {number}, {who}: {field} er låst som {published}, men blir {derived}").format(
        number=each.publication,
        who=each.municipality or _("samlet"),
        field=_field(each.field),
        published=_value(each.published),
        derived=_value(each.derived),
    )


def _row(each: Shown) -> list[str]:
    context, question = report_context(each.publication), each.publication.question
    note = _("erstattet av nr. {number}").format(number=each.superseded_by) if each.superseded_by else ""
    if each.now is None:
        now, verdict = _("kan ikke spørres nå"), ""
    elif each.same:
        now, verdict = _("som låst"), verdict_in_words(context, each.now)
    else:
        now, verdict = _figure(context, each.now), verdict_in_words(context, each.now)
    return [
        str(each.publication.id),
        _name(each),
        period_in_words(context),
        show_date(question.as_of),
        _moment(each.publication.recorded_at),
        question.rule,
        _figure(context, each.frozen),
        verdict_in_words(context, each.frozen),
        now,
        verdict,
        note,
    ]


def _name(each: Shown) -> str:
    return str(each.frozen["name"]) if each.frozen["municipality"] else _("Alle samlet (ikke et mål)")


def _title(each: Shown) -> str:
    period = period_in_words(report_context(each.publication))
    return _("Nr. {number}, {name}, {period}").format(number=each.publication.id, name=_name(each), period=period)


def _figure(context: Context, result: Mapping[str, Any]) -> str:
    """``9 av 11 (82 %), snitt 16,8``."""
    text = out_of(result["under_limit"], result["decided"])
    if not shows_mean(result):
        return text
    return f"{text} ({percent_text(context, result)}), " + _("snitt {mean}").format(mean=mean_text(context, result))


def _what_differs(each: Shown) -> list[str]:
    if each.now is None:
        return [_("Kan ikke spørres nå: {why}.").format(why=str(each.why_not_now).rstrip("."))]
    lines = []
    if each.rule_version_now != each.publication.question.rule_version:
        lines.append(
            _("Regelen er endret siden: {old}, nå {new}.").format(
                old=each.publication.question.rule_version, new=each.rule_version_now
            )
        )
    if each.frozen["municipality"] is None:
        return lines  # each case stands under its municipality
    if each.cases:
        lines.append(_("Forskjellen ligger i {cases}:").format(cases=cases(len(each.cases))))
        lines += [f"  {_change(change)}" for change in each.cases[:_SHOWN]]
        if len(each.cases) > _SHOWN:
            lines.append("  " + _rest(len(each.cases)))
    elif each.differences:
        fields = ", ".join(f"{_field(one.field)} {_value(one.old)} → {_value(one.new)}" for one in each.differences)
        lines.append(_("Ingen sak skiller, men {fields}.").format(fields=fields))
    return lines


def _change(change: CaseChange) -> str:
    case = change.case_no
    if change.application_no != 1:
        case = _("{case} søknad {number}").format(case=case, number=change.application_no)
    if change.old is None or change.new is None:
        text = _("{case} kom til: {new}") if change.old is None else _("{case} falt ut: {old}")
        return text.format(case=case, old=_part(change.old), new=_part(change.new))
    if change.change == "details":
        told = [
            f"{name} {_value(change.old.details.get(name))} → {_value(change.new.details.get(name))}"
            for name in sorted(change.old.details.keys() | change.new.details.keys())
            if change.old.details.get(name) != change.new.details.get(name)
        ]
        return f"{case}: {_part(change.new)}, {', '.join(told)}"
    return f"{case}: {_part(change.old)} → {_part(change.new)}"


def _part(part: Part | None) -> str:
    if part is None:
        return ""
    words = {
        "under": _("under grensen"),
        "not_under": _("ikke under grensen"),
        "out_of_scope": _("teller ikke"),
        "scope_unknown": _("uavklart om den teller"),
        "held_out": _("kan ikke måles"),
        "closed": _("avsluttet uten vedtak"),
        "open_scope_unknown": _("åpen, uavklart om den teller"),
    }
    text = words.get(part.kind)
    if text is None:
        text = _("åpen, {state}").format(state=state_in_words(part.kind.removeprefix("open_")))
        if part.details.get("overdue"):
            text += _(", over grensen")
    if part.net_days is None:
        return text
    number = _("1 tellende dag") if part.net_days == 1 else _("{number} tellende dager")
    return f"{number.format(number=show_number(part.net_days))} ({text})"


def _field(name: str) -> str:
    """The fields people know by another word; the rest by the name they have in JSON."""
    return {
        "decided": _("målte saker"),
        "under_limit": _("saker under grensen"),
        "share": _("andel"),
        "share_met": _("målet om andel nådd"),
        "sum_days": _("sum dager"),
        "mean_days": _("snitt"),
        "mean_met": _("målet om snitt nådd"),
        "scope_unknown": _("uavklart om de teller"),
        "rejected_pending": _("ikke lest, venter på retting"),
        "rule_version": _("regelutgave"),
        "forgotten": _("saker slettet siden"),
    }.get(name, name)


def _value(value: Any) -> str:
    if value is None:
        return _("ingenting")
    if isinstance(value, bool):
        return _("ja") if value else _("nei")
    if isinstance(value, dict):
        return ", ".join(f"{name} {_value(part)}" for name, part in value.items())
    if isinstance(value, list):
        return "–".join(_value(part) for part in value)
    return str(value)


def _moment(when: datetime) -> str:
    local = when.astimezone(OSLO)
    return f"{show_date(local.date())} {local:%H:%M}"


def _rest(count: int) -> str:
    return _("… og {count} til; --format json viser alle.").format(count=count - _SHOWN)


def _more(count: int) -> None:
    if count > _SHOWN:
        typer.echo("  " + _rest(count))
