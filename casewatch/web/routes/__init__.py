"""One module a page, each with a `router`."""

from casewatch.web.routes import comparison, front, how, municipality, sign_in

ROUTERS = (comparison.router, front.router, how.router, municipality.router, sign_in.router)
