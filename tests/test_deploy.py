"""What the deployment's files say of the portal holds for the portal itself."""

import re
from pathlib import Path

from django.urls import URLPattern, get_resolver

ROOT = Path(__file__).resolve().parent.parent


def views(resolver, prefix=""):
    """Each view with the address that it answers, as a pattern."""
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern).lstrip("^")
        if isinstance(entry, URLPattern):
            yield address, entry.callback
        else:
            yield from views(entry, address)


def test_the_cache_of_nginx_tells_apart_what_the_pages_read():
    read = {
        name
        for address, view in views(get_resolver())
        if not address.startswith("szukaj/")
        for name in getattr(view, "parameters", ())
    }
    key = re.search(r'default +"(\$arg_[^"]+)"', (ROOT / "deploy/nginx/shared.conf").read_text())[1]

    assert {part.removeprefix("$arg_") for part in key.split("|")} == read


def test_pages_that_may_not_be_told_apart_have_no_parameters_of_their_own_name():
    """A page under `/szukaj/` is kept by its whole query, so whatever it reads is in the key."""
    searched = [address for address, view in views(get_resolver()) if "q" in getattr(view, "parameters", ())]

    assert searched and all(address.startswith("szukaj/") for address in searched)
