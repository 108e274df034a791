"""The settings file: mail, receivers, inbox, exports, uploads, scheduler and web, read strictly.

What the program does with them stands where it is done; here only what may be written, and what holds without a file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from casewatch.errors import CasewatchError
from casewatch.language import _

Address = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]
Text = Annotated[str, Field(min_length=1)]
#: The chats that can be told, as apprise calls them: Teams (a workflow), Slack, Mattermost, Rocket.Chat, Matrix, Webex,
#: Zulip, Google Chat, and a service of one's own that takes JSON. It knows a hundred more, such as mail and commands.
CHATS = ("workflows", "slack", "mmosts", "rockets", "matrixs", "webex", "zulip", "gchat", "jsons", "json")
Chat = Annotated[str, Field(pattern=rf"^({'|'.join(CHATS)})://\S+$")]
MunicipalityNumber = Annotated[str, Field(pattern=r"^\d{4}$")]


class _Strict(BaseModel):
    # Strict: a quoted number or a yes for a number is a mistake somebody should hear of.
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Mail(_Strict):
    """The mail server. Its password never stands in this file."""

    host: Text
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["none", "starttls", "tls"] = "starttls"
    sender: Address
    user: str = ""  # to sign in with; empty: the sender
    password_file: str = ""  # a file nobody else can read; beside the settings file unless its path says otherwise


class Receiver(_Strict):
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
            raise PydanticCustomError("handler_code", "a code exactly for the role handler")
        return self


class Inbox(_Strict):
    """A folder with one folder per municipality number inside; `senders`: number -> who gets the receipt."""

    folder: Text
    senders: dict[MunicipalityNumber, Address] = Field(default_factory=dict)


class ExportSettings(_Strict):
    """When the next export is expected, and after how many days without one it is late."""

    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = "monday"
    late_after_days: Annotated[int, Field(ge=1)] = 8


class Uploads(_Strict):
    """How many days uploaded files and their annotated copies are kept."""

    keep_days: Annotated[int, Field(ge=1)] = 30


class SchedulerSettings(_Strict):
    """What the scheduler writes, and where; relative folders lie beside the settings file, as the inbox does."""

    backup_folder: str = ""  # of the nightly backups; empty: beside the database
    keep_backups: Annotated[int, Field(ge=1)] = 14
    report_folder: str = ""  # of the weekly workbooks; empty: beside the database


class Oidc(_Strict):
    """The identity provider of people's work accounts. The client's secret never stands in this file."""

    #: https, or this machine for a trial: what comes from there decides who somebody is.
    issuer: Annotated[str, Field(pattern=r"^(https://[^\s/?#]|http://(localhost|127\.0\.0\.1)(:|/|$))[^\s?#]*$")]
    client_id: Text
    client_secret_file: str = ""  # a file nobody else can read; beside the settings file unless its path says otherwise
    name_claim: Literal["preferred_username", "email", "upn"] = "preferred_username"  # is the account's name
    scopes: list[Text] = Field(default_factory=lambda: ["openid", "profile", "email"])

    @model_validator(mode="after")
    def _one_organisation(self) -> Oidc:
        if re.search(r"//login\.microsoftonline\.[a-z]+/(common|organizations|consumers)(/|$)", self.issuer, re.I):
            raise PydanticCustomError("many_tenants", "one organisation's own issuer")
        if "openid" not in self.scopes:
            raise PydanticCustomError("no_openid", "openid among the scopes")
        return self


class Web(_Strict):
    """Where the pages are reached from outside, and where people sign in with their work account."""

    base_url: Annotated[str, Field(pattern=r"^https?://[^\s/]+")]
    oidc: Oidc | None = None


class Settings(_Strict):
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
        values = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise CasewatchError(_("--settings: {file} finnes ikke.").format(file=path)) from None
    except OSError as error:
        raise CasewatchError(
            _("--settings: {file} kan ikke leses: {why}.").format(file=path, why=error.strerror or error)
        ) from None
    except UnicodeDecodeError:
        raise CasewatchError(_("--settings: {file} er ikke tekst i UTF-8.").format(file=path)) from None
    except tomllib.TOMLDecodeError as error:
        # The parser's own words end in "(at line 3, column 5)"; what stands there is not repeated.
        found_at = re.search(r"\(at line (\d+), column (\d+)\)$", str(error))
        place = (
            _("linje {line}, tegn {column}").format(line=found_at[1], column=found_at[2])
            if found_at
            else _("ved slutten av fila")
        )
        raise CasewatchError(
            _("--settings: {file} er ikke gyldig TOML ({place}).").format(file=path, place=place)
        ) from None
    try:
        found = Settings.model_validate(values)
        if found.mail and found.mail.password_file:
            beside = path.parent / found.mail.password_file
            found = found.model_copy(update={"mail": found.mail.model_copy(update={"password_file": str(beside)})})
        if found.web and found.web.oidc and found.web.oidc.client_secret_file:
            beside = path.parent / found.web.oidc.client_secret_file
            oidc = found.web.oidc.model_copy(update={"client_secret_file": str(beside)})
            found = found.model_copy(update={"web": found.web.model_copy(update={"oidc": oidc})})
        return found
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise CasewatchError(_("--settings: {file}: {what}").format(file=path.name, what=_told(first))) from None


def _told(error: ErrorDetails) -> str:
    where, kind = _named(error["loc"]), error["type"]
    context: Mapping[str, Any] = error.get("ctx", {})
    if kind == "extra_forbidden":
        return _("{key} er ikke en innstilling. Tillatt: {known}.").format(key=where, known=_known(error["loc"][:-1]))
    if kind == "missing":
        return _("{key} mangler.").format(key=where)
    if kind == "literal_error":
        allowed = str(context["expected"]).replace("'", "").replace(" or ", ", ")
        return _("{key}: tillatt er {allowed}.").format(key=where, allowed=allowed)
    if kind == "handler_code":
        return _("{key}: handler skal stå der role er «handler», og bare der.").format(key=where)
    if kind == "many_tenants":
        return _(
            "{key}: issuer skal være deres egen organisasjons, med leietakerens ID, ikke common eller organizations: "
            "ellers kan hele verden logge inn."
        ).format(key=where)
    if kind == "no_openid":
        return _("{key}: scopes skal ha med «openid».").format(key=where)
    expected = {
        "string_type": _("skal være tekst, i anførselstegn"),
        "string_too_short": _("skal ikke være tom"),
        "int_type": _("skal være et helt tall, uten anførselstegn"),
        "list_type": _("skal være en liste, i [hakeparenteser]"),
        "dict_type": _("skal være en tabell"),
        "model_type": _("skal være en tabell med overskriften i [hakeparenteser]"),
        "greater_than_equal": _("skal være minst {least}").format(least=context.get("ge")),
        "less_than_equal": _("skal være høyst {most}").format(most=context.get("le")),
    }
    if kind == "string_pattern_mismatch":
        forms = {
            "issuer": _("skal være en nettadresse som begynner med https://"),
            "base_url": _("skal være en nettadresse som begynner med https:// eller http://"),
            "municipalities": _("skal være kommunenumre med fire siffer"),
            "channels": _("skal være en chatadresse som begynner med {kinds}").format(
                kinds=", ".join(f"{kind}://" for kind in CHATS)
            ),
            "[key]": _("skal være kommunenumre med fire siffer"),
        }
        names = [part for part in reversed(error["loc"]) if isinstance(part, str)]
        form = next((forms[name] for name in names if name in forms), _("skal være en e-postadresse"))
        return _("{key} {expected}.").format(key=where, expected=form)
    return _("{key} {expected}.").format(key=where, expected=expected.get(kind, _("kan ikke leses")))


def _named(location: tuple[int | str, ...]) -> str:
    """``receiver[2].role``: the second receiver, as a person counts."""
    text = ""
    for part in location:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        elif part != "[key]":
            text += f".{part}" if text else part
    return text


def _known(location: tuple[int | str, ...]) -> str:
    sections: dict[str, type[BaseModel]] = {
        "mail": Mail,
        "receiver": Receiver,
        "inbox": Inbox,
        "exports": ExportSettings,
        "uploads": Uploads,
        "scheduler": SchedulerSettings,
        "web": Web,
    }
    model = sections[str(location[0])] if location else Settings
    if location[:2] == ("web", "oidc"):
        model = Oidc
    return ", ".join(model.model_fields)
