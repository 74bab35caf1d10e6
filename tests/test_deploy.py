"""What the deployment's files say of the portal holds for the portal itself."""

import inspect
import re
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from django.urls import URLPattern, get_resolver
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
OUR_APPS = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
# These have locations of their own in nginx, which pass on the query as it comes.
NOT_CACHED = ("admin/", "konto/", "napisz-do-nas/", "media/", "stan/")


def views(resolver, prefix=""):
    """Each view with the address that it answers, as a pattern."""
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern).lstrip("^")
        if isinstance(entry, URLPattern):
            yield address, entry.callback
        else:
            yield from views(entry, address)


def asked_for():
    """What the pages that nginx leads through its cache read of the query: as they declare it, or as their code says."""
    names = set()
    for address, view in views(get_resolver()):
        if address.startswith(NOT_CACHED):
            continue
        names.update(getattr(view, "parameters", ()))
        module = inspect.getmodule(inspect.unwrap(view))
        code = inspect.getsource(module) if module.__name__.partition(".")[0] in OUR_APPS else ""
        names.update(re.findall(r"request\.GET(?:\.get\(|\[)\"([^\"]+)\"", code))
        names.update(getattr(module, name) for name in re.findall(r"request\.GET\.get\(([A-Z_]+)\b", code))
        assert "in request.GET" not in code, f"{module.__name__}: nginx leaves out a parameter without a value"
    return names


def test_nginx_asks_the_portal_for_what_its_pages_read_and_for_nothing_else():
    text = (ROOT / "deploy/nginx/shared.conf").read_text()
    passed_on = re.findall(r'^map \$arg_(\w+) +\$portal_(\w+) +{ "" ""; default "&(\w+)=\$arg_(\w+)"; }$', text, re.M)
    joined = re.search(r'^map "([$a-z_]+)" \$portal_asked', text, re.M)[1]

    assert all(len(set(names)) == 1 for names in passed_on)
    names = [names[0] for names in passed_on]
    assert joined == "".join(f"$portal_{name}" for name in names)
    assert set(names) == asked_for()


# Of Debian 12, of Debian 13, and what is newest.
PYTHONS = ["3.11.2", "3.13.5", "3.14.0"]


@pytest.mark.parametrize("python", PYTHONS)
def test_what_is_locked_is_enough_for_the_pythons_of_the_systems_that_owners_have(python):
    """Whoever locks does so with one Python; another may want more, and pip refuses what is not locked."""
    lock = (ROOT / "requirements.lock").read_text()
    locked = {canonicalize_name(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.M)}
    there = {"python_version": ".".join(python.split(".")[:2]), "python_full_version": python, "extra": ""}
    missing = set()
    for name in locked:
        try:
            wanted = [Requirement(text) for text in requires(name) or []]
        except PackageNotFoundError:
            continue
        for one in wanted:
            if (one.marker is None or one.marker.evaluate(there)) and canonicalize_name(one.name) not in locked:
                missing.add(f"{name} wants {one}")
    assert missing == set()


def test_owners_are_given_commands_that_know_the_settings():
    """In the folder of an installed portal `manage.py` finds none: they lie in /etc/portal, which `sudo portal` reads."""
    for page in sorted((ROOT / "docs/wlasciciel").glob("*.md")):
        for block in re.findall(r"^```\n(.*?)^```", page.read_text(), re.M | re.S):
            assert "manage.py" not in block, page.name


def test_the_memory_of_nginx_cache_has_room_for_what_nginx_keeps_there():
    unit = (ROOT / "deploy/systemd/var-cache-portal.mount").read_text()
    cache = re.search(r"^proxy_cache_path .*$", (ROOT / "deploy/nginx/shared.conf").read_text(), re.MULTILINE)[0]
    size, most, free = (
        int(re.search(pattern, text)[1])
        for pattern, text in ((r"size=(\d+)m", unit), (r"max_size=(\d+)m", cache), (r"min_free=(\d+)m", cache))
    )
    assert most + free < size
    for script in ("install", "upgrade"):
        assert "enable --now -q var-cache-portal.mount" in (ROOT / "deploy" / script).read_text()
