"""Les inn eksport: from a file to a receipt and back, whose it is, and what is refused.

The office's export has 15 applications; what the files below change in it is counted by hand.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from casewatch.services.cases.forgetting import forget
from casewatch.services.importing.files import imports_list
from casewatch.services.importing.outcome import ImportOptions
from casewatch.services.importing.profiles import how_remembered
from casewatch.services.importing.uploads import clean_name, remove_old_uploads
from tests.cli import office
from tests.web.conftest import Service, send, token

#: 2026/12 becomes complete, 2026/15 is new: 1 changed, 1 new, 14 as they were.
CHANGED = ("2026/12,1,one_step,2026-03-30,,", "2026/12,1,one_step,2026-03-30,2026-03-31,")
MORE = "2026/15,1,one_step,2026-03-31,,,,,ja,ja,ja,ja,,,\n"


@pytest.fixture
def export(tmp_path: Path) -> bytes:
    """The office's next export."""
    return office.export(tmp_path / "next.csv", CHANGED, more=MORE).read_bytes()


def upload(browser: TestClient, content: bytes, name: str = "uke14.csv", **fields: str) -> Response:
    """Send a file with the form of the page."""
    data = {"csrf": token(browser, "/les-inn"), "kommune": "", "innhold": "", **fields}
    return browser.post("/les-inn", data=data, files={"fil": (name, content)})


def choose(browser: TestClient, address: str, remember: bool = True, **other: str) -> Response:
    """Take over what the page of columns proposes, but for some letters."""
    html = browser.get(address).text
    fields = {"csrf": token(browser, address)}
    for letter, options in re.findall(r'name="kolonne-(\w+)"(.*?)</select>', html, re.DOTALL):
        selected = re.search(r'value="([^"]*)" selected', options)
        fields[f"kolonne-{letter}"] = selected[1] if selected else ""
    fields |= {f"kolonne-{letter}": value for letter, value in other.items()}
    return browser.post(address, data=fields | ({"husk": "ja"} if remember else {}))


def previewed(browser: TestClient, content: bytes, **fields: str) -> str:
    """The address of the preview of a file."""
    answer = upload(browser, content, **fields)
    assert answer.status_code == 303, answer.text
    address = answer.headers["location"]
    if address.endswith("/kolonner"):
        address = choose(browser, address, remember=False).headers["location"]
    return str(address)


def ids(service: Service) -> list[int]:
    """The imports there are."""
    return [each.id or 0 for each in imports_list(service.context())]


def test_a_file_goes_from_the_form_to_a_receipt_and_back(service: Service, export: bytes) -> None:
    browser = service.browser("leder")
    before = ids(service)
    columns = upload(browser, export).headers["location"]
    assert columns.endswith("/kolonner")
    preview = choose(browser, columns).headers["location"]
    page = browser.get(preview).text
    assert "16 søknader i fila: 1 ny, 1 endret og 14 uendret." in page
    for group in ("Nye: 1", "Endret: 1", "Uendret: 14", "Ikke med i denne fila: 0", "Ikke lest: 0"):
        assert f"<summary>{group}</summary>" in page
    assert re.search(r"2026/12</th>\s*<td>1</td>\s*<td>Komplett dato</td>\s*<td>tom</td>\s*<td>31.03.2026</td>", page)
    assert ids(service) == before
    new = browser.get(f"{preview}?tabell=nye&fil=csv").text
    assert [line.split(",")[0] for line in new.splitlines()[1:]] == ["2026/15"]
    assert len(browser.get(f"{preview}?tabell=uendret&fil=csv").text.splitlines()) == 15

    receipt = send(browser, f"{preview}/bekreft", {}, page=preview).headers["location"]
    assert "16 søknader i fila: 1 ny, 1 endret og 14 uendret." in browser.get(receipt).text
    assert browser.get(preview).status_code == 404  # the file is gone
    assert len(ids(service)) == len(before) + 1
    imported = imports_list(service.context())[-1]
    assert (imported.file, imported.municipalities) == ("uke14.csv", ("3401",))

    address = receipt.partition("?")[0]
    undone = send(browser, f"{address}/angre", {}, page=receipt).headers["location"]
    assert "Importen er tatt tilbake" in browser.get(undone).text
    assert imports_list(service.context())[-1].undone_at is not None


