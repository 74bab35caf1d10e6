"""A newsroom that can seal: its keys in a folder of their own, and the cast that may or may not open tips."""

import io
import re
import time

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.core.management import call_command
from django.test import Client
from PIL import Image

from common import limits
from tests.factories import make_user
from tips import keys

FORM = "/napisz-do-nas/"
CODE = "/napisz-do-nas/kod/"


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.TIP_KEYS_DIR = tmp_path / "keys"
    settings.DATA_DIR = tmp_path / "data"
    settings.STORAGES = settings.STORAGES | {
        "tips": {
            "BACKEND": "common.files.DiskStorage",
            "OPTIONS": {"location": tmp_path / "data" / "tips", "base_url": None},
        }
    }
    limits.forget()
    yield
    limits.forget()


@pytest.fixture
def newsroom(db):
    """With a key on the server."""
    keys.make_server_key()


@pytest.fixture
def roles(db):
    call_command("roles", verbosity=0)


class Source:
    """A reader who sends tips, as a browser without scripts does."""

    def __init__(self):
        self.client = Client()

    def form(self, address=FORM):
        page = self.client.get(address).text
        return {"token": re.search(r'name="token" value="([^"]+)"', page)[1], "expects": "complete", "complete": "1"}

    def send(self, fields=None, files=(), **more):
        data = (self.form() if fields is None else fields) | more
        if files:
            data["files"] = list(files)
        return self.client.post(FORM, data)

    def receipt(self, **fields):
        response = self.send(**fields)
        assert response.status_code == 200, response.text
        return words_in(response)

    def look(self, words, **more):
        return self.client.post(CODE, {"words": words} | more)


def words_in(response):
    """The six words on the receipt's page."""
    found = re.search(r'<ol class="receipt".*?</ol>', response.text, re.DOTALL)
    assert found, response.text
    return " ".join(re.findall(r"<li>(\w+)</li>", found[0]))


@pytest.fixture
def source():
    return Source()


def login(user, *, proved=0):
    """A client in which the user proved who it is so many seconds ago."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": time.time() - proved, "username": user.username}
    ]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
    return client


def member(role, username="ewa", **fields):
    return make_user(username, groups=[role], **fields)


@pytest.fixture
def editor(roles):
    """The editor-in-chief at the desk, just logged in."""
    return login(member("Redaktor naczelny"))


def file(content, name="zdjecie.jpg"):
    found = io.BytesIO(content)
    found.name = name
    return found


def jpeg(width=640, height=480, **save):
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (90, 120, 60)).save(buffer, "JPEG", **save)
    return buffer.getvalue()
