"""The WSGI application that gunicorn serves, behind the portal's own cache where no other stands in front."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402 - only now are they known

from comments.floods import refused  # noqa: E402
from common.databases.patience import patient  # noqa: E402

from .microcache import in_front_of  # noqa: E402

application = patient(refused(application))
if settings.MICROCACHE:
    application = in_front_of(application)