def test_what_is_remembered_is_not_asked_again(service: Service, export: bytes) -> None:
    browser = service.browser("leder")
    preview = choose(browser, upload(browser, export).headers["location"]).headers["location"]
    assert how_remembered(service.context(), "3401") is None  # only with the import itself
    send(browser, f"{preview}/bekreft", {}, page=preview)
    kept = how_remembered(service.context(), "3401")
    assert kept is not None
    assert (kept.profile, kept.mapping["hearing_1_party"]) == ("norsk-standard", "hearing_1_party")

    again = upload(browser, export).headers["location"]
    assert not again.endswith("/kolonner")
    assert "Fila er lest inn før. Ingenting er endret." in browser.get(again).text
    before = ids(service)
    receipt = send(browser, f"{again}/bekreft", {}, page=again).headers["location"]
    assert "Fila er lest inn før. Ingenting er endret." in browser.get(receipt).text
    assert ids(service) == before

    renamed = export.replace(b"received,complete,", b"received,klar,")
    stopped = upload(browser, renamed).headers["location"]
    assert stopped.endswith("/kolonner")
    page = browser.get(stopped).text
    assert "Importen er stoppet. Ingenting er lagret." in page
    assert "Fila mangler kolonnen «complete», som ble lest som Komplett dato sist." in page
    # chosen anew, it is read, and says nothing new
    anew = choose(browser, stopped, E="complete").headers["location"]
    assert "16 uendret" in browser.get(anew).text


def test_what_the_file_holds_is_remembered_too_and_another_way_is_asked_about(service: Service, export: bytes) -> None:
    browser = service.browser("leder")
    preview = choose(browser, upload(browser, export, innhold="all").headers["location"]).headers["location"]
    send(browser, f"{preview}/bekreft", {}, page=preview)
    again = upload(browser, export.replace(b"2026/14,2", b"2026/14,3")).headers["location"]
    page = browser.get(again).text
    assert "Fila er lest som alle saker." in page
    assert "<summary>Ikke med i denne fila: 1</summary>" in page  # application 2 of 2026/14
    assert upload(browser, export, profil="bygningstype").headers["location"].endswith("/kolonner")
    assert upload(browser, export, profil="finnes-ikke").status_code == 422


def test_two_columns_cannot_be_one_field_and_one_is_the_case(service: Service, export: bytes) -> None:
    browser = service.browser("leder")
    columns = upload(browser, export).headers["location"]
    answer = choose(browser, columns, F="complete")
    assert answer.status_code == 422
    assert "Komplett dato er allerede valgt for kolonne E." in answer.text
    assert 'aria-describedby="f-kolonne-F-error"' in answer.text
    unknown = upload(browser, export.replace(b"case_no,", b"x,", 1)).headers["location"]
    answer = choose(browser, unknown)
    assert answer.status_code == 422
    assert "Velg hvilken kolonne som er saksnummeret." in answer.text
    assert choose(browser, unknown, A="case_no").status_code == 303


def test_headers_nobody_knows_are_said_and_can_be_chosen(service: Service) -> None:
    browser = service.browser("leder")
    columns = upload(browser, b"foo;bar\n2026/50;02.03.2026\n", "ukjent.csv").headers["location"]
    assert "Vi kjenner ingen av overskriftene." in browser.get(columns).text
    preview = choose(browser, columns, A="case_no", B="received").headers["location"]
    assert "1 søknad i fila: 1 ny." in browser.get(preview).text


def test_what_changed_since_is_shown_again_and_not_stored(service: Service, export: bytes, tmp_path: Path) -> None:
    browser = service.browser("leder")
    preview = previewed(browser, export)
    from casewatch.services.importing.files import import_files

    other = office.export(tmp_path / "other.csv", CHANGED)
    import_files(service.context(), [other], ImportOptions(municipality="3401"))
    before = ids(service)
    answer = send(browser, f"{preview}/bekreft", {}, page=preview)
    assert ids(service) == before
    page = browser.get(answer.headers["location"]).text
    assert "Noe er endret siden forrige forhåndsvisning" in page
    assert "16 søknader i fila: 1 ny og 15 uendret." in page
    receipt = send(browser, f"{preview}/bekreft", {}, page=preview).headers["location"]
    assert receipt.startswith("/les-inn/import/")


