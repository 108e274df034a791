"""Teams and other chats, through apprise. An address of a chat is a secret: it is neither shown nor logged."""

import logging

from casewatch.language import _
from casewatch.notify.items import NotSent, Outcome, Sent
from casewatch.notify.wording import Wording

#: Seconds for a whole message: a claim on a message lasts longer than that.
WHOLE = 60.0


def send_chat(address: str, content: Wording, whole: float = WHOLE) -> Outcome:
    """Send to one chat. Never raises for what the address, a service or a network does."""
    _silence()
    # Loaded here: nobody without a chat waits for it.
    import apprise

    try:
        service = apprise.Apprise.instantiate(address, asset=apprise.AppriseAsset(app_id="casewatch"))
    except Exception:  # an address is free text that a hundred plugins read
        service = None
    if service is None:
        return NotSent(_("chatadressen kan ikke brukes (se lista over adresser i apprise)"), lasting=True)
    chat = apprise.Apprise(service)
    try:
        result = chat.notify(
            body=content.text, title=content.subject, body_format=apprise.NotifyFormat.TEXT, timeout=whole
        )
    except Exception:  # a plugin's own mistake must not keep the others from being told
        return NotSent(_("{service} kunne ikke nås").format(service=service.service_name))
    if not result:
        return NotSent(_("{service} tok ikke imot meldingen").format(service=service.service_name))
    return Sent()


def _silence() -> None:
    """Keep the libraries quiet: their messages hold addresses, and Python prints warnings nobody handles."""
    for name in ("apprise", "urllib3", "requests"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    # This one lowers its level for itself while it sends.
    logging.getLogger("apprise").disabled = True
