"""Fixtures that every test may use."""

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
