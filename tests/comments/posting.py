"""Sending forms of comments as a reader's browser does."""

import re
import secrets
import time

from django.core import signing
from django.test import Client

from comments.models import Comment
from common import tokens

ORIGIN = {"HTTP_ORIGIN": "https://portal.example"}
PLAIN = "Ciekaw jestem, które z tych zadań mają już wpisaną kwotę w budżecie."


def form_token(article, *, age=60, form="comment", form_id=None):
    """A token as the form gives it out, `age` seconds ago."""
    note = {
        "f": form,
        "a": str(getattr(article, "pk", article)),
        "i": form_id or secrets.token_urlsafe(12),
        "t": int((time.time() - age) * 1000),
    }
    return signing.dumps(note, salt=tokens.SALT)


def post(client, article, body=PLAIN, *, nick="Bartek", token=None, **fields):
    """Send a comment; returns the response."""
    data = {"nick": nick, "body": body, "form_token": token or form_token(article), **fields}
    headers = fields.pop("headers", {})
    data.pop("headers", None)
    return client.post(f"/artykuly/{article.pk}/komentarze/", data, headers=headers)


def posted(response):
    """The comment that the answer speaks of."""
    assert response.status_code == 201, (response.status_code, response.content.decode()[:500])
    return Comment.objects.get(pk=re.search(r'data-posted="(\d+)"', response.content.decode())[1])


def say(article, body=PLAIN, *, client=None, **fields):
    """A comment sent by a new device, or by that of `client`."""
    return posted(post(client or Client(), article, body, **fields))


def reasons(comment):
    return {hit.check_name for hit in comment.hits.all()}
