"""One module a page, each with a `router`."""

from casewatch.web.routes import comparison, front, how, municipality, published, sign_in

ROUTERS = (comparison.router, front.router, how.router, municipality.router, published.router, sign_in.router)
