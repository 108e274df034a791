"""One broken text per rule of the reading: what the one line must say."""

from __future__ import annotations

from pathlib import Path

import pytest

from casewatch.errors import CasewatchError
from casewatch.rulebook import build, load_rule_file, read_texts

RULE = """\
id = "prove"
name = "Prøve"
source = "Ingen"

[[version]]
valid_from = 2020-01-01
day_count = "calendar"
start = "complete"
stop = "decided"
pauses = ["hearing"]
scope = ["business"]
types_not_counted = ["other"]

[version.targets]
limit_days = 10
share_percent = 80
mean_days = 21
"""
LATER = RULE.replace(RULE[: RULE.index("[[version]]")], "")
STATUTORY = """\
id = "lov"
name = "Lov"
source = "Loven"

[[version]]
valid_from = 2010-07-01
stops_only_with_dispensation = true
stopping_bodies = ["state"]

[[version.limit]]
weeks = 3
danger_days = 5
"""
PLACES = """\
[[municipality]]
number = "3401"
name = "Kongsvinger"
aliases = ["0402"]

[[municipality]]
number = "3418"
name = "Åsnes"
"""
BODIES = """\
[[body]]
code = "nve"
name = "NVE"
level = "state"

[[body]]
code = "dsb"
name = "DSB"
level = "state"
spellings = ["Direktoratet"]
"""
AREAS = "municipality,plan_id,regulated,road,valid_from\n3401,P1,ja,nei,2020-01-31\n"
PROFILE = """\
title = "Prøve"
complete_from = ["column"]

[headers]
case_no = ["Nummer"]
received = ["Inn"]

[values.outcome]
"Ja" = "granted"

[derive.business]
codes_yes = ["2"]
codes_no = ["1"]
"""
TEXTS = {
    "prove.toml": RULE,
    "plan-og-bygningsloven.toml": STATUTORY,
    "municipalities.toml": PLACES,
    "bodies.toml": BODIES,
    "areas.csv": AREAS,
    "profiles/p.toml": PROFILE,
}

