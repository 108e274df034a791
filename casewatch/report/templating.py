"""HTML from templates: escaped, and a name that is not there is an error rather than nothing."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from casewatch.language import _, show_date, show_number

_OWN = Path(__file__).parent / "templates"


@cache
def environment(folder: Path = _OWN) -> Environment:
    """The templates of a folder, and below them the reports'; they know ``_``, ``show_date`` and ``show_number``."""
    found = Environment(
        loader=FileSystemLoader([folder, _OWN]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals.update(_=_, show_date=show_date, show_number=show_number)
    return found


def template(name: str) -> Template:
    """A template of the reports."""
    return environment().get_template(name)
