"""The site, for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allies.config.settings")
application = get_wsgi_application()

from allies.config.checks import refuse_to_start  # noqa: E402  (it looks at models, which are loaded only now)

refuse_to_start()
