"""Pages of 100,000 stored applications with 20 readers at once, and the preview of an upload of 2,000 rows.

The service runs as `casewatch serve` does, in a process of its own. Sammenligning and Kommunen are read turn by turn
with a bare route of the same server (``/healthz``), each reader with a connection and a session of its own; what is
told is the 95th percentile. The readers are a process of their own too, and share the two cores with the server.
"""

from __future__ import annotations

import re
import secrets
import socket
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from time import perf_counter, sleep
from urllib.parse import urlencode

from benchmarks.exports import AS_OF, Row, rows, with_changes, write_workbook
from benchmarks.processes import ROOT, casewatch, environment, line, run

ROWS, WEEK, READERS, TURNS = 100_000, 2_000, 20, 15
#: At most so many seconds, and so many times the bare route.
PAGE_LIMIT, RATIO_LIMIT, PREVIEW_LIMIT = 0.3, 10.0, 3.0
PLACE = "3401"
#: Page -> its address, and who reads it.
PAGES = {"Sammenligning": ("/sammenligning", "region"), "Kommunen": (f"/kommune/{PLACE}", "leder")}
_BARE = "/healthz"


@dataclass
class Reader:
    """One browser, signed in, on one connection."""

    port: int
    cookie: str = ""
    connection: HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=120)

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, str, str]:
        """Status, address to go on to, and the page."""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if kind:
            headers["Content-Type"] = kind
        try:
            self.connection.request(method, path, body or None, headers)
            answer = self.connection.getresponse()
        except RemoteDisconnected:  # it was idle for longer than the server keeps a connection
            self.connection.close()
            self.connection.request(method, path, body or None, headers)
            answer = self.connection.getresponse()
        text = answer.read().decode()
        for given in answer.headers.get_all("Set-Cookie") or []:
            if given.startswith("casewatch="):
                self.cookie = given.split(";")[0]
        return answer.status, answer.headers.get("Location", ""), text

    def sign_in(self, name: str, password: str) -> None:
        """With a local account."""
        fields = {"csrf": self.form_key("/logg-inn"), "name": name, "password": password, "til": "/slik-regner-vi"}
        kind = "application/x-www-form-urlencoded"
        assert self.ask("POST", "/logg-inn", urlencode(fields).encode(), kind)[0] == 303, "could not sign in"

    def form_key(self, path: str) -> str:
        """The hidden word of a page's forms."""
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.ask("GET", path)[2])
        assert found is not None, path
        return found[1]

    def seconds(self, path: str) -> float:
        """How long a page takes."""
        begin = perf_counter()
        status = self.ask("GET", path)[0]
        assert status == 200, f"{path}: {status}"
        return perf_counter() - begin


