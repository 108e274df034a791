"""Mutated workbooks: content or one clear line, never a traceback, an abort or a hang.

``CASEWATCH_FUZZ`` sets how many (40; 300 in CI), ``CASEWATCH_FUZZ_SEED`` the seed, which a failure prints.
"""

from __future__ import annotations

import io
import os
import random
import zipfile
from functools import partial
from pathlib import Path

import pytest
import xlwt
from openpyxl import Workbook

from casewatch.errors import CasewatchError
from casewatch.intake.reading import Limits, read_file, second_look
from casewatch.intake.understanding import Options, understand
from tests.intake.builders import TODAY, known, standard
from tests.intake.shared_files import SPREADSHEETS

COUNT = int(os.environ.get("CASEWATCH_FUZZ") or (300 if os.environ.get("CI") else 40))
SEED = int(os.environ.get("CASEWATCH_FUZZ_SEED") or random.SystemRandom().randrange(10**9))
BATCH = 20  # mutated files a test, so that a failure is near its seed
ROWS = [
    ["Kommunenr", "Saksnr", "Mottatt dato", "Vedtaksdato", "Resultat", "Høring 1 sendt", "Høring 1 instans"],
    *([3401, f"26/{n}", "2.3.2026", 46090 + n, "Innvilget", "3. mars 2026", "NVE"] for n in range(1, 30)),
]


def sources(folder: Path) -> list[Path]:
    """Whole files to start from: three of our own, and the real ones where they are at hand."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ROWS:
        sheet.append(row)
    book.save(folder / "own.xlsx")
    old = xlwt.Workbook()
    page = old.add_sheet("Saker")
    for r, row in enumerate(ROWS):
        for c, cell in enumerate(row):
            page.write(r, c, cell)
    old.save(str(folder / "own.xls"))
    text = "\r\n".join(";".join(map(str, row)) for row in ROWS)
    (folder / "own.csv").write_bytes(text.encode("cp1252"))
    own = [folder / name for name in ("own.xlsx", "own.xls", "own.csv")]
    real = [path for path in sorted(SPREADSHEETS.glob("*")) if 0 < path.stat().st_size < 60_000]
    return own * 3 + [path for path in real if path.name != "MANIFEST.csv"]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A file with bytes changed: in the parts of an archive, packed again, or anywhere."""
    if data[:2] == b"PK" and chance.random() < 0.7:
        try:
            return _repacked(data, chance)
        except (zipfile.BadZipFile, NotImplementedError, OSError):
            pass
    return _scrambled(data, chance)


def _repacked(data: bytes, chance: random.Random) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        names = source.namelist()
        hit = chance.sample(names, min(len(names), chance.randint(1, 3)))
        for name in dict.fromkeys(names):
            part = source.read(name)
            if name in hit and chance.random() < 0.15:
                continue
            target.writestr(name, _scrambled(part, chance) if name in hit else part)
    return packed.getvalue()


def _scrambled(data: bytes, chance: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        if not broken:
            break
        at = chance.randrange(len(broken))
        length = min(chance.choice((1, 1, 4, 30, 300)), len(broken) - at)
        match chance.randrange(6):
            case 0:
                broken[at] = chance.randrange(256)
            case 1:
                del broken[at : at + length]
            case 2:
                broken[at:at] = broken[at : at + length] * chance.randint(1, 5)
            case 3:
                broken[at : at + length] = chance.randbytes(length)
            case 4:
                del broken[at:]
            case _:
                digits = [place for place in range(at, min(at + 400, len(broken))) if 48 <= broken[place] <= 57]
                for place in digits[:6]:
                    broken[place] = chance.choice(b"0123456789")
    return bytes(broken)


@pytest.mark.parametrize("batch", range((COUNT + BATCH - 1) // BATCH))
def test_whatever_became_of_a_file_the_answer_is_content_or_one_line(batch: int, tmp_path: Path) -> None:
    files = sources(tmp_path)
    for number in range(batch * BATCH, min((batch + 1) * BATCH, COUNT)):
        chance = random.Random(SEED + number)
        source = chance.choice(files)
        path = tmp_path / f"mutated{source.suffix}"
        path.write_bytes(mutated(source.read_bytes(), chance))
        again = f"CASEWATCH_FUZZ_SEED={SEED + number} CASEWATCH_FUZZ=1 ({source.name})"
        try:
            line = imported(path)
        except Exception as problem:
            pytest.fail(f"{again}: {problem!r}")
        assert "\n" not in line, again
        assert len(line) < 400, again


def imported(path: Path) -> str:
    """The line with which a file is refused; empty where it is read and its rows add up."""
    try:
        raw = read_file(path, Limits(seconds=30))
        got = understand(raw, standard(), known(), Options(TODAY, "3401"), partial(second_look, path))
    except CasewatchError as refused:
        return str(refused)
    assert len(got.rows) + len(got.rejected) <= got.file_rows
    assert all(finding.message for finding in got.findings)
    return ""
