"""The rules folder as it is shipped, held against the strategy, the law notes and the list of spellings."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from casewatch.core.reference import Profile
from casewatch.rulebook import Rulebook, build, describe, load_rule_file, read_texts
from tests.six import SIX

ROOT = Path(__file__).parents[2]
RULES = ROOT / "rules"
SHARED = ROOT.parent / "shared"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder ../shared with the sources is not here")

ON = date(2026, 11, 25)
FOLLOW_UPS = {"start_permit", "provisional_use", "completion_certificate", "preliminary_conference", "other"}


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return build(read_texts(RULES))


@pytest.fixture(scope="module")
def standard(book: Rulebook) -> Profile:
    return book.profile("norsk-standard")


def test_the_texts_that_are_read() -> None:
    assert list(read_texts(RULES)) == [
        "alle-byggesaker.toml",
        "areas.csv",
        "bodies.toml",
        "municipalities.toml",
        "naeringssaker.toml",
        "plan-og-bygningsloven.toml",
        "vedlegg1.toml",
        "profiles/bygningstype.toml",
        "profiles/norsk-standard.toml",
    ]


def test_the_line_that_others_edit_stands_once() -> None:
    lines = (RULES / "vedlegg1.toml").read_text(encoding="utf-8").splitlines()
    assert lines.count('day_count = "calendar"') == 1
    assert sum("day_count" in line and "calendar" in line for line in lines) == 1


def test_vedlegg1(book: Rulebook) -> None:
    rule = book.rule("vedlegg1", ON)
    assert (rule.targets.limit_days, rule.targets.share_percent, rule.targets.mean_days) == (10, 80, 21)
    assert rule.targets.min_cases == 5
    assert (rule.alerts.danger_days, rule.alerts.hearing_long_days) == (3, 28)
    assert (rule.day_count, rule.stop, rule.pauses) == ("calendar", "decided", {"hearing", "other_authority"})
    assert rule.scope == ("business", "within_plan", "regulated_plot", "road_to_boundary")
    assert rule.types_not_counted == FOLLOW_UPS
    assert rule.closed_days == frozenset()
    assert re.fullmatch(r"2020-11-25/[0-9a-f]{12}", rule.version)


def test_the_two_for_steering_differ_in_scope_alone(book: Rulebook) -> None:
    indicator = book.rule("vedlegg1", ON)
    assert set(book.rules) == {"vedlegg1", "alle-byggesaker", "naeringssaker"}
    for rule_id, scope in (("alle-byggesaker", ()), ("naeringssaker", ("business",))):
        rule = book.rule(rule_id, ON)
        assert rule.scope == scope
        for same in ("day_count", "stop", "pauses", "types_not_counted", "targets", "alerts"):
            assert getattr(rule, same) == getattr(indicator, same)


def test_the_statutory_clock(book: Rulebook) -> None:
    (version,) = book.statutory
    assert version.danger_days == {3: 5, 12: 14}
    assert version.stops_only_with_dispensation
    assert version.stopping_bodies == {"state", "regional"}
    assert (version.start, version.stop, version.max_stop_days) == ("complete", "decided", 28)


@pytest.mark.parametrize(
    ("number", "old", "name"),
    [
        ("3401", "0402", "Kongsvinger"),
        ("3414", "0418", "Nord-Odal"),
        ("3415", "0419", "Sør-Odal"),
        ("3416", "0420", "Eidskog"),
        ("3417", "0423", "Grue"),
        ("3418", "0425", "Åsnes"),
    ],
)
def test_municipalities(book: Rulebook, number: str, old: str, name: str) -> None:
    for text in (number, old, old[1:], name, f" {name.upper()} ", f"{name} kommune"):
        place = book.municipality(text)
        assert place is not None, text
        assert (place.number, place.name, place.first_measured) == (number, name, None)


def test_the_six_and_whoever_was_added(book: Rulebook) -> None:
    numbers = [place.number for place in book.municipalities]
    assert {number for number in numbers if number in SIX} == set(SIX)
    assert len(set(numbers)) == len(numbers)
    assert book.municipality("9999") is None
    assert book.municipality("") is None


@pytest.mark.parametrize(
    ("written", "code", "level"),
    [
        ("Statsforvalteren i Innlandet", "statsforvalteren", "state"),
        ("FM", "statsforvalteren", "state"),
        ("innlandet  FYLKESKOMMUNE", "fylkeskommunen", "regional"),
        ("Kulturminner", "fylkeskommunen", "regional"),
        ("SVV", "statens-vegvesen", "state"),
        ("AT", "arbeidstilsynet", "state"),
        ("Brannvesenet", "brannvesenet", "other"),
        ("Landbrukskontoret", "landbrukskontoret", "other"),
        ("Vegmyndighet", "vegmyndighet", "other"),
        ("dsb", "dsb", "state"),
    ],
)
def test_bodies(book: Rulebook, written: str, code: str, level: str) -> None:
    assert book.body_code(written) == code
    assert book.level(code) == level


def test_a_party_that_is_not_on_the_list(book: Rulebook) -> None:
    assert book.body_code("Naboen") is None
    assert book.level("annen") == book.level(None) == "other"


def test_areas_belong_to_municipalities(book: Rulebook) -> None:
    assert set(SIX) <= {area.municipality for area in book.areas} <= {place.number for place in book.municipalities}
    first = book.areas[0]
    assert (first.plan_id, first.regulated, first.road, first.valid_from) == (
        "3401-2019-07", True, True, date(2019, 6, 20),
    )  # fmt: skip
    assert [a.road for a in book.areas if a.plan_id == "3416-2017-04"] == [None]
    assert [(a.road, a.valid_from) for a in book.areas if a.plan_id == "3401-2021-03"] == [
        (False, date(2021, 5, 27)),
        (True, date(2024, 9, 2)),
    ]


def test_describe_has_one_entry_per_version(book: Rulebook) -> None:
    entries = {entry["id"]: entry for entry in describe(book)}
    entry = entries["vedlegg1"]
    assert entry["targets"] == {"limit_days": 10, "share_percent": 80, "mean_days": 21, "min_cases": 5}
    assert entry["file"] == "vedlegg1.toml"
    assert entry["version"] == book.rule("vedlegg1", ON).version
    assert (entry["day_count"], entry["stop"], entry["valid_from"]) == ("calendar", "decided", "2020-11-25")


def test_a_file_alone_is_the_same_as_in_the_folder(book: Rulebook) -> None:
    assert load_rule_file(RULES / "vedlegg1.toml") == book.rules["vedlegg1"]


@needs_shared
def test_every_quotation_stands_in_the_source(book: Rulebook) -> None:
    (source,) = (SHARED / "source").glob("*.txt")
    text = " ".join(source.read_text(encoding="utf-8").split())
    quotes = next(entry["quotes"] for entry in describe(book) if entry["id"] == "vedlegg1")
    assert {key for quote in quotes for key in quote["of"]} >= {"scope", "start", "pauses", "targets"}
    for quote in quotes:
        assert quote["text"] in text
        heading = quote["place"].split(",")[0]
        assert heading in text
        assert text.index(heading) < text.index(quote["text"])


# The contract's own two lists of columns; a numbered group without its number.
ENGLISH = """municipality, case_no, application_no, application_type, received, complete, deficiency, supplement,
decided, decision_sent, outcome, closed, business, within_plan, regulated_plot, road_to_boundary, dispensation, plan_id,
building_type, legal_limit_weeks, legal_limit_date, extended_to, handler, hearing_sent, hearing_answered, hearing_party,
authority_sent, authority_answered, authority_party, kind, sent, answered, party, event, date"""
NORWEGIAN = """Kommunenr, Saksnr, Søknadsnr, Søknadstype, Mottatt dato, Komplett dato, Mangelbrev sendt,
Tilleggsdokumentasjon mottatt, Vedtaksdato, Vedtak sendt, Resultat, Avsluttet dato, Næringsrelatert, Innenfor plan,
Ferdigregulert tomt, Vei til tomtegrense, Dispensasjon, Planid, Bygningstype, Frist uker, Fristdato, Forlenget til,
Saksbehandler, Høring sendt, Høring svar, Høring instans, Myndighet sendt, Myndighet svar, Myndighet instans, Type,
Sendt, Svar, Instans, Hendelse, Dato"""


def listed(text: str) -> list[str]:
    return [name.strip() for name in text.split(",")]


@pytest.mark.parametrize(("field", "template"), list(zip(listed(ENGLISH), listed(NORWEGIAN), strict=True)))
def test_the_canonical_names(standard: Profile, field: str, template: str) -> None:
    assert field in standard.headers[field]
    assert template in standard.headers[field]


def test_the_shipped_file_lists_them_itself() -> None:
    text = (RULES / "profiles" / "norsk-standard.toml").read_text(encoding="utf-8")
    missing = [name for name in listed(ENGLISH) + listed(NORWEGIAN) if f'"{name}"' not in text]
    assert missing == []


UNSAFE = """Høringsfrist, Uttalelsesfrist, Saksdato, Opprettet, Opprettet dato, Registrert, registrertDato, Journaldato,
Reg.dato, Dok.dato, Stans fra, Stans til, På vent fra, På vent til, Stoppet dato, Frist stoppet, Frist gjenopptatt,
Svarfrist, Sak, Tittel, Tiltakshaver, Adresse, Søker, Saksbehandlingstid, Mottaker, Uttalelse innhentet"""


@pytest.mark.parametrize("spelling", listed(UNSAFE))
def test_what_is_not_safe_is_not_taken(standard: Profile, spelling: str) -> None:
    taken = {name.casefold() for names in standard.headers.values() for name in names}
    assert spelling.casefold() not in taken


@pytest.mark.parametrize(
    ("spelling", "fields"),
    [
        ("Vedtak", {"decided", "outcome"}),
        ("Frist", {"legal_limit_weeks", "legal_limit_date"}),
        ("Type", {"application_type", "kind"}),
        ("Motteken", {"received"}),
        ("Sakshandsamar", {"handler"}),
        ("Uttale motteken", {"hearing_answered"}),
    ],
)
def test_the_fields_of_a_header(standard: Profile, spelling: str, fields: set[str]) -> None:
    assert {field for field, names in standard.headers.items() if spelling in names} == fields


# Read through by hand, one by one: of the columns that could be a field, those that are not taken, and no others.
LEFT_OUT = """Sak, Journalnr, JpID, saksaar, sakssekvensnummer, systemId, registrertDato, journaldato, Registrert,
Opprettet, Opprettet dato, Saksdato, Reg.dato, Svarfrist, Forfall, Forfallsdato, utfoert, Ferdigdato, Dok.dato, mangler,
mangel, Stoppet dato, Frist stoppet, Stans fra, Frist gjenopptatt, Stans til, Uttalelse innhentet, På vent fra,
Høringsfrist, Uttalelsesfrist, På vent til, Mottaker, Part, kategori (Prosesskategori), Tiltakstype, Tiltaksart, Formål,
Næring, Tiltaksklasse, TKL, medReguleringsendring, Plan, Reguleringsplan, Planstatus, Status, Saksstatus, Fase,
Tilstand, Sakstilstand, prosessteam, Ansvarlig, Ansv. enhet, Adm.enhet, Team"""

# What each concept of the list of spellings can be in casewatch.
CONCEPTS = {
    "saksnummer": {"case_no"},
    "kommune": {"municipality"},
    "tittel": set(),
    "mottatt": {"received"},
    "komplett": {"complete"},
    "frist": {"legal_limit_weeks", "legal_limit_date"},
    "vedtak": {"decided", "outcome", "closed"},
    "vedtak_sendt": {"decision_sent", "sent"},
    "mangel_sendt": {"deficiency"},
    "mangel_mottatt": {"supplement"},
    "høring_sendt": {"hearing_sent", "authority_sent"},
    "høring_svar": {"hearing_answered", "answered"},
    "høringsinstans": {"hearing_party", "authority_party", "party"},
    "søknadstype": {"application_type", "kind"},
    "tiltak": {"building_type"},
    "eiendom": set(),
    "plan": {"plan_id", "within_plan", "dispensation"},
    "status": {"event"},
    "saksbehandler": {"handler"},
    "søker": set(),
    "tid_ferdig_beregnet": set(),
}


@needs_shared
def test_spellings_go_where_their_concept_says(standard: Profile) -> None:
    with (SHARED / "reference" / "headers.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["concept"], row["spelling"]) for row in csv.DictReader(file) if row["kind"] == "header"]
    fields: dict[str, set[str]] = {}
    for field, names in standard.headers.items():
        for name in names:
            fields.setdefault(name.casefold(), set()).add(field)
    wrong = [(c, s) for c, s in rows if not fields.get(s.casefold(), set()) <= CONCEPTS[c]]
    assert wrong == []
    left_out = {s.casefold() for c, s in rows if CONCEPTS[c] and s.casefold() not in fields}
    assert left_out == {spelling.casefold() for spelling in listed(LEFT_OUT)}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("application_type", "MB", "provisional_use"),
        ("event", "MB", "deficiency"),
        ("application_type", "Dispensasjon", None),
        ("application_type", "DISP", None),
        ("application_type", "§ 20-4", "without_responsibility"),
        ("application_type", "§ 20-3", None),
        ("application_type", "Rammetillatelse", "framework"),
        ("application_type", "framework", "framework"),
        ("outcome", "Avslag", "refused"),
        ("outcome", "Avvist", "dismissed"),
        ("outcome", "Søknad trukket", "withdrawn"),
        ("outcome", "Vedtak fattet", None),
        ("outcome", "refused", "refused"),
        ("event", "anmodning om uttalelse", "hearing_sent"),
        ("event", "transferred", "transferred"),
        ("pause_kind", "Høring", "hearing"),
        ("pause_kind", "Annen myndighet", "other_authority"),
        ("handler", "FORDELE", ""),
    ],
)
def test_values(standard: Profile, field: str, value: str, code: str | None) -> None:
    assert standard.values[field].get(value.casefold()) == code


def test_the_standard_profile_assumes_nothing(standard: Profile) -> None:
    assert (standard.holds, standard.date_order, standard.case_number_series) == ("part", "dmy", "own")
    assert (standard.complete_from, standard.events) == (("column", "supplement"), "new")
    assert (standard.internal_parties, dict(standard.derive), standard.multi) == ((), {}, ())
