"""One module a page, each with a `router`."""

from casewatch.web.routes import comparison, front, municipality, sign_in

ROUTERS = (comparison.router, front.router, municipality.router, sign_in.router)