def test_a_file_of_somebody_else_is_not_there(service: Service, export: bytes) -> None:
    leader, grue = service.browser("leder"), service.browser("grue")
    preview = previewed(leader, export)
    before = ids(service)
    for address in (preview, f"{preview}/kolonner"):
        assert grue.get(address).status_code == 404
    for end in ("bekreft", "avbryt", "kolonner"):
        assert send(grue, f"{preview}/{end}", {}, page="/les-inn").status_code == 404
    assert leader.get(preview).status_code == 200
    assert ids(service) == before
    (number,) = [each.id for each in imports_list(service.context()) if each.municipalities == ("3417",)]
    assert leader.get(f"/les-inn/import/{number}").status_code == 404
    assert leader.get(f"/les-inn/import/{number}/kopi").status_code == 404
    assert send(leader, f"/les-inn/import/{number}/angre", {}, page="/les-inn").status_code == 404
    assert f"/les-inn/import/{number}" not in leader.get("/les-inn").text
    assert f"/les-inn/import/{number}" in grue.get("/les-inn").text


@pytest.mark.parametrize("name", ["leser", "behandler", "region", "admin"])
def test_only_managers_read_in(service: Service, name: str) -> None:
    browser = service.browser(name)
    assert browser.get("/les-inn").status_code == 403
    answer = browser.post(
        "/les-inn", data={"csrf": token(browser), "kommune": "3401"}, files={"fil": ("a.csv", b"case_no\n1\n")}
    )
    assert answer.status_code == 403


def test_a_manager_reads_into_the_own_municipality_alone(service: Service, export: bytes) -> None:
    assert upload(service.browser("leder"), export, kommune="3417").status_code == 403