# file, text to replace, replacement ("" and text: appended), words the message must hold
BROKEN: list[tuple[str, str, str, list[str]]] = [
    # a rule's shape
    ("prove.toml", "stop =", "stopp =", ["version[1].stop", "mangler", "decision_sent"]),
    ("prove.toml", "mean_days = 21\n", "mean_days = 21\nmedian = 3\n", ["version[1].targets.median", "min_cases"]),
    ("prove.toml", "mean_days = 21\n", "mean_day = 21\n", ["targets.mean_days", "mangler", "heltall", "1 feil til"]),
    ("prove.toml", 'id = "prove"\n', "", ["id: mangler", "små bokstaver"]),
    ("prove.toml", 'source = "Ingen"\n', "", ["source: mangler", "tekst"]),
    ("prove.toml", 'id = "prove"', 'id = "Prøve 1"', ["id", "«Prøve 1»", "små bokstaver"]),
    ("prove.toml", 'name = "Prøve"', 'name = " "', ["name", "uten mellomrom"]),
    ("prove.toml", "limit_days = 10", 'limit_days = "10"', ["targets.limit_days", "«10»", "heltall fra 1 til"]),
    ("prove.toml", "limit_days = 10", "limit_days = 10.0", ["targets.limit_days", "feil slag", "heltall"]),
    ("prove.toml", "limit_days = 10", "limit_days = true", ["targets.limit_days", "true", "heltall"]),
    ("prove.toml", "limit_days = 10", "limit_days = 0", ["targets.limit_days", "for lite", "1 til"]),
    ("prove.toml", "share_percent = 80", "share_percent = 101", ["share_percent: 101 er for stort", "1 til 100"]),
    ("prove.toml", "share_percent = 80", "share_percent = 0", ["share_percent", "0 er for lite"]),
    ("prove.toml", "mean_days = 21", "mean_days = -1", ["mean_days", "-1 er for lite"]),
    ("prove.toml", "mean_days = 21", "mean_days = 21\nmin_cases = 0", ["min_cases", "for lite"]),
    ("prove.toml", "2020-01-01", '"2020-01-01"', ["version[1].valid_from", "dato som 2026-01-31"]),
    ("prove.toml", "2020-01-01", "2020-01-01T00:00:00", ["valid_from", "feil slag", "dato"]),
    ("prove.toml", '"calendar"', '"days"', ["version[1].day_count: «days» er ukjent", '"calendar", "working"']),
    ("prove.toml", '"decided"', '"closed"', ["version[1].stop", "«closed»", '"decided", "decision_sent"']),
    ("prove.toml", '"complete"', '"received"', ["version[1].start", "«received»", '"complete"']),
    ("prove.toml", '["business"]', '["buisness"]', ["scope[1]", "«buisness» er ukjent", "within_plan"]),
    ("prove.toml", '["business"]', '["business", "business"]', ["version[1].scope", "«business» står to ganger"]),
    ("prove.toml", '["business"]', '"business"', ["version[1].scope", "liste i [ ], gjerne tom"]),
    ("prove.toml", "stop =", 'stop = "decided"\nstop =', ["linje 10", "to ganger i samme tabell"]),
    ("prove.toml", '["other"]', '["andre"]', ["types_not_counted[1]", "«andre» er ukjent", "one_step", "other"]),
    (
        "prove.toml",
        '["other"]',
        '["one_step", "framework", "without_responsibility", "change", "start_permit", "provisional_use",'
        ' "completion_certificate", "preliminary_conference", "other"]',
        ["types_not_counted", "ingen sak kan telle"],
    ),
    ("prove.toml", '["hearing"]', '["holiday"]', ["pauses[1]", "«holiday» er ukjent", "hearing, other_authority"]),
    ("prove.toml", "[version.targets]", "[version.target]", ["version[1].targets", "mangler", "tabell"]),
    ("prove.toml", "[[version]]", "[version]", ["version", "en tabell er av feil slag", "[[ ]]"]),
    # what a rule cannot mean
    ("prove.toml", "", LATER, ["version[2].valid_from", "2020-01-01", "to versjoner"]),
    ("prove.toml", "", "[version.alerts]\ndanger_days = 10\n", ["version[1].alerts.danger_days", "limit_days = 10"]),
    ("prove.toml", "", "[version.alerts]\ndanger_days = -1\n", ["alerts.danger_days", "-1 er for lite"]),
    ("prove.toml", 'scope = ["b', 'closed_days = ["12-24"]\nscope = ["b', ["version[1].closed_days", "working"]),
    ("prove.toml", 'scope = ["b', 'closed_days = ["24-12"]\nscope = ["b', ["closed_days", "«24-12»", "12-24"]),
    ("prove.toml", "", '[[version.quote]]\nof = ["limit"]\ntext = "a"\nplace = "b"\n', ["quote[1].of[1]", "«limit»"]),
    # the statutory clock
    ("plan-og-bygningsloven.toml", "weeks = 3", "weeks = 0", ["version[1].limit[1].weeks", "0 er for lite"]),
    ("plan-og-bygningsloven.toml", '["state"]', '["stat"]', ["stopping_bodies[1]", "«stat»", '"regional"']),
    ("plan-og-bygningsloven.toml", "= true", '= true\nstart = "komplett"', ["[1].start", "«komplett»", '"received"']),
    ("plan-og-bygningsloven.toml", "= true", '= true\nstop = "sent"', ["[1].stop", "«sent»", '"decision_sent"']),
    ("plan-og-bygningsloven.toml", "= true", "= true\nmax_stop_days = 0", ["max_stop_days", "0 er for lite", "3650"]),
    ("plan-og-bygningsloven.toml", "= true", '= true\nmax_stop_days = "4 uker"', ["max_stop_days", "heltall fra 1"]),
    ("plan-og-bygningsloven.toml", "= true", '= "ja"', ["stops_only_with_dispensation", "true eller false"]),
    ("plan-og-bygningsloven.toml", "danger_days = 5", "danger_days = 22", ["limit[1].danger_days", "22 dager er"]),
    ("plan-og-bygningsloven.toml", "", "[[version.limit]]\nweeks = 3\ndanger_days = 1\n", ["limit", "3 uker står to"]),
    # municipalities
    ("municipalities.toml", '"3418"', '"3401"', ["municipality[2]", "«3401»", "municipality[1] (Kongsvinger)"]),
    ("municipalities.toml", '"3418"', '"0402"', ["municipality[2]", "«0402»", "Kongsvinger"]),
    ("municipalities.toml", '"Åsnes"', '"KONGSVINGER"', ["municipality[2]", "«KONGSVINGER»"]),
    ("municipalities.toml", '"3418"', "3418", ["municipality[2].number", "3418 er av feil slag", "1 til 12 tegn"]),
    ("municipalities.toml", '"3418"', '"3418341834183"', ["municipality[2].number", "1 til 12 tegn"]),
    ("municipalities.toml", 'name = "Å', 'first_measured = "2026"\nname = "Å', ["[2].first_measured", "dato"]),
    ("municipalities.toml", PLACES, "", ["municipality", "mangler"]),
    ("municipalities.toml", PLACES, "municipality = []", ["municipality", "én eller flere tabeller"]),
    # bodies
    ("bodies.toml", '"Direktoratet"', '"nve "', ["body[2].spellings[1]", "«nve »", "uten mellomrom"]),
    ("bodies.toml", '"Direktoratet"', '"Nve"', ["body[2]", "«Nve» står også under body[1] (nve)"]),
    ("bodies.toml", '"dsb"', '"nve"', ["body[2]", "«nve»"]),
    ("bodies.toml", '"dsb"', '"D S B"', ["body[2].code", "«D S B»", "små bokstaver"]),
    ("bodies.toml", '"dsb"', '"annen"', ["body[2]", "annen"]),
    ("bodies.toml", 'level = "state"\nsp', 'level = "stat"\nsp', ["body[2].level: «stat» er ukjent", '"other"']),
    ("bodies.toml", '"Direktoratet"', '"A\\u001b[31m\\nB "', ["body[2].spellings[1]", "«A\ufffd[31m B »"]),
    # areas
    ("areas.csv", "3401,", "3419,", ["linje 2, municipality", "«3419»", "municipalities.toml"]),
    ("areas.csv", "road,", "vei,", ["linje 1", "municipality,plan_id,regulated,road,valid_from"]),
    ("areas.csv", AREAS, "", ["linje 1", "overskriftene"]),
    ("areas.csv", ",P1,", ",,", ["linje 2, plan_id", "mangler"]),
    ("areas.csv", ",ja,", ",kanskje,", ["linje 2, regulated", "«kanskje»", "ja, nei eller tomt"]),
    ("areas.csv", "2020-01-31", "31.01.2020", ["linje 2, valid_from", "«31.01.2020»", "2026-01-31"]),
    ("areas.csv", "", "3401,P1,ja,ja\n", ["linje 3", "4 verdier"]),
    ("areas.csv", "", "Kongsvinger,P1,ja,ja,2020-01-31\n", ["linje 3", "linje 2"]),
    ("areas.csv", "", '3401,"P"2,ja,ja,\n', ["areas.csv", "ikke en lesbar CSV"]),
    # profiles
    ("profiles/p.toml", "title =", "tittel =", ["title", "mangler", "1 feil til"]),
    ("profiles/p.toml", "case_no =", "saksnr =", ["headers.saksnr", "«saksnr» er ukjent", "case_no"]),
    ("profiles/p.toml", '["column"]', '["guess"]', ["complete_from[1]", "«guess»", '"legal_limit"']),
    ("profiles/p.toml", '["column"]', "[]", ["complete_from", "minst én"]),
    ("profiles/p.toml", "complete_from", 'holds = "some"\ncomplete_from', ["holds", '"all", "open", "part"']),
    ("profiles/p.toml", "complete_from", 'date_order = "dym"\ncomplete_from', ["date_order", '"dmy", "mdy", "ymd"']),
    ("profiles/p.toml", "complete_from", 'extends = "q"\ncomplete_from', ["extends", "«q» er ukjent", "Tillatt: p"]),
    ("profiles/p.toml", "complete_from", 'extends = "p"\ncomplete_from', ["extends", "i ring"]),
    ("profiles/p.toml", "complete_from", 'multi = ["Inn"]\ncomplete_from', ["multi", "«Inn»", "flere felt"]),
    ("profiles/p.toml", '["Inn"]', '["Inn"]\ndecided = ["inn"]', ["headers.decided", "«inn»", "received", "multi"]),
    ("profiles/p.toml", '["Inn"]', '["Inn"]\nhearing_sent = ["Høring 1 ut"]', ["headers.hearing_sent", "uten nummer"]),
    ("profiles/p.toml", '= "granted"', '= "innvilget"', ['values.outcome."Ja"', "«innvilget»", "granted, refused"]),
    ("profiles/p.toml", '"Ja" =', '"JA" = "refused"\n"Ja" =', ["values.outcome", "to ulike koder"]),
    ("profiles/p.toml", "[values.outcome]", "[values.pause]", ["values.pause", "«pause» er ukjent", "pause_kind"]),
    ("profiles/p.toml", "[values.outcome]\n", '[values.pause_kind]\n"Ferie" = "ferie"\n[values.outcome]\n',
     ['values.pause_kind."Ferie"', "«ferie» er ukjent", "hearing, other_authority"]),
    ("profiles/p.toml", "[derive.business]", "[derive.size]", ["derive.size", "«size» er ukjent", "within_plan"]),
    ("profiles/p.toml", '["1"]', '["21"]', ["derive.business.codes_no", "«21»", "codes_yes"]),
    ("profiles/p.toml", '["1"]', '["1"]\nwords_yes = ["lager"]', ["derive.business.words_in", "trenger hverandre"]),
    ("profiles/p.toml", '["1"]', '["1"]\nwords_in = ["A"]\nwords_yes = ["x"]\nwords_no = ["X"]', ["words_no", "«X»"]),
    ("profiles/p.toml", 'codes_yes = ["2"]\ncodes_no = ["1"]\n', "", ["derive.business", "er tom"]),
]  # fmt: skip


