"""Compiling the Polish texts without any tool outside Python."""

import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation.reloader import translation_file_changed


def compile_translations(folders=None):
    """Write `.mo` files that are missing or older than their `.po`. Returns the paths written."""
    written = []
    for folder in folders or settings.LOCALE_PATHS:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            with source.open("rb") as file:
                catalogue = read_po(file)
            # Written apart and moved, so that of several processes none ever reads half a file.
            with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".mo.part", delete=False) as file:
                write_mo(file, catalogue)
            os.chmod(file.name, 0o644)
            os.replace(file.name, target)
            written.append(target)
    if written:
        # A catalogue that was read before would stay without them for as long as the process lives.
        translation_file_changed(None, written[0])
    return written
