"""The jobs that run by themselves, and what each does."""

import os
from datetime import date, time, timedelta
from functools import partial
from html import escape
from pathlib import Path

from casewatch.core.slots import At, Every
from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.notify.audience import usable_address
from casewatch.services.alerts.letters import letter_queue, send_letters
from casewatch.services.alerts.telling import senders, tell
from casewatch.services.alerts.weekly import book_name, made_again, queue_weekly
from casewatch.services.asking.folders import folder_beside
from casewatch.services.asking.selecting import Selectors
from casewatch.services.figures.reporting import write_workbook
from casewatch.services.importing.annotating import remove_old_copies
from casewatch.services.importing.inbox import poll_inbox
from casewatch.services.importing.uploads import remove_old_uploads
from casewatch.services.running.backup import nightly_backup
from casewatch.services.running.jobs import Done, Duty, Job
from casewatch.store.accounts import remove_sessions
from casewatch.store.jobs import remove_runs
from casewatch.store.publications import publications

#: Days of which one can see what the jobs did.
_KEEP_RUNS = 90
#: Who was signed in is not kept: a session that nobody used for so long has ended by itself.
_KEEP_SESSIONS = timedelta(days=1)
#: From when on, and how often, it is looked whether somebody is to be told; what failed is tried again then.
_HALF_HOURS = tuple(time(hour, minute) for hour in range(6, 18) for minute in (0, 30))


def read_inbox(duty: Duty) -> Done:
    """Look into the inbox; what was read is told at once."""
    settings = duty.settings
    if settings.inbox is None:
        return Done(_("innstillingene har ingen innboks"))
    folder = duty.base / settings.inbox.folder
    queue = letter_queue(duty.context, settings)
    done = poll_inbox(duty.context, settings.inbox, folder, settings.uploads.keep_days, queue)
    for line in done.said:
        duty.say(line)
    line = done.line()
    if unusable := [
        number for number, address in settings.inbox.senders.items() if not usable_address(address.strip())
    ]:
        text = _("{done}. Adressen i inbox.senders kan ikke brukes, ingen får kvittering: {numbers}.")
        line = text.format(done=line, numbers=", ".join(unusable))
    then = ["letters"] if done.read or done.refused or done.said else []
    return Done(line, (*then, "alerts") if done.read else tuple(then))


def tell_alerts(duty: Duty) -> Done:
    """Tell everybody what is due, when their time has come."""
    if not duty.settings.receiver:
        return Done(_("innstillingene har ingen mottaker"))
    told = tell(duty.context, duty.settings, duty.context.today(), senders(duty.settings, os.environ), waits=True)
    if told.waiting and told.troubles:
        raise CasewatchError(" ".join(told.troubles))
    for line in told.troubles:
        duty.say(line)
    line = _("{sent} sendt, {waiting} venter").format(sent=told.sent, waiting=told.waiting)
    # What reaches nobody is seen where the jobs are looked at, and not said anew every half hour.
    return Done(" ".join((f"{line}.", *told.notes)) if told.notes else line)


def post_letters(duty: Duty) -> Done:
    """Send receipts and reminders that wait."""
    if duty.settings.mail is None:
        return Done(_("innstillingene har ingen e-posttjener"))
    made = partial(made_again, duty.context, duty.settings)
    post = send_letters(duty.context, duty.settings, senders(duty.settings, os.environ), made)
    if post.troubles:
        raise CasewatchError(" ".join(dict.fromkeys(post.troubles)))
    return Done(_("{sent} sendt, {waiting} venter").format(sent=post.sent, waiting=post.waiting))


def write_weekly(duty: Duty) -> Done:
    """The workbook of the week, of the last 12 months, and a summary by mail for everybody who leads."""
    context, today = duty.context, duty.context.today()
    folder = _folder(duty, duty.settings.scheduler.report_folder, "rapporter")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / book_name(today)
    write_workbook(context, Selectors(as_of=today), path)
    queued = queue_weekly(context, duty.settings, today)
    return Done(_("{file}, {count} ukesmeldinger").format(file=path.name, count=queued), ("letters",) if queued else ())


