"""How long personal data are kept: each app that keeps any lists its rules, one job keeps to them, one page shows them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.utils import timezone


@dataclass(frozen=True)
class Rule:
    """One line of the table: `data` and `kept` are sentences for readers; `expire(before)` drops what is older.

    `expire` may be None where nothing expires by time. It returns how many rows it changed.
    """

    data: str
    kept: str
    after: timedelta | None = None
    expire: Callable | None = None


def all_rules():
    """The rules of every installed app that has a `retention` module, in the order of the apps."""
    found = []
    for config in apps.get_app_configs():
        name = f"{config.name}.retention"
        if not config.name.startswith("django") and config.name != "common" and find_spec(name):
            found += import_module(name).RETENTION
    return found


def enforce(rules, now=None):
    """Apply the rules. Returns `{what: how many rows}` of those that changed anything."""
    now = now or timezone.now()
    done = {}
    for rule in rules:
        if rule.expire and (changed := rule.expire(now - rule.after)):
            done[str(rule.data)] = changed
    return done
