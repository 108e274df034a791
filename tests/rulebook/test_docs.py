"""The examples of docs/rules.md are files that can be used."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from casewatch.rulebook import Rulebook, build, read_texts

ROOT = Path(__file__).parents[2]


def with_the_examples() -> Rulebook:
    docs = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    examples = dict(re.findall(r"```toml\n# rules/(\S+)\n(.*?)```", docs, re.DOTALL))
    assert sorted(examples) == ["profiles/nabokommunen.toml", "vedlegg1.toml"]
    return build(read_texts(ROOT / "rules") | examples)


def test_the_rule_that_changes_in_2027() -> None:
    book = with_the_examples()
    before, after = book.rule("vedlegg1", date(2026, 12, 31)), book.rule("vedlegg1", date(2027, 1, 1))
    assert (before.targets.limit_days, before.day_count, before.stop) == (10, "calendar", "decided")
    assert (after.targets.limit_days, after.day_count, after.stop) == (14, "working", "decision_sent")
    assert after.closed_days == {(12, 24), (12, 31)}
    # The first version decides what the shipped file does, so its figures keep their version; the docs quote it.
    shipped = build(read_texts(ROOT / "rules")).rule("vedlegg1", date(2026, 12, 31)).version
    assert before.version == shipped
    assert f"`{shipped}`" in (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


def test_the_profile_that_builds_on_the_standard() -> None:
    profile = with_the_examples().profile("nabokommunen")
    assert profile.headers["received"][0] == "Registrert"
    assert "Mottatt dato" in profile.headers["received"]
    assert profile.values["application_type"]["rs1"] == "framework"
    assert profile.values["application_type"]["ig"] == "start_permit"
    assert profile.derive["business"].words_in == ("Tiltakstype",)
    assert profile.complete_from == ("column", "supplement", "legal_limit")
