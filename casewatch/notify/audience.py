"""Who hears of what: receivers of the settings become addressees, one for each way a receiver is reached.

A way of reaching somebody is looked after by itself: whoever got the mail does not get it again since a chat was down.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address

from casewatch.core.alerts.shapes import STATUTORY_LEVELS
from casewatch.language import _
from casewatch.notify.items import Item, Off
from casewatch.settings import Receiver

MAIL = "mail"
#: Levels about a whole municipality.
PLACE_LEVELS = ("no_export", "outlook")
#: What the leader of a municipality hears of the same day, though told weekly.
PRESSING = (*STATUTORY_LEVELS, "no_export")


@dataclass(frozen=True)
class Addressee:
    """One way of reaching one receiver. `receiver` and `channel` name both without an address or a secret."""

    receiver: str
    channel: str
    target: str = field(repr=False)  # an e-mail address, or a chat address with its secrets
    name: str
    role: str  # handler, manager, region
    handler: str  # the code, for a handler
    municipalities: tuple[str, ...]  # numbers

    @property
    def who(self) -> tuple[str, str]:
        """What is known of it is kept under this."""
        return self.receiver, self.channel

    @property
    def weekly(self) -> bool:
        """Leaders hear of everything once a week; what is told them before is said in :func:`presses`."""
        return self.role != "handler"


def usable_address(text: str) -> bool:
    """Whether mail can be sent to an address: one in ASCII, without a name, blanks or anything that ends a header."""
    if not text.isascii() or not text.isprintable() or " " in text:
        return False
    try:
        address = Address(addr_spec=text)
    except (ValueError, MessageError, IndexError):
        return False
    return bool(address.username and address.domain) and address.addr_spec == text


def addressees(
    receivers: Iterable[Receiver], known: Mapping[str, str], mail: bool
) -> tuple[list[Addressee], list[str]]:
    """Everybody who can be reached, and one line for each thing in the settings that cannot be used.

    `known`: number -> name of the municipalities there are. Without `mail` only chats are reached. Receivers with the
    same role, code and address are one: whoever leads two municipalities gets one message.
    """
    found: dict[tuple[str, str], Addressee] = {}
    problems: list[str] = []
    for each in receivers:
        name = " ".join(each.name.split())
        if strange := [number for number in each.municipalities if number not in known]:
            text = _("Mottakeren «{name}»: kommunenummer {numbers} finnes ikke i reglene og er hoppet over.")
            problems.append(text.format(name=name, numbers=", ".join(strange)))
        places = tuple(number for number in each.municipalities or known if number in known)
        if not places:
            continue
        address = each.address.strip()
        targets = [(_channel_name(channel), channel) for channel in each.channels]
        if not usable_address(address):
            text = _("Mottakeren «{name}»: adressen er ingen e-postadresse som kan brukes, og er hoppet over.")
            problems.append(text.format(name=name))
        elif mail:
            targets.insert(0, (MAIL, address))
        elif not targets:
            text = _("Mottakeren «{name}» kan ikke nås: innstillingene har verken [mail] eller channels.")
            problems.append(text.format(name=name))
        receiver = _short_hash("|".join((each.role, each.handler.casefold(), address.casefold())))
        for channel, target in targets:
            before = found.get((receiver, channel))
            together = dict.fromkeys((*(before.municipalities if before else ()), *places))
            found[receiver, channel] = Addressee(
                receiver, channel, target, name, each.role, each.handler.strip(), tuple(together)
            )
    return list(found.values()), problems


def covered_by_handlers(everybody: Iterable[Addressee]) -> frozenset[tuple[str, str]]:
    """``(municipality, code)`` of the handlers who are told themselves."""
    return frozenset(
        (number, each.handler.casefold())
        for each in everybody
        if each.role == "handler"
        for number in each.municipalities
    )


def hears_of(addressee: Addressee, item: Item) -> bool:
    """Whether somebody is told an alert at all: of their municipalities, and a handler only of own cases."""
    if item.municipality not in addressee.municipalities:
        return False
    if addressee.role != "handler":
        return True
    return item.case_no is not None and (item.handler or "").casefold() == addressee.handler.casefold()


def presses(addressee: Addressee, item: Item | Off, covered: Collection[tuple[str, str]]) -> bool:
    """Whether it is told on the day: a municipality's leader hears at once what cannot wait or reaches no handler."""
    if not addressee.weekly:
        return True
    if addressee.role == "region":
        return False
    if item.level in PRESSING:
        return True
    if item.level in PLACE_LEVELS:
        return False
    if isinstance(item, Off):  # whose case it was is not known any more: somebody is told where there is anybody
        return not any(number == item.municipality for number, _code in covered)
    return item.baseline or (item.municipality, (item.handler or "").casefold()) not in covered


def _channel_name(address: str) -> str:
    """``chat:`` and a short hash: the address itself holds secrets."""
    return f"chat:{_short_hash(address)}"


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
