"""All addresses: the pages, the API, health."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("throughline.api.urls")),
    path("", include("throughline.web.urls")),
]
