"""Varsler: what is due by urgency, an answer to each, and who the settings say is told. Looking tells nobody."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from casewatch.core.access import Viewer
from casewatch.language import _, show_date
from casewatch.report.tables.table import Column, Table
from casewatch.report.words.alert_page import (
    alerts_sentence,
    answer_words,
    channels_words,
    receiver_words,
    stamp_sentence,
)
from casewatch.report.words.cases import case_name
from casewatch.report.words.codes.people import RECEIVER_TOLD, ROLE
from casewatch.services.alerts.alert_view import (
    AlertsSeen,
    ReceiverView,
    alerts_seen,
    find_alert,
    is_fresh,
    told_by_settings,
)
from casewatch.services.alerts.alerting import MOST_DAYS, Due, DueAlert, Withdrawn, answer_alert, due_alerts
from casewatch.store.alerts import AnswerKind
from casewatch.web.case_forms import Filled, filled
from casewatch.web.pages import page
from casewatch.web.site import Site
from casewatch.web.tables import FileQuery, TableQuery, case_address, file_of
from casewatch.web.visitor import Forbidden, OwnForm, SignedInViewer, TheSite, places_seen

router = APIRouter(include_in_schema=False)
_ShortText = Annotated[str, Query(max_length=40)]
#: So many alerts of a level stand on the page; the file has all.
_MOST = 100
#: Who answered where there are no accounts: where it was said, as the store wants it.
_HERE = "lokal bruker"
_KINDS: Mapping[str, AnswerKind] = {"kvitter": "acknowledged", "paminn": "snoozed"}


@router.get("/varsler")
def alerts(
    request: Request,
    site: TheSite,
    viewer: SignedInViewer,
    municipality: Annotated[str, Query(alias="kommune", max_length=40)] = "",
    whose: Annotated[str, Query(alias="hvem", max_length=40)] = "",
    table: TableQuery = "",
    file_kind: FileQuery = None,
    done: Annotated[str, Query(alias="gjort", max_length=40)] = "",
) -> Response:
    """The page, or one of its tables as a file."""
    places = _places(site, viewer)
    if municipality and municipality not in places:
        raise HTTPException(404)
    names = {municipality: places[municipality]} if municipality else places
    own = viewer.handler if whose != "alle" else None
    seen = alerts_seen(
        _due(site, viewer),
        names,
        lambda _number, handler: own is None or (handler or "").casefold() == own.casefold(),
        about_places=own is None,
    )
    view = _View(viewer, names, with_handler=viewer.sees_handlers and own is None)
    tables = view.tables(seen) | {"mottakere": _receivers(site, viewer, names)}
    if file_kind:
        return file_of(tables.values(), table, file_kind, "varsler")
    here = "/varsler?" + urlencode({"kommune": municipality, "hvem": whose})
    exports = [(names[number], seen.data_from[number]) for number in names if number in seen.data_from]
    values = {
        "places": places if len(places) > 1 else {},
        "chosen": municipality,
        "own": viewer.handler,
        "only_own": own is not None,
        "sentence": alerts_sentence([(group.heading, len(group.alerts)) for group in seen.groups], seen.fresh),
        "stamp": stamp_sentence(exports),
        "without_export": [name for number, name in names.items() if number not in seen.data_from],
        "held_back": seen.held_back,
        "groups": [(group.heading, tables[group.level], view.answers(group.alerts)) for group in seen.groups],
        "quiet": (tables["stille"], view.answers(seen.quiet)) if seen.quiet else None,
        "withdrawn": [view.off(each) for each in seen.withdrawn],
        "corrects": any(viewer.corrects(number) for number in names),
        "receivers": tables["mottakere"],
        "page_address": here,
        "done": _done(done),
        "most_days": MOST_DAYS,
        "most_shown": _MOST,
    }
    return page(request, "alerts.html", viewer, values)


@router.get("/varsler/svar")
def ask(
    request: Request,
    site: TheSite,
    viewer: SignedInViewer,
    nokkel: Annotated[str, Query(max_length=200)],
    slags: _ShortText = "kvitter",
) -> Response:
    """The form that answers one alert."""
    alert = _to_answer(site, viewer, nokkel)
    return _form(request, site, viewer, alert, slags, Filled({}))


@router.post("/varsler/svar")
def answer(request: Request, site: TheSite, viewer: SignedInViewer, form: OwnForm) -> Response:
    """Acknowledge an alert, or be reminded of it: it is quiet before a day among the next 14."""
    told, today = filled(form), site.context().today()
    alert = _to_answer(site, viewer, told.values.get("nokkel", ""))
    slags = told.choice("slags", _KINDS)
    reason, until = told.reason("grunn"), told.day("til")
    first, last = today + timedelta(days=1), today + timedelta(days=MOST_DAYS)
    if until is not None and not first <= until <= last:
        told.errors["til"] = _("Velg en dag fra {first} til {last}.").format(
            first=show_date(first), last=show_date(last)
        )
    if told.errors or until is None:
        return _form(request, site, viewer, alert, slags, told)
    said_by = viewer.role or _HERE
    answer_alert(site.context(viewer), site.settings, _KINDS[slags], alert.key, reason, until, said_by)
    return RedirectResponse("/varsler?" + urlencode({"gjort": slags}), 303)


def _places(site: Site, viewer: Viewer) -> dict[str, str]:
    """Number -> name of the municipalities somebody may see."""
    return {place.number: place.name for place in places_seen(site, viewer)}


def _due(site: Site, viewer: Viewer) -> Due:
    return site.derive(viewer, ("alerts",), lambda context: due_alerts(context, site.settings, context.today()))


def _to_answer(site: Site, viewer: Viewer, key: str) -> DueAlert:
    """An alert that whoever asks may answer; one they may not see is as if it was not there."""
    found = find_alert(_due(site, viewer), key)
    if found is None or not viewer.sees(found.municipality):
        raise HTTPException(404)
    if not viewer.corrects(found.municipality):
        raise Forbidden(_("Med rollen din kan du se varslene, men ikke kvittere dem ut eller utsette dem."))
    return found


def _form(request: Request, site: Site, viewer: Viewer, alert: DueAlert, kind: str, form: Filled) -> Response:
    today = site.context().today()
    view = _View(viewer, _places(site, viewer), with_handler=False)
    values = {
        "alert": alert,
        "about": view.about(alert),
        "address": view.address(alert),
        "kind": kind if kind in _KINDS else "kvitter",
        "form": form,
        "problems": list(form.errors.items()),
        "until": f"{today + timedelta(days=7):%d.%m.%Y}",
        "last": today + timedelta(days=MOST_DAYS),
    }
    return page(request, "alert_answer.html", viewer, values, 400 if form.errors else 200)


def _done(what: str) -> str:
    return {
        "kvitter": _("Varselet er kvittert ut. Det slutter av seg selv når saken endrer seg."),
        "paminn": _("Varselet er utsatt til den dagen du valgte. Det slutter av seg selv når saken endrer seg."),
    }.get(what, "")


class _View:
    """Alerts as the tables of a page, for whoever looks."""

    def __init__(self, viewer: Viewer, names: Mapping[str, str], *, with_handler: bool) -> None:
        self.viewer, self.names, self.with_handler = viewer, names, with_handler

    def about(self, alert: DueAlert | Withdrawn) -> str:
        """The case, or the municipality, that an alert is about."""
        if alert.case_no is None or not isinstance(alert, DueAlert):
            return alert.case_no or self.names[alert.municipality]
        return case_name({"case_no": alert.case_no, "application_no": alert.application_no or 1})

    def address(self, alert: DueAlert) -> str:
        """Where what an alert is about can be looked at."""
        if alert.case_no is None:
            return f"/kommune/{alert.municipality}"
        return case_address({"case_no": alert.case_no, "application_no": alert.application_no or 1}, alert.municipality)

    def off(self, each: Withdrawn) -> str:
        """A withdrawn alert in one line."""
        return f"{self.names[each.municipality]} {each.case_no or ''}".strip() + f": {each.why}"

    def answers(self, found: Sequence[DueAlert]) -> list[tuple[str, str, bool]]:
        """Per alert what it is about, the query of its form, and whether whoever looks may answer it."""
        return [
            (self.about(alert), urlencode({"nokkel": alert.key}), self.viewer.corrects(alert.municipality))
            for alert in found[:_MOST]
        ]

    def tables(self, seen: AlertsSeen) -> dict[str, Table]:
        """A table a level, and one of those that are quiet."""
        tables = {group.level: self._table(group.level, group.heading, group.alerts) for group in seen.groups}
        tables["stille"] = self._table("stille", _("Kvittert ut eller utsatt"), seen.quiet)
        return tables

    def _table(self, name: str, caption: str, found: Sequence[DueAlert]) -> Table:
        columns = [
            Column[DueAlert](_("Sak"), self.about),
            Column[DueAlert](_("Kommune"), lambda each: self.names[each.municipality]) if len(self.names) > 1 else None,
            Column[DueAlert](_("Varsel"), lambda each: each.text),
            Column[DueAlert](_("Status"), _status),
            Column[DueAlert](_("Saksbehandler"), lambda each: each.handler) if self.with_handler else None,
        ]
        return Table.of(name, caption, columns, found).linked(self.address(alert) for alert in found)


def _status(alert: DueAlert) -> str:
    if alert.answer is not None:
        said_by = {**ROLE.choices(), _HERE: _("lokal bruker")}.get(alert.answer.said_by, alert.answer.said_by)
        return answer_words(alert.answer.kind, alert.answer.until, alert.answer.reason, said_by)
    if alert.reminder:
        return _("påminnelse")
    return _("nytt") if is_fresh(alert) else _("kjent")


def _receivers(site: Site, viewer: Viewer, names: Mapping[str, str]) -> Table:
    known = [each.number for each in site.context().rulebook.municipalities]
    told = told_by_settings(site.settings, known, names)
    columns = [
        Column[ReceiverView](
            _("Hvem"), lambda each: receiver_words(each.role, each.handler if viewer.sees_handlers else "")
        ),
        Column[ReceiverView](_("Får vite"), lambda each: RECEIVER_TOLD(each.role)),
        Column[ReceiverView](_("Hvordan"), lambda each: channels_words(each.mail, each.chats)),
        Column[ReceiverView](_("Kommuner"), lambda each: ", ".join(names[number] for number in each.municipalities))
        if len(names) > 1
        else None,
    ]
    return Table.of("mottakere", _("Hvem innstillingene varsler"), columns, told)
