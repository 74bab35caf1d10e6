"""Fixtures that every test may use."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import TransactionTestCase

from common import caches, limits, memo, network

ASK_THE_DATABASE = {"db", "transactional_db", "live_server", "django_db_setup"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Mark each test that asks the database, by the fixtures and marks that let it.

    The others come out the same whatever the database is, so `tests/run.py` tries them once, not once for each. What one
    database alone does (`@pytest.mark.only_on("sqlite")`) is tried on that one.
    """
    for item in items:
        of_django = isinstance(getattr(item, "cls", None), type) and issubclass(item.cls, TransactionTestCase)
        if of_django or item.get_closest_marker("django_db") or not ASK_THE_DATABASE.isdisjoint(item.fixturenames):
            item.add_marker("database")
    elsewhere = [item for item in items for mark in item.iter_markers("only_on") if mark.args != (connection.vendor,)]
    if elsewhere:
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Values that a process remembers for seconds do not leak from one test into the next."""
    for module in (caches, limits, network):
        module.forget()
    memo.forget_everything()
    yield
    memo.forget_everything()


@pytest.fixture
def standing_clock(monkeypatch):
    """The clock of what a process remembers stands still, so that on a slow machine a page asks no more than on a quick one."""
    monkeypatch.setattr(memo, "time", SimpleNamespace(monotonic=lambda: 1.0))
