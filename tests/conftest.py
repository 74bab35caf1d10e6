"""Fixtures that every test may use."""

import pytest

from common import memo


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Values that a process remembers for seconds do not leak from one test into the next."""
    memo.forget_everything()
    yield
    memo.forget_everything()
