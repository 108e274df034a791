"""The real service on a port, at the samples' own time: ``python -m tests.browser.at_time DATABASE PORT FOLDER``.

As ``casewatch serve`` runs it, but for the clock, which starts at `START`: else the pages would be other ones each day.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from casewatch.services.asking.context import open_context
from casewatch.settings import Settings
from casewatch.web.server import serve
from casewatch.web.site import Site

#: Wednesday of the samples' last week, at noon in Oslo.
START = datetime(2026, 11, 25, 11, tzinfo=UTC)


def main(database: str, port: int, base: Path) -> None:
    """Serve until stopped; `base` holds the rules, as an office's own folder that columns are remembered in."""
    began, rules = time.monotonic(), base / "rules"
    with open_context(database, rules) as context:
        site = Site(context.store, rules, Settings(), base, local=True)
        site.now = lambda: START + timedelta(seconds=time.monotonic() - began)
        serve(site, "127.0.0.1", port)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
