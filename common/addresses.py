"""Addresses that many pages name again and again."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=4096)
def address(name, *arguments):
    """`reverse()` of a name and its arguments, remembered: routes do not change while the portal runs."""
    return reverse(name, args=arguments)
