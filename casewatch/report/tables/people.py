"""Who may sign in, and who did what."""

from collections.abc import Mapping, Sequence
from typing import Any

from casewatch.language import _
from casewatch.report.tables.table import Column, Table
from casewatch.report.words.codes.people import ROLE, SIGN_IN

#: An element of ``users`` in JSON.
_Account = Mapping[str, Any]


def users_table(accounts: Sequence[_Account], names: Mapping[str, str]) -> Table:
    """Everybody. `names`: of the municipalities, by number."""

    def place(each: _Account) -> str:
        return _("alle") if each["role"] == "region" else names.get(each["municipality"], each["municipality"])

    def way(each: _Account) -> str:
        if each["disabled"]:
            return _("stengt ute")
        return SIGN_IN(each["signs_in"])

    return Table.of(
        "brukere",
        _("Brukere"),
        [
            Column(_("Bruker"), lambda each: each["name"]),
            Column(_("Rolle"), lambda each: ROLE(each["role"])),
            Column(_("Kommune"), place),
            Column(_("Kode"), lambda each: each["handler"]),
            Column(_("Logger inn med"), way),
        ],
        accounts,
    )
