"""A digest in words: subject, plain text, and the same as HTML. No names of people; what a file said is escaped."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from urllib.parse import urlencode

from casewatch.language import _, current_language, show_date, show_number
from casewatch.notify.audience import Addressee
from casewatch.notify.digest import Counts, Digest
from casewatch.notify.items import Item, Off

_BLUE, _RUST, _GREY = "#0072B2", "#A63F00", "#595959"


@dataclass(frozen=True)
class Wording:
    """What is sent. `html` says the same as `text`."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class _Line:
    """A line of a list: what it is about, where that can be looked at, and what is said of it."""

    about: str
    link: str | None
    said: str


@dataclass(frozen=True)
class _Part:
    """A heading and its lines."""

    heading: str
    lines: Sequence[_Line]
    colour: str = _GREY


def written(digest: Digest, addressee: Addressee, base_url: str | None = None) -> Wording:
    """The digest in the language of the context, with links where it is known where the pages are."""
    base = base_url.rstrip("/") if base_url else None
    several = len(addressee.municipalities) > 1
    parts = list(_parts(digest, addressee, base, several))
    stamp = _stamp(digest.stamps)
    title = _("Varsler {day}, {stamp}").format(day=show_date(digest.day), stamp=stamp) if stamp else _title(digest)
    closing = list(_closing(digest, addressee, base))
    return Wording(_subject(digest, addressee), _as_text(title, parts, closing), _as_html(title, parts, closing))


def _title(digest: Digest) -> str:
    return _("Varsler {day}").format(day=show_date(digest.day))


def _subject(digest: Digest, addressee: Addressee) -> str:
    told = [
        _counted(len(digest.new) + digest.left, _("{number} nytt varsel"), _("{number} nye varsler")),
        _counted(len(digest.urgent), _("{number} haster i dag"), _("{number} haster i dag")),
        _counted(len(digest.reminders), _("{number} påminnelse"), _("{number} påminnelser")),
        _counted(len(digest.off), _("{number} trukket tilbake"), _("{number} trukket tilbake")),
    ]
    if digest.first:
        told.append(_("oversikt over kjente varsler"))
    days = sorted({day for _place, day in digest.stamps})
    parts = [", ".join(each for each in told if each)]
    if len(days) == 1:
        parts.append(_("ifølge eksporten {day}").format(day=_short(days[0])))
    elif days:
        parts.append(_("ifølge eksportene {first}–{last}").format(first=_short(days[0]), last=_short(days[-1])))
    text = ", ".join(parts)
    places = {place for place, _day in digest.stamps}
    if len(places) == 1 and len(addressee.municipalities) == 1:
        text = f"{places.pop()}: {text}"
    text = " ".join(text.split())
    return text[:1].upper() + text[1:]


def _counted(number: int, one: str, many: str) -> str:
    return (one if number == 1 else many).format(number=show_number(number)) if number else ""


def _stamp(stamps: Sequence[tuple[str, date]]) -> str:
    """``ifølge eksporten 23.11.``; with the places where they differ."""
    by_day: dict[date, list[str]] = {}
    for place, day in stamps:
        by_day.setdefault(day, []).append(place)
    if not by_day:
        return ""
    if len(by_day) == 1:
        return _("ifølge eksporten {day}").format(day=_short(next(iter(by_day))))
    told = [
        _("{day} ({places})").format(day=_short(day), places=_listed(places)) for day, places in sorted(by_day.items())
    ]
    return _("ifølge eksportene {days}").format(days=_listed(told))


