"""One module a page, each with a `router`."""

from casewatch.web.routes import front, municipality, sign_in

ROUTERS = (front.router, municipality.router, sign_in.router)
