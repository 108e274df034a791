"""Applications that left for another municipality, where case numbers are one series."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, select

from casewatch.core.fold import Seen, transfers
from casewatch.store.bulk import PARAMETERS, chunks
from casewatch.store.standing import Cut, StandingImport, standing
from casewatch.store.tables.imports import application, shared_key, sighting


def seen_under_shared_numbers(
    connection: Connection, cut: Cut, imports: Sequence[StandingImport], keys: Collection[str] | None = None
) -> dict[str, list[Seen]]:
    """Per case number that several municipalities were seen with: every sighting of it in a standing import.

    Of all such numbers, or of those among `keys`.
    """
    if not any(each.shared_series for each in imports):
        return {}
    by_rank = {each.rank: each for each in imports}
    ranks = standing(cut)
    query = (
        select(application.c.case_key, application.c.id, application.c.municipality, ranks.c.rank)
        .select_from(application)
        .join(sighting, sighting.c.application_id == application.c.id)
        .join(ranks, ranks.c.id == sighting.c.batch_id)
        .where(application.c.case_key.in_(select(shared_key.c.case_key)))
    )
    queries = [query]
    if keys is not None:
        queries = [query.where(application.c.case_key.in_(chunk)) for chunk in chunks(sorted(keys), PARAMETERS)]
    seen: dict[str, list[Seen]] = {}
    for each in queries:
        for key, identity, municipality, rank in connection.execute(each):
            batch = by_rank[rank]
            sight = Seen(identity, municipality, rank, batch.day, batch.shared_series)
            seen.setdefault(key, []).append(sight)
    return seen


def transferred_applications(
    connection: Connection, cut: Cut, imports: Sequence[StandingImport], keys: Collection[str] | None = None
) -> dict[int, Seen]:
    """Ids of the applications that the arrival of their case number elsewhere closed, and the sighting that did."""
    closed: dict[int, Seen] = {}
    for seen in seen_under_shared_numbers(connection, cut, imports, keys).values():
        closed |= transfers(seen)
    return closed
