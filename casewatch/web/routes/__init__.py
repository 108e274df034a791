"""One module a page, each with a `router`."""

from casewatch.web.api import routes as api
from casewatch.web.routes import (
    alerts,
    case,
    cases,
    clarifying,
    comparison,
    expected,
    front,
    how,
    log,
    municipality,
    operations,
    published,
    receipts,
    sign_in,
    uploading,
    users,
)

ROUTERS = (
    alerts.router,
    api.router,
    case.router,
    cases.router,
    clarifying.router,
    comparison.router,
    expected.router,
    front.router,
    how.router,
    log.router,
    municipality.router,
    operations.router,
    published.router,
    receipts.router,
    sign_in.router,
    uploading.router,
    users.router,
)
