import pytest

from wire.models import Feed

from .web import web


@pytest.fixture
def office():
    """A web server of an office, on this machine."""
    with web() as server:
        yield server


@pytest.fixture
def make_feed(db, office):
    """Adds a feed of that office; the owner lets it stand on this machine."""

    def make(path="/rss", **fields):
        fields = {"name": "KPP Krzemionów", "allow_private": True} | fields
        return Feed.objects.create(url=office.url(path), **fields)

    return make
