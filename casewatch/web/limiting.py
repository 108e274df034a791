"""How often somebody may try something."""

from dataclasses import dataclass

from fastapi import FastAPI, Request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter


@dataclass(frozen=True)
class Limit:
    """So many times in so long, such as ``10/5minutes``, for each of whatever is counted."""

    name: str
    rate: str

    def hit(self, app: FastAPI, who: str) -> bool:
        """Count one more; False when there were too many."""
        if not hasattr(app.state, "limiter"):
            app.state.limiter = MovingWindowRateLimiter(MemoryStorage())
        allowed: bool = app.state.limiter.hit(parse(self.rate), self.name, who)
        return allowed


def address_of(request: Request) -> str:
    """Where a request comes from, as far as the server knows (it trusts a proxy on the same machine)."""
    return request.client.host if request.client else ""


#: Guessing is slow: so many attempts for one account, and from one address, in five minutes.
ATTEMPTS = Limit("sign-in", "10/5minutes")


ATTEMPTS_FROM = Limit("sign-in-from", "50/5minutes")