def broken(file: str, old: str, new: str) -> dict[str, str]:
    """The texts with one thing changed."""
    if old:
        assert old in TEXTS[file], "the case no longer breaks anything"
        return TEXTS | {file: TEXTS[file].replace(old, new, 1)}
    return TEXTS | {file: TEXTS[file] + new}


def test_the_unbroken_texts_are_read() -> None:
    assert list(build(TEXTS).rules) == ["prove"]


@pytest.mark.parametrize(("file", "old", "new", "words"), BROKEN, ids=[f"{c[0]}:{c[3][0]}:{c[2][:20]}" for c in BROKEN])
def test_one_clear_line(file: str, old: str, new: str, words: list[str]) -> None:
    with pytest.raises(CasewatchError) as caught:
        build(broken(file, old, new))
    line = str(caught.value)
    assert line.startswith(file)
    assert "\n" not in line
    assert [word for word in words if word not in line] == [], line


@pytest.mark.parametrize("file", [name for name in TEXTS if name.endswith(".toml")])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('a = 1\nb == "x"', "linje 2, tegn 4"),
        ("a = " + "[" * 5000, "ikke gyldig TOML"),
        ("a = 1" + "0" * 5000, "ikke gyldig TOML"),
        ("\x00", "ikke gyldig TOML"),
    ],
    ids=["syntax", "deep", "huge number", "nul"],
)
def test_no_toml(file: str, text: str, words: str) -> None:
    with pytest.raises(CasewatchError, match=words) as caught:
        build(TEXTS | {file: text})
    assert str(caught.value).startswith(file)