def test_a_forged_form_stores_nothing(service: Service, export: bytes) -> None:
    browser = service.browser("leder")
    answer = browser.post("/les-inn", data={"csrf": "0" * 64, "kommune": "3401"}, files={"fil": ("a.csv", export)})
    assert answer.status_code == 403
    preview = previewed(browser, export)
    before = ids(service)
    assert browser.post(f"{preview}/bekreft", data={"csrf": "0" * 64}).status_code == 403
    assert ids(service) == before


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\kari\\uke14.xlsx", "uke14.xlsx"),
        ("..", "fil uten navn"),
        ("a\x00b\n.csv", "a b .csv"),
    ],
)
def test_of_a_name_the_last_part_is_kept_for_show(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_a_name_is_never_a_path_nor_a_script(service: Service, export: bytes, tmp_path: Path) -> None:
    browser = service.browser("leder")
    answer = upload(browser, export, name="../../<script>alert(1)<script>.csv")
    page = browser.get(answer.headers["location"]).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    folder = tmp_path / "casewatch-uploads"
    assert folder.stat().st_mode & 0o077 == 0
    assert all(re.fullmatch(r"[0-9a-f]{32}\.(dat|json|preview)", path.name) for path in folder.iterdir())


def test_a_file_that_is_none_is_refused_in_one_line_and_not_kept(service: Service, tmp_path: Path) -> None:
    browser = service.browser("leder")
    answer = upload(browser, b"\x89PNG\r\n\x1a\n0000", name="bilde.png")
    assert answer.status_code == 422
    assert "bilde.png: er ikke et regneark eller en tekstfil." in answer.text
    assert 'aria-describedby="f-fil-error' in answer.text
    assert list((tmp_path / "casewatch-uploads").iterdir()) == []
    assert upload(browser, b"").status_code == 422
    data = {"csrf": token(browser, "/les-inn"), "kommune": "3401"}
    assert "Velg en fil." in browser.post("/les-inn", data=data).text


def test_nothing_readable_is_no_success(service: Service) -> None:
    browser = service.browser("leder")
    preview = previewed(browser, b"case_no,received,complete\n2026/40,2026-02-31,\n2026/41,snart,\n")
    page = browser.get(preview).text
    assert "Ingen av søknadene i fila kan leses. Ingenting kan lagres." in page
    assert "/bekreft" not in page
    assert "«2026-02-31» kan ikke leses som en dato" in page
    assert "«xxxxx» kan ikke leses som en dato" in page  # masked: it may be anything
    assert "B «received»" in page
    before = ids(service)
    send(browser, f"{preview}/bekreft", {}, page=preview)
    assert ids(service) == before


def test_the_first_export_of_a_municipality_says_what_it_holds(service: Service) -> None:
    with service.site.store.writing() as connection:
        connection.exec_driver_sql("UPDATE account SET municipality = '3418' WHERE name = 'grue'")
    browser = service.browser("grue")
    rows = (f"2026/{n},1,one_step,2026-03-0{n},{day},2026-03-1{n},granted" for n, day in ((1, "2026-03-02"), (2, "")))
    header = "case_no,application_no,application_type,received,complete,decided,outcome\n"
    preview = previewed(browser, (header + "\n".join(rows) + "\n").encode())
    assert "Første eksport fra Åsnes." in browser.get(preview).text
    receipt = send(browser, f"{preview}/bekreft", {}, page=preview).headers["location"]
    page = browser.get(receipt).text
    assert "Startrapport" in page
    assert "1 av 2 avgjorte søknader har komplett-dato" in page


def test_a_body_that_is_too_large_is_not_taken(
    service: Service, export: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("casewatch.web.app.MAX_BODY", 1000)
    browser = service.browser("leder")
    assert upload(browser, export).status_code == 413
    assert not (tmp_path / "casewatch-uploads").exists()


def test_a_message_advises_no_command(service: Service) -> None:
    browser = service.browser("leder")
    columns = upload(browser, b"Sak,mottatt dato,komplett dato\n", "tom.csv").headers["location"]
    columns = choose(browser, columns, remember=False, A="case_no").headers["location"]
    page = browser.get(columns).text
    assert "tom.csv: har overskrifter, men ingen saker under dem." in page


def test_too_many_files_are_refused(service: Service) -> None:
    browser = service.browser("leder")
    for _time in range(20):
        assert upload(browser, b"\x89PNG").status_code == 422
    assert upload(browser, b"\x89PNG").status_code == 429


def test_files_are_removed_with_time_and_with_an_erased_case(service: Service, export: bytes, tmp_path: Path) -> None:
    browser = service.browser("leder")
    first = previewed(browser, export)
    service.pass_by(days=29)
    assert remove_old_uploads(service.context(), 30) == 0
    service.pass_by(days=2)
    assert remove_old_uploads(service.context(), 30) == 1
    assert list((tmp_path / "casewatch-uploads").iterdir()) == []
    browser = service.browser("leder")
    assert browser.get(first).status_code == 404
    second = previewed(browser, export)
    forget(service.context(), "3401", "2026/1", "feilregistrert")
    assert browser.get(second).status_code == 404
    assert list((tmp_path / "casewatch-uploads").iterdir()) == []


def test_who_sends_many_keeps_the_newest(service: Service, export: bytes, tmp_path: Path) -> None:
    browser = service.browser("leder")
    addresses = []
    for number in range(7):
        service.pass_by(seconds=10)
        addresses.append(upload(browser, export, name=f"{number}.csv").headers["location"])
    assert [browser.get(address).status_code for address in addresses] == [404, 404, 200, 200, 200, 200, 200]
    cancelled = addresses[-1].removesuffix("/kolonner")
    assert send(browser, f"{cancelled}/avbryt", {}, page="/les-inn").status_code == 303
    assert len(list((tmp_path / "casewatch-uploads").glob("*.json"))) == 4


def test_a_second_click_says_that_the_file_is_read_already(service: Service, export: bytes) -> None:
    browser = service.browser("leder")
    address = previewed(browser, export)
    word = {"csrf": token(browser, address)}
    assert browser.post(f"{address}/bekreft", data=word).status_code == 303
    again = browser.post(f"{address}/bekreft", data=word)
    assert again.status_code == 404
    assert "den er allerede lest inn, eller fjernet" in again.text
    assert len(ids(service)) == 3  # the two there were, and this one
