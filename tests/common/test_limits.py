"""Limits count what happens within a span of time, and let everybody through again in the next one."""

import time
from functools import partial

import pytest

from common.limits import Limit

pytestmark = pytest.mark.django_db


def test_a_clock_that_is_set_back_refuses_nobody_for_longer(monkeypatch):
    limit, now = Limit("posts", 1, 60), time.time()
    assert limit.passes("abc") and not limit.passes("abc")
    assert limit.is_spent("abc") and not limit.is_spent("xyz")
    for moment in (now + 7200, now - 7200):
        monkeypatch.setattr(time, "time", partial(float, moment))
        assert not limit.is_spent("abc")
