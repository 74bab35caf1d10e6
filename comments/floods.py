"""The excess of a flood is refused before Django sees it, so that it costs little more than the connection.

Only what this process knows already is used, and nothing of the request but its address and its sender's network. What is
not refused here is counted, and refused where there is no room, by `services.make_room`.
"""

import re
from types import SimpleNamespace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.network import network_key

from .services import is_flooding

SECONDS = "600"
WORDS = _("Very many comments are coming in just now. Go back, keep your text and try again in ten minutes.")


def refused(application):
    """A WSGI application in front of another: answers 429 to one more comment while there is no room for it."""
    conversation = re.compile(reverse("comments:thread", args=[0]).replace("/0/", "/([0-9]{1,18})/"))
    words = str(WORDS).encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(words))),
        ("Cache-Control", "no-store"),
        ("Retry-After", SECONDS),
        ("X-Content-Type-Options", "nosniff"),
    ]

    def refusing(environ, start_response):
        match = environ["REQUEST_METHOD"] == "POST" and conversation.fullmatch(environ.get("PATH_INFO", ""))
        if match and _is_flooding(int(match[1]), environ):
            start_response("429 Too Many Requests", list(headers))
            return [words]
        return application(environ, start_response)

    return refusing


def _is_flooding(article_id, environ):
    try:
        return is_flooding(article_id, network_key(SimpleNamespace(META=environ)))
    except Exception:  # The day's salt is asked of a database that is away: the portal says so itself.
        return False
