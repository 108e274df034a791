"""Names and passwords that programs send with every call, checked once and remembered for some minutes.

Argon2 takes a tenth of a second on purpose, and a spreadsheet that refreshes asks many times. What is remembered is a
keyed hash in memory alone, and it counts only while the account is as it was: another password, another role or being
shut out ends it at once.
"""

import hmac
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_bytes

from casewatch.core.access import Viewer
from casewatch.services.asking.context import Context
from casewatch.services.people.accounts import viewer_of
from casewatch.services.people.sessions import account_called, account_with
from casewatch.store.accounts import StoredAccount

#: So long a password that was right is not looked at again.
REMEMBERED = timedelta(minutes=5)
_KEPT = 256
_MOST_CHARACTERS = 1000


@dataclass
class Credentials:
    """What one running service remembers."""

    _key: bytes = field(default_factory=lambda: token_bytes(32), repr=False)
    _right: OrderedDict[bytes, tuple[int, datetime, datetime]] = field(default_factory=OrderedDict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def viewer(self, context: Context, name: str, password: str, trying: Callable[[], None]) -> Viewer | None:
        """Who a name and password belong to; None where they are not right, the account is shut out or has none.

        `trying` is called before a password is looked at, and may raise where that happened too often.
        """
        name, password = name.strip().lower(), password[:_MOST_CHARACTERS]
        digest = hmac.digest(self._key, f"{len(name)}:{name}{password}".encode(), "sha256")
        known = account_called(context, name)
        if known is not None and not known.disabled and self._remembered(digest, known, context.now()):
            return viewer_of(known)
        trying()
        found = account_with(context, name, password)
        if found is None:
            return None
        with self._lock:
            self._right[digest] = (found.id, found.changed_at, context.now() + REMEMBERED)
            while len(self._right) > _KEPT:
                self._right.popitem(last=False)
        return viewer_of(found)

    def _remembered(self, digest: bytes, account: StoredAccount, now: datetime) -> bool:
        with self._lock:
            kept = self._right.get(digest)
        return kept is not None and kept[:2] == (account.id, account.changed_at) and now < kept[2]
