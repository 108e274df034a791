"""Whole commands as a user runs them: how long one takes, and how much memory it and its children take together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

import psutil

ROOT = Path(__file__).parents[1]
#: What ``python -c "import pandas, sqlalchemy"`` runs: the yardstick of `assess`.
YARDSTICK = (sys.executable, "-c", "import pandas, sqlalchemy")


def casewatch(*words: str | Path, database: Path, rules: Path | None = None) -> list[str]:
    """The command line of ``casewatch`` with this Python, so that no installed script is needed."""
    options = ["--database", str(database), *(["--rules", str(rules)] if rules else [])]
    return [sys.executable, "-m", "casewatch", *options, *map(str, words)]


def run(command: Sequence[str], given: str = "") -> str:
    """Standard output of a command `given` some input; an error with all it said where its exit code is not 0."""
    done = subprocess.run(
        command, cwd=ROOT, env=environment(), input=given, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:6])} … ended with {done.returncode}: {done.stderr or done.stdout}")
    return done.stdout


def answer(command: Sequence[str]) -> Any:
    """The JSON a command prints."""
    return json.loads(run([*command, "--format", "json"]))


def seconds(command: Sequence[str]) -> float:
    """How long a whole process takes, from its start to its end."""
    begin = perf_counter()
    run(command)
    return perf_counter() - begin


def medians(times: int, *works: Callable[[], float]) -> list[float]:
    """The median of what each work measures, `times` each, turn by turn: what slows the machine slows all alike."""
    found = [[work() for work in works] for _ in range(times)]
    return [sorted(column)[times // 2] for column in zip(*found, strict=True)]


def line(what: str, took: float, times: float | None = None, limit: float = 1) -> str:
    """One line of a report; `times` the yardstick of the same run, where it is not the yardstick itself."""
    told = f"{what:52} {took:7.2f} s"
    return told if times is None else f"{told}   {times:5.2f} times   (at most {limit:g})"


def peak_megabytes(command: Sequence[str]) -> float:
    """The most memory (in 10^6 bytes) that a command and its children held at one time.

    The sum of their resident sizes, looked at every 5 milliseconds. Pages they share (libraries) count once for each
    process, so the true figure is a little lower.
    """
    child = psutil.Popen(
        list(command), cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peak = 0
    while child.poll() is None:
        held = 0
        try:
            for process in (child, *child.children(recursive=True)):
                held += process.memory_info().rss
        except psutil.NoSuchProcess:  # one ended while it was looked at
            pass
        peak = max(peak, held)
        sleep(0.005)
    if child.returncode:
        raise RuntimeError(f"ended with {child.returncode}")
    return peak / 1e6


def environment() -> dict[str, str]:
    """The environment without what a developer may have set for casewatch."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CASEWATCH_")}
