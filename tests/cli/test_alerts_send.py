"""``alerts --send``: what it says and how it ends, with a real mail server."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from tests.cli import office
from tests.cli.conftest import Program
from tests.notify.mail_server import Running, bodies, mail_server

__all__ = ["mail_server"]  # fixture
AS_OF = ("--as-of", office.AS_OF, "--send")  # a Tuesday
ADDRESS, PASSWORD = "byggesak@example.org", "svært-hemmelig"
RECEIVER = """
[[receiver]]
name = "Byggesak Kongsvinger"
address = "byggesak@example.org"
municipalities = ["3401"]
role = "manager"
"""


def settings(program: Program, port: int, receivers: str = RECEIVER) -> Path:
    """A settings file that the program finds by the environment."""
    path = program.folder / "casewatch.toml"
    mail = f'[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nsender = "casewatch@example.org"\n'
    path.write_text(mail + receivers, "utf-8")
    program.monkeypatch.setenv("CASEWATCH_SETTINGS", str(path))
    program.monkeypatch.setenv("CASEWATCH_MAIL_PASSWORD", PASSWORD)
    return path


def test_it_sends_once_and_says_so(filled: Program, mail_server: Running) -> None:
    settings(filled, mail_server.controller.port)
    said = filled("alerts", *AS_OF, "--format", "json")
    assert (said.code, said.err) == (0, "Sendte meldinger: 1.\n")
    assert (said.json["sent"], said.json["waiting"], said.json["troubles"]) == (1, 0, [])
    assert all(alert["new"] for alert in said.json["alerts"])  # as it was before anybody was told
    ((receiver, message),) = mail_server.office.received
    assert receiver == ADDRESS
    text, _html = bodies(message)
    assert text.startswith("Varsler 31.03.2026, ifølge eksporten 30.03.\n")
    assert "- Kongsvinger: 4 varsler (" in text  # the first import of a municipality: one summary
    again = filled("alerts", *AS_OF, "--format", "json")
    assert (again.code, again.err, again.json["sent"]) == (0, "", 0)
    assert not any(alert["new"] for alert in again.json["alerts"])
    assert mail_server.office.receivers == [ADDRESS]
    assert filled("alerts", *AS_OF).code == 0


def test_without_send_nothing_is_sent(filled: Program, mail_server: Running) -> None:
    settings(filled, mail_server.controller.port)
    assert "sent" not in filled("alerts", "--as-of", office.AS_OF, "--format", "json").json
    assert mail_server.office.received == []


def test_a_server_that_cannot_be_reached_is_one_line_and_nothing_is_lost(filled: Program, mail_server: Running) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings(filled, taken.getsockname()[1])
        said = filled("alerts", *AS_OF)
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert "svarer ikke" in said.err
    assert "Kongsvinger 2026/10" in said.out  # the list all the same
    settings(filled, mail_server.controller.port)
    assert filled("alerts", *AS_OF).code == 0
    assert mail_server.office.receivers == [ADDRESS]


def test_a_wrong_address_is_one_line_and_the_others_are_told(filled: Program, mail_server: Running) -> None:
    wrong = RECEIVER.replace(ADDRESS, "byggesak.example.org").replace("Byggesak Kongsvinger", "Feil")
    unknown = RECEIVER.replace('"3401"', '"3401", "9999"')
    settings(filled, mail_server.controller.port, wrong + unknown)
    said = filled("alerts", *AS_OF)
    assert said.code == 2
    lines = said.err.splitlines()
    assert len(lines) == 2
    assert "«Feil»" in lines[0]
    assert "9999" in lines[1]
    assert "byggesak" not in said.err
    assert mail_server.office.receivers == [ADDRESS]


@pytest.mark.parametrize("receivers", ["", RECEIVER.replace("3401", "9999"), RECEIVER.replace("@", " at ")])
def test_nobody_to_tell_is_one_line(filled: Program, mail_server: Running, receivers: str) -> None:
    settings(filled, mail_server.controller.port, receivers)
    assert "ottaker" in filled("alerts", *AS_OF).line


def test_no_settings_or_unreadable_ones_are_one_line(filled: Program, mail_server: Running) -> None:
    assert "mottaker" in filled("alerts", *AS_OF).line
    path = settings(filled, mail_server.controller.port)
    path.write_text("[mail\n", "utf-8")
    assert "casewatch.toml" in filled("alerts", *AS_OF).line
    settings(filled, mail_server.controller.port)
    assert filled("alerts", *AS_OF, "--format", "json").json["sent"] == 1  # nothing was recorded meanwhile


def test_on_a_holiday_it_says_why_nobody_is_told(filled: Program, mail_server: Running) -> None:
    settings(filled, mail_server.controller.port)
    said = filled("alerts", "--as-of", "2026-04-03", "--send")
    assert (said.code, said.err) == (0, "03.04.2026 er ingen virkedag: ingen varsles.\n")
    assert mail_server.office.received == []


def test_the_password_is_nowhere(filled: Program, mail_server: Running) -> None:
    settings(filled, mail_server.controller.port)
    mail_server.office.refused[ADDRESS] = "550 5.1.1 unknown"
    said = filled("alerts", *AS_OF, "--format", "json")
    assert said.code == 2
    assert PASSWORD not in said.out + said.err
    assert ADDRESS not in said.out + said.err
    assert json.loads(said.out)["waiting"] == 1
    assert PASSWORD.encode() not in Path(filled.database).read_bytes()


def test_in_english(filled: Program, mail_server: Running) -> None:
    settings(filled, mail_server.controller.port)
    assert filled("--language", "en", "alerts", *AS_OF).code == 0
    ((_receiver, message),) = mail_server.office.received
    assert message["Content-Language"] == "en"
    assert 'lang="en"' in bodies(message)[1]
