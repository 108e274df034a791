"""The page of alerts in words: its first sentence, what an export it rests on, who is told what, and how."""

from collections.abc import Sequence
from datetime import date

from casewatch.language import _, show_date, show_number
from casewatch.report.words.codes.people import ROLE
from casewatch.report.words.numbers import joined


def alerts_sentence(groups: Sequence[tuple[str, int]], fresh: int) -> str:
    """``12 varsler gjelder nå, 3 av dem er nye. Det som haster mest: Lovfristen går snart ut (2).``

    `groups`: heading and number of alerts, the most pressing first.
    """
    number = sum(count for _heading, count in groups)
    if not number:
        return _("Ingen varsler gjelder nå.")
    text = _("{number} varsel gjelder nå.") if number == 1 else _("{number} varsler gjelder nå.")
    if fresh and number == 1:
        text = _("{number} varsel gjelder nå, og det er nytt.")
    elif fresh:
        text = _("{number} varsler gjelder nå, {fresh} av dem er nye.")
    said = text.format(number=show_number(number), fresh=show_number(fresh))
    heading, count = groups[0]
    most = _("Det som haster mest: {heading} ({count}).").format(heading=heading, count=show_number(count))
    return f"{said} {most}"


def stamp_sentence(exports: Sequence[tuple[str, date]]) -> str:
    """``Ifølge eksporten 23.11.2026.``; with several municipalities (name and day) each with its own day."""
    days = {day for _name, day in exports}
    if len(days) == 1:
        text = _("Ifølge eksporten {day}.") if len(exports) == 1 else _("Ifølge eksportene {day}.")
        return text.format(day=show_date(days.pop()))
    told = [_("{name} {day}").format(name=name, day=show_date(day)) for name, day in exports]
    return _("Ifølge siste eksport: {told}.").format(told=joined(told)) if told else ""


def receiver_words(role: str, handler: str) -> str:
    """Who is told, by role; `handler`: the code, empty where it is not to be seen."""
    if role == "handler" and handler:
        return _("saksbehandler {code}").format(code=handler)
    return ROLE(role)


def channels_words(mail: bool, chats: int) -> str:
    """``e-post og 1 chat``; that there is none, where so."""
    parts = [_("e-post")] if mail else []
    if chats:
        parts.append((_("{number} chat") if chats == 1 else _("{number} chatter")).format(number=show_number(chats)))
    return joined(parts) or _("ingen: innstillingene har verken e-posttjener eller chat")


def answer_words(kind: str, until: date, reason: str, said_by: str) -> str:
    """``Kvittert ut til 04.12.2026 av leder: tas mandag``."""
    text = _("Kvittert ut til {day} av {who}: {reason}")
    if kind == "snoozed":
        text = _("Utsatt til {day} av {who}: {reason}")
    return text.format(day=show_date(until), who=said_by, reason=reason)
