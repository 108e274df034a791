"""Counts, days, shares and means in words and figures. Whatever decides is a whole number or a fraction."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from casewatch.documents.figures import Result
from casewatch.language import _, show_number
from casewatch.report.data import Goals, Question
from casewatch.report.tables.table import Rounded
from casewatch.report.words.codes.applications import DAY_COUNT

_COUNTED_UP_TO = 12  # number words; figures above


def number_word(number: int) -> str:
    """``ingen, én, to … tolv``, above that figures."""
    words = (
        _("ingen"), _("én"), _("to"), _("tre"), _("fire"), _("fem"), _("seks"), _("sju"), _("åtte"), _("ni"), _("ti"),
        _("elleve"), _("tolv"),
    )  # fmt: skip
    return words[number] if 0 <= number <= _COUNTED_UP_TO else show_number(number)


def capital(text: str) -> str:
    """The text with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]


def joined(parts: Sequence[str]) -> str:
    """``a, b og c``."""
    if len(parts) < 2:
        return "".join(parts)
    return _("{first} og {last}").format(first=", ".join(parts[:-1]), last=parts[-1])


def counted(number: int, one: str, many: str) -> str:
    """The text for one or that for any other number, with the ``{number}`` in it."""
    return (one if number == 1 else many).format(number=show_number(number))


def cases_in_words(number: int) -> str:
    """``1 sak``, ``2 saker``."""
    return counted(number, _("{number} sak"), _("{number} saker"))


def unclear_cases(number: int) -> str:
    """``1 uavklart sak``, ``3 uavklarte saker``."""
    return counted(number, _("{number} uavklart sak"), _("{number} uavklarte saker"))


def open_count(result: Result) -> int:
    """How many open cases there are that count for certain; those of unknown scope are told beside them."""
    return sum(int(result["open"][state]) for state in ("incomplete", "running", "paused", "gone", "held_out"))


def plus_unclear(number: int) -> str:
    """``+ 1 uavklart``, ``+ 4 uavklarte``: beside a count of what is certain to count; empty where there are none."""
    return counted(number, _("+ {number} uavklart"), _("+ {number} uavklarte")) if number else ""


def waiting_cases(number: int) -> str:
    """``1 ventende sak``, ``2 ventende saker``."""
    return counted(number, _("{number} ventende sak"), _("{number} ventende saker"))


def days(number: int | str, goals: Goals) -> str:
    """``10 dager`` or ``10 arbeidsdager``, ``1 dag``; a number already shown may be handed in."""
    one = str(number) == "1"
    if goals.day_count == "working":
        text = _("{number} arbeidsdag") if one else _("{number} arbeidsdager")
    else:
        text = _("{number} dag") if one else _("{number} dager")
    return text.format(number=show_number(number) if isinstance(number, int) else number)


def under_text(goals: Goals) -> str:
    """``under 10 dager``."""
    return _("under {days}").format(days=days(goals.limit_days, goals))


def calendar_days(number: int) -> str:
    """``1 kalenderdag``, ``72 kalenderdager``."""
    return counted(number, _("{number} kalenderdag"), _("{number} kalenderdager"))


def counted_days(number: int) -> str:
    """``1 tellende dag``, ``44 tellende dager``."""
    return counted(number, _("{number} tellende dag"), _("{number} tellende dager"))


def out_of(under: int, of: int) -> str:
    """``9 av 11``."""
    return _("{under} av {of}").format(under=show_number(under), of=show_number(of))


def _decimals(value: Fraction, marks: Sequence[int], fewest: int) -> int:
    """The fewest decimals with which the value does not look equal to a mark it differs from."""
    decimals = fewest
    while True:
        scale = 10**decimals
        shown = Fraction((2 * value * scale + 1) // 2, scale)
        if all((shown < mark, shown > mark) == (value < mark, value > mark) for mark in marks):
            return decimals
        decimals += 1


def share_of(under: int, of: int, goals: Goals) -> Rounded:
    """A share, with decimals where rounding would move it onto the target, onto 0 or onto 100."""
    return Rounded(
        Fraction(under, of), _decimals(Fraction(100 * under, of), (0, goals.share_percent, 100), 0), percent=True
    )


def mean_of(total_days: int, of: int, target: int) -> Rounded:
    """A mean with one decimal, or with more where rounding would move it onto the target or past it."""
    value = Fraction(total_days, of)
    return Rounded(value, _decimals(value, (target,), 1))


def percent(under: int, of: int, goals: Goals) -> str:
    """The share as ``82 %``."""
    return str(share_of(under, of, goals))


def mean(total_days: int, of: int, goals: Goals) -> str:
    """The mean as ``16,8``."""
    return str(mean_of(total_days, of, goals.mean_days))


def shows_mean(context: Question, result: Result) -> bool:
    """Whether there are enough cases for a mean and a percentage."""
    return bool(result["decided"]) and result["decided"] >= context.goals.min_cases


def mean_text(context: Question, result: Result) -> str:
    """``16,8``, or a dash under ``min_cases``."""
    return mean(result["sum_days"], result["decided"], context.goals) if shows_mean(context, result) else "–"


def percent_text(context: Question, result: Result) -> str:
    """``82 %``, or a dash under ``min_cases``."""
    if not shows_mean(context, result):
        return "–"
    return percent(result["under_limit"], result["decided"], context.goals)


def limit_text(context: Question) -> str:
    """``under 10 dager``."""
    return under_text(context.goals)


def over_text(context: Question) -> str:
    """``10 dager eller mer``."""
    return _("{days} eller mer").format(days=days(context.goals.limit_days, context.goals))


def unit(goals: Goals) -> str:
    """``dager`` or ``arbeidsdager``."""
    return DAY_COUNT("working") if goals.day_count == "working" else _("dager")


def in_unit(header: str, goals: Goals) -> str:
    """A header about days; that they are working days is said, calendar days go without saying."""
    return f"{header} ({unit(goals)})" if goals.day_count == "working" else header


def pooled_name(municipalities: int) -> str:
    """``Alle seks samlet (ikke et mål)``."""
    if municipalities == 1:
        return _("Samlet (ikke et mål)")
    if municipalities == 2:
        return _("Begge samlet (ikke et mål)")
    return _("Alle {number} samlet (ikke et mål)").format(number=number_word(municipalities))


@dataclass(frozen=True)
class Subject:
    """What a rule counts, in words."""

    one: str
    many: str
    explained: str  # what is counted, for the line below a headline


def subject(context: Question) -> Subject:
    """The words for the cases a rule counts; a rule of somebody's own is called by its name."""
    if context.rule == "vedlegg1":
        return Subject(
            _("næringssak"),
            _("næringssaker"),
            _("Medregnet: næringsrelatert, innenfor plan, ferdigregulert tomt, vei til tomtegrensen."),
        )
    if context.rule == "naeringssaker":
        return Subject(_("næringssak"), _("næringssaker"), _("Medregnet: alle næringsrelaterte byggesaker."))
    if context.rule == "alle-byggesaker":
        return Subject(_("byggesak"), _("byggesaker"), _("Medregnet: alle byggesaker, også private."))
    counted = _("Medregnet: saker etter regelen «{name}».").format(name=context.rule_name)
    return Subject(_("sak"), _("saker"), counted)


def some(number: int, context: Question) -> str:
    """``1 næringssak``, ``11 næringssaker``."""
    names = subject(context)
    return f"{show_number(number)} {names.one if number == 1 else names.many}"
