"""The pages with the samples in them: ``python -m samples.serving FOLDER PORT``, which is what ``make serve`` does.

The weeks are read in once; the accounts, one a role, get new passwords at every start, so that none is kept anywhere.
"""

from __future__ import annotations

import os
import secrets
import sys
from datetime import date, datetime, time
from pathlib import Path

from casewatch.core.periods import OSLO
from casewatch.errors import CasewatchError
from casewatch.services.asking.context import Context, open_context
from casewatch.services.importing.files import import_files
from casewatch.services.importing.outcome import ImportOptions
from casewatch.services.people.accounts import add_account, all_accounts, set_password

ROOT = Path(__file__).parents[1]
WEEKS = Path(__file__).parent / "weeks"
#: Name -> role, municipality and handler code. SB4 has the most open cases of Kongsvinger's samples.
PEOPLE = {
    "leser": ("reader", "3401", None),
    "saksbehandler": ("handler", "3401", "SB4"),
    "leder": ("manager", "3401", None),
    "region": ("region", None, None),
    "administrator": ("administrator", None, None),
}


def fill(context: Context, weeks: list[Path]) -> None:
    """Read weeks in as they came on their Mondays. Raises CasewatchError where one cannot be read."""
    for folder in weeks:
        year, week = folder.name.split("-uke")
        monday = date.fromisocalendar(int(year), int(week), 1)
        received = datetime.combine(monday, time(7, 30), OSLO)
        report = import_files(context, sorted(folder.iterdir()), ImportOptions(as_of=monday, received_at=received))
        if report.exit_code:
            raise CasewatchError(f"{folder}: eksemplene kunne ikke leses inn.")


def passwords(context: Context) -> dict[str, str]:
    """A new password for the account of every role; accounts that are missing are made."""
    there = {each.name for each in all_accounts(context)}
    made = {name: secrets.token_urlsafe(12) for name in PEOPLE}
    for name, (role, municipality, handler) in PEOPLE.items():
        if name in there:
            set_password(context, name, made[name])
        else:
            add_account(context, name, role, made[name], municipality, handler)
    return made


def prepare(folder: Path) -> tuple[str, dict[str, str]]:
    """The database in a folder, filled if it is new, and the passwords by name."""
    folder.mkdir(parents=True, exist_ok=True)
    database = folder.absolute() / "casewatch.db"
    new = not database.exists()
    with open_context(f"sqlite:///{database.as_posix()}", ROOT / "rules") as context:
        if new:
            fill(context, sorted(WEEKS.iterdir()))
        return f"sqlite:///{database.as_posix()}", passwords(context)


def main(folder: str, port: str) -> None:
    """Prepare, tell who may sign in, and serve until stopped."""
    print("Leser inn eksemplene (første gang tar det noen sekunder) …", flush=True)
    database, made = prepare(Path(folder))
    print("Alle saker er oppdiktet; kommunene finnes. Logg inn som (passordene er nye hver gang):")
    for name, password in made.items():
        print(f"  {name:14} {password}")
    print(flush=True)
    command = [sys.executable, "-m", "casewatch", "--database", database, "--rules", str(ROOT / "rules")]
    os.chdir(folder)
    os.execv(sys.executable, [*command, "serve", "--port", port])


if __name__ == "__main__":
    try:
        main(*sys.argv[1:3])
    except CasewatchError as error:
        sys.exit(str(error))
