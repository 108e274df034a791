"""``users``: the first administrator, everybody else, and passwords that stand in no command; who ``serve`` lets in."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.cli.conftest import Program

GOOD = "ni lange ord om byggesak"


@pytest.fixture
def users(casewatch: Program, monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program, with a password on standard input for every call."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{GOOD}\n" * 20))
    return casewatch


def test_the_first_administrator_and_the_others(users: Program) -> None:
    said = users("users")
    assert (said.code, said.err) == (
        0,
        "Ingen brukere. Lag den første med «casewatch users add NAVN --role administrator».\n",
    )
    said = users("users", "add", "Kari", "--role", "administrator")
    assert (said.code, said.out, said.err) == (0, "kari kan logge inn.\n", "")
    users("users", "add", "ola@example.org", "--role", "handler", "--municipality", "3401", "--handler", "KON1")
    users("users", "add", "per@example.org", "--role", "region", "--elsewhere")
    assert users("users", "role", "ola@example.org", "manager", "--municipality", "grue").code == 0
    assert users("users", "disable", "per@example.org").out == "per@example.org er stengt ute, og logget ut overalt.\n"
    shared = {"handler": None, "signs_in": "password", "disabled": False}
    assert users("users", "--format", "json").json["users"] == [
        {"name": "kari", "role": "administrator", "municipality": None} | shared,
        {"name": "ola@example.org", "role": "manager", "municipality": "3417"} | shared,
        {"name": "per@example.org", "role": "region", "municipality": None}
        | shared
        | {"signs_in": "elsewhere", "disabled": True},
    ]
    lines = users("users", "--format", "csv").out.splitlines()
    assert lines[0] == "name,role,municipality,handler,signs_in,disabled"
    assert lines[3] == "per@example.org,region,,,elsewhere,true"
    assert "stengt ute" in users("users").out
    assert users("users", "enable", "per@example.org").out == "per@example.org kan logge inn igjen.\n"
    assert users("users", "password", "kari").code == 0
    assert GOOD.encode() not in Path(users.database.removeprefix("sqlite:///")).read_bytes()


def test_one_line_for_what_cannot_be(users: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Rollen «sjef» finnes ikke" in users("users", "add", "kari", "--role", "sjef").line
    assert "--municipality" in users("users", "add", "kari", "--role", "reader").line
    assert "9999" in users("users", "add", "kari", "--role", "reader", "--municipality", "9999").line
    assert "«kari» finnes ikke. Kjente: ingen" in users("users", "password", "kari").line
    for given, said in (("", "mangler"), ("\n", "mangler"), ("kort\n", "12 til 200")):
        monkeypatch.setattr("sys.stdin", io.StringIO(given))
        assert said in users("users", "add", "kari", "--role", "region").line
    assert users("users", "--format", "json").json == {"users": []}


def test_a_password_is_asked_for_twice_on_a_terminal(users: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stdin", terminal)
    answers = iter([GOOD, "noe annet", GOOD, GOOD])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(answers))
    assert "ikke like. Ingenting er endret." in users("users", "add", "kari", "--role", "region").line
    assert users("users", "add", "kari", "--role", "region").code == 0


def test_serve_opens_no_door_by_itself(users: Program, tmp_path: Path) -> None:
    """Each is refused before anything listens."""
    assert "base_url" in users("serve", "--host", "0.0.0.0").line
    settings = tmp_path / "innstillinger.toml"
    settings.write_text('[web]\nbase_url = "https://casewatch.example.org"\n', "utf-8")
    assert "ingen brukere er lagt inn" in users("--settings", settings, "serve", "--host", "0.0.0.0").line
    settings.write_text(settings.read_text("utf-8") + '[web.oidc]\nissuer = "https://a.example.org"\n', "utf-8")
    assert users("--settings", settings, "serve").line == (
        "--settings: innstillinger.toml, web.oidc.client_id: mangler. "
        "Tillatt: en tekst på 1 til 200 tegn, uten mellomrom i endene."
    )
    settings.write_text(settings.read_text("utf-8") + 'client_id = "x"\nclient_secret_file = "borte.txt"\n', "utf-8")
    assert (
        "web.oidc.client_secret_file: borte.txt kan ikke leses"
        in users("--settings", settings, "serve", "--port", "1").err
    )
