"""Published figures in words: a figure on one line, and what an application gives to one now and then."""

from collections.abc import Sequence
from typing import Any, cast

from casewatch.core.verdict import verdict_of
from casewatch.documents.figures import Result
from casewatch.documents.publications import DifferentCase, DifferentField, PartOfFigure
from casewatch.language import _, show_number
from casewatch.report.data import Question
from casewatch.report.words.cases import case_name
from casewatch.report.words.codes.applications import COUNTED_IN_GOAL, HELD_OUT, OUT_OF_SCOPE, STATE
from casewatch.report.words.codes.figures import CLASS, DETAIL, FIGURE, OPEN, PART_OF_FIGURE, VERDICT
from casewatch.report.words.numbers import counted_days, mean_text, out_of, percent, percent_text, shows_mean
from casewatch.report.words.verdicts import mean_range, turned

#: Fields that say what the verdict's words say, or the line of the erased cases. Alone they would call met what unclear
#: cases decide.
_SAID_BY_VERDICT = (
    *("share_met", "share_certain", "share_turned_by", "mean_met", "mean_certain", "mean_turned_by", "forgotten"),
)
#: Shares and means: told in percent and days.
_OF_TARGETS = (
    *("share", "share_interval", "share_range", "share_if_overdue_counted"),
    *("mean_days", "mean_range", "mean_total_days"),
)
#: Fields that say again what others say.
_SAID_BY_OTHERS = ("verdict.", "outlook.", "share_range_counts", "mean_range_counts")


def figure_words(context: Question, result: Result) -> str:
    """``9 av 11 (82 %), snitt 16,8``."""
    text = out_of(result["under_limit"], result["decided"])
    if not shows_mean(context, result):
        return text
    return f"{text} ({percent_text(context, result)}), " + _("snitt {mean}").format(mean=mean_text(context, result))


def moves_figure(change: DifferentCase) -> bool:
    """Whether an application that was decided, then or now, makes the difference: open ones are in no share or mean."""
    return any(part and not part["class"].startswith("open_") for part in (change["old"], change["new"]))


def change_words(case_no: str, application_no: int, old: PartOfFigure | None, new: PartOfFigure | None) -> str:
    """``2026/5: 8 tellende dager (under grensen) → 12 tellende dager (ikke under grensen)``."""
    case = case_name({"case_no": case_no, "application_no": application_no})
    if old is None or new is None:
        text = _("{case} kom til: {new}") if old is None else _("{case} falt ut: {old}")
        return text.format(case=case, old=part_words(old), new=part_words(new))
    if (old["class"], old["net_days"]) != (new["class"], new["net_days"]):
        return f"{case}: {part_words(old)} → {part_words(new)}"
    then, now = cast(dict[str, Any], old), cast(dict[str, Any], new)
    told = [
        f"{DETAIL(name)} {_detail(then.get(name))} → {_detail(now.get(name))}"
        for name in sorted(then.keys() | now.keys())
        if then.get(name) != now.get(name)
    ]
    return f"{case}: {part_words(new)}, {', '.join(told)}"


def no_case_differs(
    context: Question, old: Result, new: Result, differences: Sequence[DifferentField], forgotten: int
) -> list[str]:
    """``Ingen sak skiller, men målte saker 10 → 11, målet om andel: nådd → ikke nådd.`` as the one line.

    None where only what is told elsewhere differs. `old` and `new`: the figures. `forgotten`: cases erased since, which
    are told of before.
    """
    moved = [one for one in differences if one["field"] not in _SAID_BY_VERDICT]
    verdict = turned(verdict_of(old), verdict_of(new))
    # What only says the same in another way is left to the rest.
    told = [one for one in moved if not one["field"].startswith(_SAID_BY_OTHERS)] or ([] if verdict else moved)
    fields = [f"{field_words(one['field'])} {_from_to(context, old, new, one)}" for one in told]
    if not fields and not verdict:
        return []
    text = _("Ingen av sakene som er igjen, er annerledes. Uten det som er slettet: {fields}.")
    if not forgotten:
        text = _("Ingen sak er annerledes, men {fields}.")
    return [text.format(fields=", ".join([*fields, verdict] if verdict else fields))]


def _from_to(context: Question, old: Result, new: Result, one: DifferentField) -> str:
    """``80 % → 78 %``; the values as they are kept where the words for both would be the same."""
    if one["field"] not in _OF_TARGETS:
        return f"{value_words(one['old'])} → {value_words(one['new'])}"
    was, is_now = _shown(context, one["field"], old), _shown(context, one["field"], new)
    return f"{value_words(one['old'])} → {value_words(one['new'])}" if was == is_now else f"{was} → {is_now}"


def _shown(context: Question, field: str, result: Result) -> str:
    """A share or mean of a figure, on its own side of the target; a dash where there are too few cases."""
    value: Any = result.get(field)
    if not shows_mean(context, result) or value is None:
        return "–"
    if field == "share":
        return percent_text(context, result)
    if field == "mean_days":
        return mean_text(context, result)
    if field == "mean_total_days":
        return show_number(value, 1)
    if field == "mean_range":
        return mean_range(context, result, verdict_of(result)) or mean_text(context, result)
    # rounded to four decimals
    parts = value if isinstance(value, list) else [value]
    return "–".join(percent(round(10_000 * part), 10_000, context.goals) for part in parts)


def definition_sentence() -> str:
    """That the fields of the figures mean something else now, once, above all the lists of what differs."""
    return _(
        "Definisjonen er endret siden noen av tallene ble låst. For dem vises bare forskjeller som kommer av nye data, "
        "regnet etter dagens definisjon begge ganger."
    )


def part_words(part: PartOfFigure | None) -> str:
    """``9 tellende dager (under grensen)``, ``åpen, tiden løper, over grensen``; empty for nothing."""
    if part is None:
        return ""
    text = CLASS(part["class"])
    if part["class"].startswith("open_"):
        state = part["class"].removeprefix("open_")
        state = COUNTED_IN_GOAL("unknown") if state == "scope_unknown" else STATE(state)
        text = _("åpen, {state}").format(state=state)
        if part.get("overdue"):
            text += _(", over grensen")
    if part["net_days"] is None:
        return text
    return f"{counted_days(part['net_days'])} ({text})"


def field_words(name: str) -> str:
    """A field of a figure in words; one that is not known as it is named in JSON."""
    whole, _dot, part = name.partition(".")
    if part:
        return _part_of_field(whole, part)
    return FIGURE(name)


def _part_of_field(whole: str, part: str) -> str:
    if whole == "held_out":
        return HELD_OUT(part)
    if whole == "out_of_scope":
        return OUT_OF_SCOPE(part)
    if whole == "paused_days":
        return DETAIL(part)
    if whole == "open":
        return _("åpne, {state}").format(state=OPEN(part))
    return PART_OF_FIGURE(part) if part in PART_OF_FIGURE else f"{whole}.{part}"


def value_words(value: Any) -> str:
    """A value of a figure; nested ones part by part."""
    if value is None:
        return _("ingenting")
    if isinstance(value, bool):
        return _("ja") if value else _("nei")
    if isinstance(value, int | float):
        return show_number(value, len(str(value).partition(".")[2]))
    if isinstance(value, dict):
        return ", ".join(f"{name} {value_words(part)}" for name, part in value.items())
    if isinstance(value, list):
        return "–".join(value_words(part) for part in value)
    return VERDICT(value)


def _detail(value: Any) -> str:
    return OUT_OF_SCOPE(HELD_OUT(value)) if isinstance(value, str) else value_words(value)
