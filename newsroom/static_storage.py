"""Where style sheets, scripts and fonts lie, under names that change with what is in them."""

from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's, with the addresses kept: each page asks for several, and they stay the same while a process lives."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.url = cache(super().url)
