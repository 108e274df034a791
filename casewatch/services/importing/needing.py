"""What a new application must have: the day it was received. One that is known already needs it no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection

from casewatch.intake.tables import Finding, ReadRow
from casewatch.language import _
from casewatch.services.importing.placing import Placed
from casewatch.store.known import folds_of
from casewatch.store.standing import Cut


def take_out_unreceived(connection: Connection, placed: Placed) -> list[ReadRow]:
    """Take the rows out of `placed` that would be new applications without a day of receipt, and return them.

    New is what is not known now, whatever imports that were taken back once said.
    """
    lacking = [at for at, row in enumerate(placed.rows) if not row.content.get("received")]
    if not lacking:
        return []
    new = {identity for identity, *_place in placed.new_identities}
    known = folds_of(connection, Cut(), [placed.identities[at] for at in lacking if placed.identities[at] not in new])
    out = {at for at in lacking if placed.identities[at] not in known}
    taken = [placed.rows[at] for at in sorted(out)]
    gone = {placed.identities[at] for at in out}
    kept = [at for at in range(len(placed.rows)) if at not in out]
    placed.rows = [placed.rows[at] for at in kept]
    placed.identities = [placed.identities[at] for at in kept]
    placed.same_version = [placed.same_version[at] for at in kept]
    placed.new_identities = [new for new in placed.new_identities if new[0] not in gone]
    return taken


def unreceived_findings(rows: Iterable[ReadRow]) -> Iterator[Finding]:
    """One finding per row that was taken out."""
    for row in rows:
        message = _(
            "Sak {case_no} er ny, men mangler mottatt-dato. Søknaden er ikke lest inn. "
            "Fyll ut dagen søknaden kom inn, og les inn på nytt."
        ).format(case_no=row.case_no)
        yield Finding("error", "received_missing", message, row.sheet, row.row, None, "received", row.case_no)
