"""Two ceilings for `bench/pages.py`: a bare WSGI function, and a constant view of Django with its default middleware.

`BENCH_ANSWER` names a JSON file with the status, headers and body (base64) that both answer.
"""

import base64
import json
import os
from pathlib import Path

ANSWER = json.loads(Path(os.environ["BENCH_ANSWER"]).read_text())
STATUS, HEADERS = ANSWER["status"], [tuple(pair) for pair in ANSWER["headers"]]
BODY = base64.b64decode(ANSWER["body"])


def function(environ, start_response):
    start_response(STATUS, HEADERS)
    return [BODY]


def constant_view():
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpResponse
    from django.urls import re_path

    settings.configure(
        ALLOWED_HOSTS=["*"],
        SECRET_KEY="of-no-use-" + "x" * 50,
        ROOT_URLCONF=type("urls", (), {"urlpatterns": [re_path("", lambda request: HttpResponse(BODY))]}),
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    )
    return get_wsgi_application()
