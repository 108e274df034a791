"""The week's summary by mail: what it is made from is kept, and it is made when it is sent."""

from datetime import date, datetime

from casewatch.notify.audience import MAIL, addressees
from casewatch.notify.mail import Enclosed
from casewatch.notify.wording import Wording
from casewatch.report.data import MEDIA_TYPES
from casewatch.report.letters.weekly import WeeklyData, weekly_chart, weekly_words
from casewatch.report.pictures.charts import png_of
from casewatch.services.alerts.letters import Made, Recipe, queue_recipe
from casewatch.services.asking.context import Context
from casewatch.services.asking.selecting import Selectors
from casewatch.services.figures.overview import comparison
from casewatch.services.figures.reporting import workbook_bytes
from casewatch.settings import Settings
from casewatch.store.clock import latest_recorded

_PICTURE = "stripe@casewatch"


def queue_weekly(context: Context, settings: Settings, today: date) -> int:
    """Write a summary for everybody who leads and can be reached by mail, once a week each; gives how many.

    A manager's is about the own municipalities, the region's about all. What is known now is what it will say,
    whenever it is sent.
    """
    if settings.mail is None:
        return 0
    names = {place.number: place.name for place in context.rulebook.municipalities}
    everybody, _problems = addressees(settings.receiver, names, mail=True)
    year, week, _day = today.isocalendar()
    written = 0
    with context.store.writing() as connection:
        known_at = latest_recorded(connection) or context.now()  # what is recorded from now on comes later
        for leader in everybody:
            if not leader.weekly or leader.channel != MAIL:
                continue
            recipe: Recipe = {
                "weekly": today.isoformat(),
                "known_at": known_at.isoformat(),
                "municipalities": list(leader.municipalities),
                "role": leader.role,
            }
            key = f"weekly:{year}-W{week:02}:{leader.receiver}"
            written += queue_recipe(connection, context, settings, leader.target, recipe, key)
    return written


def made_again(context: Context, settings: Settings, recipe: Recipe) -> Made:
    """The summary of a recipe, the same each time. Raises CasewatchError where its municipalities are known no more."""
    asked = Selectors(
        as_of=date.fromisoformat(recipe["weekly"]),
        known_at=datetime.fromisoformat(recipe["known_at"]),
        municipalities=tuple(recipe["municipalities"]),
    )
    return weekly_summary(context, asked, recipe["role"], settings.web.base_url if settings.web else None)


def weekly_summary(context: Context, asked: Selectors, role: str, base_url: str | None) -> Made:
    """A summary: words, the strip in the HTML, and the workbook, without handlers for the region."""
    found = comparison(context, asked)
    whole = role == "region" and len(found.rows) > 1
    data = WeeklyData(found.context, found.rows, found.region if whole else None, found.qualities, base_url)
    return Made(
        Wording(*weekly_words(data, _PICTURE)),
        (
            Enclosed("stripe.png", MEDIA_TYPES["png"], png_of(weekly_chart(data)), cid=_PICTURE),
            Enclosed(
                book_name(asked.as_of), MEDIA_TYPES["xlsx"], workbook_bytes(context, asked, handlers=role != "region")
            ),
        ),
    )


def book_name(day: date) -> str:
    """The file name of a week's workbook."""
    year, week, _day = day.isocalendar()
    return f"casewatch-{year}-uke{week:02}.xlsx"
