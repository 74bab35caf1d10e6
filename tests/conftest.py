"""Fixtures that every test may use."""

from types import SimpleNamespace

import pytest

from common import limits, memo, network


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Values that a process remembers for seconds do not leak from one test into the next."""
    for module in (limits, network):
        module.forget()
    memo.forget_everything()
    yield
    memo.forget_everything()


@pytest.fixture
def standing_clock(monkeypatch):
    """The clock of what a process remembers stands still, so that on a slow machine a page asks no more than on a quick one."""
    monkeypatch.setattr(memo, "time", SimpleNamespace(monotonic=lambda: 1.0))