def _listed(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return _("{first} og {last}").format(first=", ".join(parts[:-1]), last=parts[-1])


def _short(day: date) -> str:
    return f"{day:%d.%m.}" if current_language() == "nb" else f"{day.day} {day:%b}"


def _parts(digest: Digest, addressee: Addressee, base: str | None, several: bool) -> Iterator[_Part]:
    def line(item: Item) -> _Line:
        about = _about(item, several)
        if addressee.role == "manager" and item.handler:
            about = _("{case}, saksbehandler {code}").format(case=about, code=item.handler)
        return _Line(about, _link(item, base), item.text)

    if digest.urgent:
        yield _Part(_("Haster i dag"), [line(item) for item in digest.urgent], _RUST)
    if digest.new:
        yield _Part(_("Nytt"), [line(item) for item in digest.new], _BLUE)
    if digest.left:
        yield _Part(_("{number} nye til kommer i neste melding").format(number=show_number(digest.left)), ())
    if digest.reminders:
        yield _Part(_("Påminnelser du har bedt om"), [line(item) for item in digest.reminders], _BLUE)
    if digest.withdrawn:
        lines = [_Line(_about(each, several), _link(each, base), each.why) for each in digest.off]
        yield _Part(_("Trukket tilbake"), lines)
    if digest.first:
        yield _Part(
            _("Kjent fra før, da tallene ble lest første gang"),
            [
                _Line(
                    place,
                    None,
                    _("{alerts} ({what}). De kommer ikke som nye.").format(
                        alerts=_alerts(counts), what=_in_words(counts)
                    ),
                )
                for place, counts in digest.first
            ],
        )


def _lower(heading: str) -> str:
    return heading[:1].lower() + heading[1:]


def _in_words(counts: Counts) -> str:
    """``lovfristen er oversittet: 1, nærmer seg 10 dager: 2``."""
    return ", ".join(f"{_lower(heading)}: {show_number(number)}" for heading, number in counts)


def _alerts(counts: Counts) -> str:
    return _counted(sum(number for _heading, number in counts), _("{number} varsel"), _("{number} varsler"))


def _about(item: Item | Off, several: bool) -> str:
    """``2026/0102``; with the municipality where a message holds several, and the application from the second on."""
    parts = [item.place] if several or not item.case_no else []
    if item.case_no:
        parts.append(" ".join(item.case_no.split()))
    if item.case_no and (item.application_no or 1) > 1:
        parts.append(_("(søknad {number})").format(number=item.application_no))
    return " ".join(parts)


def _link(item: Item | Off, base: str | None) -> str | None:
    if base is None:
        return None
    if item.case_no is None:
        return f"{base}/kommune/{item.municipality}"
    asked = urlencode({"case_no": item.case_no, "application": item.application_no or 1})
    return f"{base}/sak/{item.municipality}?{asked}"


def _closing(digest: Digest, addressee: Addressee, base: str | None) -> Iterator[str]:
    if digest.known:
        text = _("Kjent fra før og fortsatt slik: {alerts} ({what}).")
        yield text.format(alerts=_alerts(digest.known), what=_in_words(digest.known))
    if digest.quiet:
        text = _("{number} varsel er kvittert ut eller utsatt.")
        if digest.quiet > 1:
            text = _("{number} varsler er kvittert ut eller utsatt.")
        yield text.format(number=show_number(digest.quiet))
    yield from digest.notes
    if base:
        yield _("Alle varsler: {address}").format(address=f"{base}/varsler")
    yield _("Sendt til mottakeren «{name}». Meldingen er laget av casewatch og kan ikke besvares.").format(
        name=addressee.name
    )


def _as_text(title: str, parts: Sequence[_Part], closing: Sequence[str]) -> str:
    lines = [title]
    for part in parts:
        lines += ["", part.heading]
        for each in part.lines:
            lines.append(f"- {each.about}: {each.said}")
            if each.link:
                lines.append(f"  {each.link}")
    lines += ["", *closing]
    return "\n".join(lines) + "\n"


def _as_html(title: str, parts: Sequence[_Part], closing: Sequence[str]) -> str:
    """Plain markup with styles on the elements: mail programs know little else."""
    body = [f'<h1 style="font-size:1.25em;margin:0 0 1em">{escape(title)}</h1>']
    for part in parts:
        heading = f"font-size:1.05em;margin:1.4em 0 .4em;padding-left:.5em;border-left:.25em solid {part.colour}"
        body.append(f'<h2 style="{heading}">{escape(part.heading)}</h2>')
        if part.lines:
            body.append('<ul style="margin:0;padding-left:1.4em">')
            body += [f'<li style="margin:.4em 0">{_html_line(each)}</li>' for each in part.lines]
            body.append("</ul>")
    small = f"margin:.4em 0;color:{_GREY};font-size:.9em"
    body.append('<hr style="border:0;border-top:1px solid #C8C8C8;margin:1.6em 0 .8em">')
    body += [f'<p style="{small}">{escape(each)}</p>' for each in closing]
    frame = "font-family:Segoe UI,Helvetica,Arial,sans-serif;font-size:15px;line-height:1.45;color:#1A1A1A"
    return (
        f'<!DOCTYPE html>\n<html lang="{current_language()}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title></head>\n"
        f'<body style="{frame};margin:1em"><div style="max-width:42em">\n'
        + "\n".join(body)
        + "\n</div></body></html>\n"
    )


def _html_line(line: _Line) -> str:
    about = escape(line.about)
    if line.link:
        about = f'<a href="{escape(line.link)}" style="color:{_BLUE}">{about}</a>'
    return f"<strong>{about}</strong>: {escape(line.said)}"
