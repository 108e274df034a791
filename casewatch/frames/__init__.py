"""The analyst's door: what a store holds as DataFrames, for notebooks (``docs/frames.md``).

Every function opens the store, answers one question and closes it; nothing is recorded. The figures are those of the
command line, made by the same use cases. pandas is loaded here and nowhere else.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from inspect import cleandoc
from os import PathLike
from pathlib import Path
from typing import ParamSpec

import pandas as pd

from casewatch.errors import CasewatchError
from casewatch.frames.columns import described
from casewatch.frames.making import Measured
from casewatch.language import _
from casewatch.rulebook import build, read_texts
from casewatch.services.asking.asked import asked_date
from casewatch.services.asking.context import Context, parse_time
from casewatch.services.asking.folders import bundled
from casewatch.services.asking.selecting import Selectors
from casewatch.settings import load_settings
from casewatch.store import open_store

__all__ = ["alerts", "cases", "figures", "pauses"]

Name = str | PathLike[str]
P = ParamSpec("P")


def _documented(function: Callable[P, pd.DataFrame]) -> Callable[P, pd.DataFrame]:
    """With the table of its frame's columns in its help."""
    function.__doc__ = f"{cleandoc(function.__doc__ or '')}\n\n{described(function.__name__)}\n"
    return function


@_documented
def cases(
    store: Name,
    as_of: date | str,
    known_at: datetime | str | None = None,
    period: str | None = None,
    municipalities: Iterable[str] = (),
    rule: Name | None = None,
    *,
    rules: Name | None = None,
) -> pd.DataFrame:
    """One row per application, as ``casewatch cases`` lists them.

    `store` is the path of an SQLite file that is there, or an address as ``--database`` takes it; `rules` a rules
    folder (None: the one that comes with casewatch). The rest are the selectors: `as_of` a day, `known_at` a time
    (without a zone it is Oslo time; None: what is known now), `period` such as ``"2026-T2"`` (None: all applications
    known at the day; else those decided or closed in it and those open), `municipalities` numbers or names (empty:
    all), `rule` an id or the path of a rule file. Raises CasewatchError, one line, for what cannot be used.
    """
    with _asked(store, as_of, known_at, period, municipalities, rule, rules) as asked:
        return asked.cases()


@_documented
def pauses(
    store: Name,
    as_of: date | str,
    known_at: datetime | str | None = None,
    period: str | None = None,
    municipalities: Iterable[str] = (),
    rule: Name | None = None,
    *,
    rules: Name | None = None,
) -> pd.DataFrame:
    """One row per pause, as recorded, of the applications that :func:`cases` gives for the same question.

    What happened after the as-of day is left out. Pauses of one application may overlap and reach outside its clock:
    how many days really stood still is ``paused_days`` in :func:`cases`. Parameters as there.
    """
    with _asked(store, as_of, known_at, period, municipalities, rule, rules) as asked:
        return asked.pauses()


@_documented
def figures(
    store: Name,
    as_of: date | str,
    known_at: datetime | str | None = None,
    period: str | None = None,
    municipalities: Iterable[str] = (),
    rule: Name | None = None,
    *,
    rules: Name | None = None,
) -> pd.DataFrame:
    """One row per municipality and last the pooled one (``region`` is true), as ``casewatch assess`` counts them.

    Without `period` it is the 12 months to the as-of day. Parameters otherwise as of :func:`cases`.
    """
    with _asked(store, as_of, known_at, period, municipalities, rule, rules) as asked:
        return asked.figures()


@_documented
def alerts(
    store: Name,
    as_of: date | str,
    known_at: datetime | str | None = None,
    municipalities: Iterable[str] = (),
    *,
    rules: Name | None = None,
    settings: Name | None = None,
) -> pd.DataFrame:
    """One row per alert, the most pressing first, as ``casewatch alerts`` lists them; nobody is told.

    They are the default rule's, with `settings` (a settings file) for when an export is late; those that old data hold
    back are left out. Parameters otherwise as of :func:`cases`.
    """
    with _asked(store, as_of, known_at, None, municipalities, None, rules, settings) as asked:
        return asked.alerts()


@contextmanager
def _asked(
    store: Name,
    as_of: date | str,
    known_at: datetime | str | None,
    period: str | None,
    municipalities: Iterable[str],
    rule: Name | None,
    rules: Name | None,
    settings: Name | None = None,
) -> Iterator[Measured]:
    address = str(store)
    path = address.removeprefix("sqlite:///")
    if "://" not in path and not Path(path).expanduser().is_file():  # a misspelt name is not to become an empty store
        raise CasewatchError(_("{name}: fila finnes ikke. Sjekk navn og mappe.").format(name=path))
    day = asked_date(as_of if isinstance(as_of, str) else f"{as_of:%Y-%m-%d}", "as_of")
    assert day is not None
    question = Selectors(
        as_of=day,
        known_at=None if known_at is None else parse_time(str(known_at), "known_at"),
        period=period,
        municipalities=(municipalities,) if isinstance(municipalities, str) else tuple(municipalities),
        rule=None if rule is None else str(rule),
    )
    settled = load_settings(None if settings is None else Path(settings))
    folder = bundled("rules") if rules is None else Path(rules)
    rulebook = build(read_texts(folder))
    opened = open_store(address)
    try:
        yield Measured(Context(opened, rulebook, folder), settled, question)
    finally:
        opened.close()
