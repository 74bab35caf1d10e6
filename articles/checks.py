"""What is wrong with the search, told at start in words."""

from django.core import checks
from django.db import DatabaseError

from polish.morphology import WHAT_IS_LOST


@checks.register("search")
def full_dictionary(app_configs, **kwargs):
    """Say what the search loses where no wheel of morfeusz2 installs."""
    if not WHAT_IS_LOST:
        return []
    hint = (
        "Run the portal where a morfeusz2 wheel installs (Linux on x86-64 with glibc, macOS), then manage.py reindex."
    )
    return [checks.Warning(WHAT_IS_LOST, hint=hint, id="articles.W001")]


@checks.register(checks.Tags.database)
def index_is_fresh(app_configs, databases=None, **kwargs):
    """Warn where the index was made by another version of the analyser. Asked by `check --database default`."""
    if not databases:
        return []
    from .search_index import is_stale

    try:
        stale = is_stale()
    except DatabaseError:
        return []  # Before the first migration there is no index to be stale.
    if not stale:
        return []
    message = "The search index was made by another version of the analyser, or not completely: searches miss stories."
    return [checks.Warning(message, hint="Run manage.py reindex; the site may serve meanwhile.", id="articles.W002")]
