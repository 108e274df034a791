"""Data that nobody here made: a public permit log and weekly planning lists, beside the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "real"


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of the real data; the test is skipped, and says why, where it is not there."""
    if not REAL.is_dir():
        pytest.skip("the real data lies beside the repository (../shared/real) and is not here")
    return REAL
