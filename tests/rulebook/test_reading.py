"""What versions, profiles and another region's folder mean once they are read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from casewatch.errors import CasewatchError
from casewatch.rulebook import Rulebook, build, load_rule_file, read_texts, select
from tests.rulebook.test_refusals import AREAS, LATER, PLACES, PROFILE, RULE, TEXTS

ISLEOFMAN = Path(__file__).parents[1] / "data" / "isleofman-rules"


def rule_versions(text: str) -> list[str]:
    return [rule.version for rule in build(TEXTS | {"prove.toml": text}).rules["prove"]]


def two_versions() -> str:
    """One rule with 10 days from 2020 and 14 from 2024, the newer one written first."""
    newer = LATER.replace("2020-01-01", "2024-07-01").replace("limit_days = 10", "limit_days = 14")
    head = RULE.removesuffix(LATER)
    return head + newer + LATER


@pytest.mark.parametrize(
    ("on", "limit"),
    [
        (date(2019, 12, 31), 10),  # the oldest also holds before its own first day
        (date(2020, 1, 1), 10),
        (date(2024, 6, 30), 10),
        (date(2024, 7, 1), 14),
        (date(2031, 1, 1), 14),
    ],
)
def test_the_version_in_force(on: date, limit: int) -> None:
    book = build(TEXTS | {"prove.toml": two_versions()})
    assert [rule.valid_from.year for rule in book.rules["prove"]] == [2020, 2024]
    assert book.rule("prove", on).targets.limit_days == limit
    assert select(tuple(reversed(book.rules["prove"])), on).targets.limit_days == limit


def test_an_unknown_rule_or_profile_names_those_there_are() -> None:
    book = build(TEXTS)
    with pytest.raises(CasewatchError, match=r"«vedlegg9» finnes ikke\. Tillatt: prove\."):
        book.rule("vedlegg9", date(2026, 1, 1))
    with pytest.raises(CasewatchError, match=r"«q» finnes ikke\. Tillatt: p\."):
        book.profile("q")


def test_the_only_rule_and_the_only_profile_are_the_default() -> None:
    book = build(TEXTS)
    assert book.rule(None, date(2026, 1, 1)).id == "prove"
    assert book.profile().name == "p"
    with pytest.raises(CasewatchError, match="Tillatt: p, q"):
        build(TEXTS | {"profiles/q.toml": PROFILE}).profile()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("limit_days = 10", "limit_days = 11"),
        ("share_percent = 80", "share_percent = 81"),
        ("mean_days = 21", "mean_days = 22"),
        ('"calendar"', '"working"'),
        ('"decided"', '"decision_sent"'),
        ('["business"]', "[]"),
        ('["hearing"]', "[]"),
        ('["other"]', "[]"),
        ('["business"]', '["within_plan", "business"]'),
        ('id = "prove"', 'id = "annen-prove"'),
        ("mean_days = 21", "mean_days = 21\nmin_cases = 6"),
        ("mean_days = 21", "mean_days = 21\n[version.alerts]\ndanger_days = 4"),
    ],
)
def test_a_decision_changes_the_version(tmp_path: Path, old: str, new: str) -> None:
    assert old in RULE
    (tmp_path / "a.toml").write_text(RULE, encoding="utf-8")
    (tmp_path / "b.toml").write_text(RULE.replace(old, new), encoding="utf-8")
    assert load_rule_file(tmp_path / "a.toml")[0].version != load_rule_file(tmp_path / "b.toml")[0].version


def test_how_it_is_written_does_not_change_the_version() -> None:
    (before,) = rule_versions(RULE)
    assert before.startswith("2020-01-01/")
    assert rule_versions("# En kommentar\r\n" + RULE) == [before]
    assert rule_versions(RULE.replace("mean_days = 21", "mean_days = 21\nmin_cases = 5")) == [before]
    assert rule_versions(RULE + '[[version.quote]]\nof = ["scope"]\ntext = "a"\nplace = "b"\n') == [before]
    assert rule_versions(two_versions())[0] == before  # a later version leaves published figures theirs


def test_closed_days() -> None:
    text = RULE.replace('"calendar"', '"working"').replace("scope", 'closed_days = ["12-24", "02-29"]\nscope', 1)
    (rule,) = build(TEXTS | {"prove.toml": text}).rules["prove"]
    assert rule.closed_days == {(12, 24), (2, 29)}


def test_a_statutory_file_that_says_nothing_of_start_and_stop_is_read_as_it_was() -> None:
    (version,) = build(TEXTS).statutory
    assert (version.start, version.stop, version.max_stop_days) == ("complete", "decided", None)
    file = "plan-og-bygningsloven.toml"
    said = TEXTS[file].replace("= true", '= true\nstart = "received"\nstop = "decision_sent"\nmax_stop_days = 28', 1)
    (version,) = build(TEXTS | {file: said}).statutory
    assert (version.start, version.stop, version.max_stop_days) == ("received", "decision_sent", 28)


def test_optional_files_may_be_absent() -> None:
    book = build({"municipalities.toml": PLACES, "prove.toml": RULE})
    assert (book.statutory, book.bodies, book.areas, book.profiles) == ((), (), (), {})
    assert book.body_code("NVE") is None


def test_an_editors_mark_and_line_ends_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "profiles").mkdir()
    for file, text in TEXTS.items():
        (tmp_path / file).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    (tmp_path / ".hidden.toml").write_text("no toml", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not read", encoding="utf-8")
    assert read_texts(tmp_path) == {file: TEXTS[file] for file in sorted(TEXTS, key=lambda f: ("/" in f, f))}


def test_areas_by_name_and_as_norwegian_excel_saves_them() -> None:
    text = AREAS.replace(",", ";") + "\n;;;;\nkongsvinger;P2;;X;\n"
    book = build(TEXTS | {"areas.csv": text})
    assert [(a.municipality, a.plan_id, a.regulated, a.road, a.valid_from) for a in book.areas] == [
        ("3401", "P1", True, False, date(2020, 1, 31)),
        ("3401", "P2", None, True, None),
    ]


def test_a_first_measured_day() -> None:
    text = PLACES.replace('name = "Åsnes"', 'name = "Åsnes"\nfirst_measured = 2026-01-01')
    places = build(TEXTS | {"municipalities.toml": text}).municipalities
    assert [place.first_measured for place in places] == [None, date(2026, 1, 1)]


EXTENDING = """\
title = "Eget oppsett"
extends = "p"
holds = "all"
internal_parties = ["Teknisk drift"]

