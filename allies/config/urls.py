"""Every route: the pages, the API, signing in."""

from django.urls import URLPattern, URLResolver, include, path

from allies.api.main import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", api.urls),
    path("account/", include("allies.web.account_urls")),
    path("", include("allies.web.urls")),
]
handler400 = "allies.web.errors.bad_request"
handler500 = "allies.web.errors.server_error"
