"""The store by hand: see :class:`tests.services.conftest.Office`."""

from __future__ import annotations

from tests.services.conftest import office

__all__ = ["office"]
