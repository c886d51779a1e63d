"""The API: the same reads as the pages, for the member whose session it is. Its schema is at /api/openapi.json.

There is no page to try it on: the one that comes with the library loads scripts from elsewhere, which the content
policy forbids.
"""

from __future__ import annotations

from ninja import NinjaAPI
from ninja.security import django_auth

from allies.api import accounts, imports, people, plan, start, tribes

api = NinjaAPI(
    title="Allies",
    version="1",
    description="What your own network says, for you alone. Sign in on the site first; the session's cookie is enough.",
    urls_namespace="api",
    docs_url=None,
    auth=django_auth,
)
api.add_router("", start.router)
api.add_router("", plan.router)
api.add_router("", people.router)
api.add_router("", tribes.router)
api.add_router("", imports.router)
api.add_router("", accounts.router)
