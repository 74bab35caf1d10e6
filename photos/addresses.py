"""Where the files of photos lie that everybody may see."""

from functools import lru_cache

from django.core.files.storage import default_storage


@lru_cache(maxsize=8192)
def address_of(name):
    """Where a file of the public storage lies, by its name. Remembered: a page names dozens, and a file keeps its name for good."""
    return default_storage.url(name)
