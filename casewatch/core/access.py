"""Who may see and do what: roles of people who have signed in, as plain data.

Source: issue of the web service. Cases that are not published are seen by their own municipality and the region only;
the region sees no handlers.
"""

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["reader", "handler", "manager", "region", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)
#: Roles that work in one municipality and cannot be without it.
MUNICIPAL: tuple[Role, ...] = ("reader", "handler", "manager")


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks at a page. ``everything``: the person at the machine itself, of a service without accounts."""

    name: str  # of the account; empty for somebody who has not signed in
    role: Role | None = None  # None: has not signed in
    municipality: str | None = None
    handler: str | None = None  # the code in the exports, of role handler
    everything: bool = False

    @property
    def signed_in(self) -> bool:
        """Whether it is known who this is."""
        return self.everything or self.role is not None

    def sees(self, municipality: str) -> bool:
        """Whether the cases of a municipality, and figures that are not published, may be seen."""
        return self.everything or self.role == "region" or self.municipality == municipality

    @property
    def sees_all(self) -> bool:
        """Whether all municipalities may be seen beside each other."""
        return self.everything or self.role == "region"

    @property
    def sees_handlers(self) -> bool:
        """Whether the codes of case handlers may be shown."""
        return self.everything or (self.municipality is not None and self.role != "region")

    def corrects(self, municipality: str) -> bool:
        """Whether dates, pauses and scope of a municipality's cases may be corrected, and alerts acknowledged."""
        return self.everything or (
            self.role in ("handler", "manager", "administrator") and self.municipality == municipality
        )

    def manages(self, municipality: str) -> bool:
        """Whether exports of a municipality may be imported and undone, and its figures published."""
        return self.everything or (self.role in ("manager", "administrator") and self.municipality == municipality)

    @property
    def administers(self) -> bool:
        """Whether accounts may be changed."""
        return self.role == "administrator"