[headers]
decided = ["Inn"]

[values.outcome]
"Ja" = "refused"

[derive.within_plan]
constant = true
"""


def test_a_profile_that_extends_another() -> None:
    profile = build(TEXTS | {"profiles/q.toml": EXTENDING}).profile("q")
    assert (profile.title, profile.holds, profile.internal_parties) == ("Eget oppsett", "all", ("Teknisk drift",))
    assert profile.complete_from == ("column",)  # from the one it extends
    assert profile.headers["case_no"][0] == "Nummer"
    # "Inn" means the decision here, so it no longer means receipt.
    assert profile.headers["decided"][0] == "Inn"
    assert "Inn" not in profile.headers["received"]
    assert profile.values["outcome"]["ja"] == "refused"
    assert profile.derive["business"].codes_yes == ("2",)
    assert profile.derive["within_plan"].constant is True


def test_a_profiles_version_follows_everything_it_is_built_from() -> None:
    def version(**changed: str) -> str:
        return build(TEXTS | {"profiles/q.toml": EXTENDING} | changed).profile("q").version

    assert version() == version()
    assert version() != version(**{"profiles/q.toml": EXTENDING + "\n# mer"})
    assert version() != version(**{"profiles/p.toml": PROFILE + "\n# mer"})


def test_a_profiles_own_meaning_stands_over_the_templates() -> None:
    text = PROFILE.replace('received = ["Inn"]', 'received = ["Inn", "Komplett dato"]')
    headers = build(TEXTS | {"profiles/p.toml": text}).profile("p").headers
    assert "Komplett dato" in headers["received"]
    assert headers["complete"] == ("complete",)


@pytest.fixture(scope="module")
def isleofman() -> Rulebook:
    return build(read_texts(ISLEOFMAN))


def test_another_region_takes_no_code(isleofman: Rulebook) -> None:
    profile = isleofman.profile()
    assert (profile.name, profile.case_number_series, profile.date_order) == ("isleofman", "shared", "dmy")
    assert profile.headers["case_no"][0] == "Application Number"
    assert profile.headers["municipality"][0] == "Local Authority"
    assert [field for field, names in profile.headers.items() if "Date" in names] == ["received", "complete"]
    assert "date" not in {name.casefold() for name in profile.headers["date"]}
    assert profile.multi == ("Date",)
    assert isleofman.rule(None, date(2023, 12, 31)).scope == ()


AUTHORITIES = """ANDREAS, ARBORY, BALLAUGH, BRADDAN, BRIDE, CASTLETOWN, DOUGLAS, GARFF, GERMAN, JURBY, LAXEY, LEZAYRE,
LONAN, MALEW, MAROWN, MAUGHOLD, MICHAEL, ONCHAN, PATRICK, PEEL, PORT ERIN, PORT ST MARY, RAMSEY, RUSHEN, SANTON"""


def test_the_25_authorities_as_the_lists_write_them(isleofman: Rulebook) -> None:
    found = [isleofman.municipality(name) for name in " ".join(AUTHORITIES.split()).split(", ")]
    assert len({place.number for place in found if place}) == 25
    assert len(isleofman.municipalities) == 25
