"""One module a page, each with a `router`."""

from casewatch.web.routes import (
    case,
    cases,
    clarifying,
    comparison,
    front,
    how,
    municipality,
    operations,
    published,
    receipts,
    sign_in,
    uploading,
)

ROUTERS = (
    case.router,
    cases.router,
    clarifying.router,
    comparison.router,
    front.router,
    how.router,
    municipality.router,
    operations.router,
    published.router,
    receipts.router,
    sign_in.router,
    uploading.router,
)
