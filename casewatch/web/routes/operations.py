"""For whoever looks after the service: is it alive, can it work, what has it done. Nothing of any case."""

from datetime import UTC

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from casewatch.errors import Unavailable
from casewatch.services.running.health import health
from casewatch.web.visitor import Forbidden, TheSite, is_local, require_viewer

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def alive() -> Response:
    """The process answers. Asks for nothing, so that a slow database restarts nobody."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
def ready(site: TheSite) -> Response:
    """Whether the database can be reached and is up to date; 503 with the reason where not.

    Ages are in whole seconds, and null for a municipality without an import. An old import makes nothing unready: the
    pages say it, and a monitor may judge the age.
    """
    try:
        found, now = health(site.context()), site.now()
    except Unavailable as error:
        return JSONResponse({"ready": False, "reason": error.what, "last_import_age_seconds": {}}, 503)
    ages = {number: when and max(0, int((now - when).total_seconds())) for number, when in found.last_imports.items()}
    answer = {"ready": found.ready, "reason": found.reason or None, "last_import_age_seconds": ages}
    return JSONResponse(answer, 200 if found.ready else 503)


@router.get("/metrics")
def numbers(request: Request, site: TheSite) -> Response:
    """The counters, to a collector on this machine or a signed-in administrator."""
    if not is_local(request) and not require_viewer(request).administers:
        raise Forbidden
    metrics = request.app.state.metrics
    for number, when in health(site.context()).last_imports.items():
        if when is not None:
            metrics.last_import.labels(number).set(when.astimezone(UTC).timestamp())
    return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)
