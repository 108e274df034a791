"""One module a page, each with a `router`."""

from casewatch.web.routes import front, sign_in

ROUTERS = (front.router, sign_in.router)
