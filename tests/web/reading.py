"""Reading a page as somebody who hears it: its headings, tables, fields and links."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

from starlette.testclient import TestClient

_EMPTY = {"br", "hr", "img", "input", "link", "meta"}


@dataclass
class Page(HTMLParser):
    """What a page is made of."""

    headings: list[tuple[int, str]] = field(default_factory=list)
    tables: list[dict[str, int]] = field(default_factory=list)  # per table: captions, th, th without scope
    images: list[dict[str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)  # what labels are for
    fields: list[dict[str, str]] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)  # scripts and styles that the policy would refuse
    text: str = ""
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag not in _EMPTY:
            self._open.append(tag)
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append((int(tag[1]), ""))
        if tag == "table":
            self.tables.append({"caption": 0, "th": 0, "unscoped": 0})
        if tag == "caption":
            self.tables[-1]["caption"] += 1
        if tag == "th":
            self.tables[-1]["th"] += 1
            self.tables[-1]["unscoped"] += "scope" not in values
        if tag == "img":
            self.images.append(values)
        if tag == "a":
            self.links.append(values.get("href", ""))
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "label":
            self.labels.append(values["for"])
        if tag in ("input", "select", "textarea") and values.get("type") != "hidden":
            self.fields.append(values)
        if "style" in values or any(name.startswith("on") for name in values) or (tag == "script" and not values):
            self.inline.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "style" not in self._open and "script" not in self._open:
            self.text += data
        if self.headings and any(tag in self._open for tag in ("h1", "h2", "h3", "h4")):
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)


def read(html: str) -> Page:
    """A page taken apart."""
    page = Page()
    page.feed(html)
    page.text = " ".join(page.text.split())
    return page


def faults(html: str) -> list[str]:
    """What would keep somebody from reading the page: headings, tables, pictures, fields, ids, inline code."""
    page, found = read(html), []
    levels = [level for level, _text in page.headings]
    if levels.count(1) != 1 or levels[0] != 1:
        found.append(f"headings {levels}")
    found += [f"heading {a} -> {b}" for a, b in pairwise(levels) if b > a + 1]
    found += [f"empty heading {level}" for level, text in page.headings if not text.strip()]
    found += [
        f"table {table}" for table in page.tables if table["caption"] != 1 or not table["th"] or table["unscoped"]
    ]
    found += [f"picture {image['src']}" for image in page.images if not image.get("alt")]
    found += [f"unlabelled {each}" for each in page.fields if each.get("id") not in page.labels]
    found += [f"id {each} twice" for each in set(page.ids) if page.ids.count(each) > 1]
    for each in page.fields:
        found += [
            f"describes nothing: {name}" for name in each.get("aria-describedby", "").split() if name not in page.ids
        ]
    found += [f"inline {tag}" for tag in page.inline]
    return found


def table_file(browser: TestClient, address: str) -> list[list[str]]:
    """A table taken along as CSV, its headers first."""
    answer = browser.get(address + ("&" if "?" in address else "?") + "fil=csv")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith("attachment;")
    return list(csv.reader(io.StringIO(answer.text)))
