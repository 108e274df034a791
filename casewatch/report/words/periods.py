"""Days and periods in words."""

import re
from datetime import date, datetime

from casewatch.core.periods import OSLO
from casewatch.language import _, current_language, month_name, show_date, weekday_name
from casewatch.report.data import Question


def local_date(moment: str | datetime) -> date:
    """The local date of a moment, or of its ISO text: what came at half past midnight in Oslo came that day."""
    when = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return when.astimezone(OSLO).date()


def local_day(moment: str) -> str:
    """The same as people write it."""
    return show_date(local_date(moment))


def local_moment(when: datetime) -> str:
    """``25.11.2026 15:39``, in Oslo time whatever zone it is told in; without a zone it is Oslo time already."""
    local = when.astimezone(OSLO) if when.tzinfo else when
    return f"{show_date(local.date())} {local:%H:%M}"


def day_in_words(day: date, *, weekday: bool = False, year: bool = False) -> str:
    """``8. oktober``, ``torsdag 8. oktober``, ``8. oktober 2026``."""
    dot = "." if current_language() == "nb" else ""
    words = f"{day.day}{dot} {month_name(day)}"
    return (f"{weekday_name(day)} " if weekday else "") + words + (f" {day.year}" if year else "")


def month_in_words(day: date) -> str:
    """``juni 2026``."""
    return f"{month_name(day)} {day.year}"


def short_month(day: date) -> str:
    """``nov. 26`` or ``Nov 26``, for an axis; Norwegian months of up to four letters are written out."""
    name = month_name(day)
    if current_language() != "nb":
        name = name[:3]
    elif len(name) > 4:
        name = f"{name[:3]}."
    return f"{name} {day:%y}"


def short_day(day: date) -> str:
    """``31.8.``, for an axis."""
    return f"{day.day}.{day.month}." if current_language() == "nb" else f"{day.day}/{day.month}"


def span_in_words(first: date, last: date) -> str:
    """``23.–29. november``, ``29. juni–5. juli``; years only where they differ. Both days included."""
    if first.year != last.year:
        return f"{day_in_words(first, year=True)}–{day_in_words(last, year=True)}"
    if first.month != last.month:
        return f"{day_in_words(first)}–{day_in_words(last)}"
    dot = "." if current_language() == "nb" else ""
    return f"{first.day}{dot}–{day_in_words(last)}"


def _week(context: Question, year: int, week: int) -> str:
    span = span_in_words(context.start, context.end)
    if year == context.as_of.year:
        return _("uke {week} ({span})").format(week=week, span=span)
    return _("uke {week} {year} ({span})").format(week=week, year=year, span=span)


def period_in_words(context: Question) -> str:
    """The period as a name: ``siste 12 måneder``, ``2026``, ``2. tertial 2026``, ``uke 48 (23.–29. november)``."""
    period = context.period.strip()
    if period.lower() == "12m":
        return _("siste 12 måneder")
    if re.fullmatch(r"\d{4}", period):
        return period
    if found := re.fullmatch(r"(\d{4})-T([1-3])", period, re.IGNORECASE):
        return _("{number}. tertial {year}").format(number=found[2], year=found[1])
    if found := re.fullmatch(r"(\d{4})-Q([1-4])", period, re.IGNORECASE):
        return _("{number}. kvartal {year}").format(number=found[2], year=found[1])
    if found := re.fullmatch(r"(\d{4})-W(\d{1,2})", period, re.IGNORECASE):
        return _week(context, int(found[1]), int(found[2]))
    if re.fullmatch(r"\d{4}-\d{2}", period):
        return month_in_words(context.start)
    return f"{show_date(context.start)}–{show_date(context.end)}"


def in_the_period(context: Question) -> str:
    """The period in a sentence: ``siste 12 måneder``, ``i juni 2026``, ``i perioden 01.02.2026–15.03.2026``."""
    name = period_in_words(context)
    if context.period.strip().lower() == "12m":
        return name
    return (_("i perioden {period}") if ".." in context.period else _("i {period}")).format(period=name)


def period_choices(today: date) -> list[tuple[str, str]]:
    """Periods to choose from, as they are asked for and in words: 12 months, three years, the tertials of two.

    The newest first; what has not begun is left out.
    """
    months = [(today.year, number) for number in range((today.month + 3) // 4, 0, -1)]
    tertials = [*months, *((today.year - 1, number) for number in (3, 2, 1))]
    return [
        ("12m", _("Siste 12 måneder")),
        *((str(year), str(year)) for year in range(today.year, today.year - 3, -1)),
        *(
            (f"{year}-T{number}", _("{number}. tertial {year}").format(number=number, year=year))
            for year, number in tertials
        ),
    ]
