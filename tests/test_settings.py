"""The settings file: the contract's example is read whole, and whatever is not in it is refused in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from casewatch.errors import CasewatchError
from casewatch.settings import CHATS, load_settings

#: The contract's own example.
EXAMPLE = """
[mail]                       # password only as CASEWATCH_MAIL_PASSWORD or in a file nobody else can read
host = "127.0.0.1"
port = 2525
security = "none"            # none | starttls | tls
sender = "casewatch@example.org"
[[receiver]]
name = "Byggesak Kongsvinger"
address = "byggesak@example.org"
municipalities = ["3401"]
role = "manager"             # handler | manager | region
handler = ""                 # for role handler: the code in the export
channels = []                # apprise addresses (Teams and others), beside mail
[inbox]
folder = "innboks"           # one folder per municipality number inside
senders = { "3401" = "postmottak@example.org" }   # who gets the receipt
[exports]
weekday = "monday"           # when the next one is expected
late_after_days = 8
[uploads]
keep_days = 30
[web]
base_url = "https://casewatch.example.org"
"""


def test_the_contracts_example(tmp_path: Path) -> None:
    path = tmp_path / "innstillinger.toml"
    path.write_text(EXAMPLE, "utf-8")
    found = load_settings(path)
    assert found.mail is not None
    assert (found.mail.host, found.mail.port, found.mail.security) == ("127.0.0.1", 2525, "none")
    assert found.mail.sender == "casewatch@example.org"
    (receiver,) = found.receiver
    assert (receiver.name, receiver.municipalities, receiver.role) == ("Byggesak Kongsvinger", ["3401"], "manager")
    assert found.inbox is not None
    assert (found.inbox.folder, found.inbox.senders) == ("innboks", {"3401": "postmottak@example.org"})
    assert (found.exports.weekday, found.exports.late_after_days, found.uploads.keep_days) == ("monday", 8, 30)
    assert found.web is not None
    assert found.web.base_url == "https://casewatch.example.org"


def test_without_a_file_nobody_is_told_and_uploads_are_kept_30_days(tmp_path: Path) -> None:
    empty = tmp_path / "tom.toml"
    empty.touch()
    assert load_settings(None) == load_settings(empty)
    assert (load_settings(None).mail, load_settings(None).receiver, load_settings(None).uploads.keep_days) == (
        *(None, [], 30),
    )


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("keep_days = 30", "keep_dager = 30", ("uploads.keep_dager", "keep_days")),
        ("[uploads]", "[opplastinger]", ("opplastinger", "uploads", "receiver")),
        ("port = 2525", 'port = "2525"', ("mail.port", "heltall")),
        ("port = 2525", "port = 99999", ("mail.port", "65535")),
        ("port = 2525", 'password = "hemmelig"', ("mail.password", "host, port, security, sender")),
        ('security = "none"', 'security = "ssl"', ("mail.security", '"none", "starttls", "tls"')),
        ('sender = "casewatch@example.org"', 'sender = "casewatch"', ("mail.sender", "e-postadresse")),
        ('sender = "casewatch@example.org"', "", ("mail.sender", "mangler")),
        ('role = "manager"', 'role = "leder"', ("receiver[1].role", '"handler", "manager", "region"')),
        ('role = "manager"', 'role = "handler"', ("receiver[1]", "handler")),
        ('handler = ""', 'handler = "ABC"', ("receiver[1]", "handler")),
        ('municipalities = ["3401"]', "municipalities = [3401]", ("receiver[1].municipalities[1]", "anførselstegn")),
        ('municipalities = ["3401"]', 'municipalities = ["34"]', ("receiver[1].municipalities[1]", "fire siffer")),
        ('municipalities = ["3401"]', 'municipalities = "3401"', ("receiver[1].municipalities", "liste")),
        ("channels = []", 'channels = ["mailto://hemmelig"]', ("receiver[1].channels[1]", *(f"{k}://" for k in CHATS))),
        ("channels = []", 'channels = ["json://a/b", "xjson://hemmelig"]', ("receiver[1].channels[2]", "chatadresse")),
        ("channels = []", 'channels = ["json://"]', ("receiver[1].channels[1]", "chatadresse")),
        ("[[receiver]]", "[receiver]", ("receiver", "[[ ]]")),
        ('{ "3401" = "postmottak@example.org" }', '{ "Grue" = "a@example.org" }', ("inbox.senders", "fire siffer")),
        ('"postmottak@example.org"', '"postmottak"', ("inbox.senders.3401", "e-postadresse")),
        ('folder = "innboks"', 'folder = ""', ("inbox.folder", "1 til 4000 tegn")),
        ('weekday = "monday"', 'weekday = "mandag"', ("exports.weekday", '"monday", "tuesday"')),
        ("late_after_days = 8", "late_after_days = 0", ("exports.late_after_days", "minst 1")),
        ("keep_days = 30", "keep_days = true", ("uploads.keep_days", "heltall")),
        ("keep_days = 30", "keep_days = 0", ("uploads.keep_days", "minst 1")),
        ('"https://casewatch.example.org"', '"casewatch.example.org"', ("web.base_url", "https://")),
        ("[mail] ", "[mail ", ("TOML", "linje 2, tegn")),
        ('"https://casewatch.example.org"', '"""https', ("TOML", "ved slutten av fila")),
    ],
)
def test_what_is_not_in_the_contract_is_refused(tmp_path: Path, old: str, new: str, named: tuple[str, ...]) -> None:
    assert EXAMPLE.count(old) == 1
    path = tmp_path / "innstillinger.toml"
    path.write_text(EXAMPLE.replace(old, new), "utf-8")
    with pytest.raises(CasewatchError) as refused:
        load_settings(path)
    line = str(refused.value)
    assert [part for part in ("innstillinger.toml", *named) if part not in line] == [], line
    assert "\n" not in line
    assert "hemmelig" not in line


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes("[mail]\nhost = 'blåbær'\n".encode("latin-1"))
    for name in ("finnes-ikke.toml", "latin.toml", "."):
        with pytest.raises(CasewatchError, match="settings: "):
            load_settings(tmp_path / name)


