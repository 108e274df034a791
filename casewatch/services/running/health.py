"""Whether the service can do its work, for whoever watches over it. Nothing of any case is told."""

from dataclasses import dataclass
from datetime import datetime

from casewatch.errors import CasewatchError
from casewatch.services.asking.context import Context
from casewatch.store.engine import up_to_date
from casewatch.store.known import newest_imports


@dataclass(frozen=True)
class Health:
    """`reason` is empty when ready, else ``database`` (cannot be reached) or ``migrations`` (not the newest)."""

    reason: str
    last_imports: dict[str, datetime | None]  # every municipality of the rules; None: nothing came yet

    @property
    def ready(self) -> bool:
        """Whether pages can be answered."""
        return not self.reason


def health(context: Context) -> Health:
    """How it is now. Raises nothing for a database that is away: that is the answer."""
    numbers = [each.number for each in context.rulebook.municipalities]
    nothing: dict[str, datetime | None] = dict.fromkeys(numbers)
    try:
        if not up_to_date(context.store):
            return Health("migrations", nothing)
        with context.store.reading() as connection:
            found = newest_imports(connection)
    except CasewatchError:
        return Health("database", nothing)
    return Health("", {number: found.get(number) for number in numbers})
