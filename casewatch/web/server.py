"""Running the service: one process, log lines as JSON on standard error."""

import socket
import sys

import structlog
import uvicorn

from casewatch.errors import CasewatchError
from casewatch.language import _
from casewatch.web.app import create_app
from casewatch.web.site import Site


def serve(site: Site, host: str, port: int) -> None:
    """Serve until stopped. Raises CasewatchError where the address or the settings cannot be used."""
    app = create_app(site)  # what the settings have wrong is said before anything listens
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as taken:
        if sys.platform != "win32":  # there it would let two listen on one port
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((host, port))
        except OSError as error:
            raise CasewatchError(
                _("{host}:{port} kan ikke brukes: {why}. Velg en annen port.").format(
                    host=host, port=port, why=error.strerror or type(error).__name__
                ),
                "port",
                given=False,
            ) from None
        structlog.configure(
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        )
        # A proxy on this machine may say where a request came from; its word decides no rights.
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, proxy_headers=True,
            forwarded_allow_ips="127.0.0.1,::1", timeout_graceful_shutdown=10,
        )  # fmt: skip
        uvicorn.Server(config).run(sockets=[taken])