def test_a_near_miss_is_suggested() -> None:
    with pytest.raises(CasewatchError, match="Mente du share_percent"):
        build(broken("prove.toml", "mean_days = 21\n", "mean_days = 21\nshare_percen = 3\n"))


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"prove.toml": RULE}, "municipalities.toml: mangler"),
        ({"municipalities.toml": PLACES}, "ingen annen regelfil"),
        (TEXTS | {"zweite.toml": RULE}, "zweite.toml, id: «prove» er allerede regelen i prove.toml"),
        (TEXTS | {"area.csv": AREAS}, "area.csv: er ikke en fil casewatch kjenner"),
        (TEXTS | {"profiles/Æ.toml": PROFILE}, "profiles/Æ.toml: kan ikke hete det"),
    ],
)
def test_the_folder_as_a_whole(texts: dict[str, str], words: str) -> None:
    with pytest.raises(CasewatchError) as caught:
        build(texts)
    assert words in str(caught.value)


def test_profiles_in_a_ring() -> None:
    one = PROFILE.replace("complete_from", 'extends = "q"\ncomplete_from')
    other = PROFILE.replace("complete_from", 'extends = "p"\ncomplete_from')
    with pytest.raises(CasewatchError, match="i ring"):
        build(TEXTS | {"profiles/p.toml": one, "profiles/q.toml": other})


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CasewatchError, match="finnes ikke"):
        read_texts(tmp_path / "nowhere")
    with pytest.raises(CasewatchError, match="finnes ikke"):
        load_rule_file(tmp_path / "nowhere.toml")
    with pytest.raises(CasewatchError, match="kan ikke leses"):
        load_rule_file(tmp_path)
    (tmp_path / "latin.toml").write_bytes('id = "a"\nname = "Prøve"'.encode("cp1252"))
    with pytest.raises(CasewatchError, match=r"latin\.toml: linje 2 er ikke UTF-8"):
        read_texts(tmp_path)
    with pytest.raises(CasewatchError, match=r"latin\.toml: linje 2 er ikke UTF-8"):
        load_rule_file(tmp_path / "latin.toml")
