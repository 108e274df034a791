"""One module a page, each with a `router`."""

from casewatch.web.routes import comparison, front, how, municipality, published, receipts, sign_in, uploading

ROUTERS = (
    comparison.router,
    front.router,
    how.router,
    municipality.router,
    published.router,
    receipts.router,
    sign_in.router,
    uploading.router,
)
