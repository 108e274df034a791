"""Who may sign in."""

from typing import Literal

from typing_extensions import TypedDict


class AccountDocument(TypedDict):
    """An account, without its password."""

    name: str
    role: str
    municipality: str | None
    handler: str | None
    signs_in: Literal["password", "elsewhere"]
    disabled: bool
