"""/api/v1/: its routers, its description."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path

from throughline.api.delivery import router as delivery
from throughline.api.frame import api
from throughline.api.plans import router as plans
from throughline.api.registers import router as registers

api.add_router("", registers)
api.add_router("", delivery)
api.add_router("", plans)


def _open(pattern: URLPattern) -> URLPattern:
    """The API answers 401 by itself instead of leading to the log-in page."""
    pattern.callback = login_not_required(pattern.callback)
    return pattern


_patterns, _app, _namespace = api.urls
urlpatterns = [path("", ([_open(pattern) for pattern in _patterns], _app, _namespace))]
