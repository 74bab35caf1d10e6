"""What is wrong with the keys of tips, told at start in words."""

from django.core import checks
from django.db import DatabaseError


@checks.register(checks.Tags.database)
def keys_are_there(app_configs, databases=None, **kwargs):
    """Say that the form takes no tips because files of keys are missing. Asked by `check --database default`."""
    if not databases:
        return []
    from .opening import missing_files

    try:
        missing = missing_files()
    except DatabaseError:
        return []  # Before the first migration there are no keys to be missing.
    if not missing:
        return []
    message = f"Files of keys are missing, so the form “Napisz do nas” takes no tips: {', '.join(missing)}."
    hint = "Mount or restore the folder TIP_KEYS_DIR. Only if they are lost for good: manage.py tip_keys make."
    return [checks.Warning(message, hint=hint, id="tips.W001")]
