"""The settings file: mail, receivers, inbox, exports, uploads, scheduler and web, read strictly.

What the program does with them stands where it is done; here only what may be written, and what holds without a file.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.strict import Strict, Text, contradiction, of_form, parse_toml, read_model

Address = Annotated[str, of_form(r"[^@\s]+@[^@\s]+", lambda: _("en e-postadresse"))]
Folder = Annotated[str, Field(min_length=1, max_length=4000)]
#: The chats that can be told, as apprise calls them: Teams (a workflow), Slack, Mattermost, Rocket.Chat, Matrix, Webex,
#: Zulip, Google Chat, and a service of one's own that takes JSON. It knows a hundred more, such as mail and commands.
CHATS = ("workflows", "slack", "mmosts", "rockets", "matrixs", "webex", "zulip", "gchat", "jsons", "json")
Chat = Annotated[
    str,
    of_form(
        rf"({'|'.join(CHATS)})://\S+",
        lambda: _("en chatadresse som begynner med {kinds}").format(kinds=", ".join(f"{kind}://" for kind in CHATS)),
    ),
]
MunicipalityNumber = Annotated[str, of_form(r"\d{4}", lambda: _("kommunenumre med fire siffer, i anførselstegn"))]


class Mail(Strict):
    """The mail server. Its password never stands in this file."""

    host: Text
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["none", "starttls", "tls"] = "starttls"
    sender: Address
    user: str = ""  # to sign in with; empty: the sender
    password_file: str = ""  # a file nobody else can read; beside the settings file unless its path says otherwise


class Receiver(Strict):
    """Somebody who is told. A handler hears of the applications with the handler's own code in the export."""

    name: Text
    address: Text  # looked at when it is written to: a wrong one keeps nobody else from being told
    municipalities: list[MunicipalityNumber] = Field(default_factory=list)
    role: Literal["handler", "manager", "region"]
    handler: str = ""
    channels: list[Chat] = Field(default_factory=list)

    @model_validator(mode="after")
    def _handler_has_a_code(self) -> Receiver:
        if (self.role == "handler") != bool(self.handler):
            contradiction(_("handler skal stå der role er «handler», og bare der"))
        return self


class Inbox(Strict):
    """A folder with one folder per municipality number inside; `senders`: number -> who gets the receipt."""

    folder: Folder
    senders: dict[MunicipalityNumber, Address] = Field(default_factory=dict)


class ExportSettings(Strict):
    """When the next export is expected, and after how many days without one it is late."""

    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = "monday"
    late_after_days: Annotated[int, Field(ge=1)] = 8


class Uploads(Strict):
    """How many days uploaded files and their annotated copies are kept."""

    keep_days: Annotated[int, Field(ge=1)] = 30


class SchedulerSettings(Strict):
    """What the scheduler writes, and where; relative folders lie beside the settings file, as the inbox does."""

    backup_folder: str = ""  # of the nightly backups; empty: beside the database
    keep_backups: Annotated[int, Field(ge=1)] = 14
    report_folder: str = ""  # of the weekly workbooks; empty: beside the database


class Oidc(Strict):
    """The identity provider of people's work accounts. The client's secret never stands in this file."""

    #: https, or this machine for a trial: what comes from there decides who somebody is.
    issuer: Annotated[
        str,
        of_form(
            r"(https://[^\s/?#]|http://(localhost|127\.0\.0\.1)(:|/|$))[^\s?#]*",
            lambda: _("en nettadresse som begynner med https://"),
        ),
    ]
    client_id: Text
    client_secret_file: str = ""  # a file nobody else can read; beside the settings file unless its path says otherwise
    name_claim: Literal["preferred_username", "email", "upn"] = "preferred_username"  # is the account's name
    scopes: list[Text] = Field(default_factory=lambda: ["openid", "profile", "email"])

    @model_validator(mode="after")
    def _one_organisation(self) -> Oidc:
        if re.search(r"//login\.microsoftonline\.[a-z]+/(common|organizations|consumers)(/|$)", self.issuer, re.I):
            contradiction(
                _(
                    "issuer skal være deres egen organisasjons, med leietakerens ID, ikke common eller organizations: "
                    "ellers kan hele verden logge inn"
                )
            )
        if "openid" not in self.scopes:
            contradiction(_("scopes skal ha med «openid»"))
        return self


class Web(Strict):
    """Where the pages are reached from outside, and where people sign in with their work account."""

    base_url: Annotated[
        str,
        of_form(r"https?://[^\s/]+.*", lambda: _("en nettadresse som begynner med https:// eller http://")),
    ]
    oidc: Oidc | None = None


class Settings(Strict):
    """The whole file; sections that are not in it are None or have their defaults."""

    mail: Mail | None = None
    receiver: list[Receiver] = Field(default_factory=list)
    inbox: Inbox | None = None
    exports: ExportSettings = ExportSettings()
    uploads: Uploads = Uploads()
    scheduler: SchedulerSettings = SchedulerSettings()
    web: Web | None = None


def load_settings(path: Path | None) -> Settings:
    """The settings of a file, the defaults without one.

    Raises CasewatchError, one line with file, key and what is allowed, for a file that cannot be read as TOML, an
    unknown key, a missing one, a wrong type or a contradiction. Values are not repeated: they may be secret.
    """
    if path is None:
        return Settings()
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise CasewatchError(_("{file} finnes ikke.").format(file=path), "settings") from None
    except OSError as error:
        raise CasewatchError(
            _("{file} kan ikke leses: {why}.").format(file=path, why=error.strerror or error), "settings"
        ) from None
    except UnicodeDecodeError:
        raise CasewatchError(_("{file} er ikke tekst i UTF-8.").format(file=path), "settings") from None
    try:
        found = read_model(Settings, path.name, parse_toml(path.name, text), secret=True)
    except CasewatchError as error:
        raise CasewatchError(error.text, "settings") from None
    if found.mail and found.mail.password_file:
        beside = path.parent / found.mail.password_file
        found = found.model_copy(update={"mail": found.mail.model_copy(update={"password_file": str(beside)})})
    if found.web and found.web.oidc and found.web.oidc.client_secret_file:
        beside = path.parent / found.web.oidc.client_secret_file
        oidc = found.web.oidc.model_copy(update={"client_secret_file": str(beside)})
        found = found.model_copy(update={"web": found.web.model_copy(update={"oidc": oidc})})
    return found