OIDC = """
[web]
base_url = "https://casewatch.example.org"
[web.oidc]
issuer = "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0"
client_id = "casewatch"
client_secret_file = "hemmelig.txt"
"""


def test_work_accounts_of_one_organisation(tmp_path: Path) -> None:
    path = tmp_path / "innstillinger.toml"
    path.write_text(OIDC, "utf-8")
    web = load_settings(path).web
    assert web is not None
    assert web.oidc is not None
    assert web.oidc.client_secret_file == str(tmp_path / "hemmelig.txt")
    assert (web.oidc.name_claim, web.oidc.scopes) == ("preferred_username", ["openid", "profile", "email"])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("11111111-2222-3333-4444-555555555555", "common", r"web\.oidc: issuer skal være deres egen"),
        ("11111111-2222-3333-4444-555555555555", "Organizations", r"web\.oidc: issuer skal være deres egen"),
        (
            "https://login",
            "http://login",
            r"web\.oidc\.issuer: .*: en nettadresse som begynner med https://",
        ),
        ("https://login.microsoftonline.com", "http://localhost.example.org", r"web\.oidc\.issuer: kan ikke brukes"),
        ('"casewatch"', '""', r"web\.oidc\.client_id: kan ikke brukes\. Tillatt: en tekst på 1 til 200 tegn"),
        ('client_id = "casewatch"', "", r"web\.oidc\.client_id: mangler"),
        ("client_secret_file", "client_secret", r"web\.oidc\.client_secret: er ikke .*Tillatt: issuer, client_id"),
        ("client_secret_file", 'scopes = ["profile"]\nclient_secret_file', r"scopes skal ha med «openid»"),
        (
            "client_secret_file",
            'name_claim = "name"\nclient_secret_file',
            r"web\.oidc\.name_claim: er ukjent\. Till",
        ),
    ],
)
def test_work_accounts_that_are_set_up_wrongly(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "innstillinger.toml"
    assert old in OIDC
    path.write_text(OIDC.replace(old, new), "utf-8")
    with pytest.raises(CasewatchError, match=said) as refused:
        load_settings(path)
    assert "hemmelig" not in str(refused.value)
    assert "\n" not in str(refused.value)
