"""All addresses: the pages, the API, health."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("throughline.api.urls")),
    path("", include("throughline.web.urls")),
]

handler400 = "throughline.web.views.errors.bad_request"
handler403 = "throughline.web.views.errors.forbidden"
handler404 = "throughline.web.views.errors.not_found"
handler500 = "throughline.web.views.errors.server_error"