def percentile(measured: list[float], share: float = 0.95) -> float:
    """The smallest measured value that so large a share stays at or under."""
    ordered = sorted(measured)
    return ordered[max(0, -int(-len(ordered) * share // 1) - 1)]


def together(readers: list[Reader], path: str, turns: int) -> list[float]:
    """All readers read a page over and over at the same time; every time it took."""

    def read(reader: Reader) -> list[float]:
        return [reader.seconds(path) for _turn in range(turns)]

    with ThreadPoolExecutor(len(readers)) as crowd:
        return [each for measured in crowd.map(read, readers) for each in measured]


def preview(reader: Reader, export: Path) -> float:
    """Seconds from sending a file to the preview with its five groups; a person's time at the columns is not in it."""
    boundary = secrets.token_hex(16)
    parts = [("csrf", reader.form_key("/les-inn")), ("innhold", "all"), ("profil", "")]
    body = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in parts
    )
    body += (
        f'--{boundary}\r\nContent-Disposition: form-data; name="fil"; filename="{export.name}"\r\n\r\n'.encode()
        + export.read_bytes()
        + f"\r\n--{boundary}--\r\n".encode()
    )
    begin = perf_counter()
    status, onward, text = reader.ask("POST", "/les-inn", body, f"multipart/form-data; boundary={boundary}")
    assert status == 303, text
    status, _onward, text = reader.ask("GET", onward)
    took = perf_counter() - begin
    if onward.endswith("/kolonner"):  # nothing is remembered of this sender: its columns are confirmed as guessed
        chosen = re.findall(r'<select[^>]* name="(kolonne-[A-Z]+)".*?<option value="(\w*)" selected', text, re.DOTALL)
        fields = urlencode([("csrf", parts[0][1]), *chosen]).encode()
        begin = perf_counter()
        status, preview_at, text = reader.ask("POST", onward, fields, "application/x-www-form-urlencoded")
        assert status == 303, text
        status, _onward, text = reader.ask("GET", preview_at)
        took += perf_counter() - begin
    assert status == 200, onward
    assert "Ingenting er lagret" in text, "no preview"
    return took


@dataclass
class Served:
    """A running service; `stop` ends it."""

    port: int
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(20)


def serve(database: Path) -> Served:
    """Start the service on a free port and wait until it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = casewatch("serve", "--port", str(port), database=database)
    quiet = subprocess.DEVNULL
    served = Served(port, subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=quiet, stderr=quiet))
    for _attempt in range(200):
        try:
            Reader(port).seconds(_BARE)
            return served
        except OSError:
            sleep(0.1)
    served.stop()
    raise RuntimeError("the service does not answer")


def add_people(database: Path, password: str) -> None:
    """One of the region and one manager."""
    for name, *role in (("region", "--role", "region"), ("leder", "--role", "manager", "--municipality", PLACE)):
        run(casewatch("users", "add", name, *role, database=database), given=password + "\n")


def main(count: int = ROWS, size: int = WEEK, readers: int = READERS, turns: int = TURNS) -> list[str]:
    """Run it and give the lines of the report."""
    made, password = rows(count), secrets.token_urlsafe(16)
    lines: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database, export = folder / "store.db", folder / "export.xlsx"
        write_workbook(export, made)
        run(casewatch("import", export, "--as-of", AS_OF.isoformat(), database=database))
        weeks = _weeks(folder, [row for row in made if row.municipality == PLACE], size)
        add_people(database, password)
        served = serve(database)
        try:
            people: dict[str, list[Reader]] = {}
            for who in ("region", "leder"):
                people[who] = [Reader(served.port) for _reader in range(readers)]
                people[who][0].sign_in(who, password)
                for reader in people[who][1:]:
                    reader.cookie = people[who][0].cookie
            lines += _pages(people, turns)
            took = sorted(preview(people["leder"][0], week) for week in weeks)[1]
            lines.append(line(f"upload of {size:,} rows until its preview", took) + f"   (at most {PREVIEW_LIMIT:g} s)")
        finally:
            served.stop()
    return lines


def _weeks(folder: Path, known: list[Row], size: int) -> list[Path]:
    """Three files that differ: one that came before is not read again."""
    files = [folder / f"week{first}.xlsx" for first in range(3)]
    for first, file in enumerate(files):
        write_workbook(file, with_changes(known[first : first + size]))
    return files


def _pages(people: dict[str, list[Reader]], turns: int) -> list[str]:
    lines = []
    for told, (path, who) in PAGES.items():
        readers = people[who]
        first = readers[0].seconds(path)
        bare: list[float] = []
        pages: list[float] = []
        for _round in range(3):  # turn by turn: what slows the machine slows both
            bare += together(readers, _BARE, turns)
            pages += together(readers, path, turns)
        slow, plain = percentile(pages), percentile(bare)
        lines += [
            line(f"{told}, the first time", first),
            line(f"{_BARE}, {len(readers)} readers, 95th percentile", plain),
            line(f"{told}, 95th percentile", slow, slow / plain, RATIO_LIMIT)[:-1] + f", {PAGE_LIMIT:g} s)",
        ]
    return lines


if __name__ == "__main__":
    print("\n".join(main()))