def remind_to_publish(duty: Duty) -> Done:
    """Remind leaders of the figures of last month, and of a tertial that ended with it, that nobody has published."""
    context, settings = duty.context, duty.settings
    queue = letter_queue(context, settings)
    leaders = [receiver for receiver in settings.receiver if receiver.role != "handler"]
    if queue is None or not leaders:
        return Done(_("ingen leder kan nås med e-post"))
    names = {place.number: place.name for place in context.rulebook.municipalities}
    written = 0
    with context.store.writing() as connection:
        done: dict[tuple[date, date], set[str]] = {}
        for each in publications(connection):
            if each.question.official:
                days = (each.question.first, each.question.last)
                done.setdefault(days, set()).update(each.municipalities)
        periods = ended_periods(context.today())
        for leader in leaders:
            missing = {
                period: [
                    number
                    for number in leader.municipalities or names
                    if number in names and number not in done.get(days, ())
                ]
                for period, days in periods.items()
            }
            lines = [
                _("{period}: {places}. Lås tallene.").format(
                    period=period, places=", ".join(names[number] for number in numbers)
                )
                for period, numbers in missing.items()
                if numbers
            ]
            if not lines:
                continue
            subject = _("Tall som ikke er låst: {periods}").format(
                periods=", ".join(period for period, numbers in missing.items() if numbers)
            )
            text = [_("Disse tallene er ikke låst ennå. Låste tall endres ikke av senere eksporter."), *lines]
            html = "".join(f"<p>{escape(line)}</p>" for line in text)
            key = f"publish:{next(iter(periods))}"
            queue(connection, leader.address, subject, "\n\n".join(text) + "\n", html, key)
            written += 1
    return Done(_("{count} påminnelser").format(count=written), ("letters",))


def ended_periods(today: date) -> dict[str, tuple[date, date]]:
    """The month before, and the tertial that ended with it; by the name one asks for them, with first and last day."""
    last = today.replace(day=1) - timedelta(days=1)
    found = {f"{last:%Y-%m}": (last.replace(day=1), last)}
    if last.month % 4 == 0:
        found[f"{last.year}-T{last.month // 4}"] = (date(last.year, last.month - 3, 1), last)
    return found


def back_up_nightly(duty: Duty) -> Done:
    """The backup of the night."""
    wanted = duty.settings.scheduler
    folder = _folder(duty, wanted.backup_folder, "sikkerhetskopier")
    return Done(nightly_backup(duty.context.store, folder, duty.context.now(), wanted.keep_backups).name)


def clean_up(duty: Duty) -> Done:
    """Remove uploads, annotated copies, ended sessions and runs of jobs that are older than they are kept."""
    context = duty.context
    copies = remove_old_copies(context, duty.settings.uploads.keep_days)
    copies += remove_old_uploads(context, duty.settings.uploads.keep_days)
    with context.store.writing() as connection:
        remove_sessions(connection, context.now() - _KEEP_SESSIONS)
        runs = remove_runs(connection, context.now() - timedelta(days=_KEEP_RUNS))
    return Done(_("{copies} kopier og {runs} kjøringer fjernet").format(copies=copies, runs=runs))


#: All jobs, in the order in which they run where several are due.
JOBS = (
    Job("inbox", lambda: _("Se etter filer i innboksen"), Every(3), read_inbox),
    Job("alerts", lambda: _("Varsle"), At("working", _HALF_HOURS), tell_alerts, office_hours=True),
    Job("letters", lambda: _("Send kvitteringer, påminnelser og ukesmeldinger"), Every(10), post_letters),
    Job(
        "weekly",
        lambda: _("Skriv ukas arbeidsbok og ukesmelding"),
        At("week", (time(12, 30),)),
        write_weekly,
        office_hours=True,
    ),
    Job(
        "publish-reminder",
        lambda: _("Minn om å låse tallene"),
        At("month", (time(8),), day=8),  # an export of the month after has come by then
        remind_to_publish,
        office_hours=True,
    ),
    Job("backup", lambda: _("Ta sikkerhetskopi"), At("every", (time(3, 30),)), back_up_nightly),
    Job("cleaning", lambda: _("Fjern gamle kopier"), At("every", (time(4, 0),)), clean_up),
)


def _folder(duty: Duty, wanted: str, usual: str) -> Path:
    """The folder the settings say, else the usual one; CasewatchError where there is none."""
    if wanted:
        return duty.base / wanted
    found = folder_beside(duty.context.store, usual)
    if found is None:
        raise CasewatchError(_("Oppgi en mappe under [scheduler] i innstillingene: databasen er bare i minnet."))
    return found
