"""The week's summary: one mail a week for each who leads, with the strip in it and the workbook beside it.

All figures are those of the small office (tests/cli/office.py), counted by hand: 4 of 5 under 10 days, 7,8 on average.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from openpyxl import load_workbook

from casewatch.services.importing.files import import_files
from casewatch.services.importing.outcome import ImportOptions
from casewatch.services.running import duties
from casewatch.settings import Receiver
from tests.cli import office
from tests.notify.mail_server import Running, mail_server
from tests.services.jobs_office import HANDLER, LEADER, Region, region, settings

__all__ = ["mail_server", "region"]  # fixtures
REGION = "radet@example.org"
_PEOPLE = [
    Receiver(name="Leder", address=LEADER, municipalities=["3401"], role="manager"),
    Receiver(name="Rådet", address=REGION, role="region"),
    Receiver(name="ABC", address=HANDLER, municipalities=["3401"], role="handler", handler="ABC"),
]
#: Half past twelve in Oslo, on the Tuesday of the office's figures.
TUESDAY = datetime(2026, 3, 31, 10, 30, tzinfo=UTC)
_GRUE = (
    "case_no,received,complete,decided,outcome,handler,business,within_plan,regulated_plot,road_to_boundary\n"
    "2026/77,2026-03-02,2026-03-02,2026-03-06,granted,GRU1,ja,ja,ja,ja\n"
)


@pytest.fixture
def filled(region: Region, mail_server: Running) -> Region:
    """Kongsvinger's office and one case of Grue, and three people who are told."""
    region.settings = settings(mail=mail_server.settings(), receiver=_PEOPLE)
    region.time = TUESDAY
    grue = region.folder / "grue.csv"
    grue.write_text(_GRUE, "utf-8")
    with region.opened() as context:
        import_files(context, [office.export(region.folder / "k.csv")], ImportOptions(municipality="3401"))
        import_files(context, [grue], ImportOptions(municipality="3417"))
    return region


def sent(mail_server: Running, receiver: str) -> list[EmailMessage]:
    """The summaries a receiver got; alerts of the same day are another message."""
    found = [message for to, message in mail_server.office.received if to == receiver]
    return [message for message in found if message["Subject"].startswith("Uke ")]


def week(region: Region) -> None:
    region.work(duties.write_weekly)
    region.work(duties.post_letters)


def test_who_leads_gets_one_and_handlers_none(filled: Region, mail_server: Running) -> None:
    for _again in range(10):
        week(filled)
    assert [len(sent(mail_server, who)) for who in (LEADER, REGION, HANDLER)] == [1, 1, 0]
    # the next week's is another one
    filled.time = datetime(2026, 4, 7, 10, 30, tzinfo=UTC)
    week(filled)
    assert [len(sent(mail_server, who)) for who in (LEADER, REGION, HANDLER)] == [2, 2, 0]


def test_a_manager_reads_the_finding_of_the_own_municipality(filled: Region, mail_server: Running) -> None:
    week(filled)
    (message,) = sent(mail_server, LEADER)
    assert message["Subject"].startswith("Uke 14: Kongsvinger: 4 av 5")
    plain = message.get_body(("plain",))
    assert plain is not None
    text = plain.get_content().replace("\u00a0", " ")
    assert "4 av 5 næringssaker" in text
    assert "Snitt 7,8 dager" in text
    assert "Grue" not in text
    assert "vedlagt" in text


def test_the_strip_is_in_the_html_and_the_workbook_beside_it(filled: Region, mail_server: Running) -> None:
    week(filled)
    (message,) = sent(mail_server, LEADER)
    assert message.get_content_type() == "multipart/mixed"
    html = message.get_body(("html",))
    assert html is not None
    (picture,) = [part for part in message.walk() if part.get_content_type() == "image/png"]
    cid = picture["Content-ID"].strip("<>")
    assert f'src="cid:{cid}"' in html.get_content()
    assert 'alt="Kongsvinger: ' in html.get_content()
    assert picture.get_content().startswith(b"\x89PNG")
    (book,) = message.iter_attachments()
    assert book.get_filename() == "casewatch-2026-uke14.xlsx"
    cells = [
        cell
        for sheet in load_workbook(io.BytesIO(book.get_content()))
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    ]
    assert "2026/10" in cells
    assert "2026/77" not in cells


def test_the_region_reads_of_all_and_sees_no_handlers(filled: Region, mail_server: Running) -> None:
    week(filled)
    (message,) = sent(mail_server, REGION)
    plain = message.get_body(("plain",))
    assert plain is not None
    for name in ("Grue", "Kongsvinger", "Åsnes", "Alle seks samlet (ikke et mål)"):
        assert name in plain.get_content()
    (book,) = message.iter_attachments()
    sheets = load_workbook(io.BytesIO(book.get_content()))
    cells = [cell for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "2026/77" in cells
    assert not {"GRU1", "Saksbehandler"} & set(cells)


def test_a_server_that_is_down_gets_the_same_message_later(filled: Region, mail_server: Running) -> None:
    mail_server.office.refused[LEADER] = "451 try later"
    filled.work(duties.write_weekly)
    with pytest.raises(duties.CasewatchError, match="ukesmelding"):
        filled.work(duties.post_letters)
    assert [len(sent(mail_server, who)) for who in (LEADER, REGION)] == [0, 1]
    # meanwhile a decision comes in: the summary still says what was known that week
    with filled.opened() as context:
        changed = office.export(filled.folder / "k2.csv", ("2026-02-02,2026-02-14", "2026-02-02,2026-02-05"))
        import_files(context, [changed], ImportOptions(municipality="3401"))
    del mail_server.office.refused[LEADER]
    filled.time = datetime(2026, 3, 31, 13, 0, tzinfo=UTC)
    filled.work(duties.post_letters)
    (message,) = sent(mail_server, LEADER)
    assert message["Subject"].startswith("Uke 14: Kongsvinger: 4 av 5")
    assert len(sent(mail_server, REGION)) == 1


def test_the_job_sends_on_the_day_of_the_export_and_after_easter_on_the_tuesday(
    filled: Region, mail_server: Running
) -> None:
    # Monday 30 March 2026, half past twelve in Oslo: the slot of the week before Easter
    filled.time = datetime(2026, 3, 30, 10, 20, tzinfo=UTC)
    filled.step(0)
    filled.step(15)
    assert len(sent(mail_server, REGION)) == 1
    # Easter Monday, 6 April: nobody writes to anybody
    filled.time = datetime(2026, 4, 6, 10, 35, tzinfo=UTC)
    filled.step(0)
    assert len(sent(mail_server, REGION)) == 1
    filled.time = datetime(2026, 4, 7, 10, 35, tzinfo=UTC)
    filled.step(0)
    assert [message["Subject"][:7] for message in sent(mail_server, REGION)] == ["Uke 14:", "Uke 15:"]


def test_without_a_mail_server_nothing_is_written(filled: Region) -> None:
    filled.settings = settings(mail=None, receiver=_PEOPLE)
    assert filled.work(duties.write_weekly).line.endswith(", 0 ukesmeldinger")
