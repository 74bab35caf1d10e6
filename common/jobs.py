"""Background jobs of what all apps share."""

from django.core.files.storage import storages
from django_tasks import task


@task()
def delete_files(alias, names):
    """Delete files of that storage; some may be gone already."""
    for name in names:
        storages[alias].delete(name)
