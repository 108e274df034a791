"""Where the data that nobody here made stands, beside the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[3] / "shared" / "real"
SPREADSHEETS = SHARED / "spreadsheets"

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder ../shared with the real files is absent")
