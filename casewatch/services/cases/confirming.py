"""What a person reported to have happened, and the export that has come since does not have."""

from collections.abc import Iterator

from sqlalchemy import Connection

from casewatch.intake.tables import Finding, ReadRow
from casewatch.language import _
from casewatch.report.words.fields import value_in_words
from casewatch.services.importing.placing import Placed
from casewatch.store.corrections import Unconfirmed, unconfirmed
from casewatch.store.importing import application_names
from casewatch.store.known import Overlays, folds_of
from casewatch.store.standing import Cut


def unconfirmed_findings(
    connection: Connection, before: Overlays, after: Overlays, placed: Placed | None = None
) -> Iterator[Finding]:
    """One finding per report that a file ended without having what it told.

    `before` and `after`: what lay over the imports without and with the file; `placed`: its rows, where they were read.
    """
    hold = {word.id for words in after.said.values() for word in words}
    over = {word.id: identity for identity, words in before.said.items() for word in words if word.id not in hold}
    if not over:
        return
    contents = {
        identity: after.over(identity, content)
        for identity, content in folds_of(connection, Cut(), sorted(set(over.values()))).items()
    }
    names = application_names(connection, contents)
    rows = {}
    if placed is not None:
        told = zip(placed.identities, placed.rows, strict=True)
        rows = {identity: row for identity, row in told if identity in contents}
    for each in unconfirmed(connection, Cut(), contents):
        if each.said.id in over:
            identity = each.said.application_id
            case_no = contents[identity].get("case_no") or names[identity][1]
            yield _finding(each, rows.get(identity), case_no)


def question_of_report(each: Unconfirmed) -> str:
    """What to ask of a report that no export bears out, and what to do."""
    text = _("Meldt vedtak sendt {day}, men eksporten {export} har {known}.")
    if each.field == "decided":
        text = _("Meldt vedtak {day}, men eksporten {export} har {known}.")
    known = value_in_words(each.known) if each.known else _("ingen slik dato")
    what = text.format(day=value_in_words(each.reported), export=value_in_words(each.export), known=known)
    return what + " " + _("Stemmer det? Meld på nytt, eller rett i sakssystemet.")


def _finding(each: Unconfirmed, row: ReadRow | None, case_no: str) -> Finding:
    message = _("Sak {case_no}: {question}").format(case_no=case_no, question=question_of_report(each))
    if row is None:
        return Finding("warning", "report_not_confirmed", message, field=each.field, case_no=case_no)
    return Finding("warning", "report_not_confirmed", message, row.sheet, row.row, None, each.field, row.case_no)
