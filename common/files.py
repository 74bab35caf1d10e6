"""Where files lie: on a disk of ours here, in a bucket in `common.bucket`. Whatever keeps one from being kept or read is `FilesAway`."""

from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import FileSystemStorage
from django.db import transaction


class FilesAway(Exception):
    """The disk is full or broken, or the bucket does not answer or refuses. Nothing half-made has been left behind."""


@contextmanager
def on_disk():
    """What the system says of a file that is not there, or there already, is an answer; anything else is trouble with the disk."""
    try:
        yield
    except (FileNotFoundError, FileExistsError):
        raise
    except OSError as error:
        raise FilesAway(error.strerror or type(error).__name__) from error


class DiskStorage(FileSystemStorage):
    """Django's; what did not fit is not left half-written."""

    def _open(self, name, mode="rb"):
        with on_disk():
            return super()._open(name, mode)

    def _save(self, name, content):
        # A name that is free when we begin: `Storage.save` has just looked for one.
        path = Path(self.path(name))
        with on_disk():
            try:
                return super()._save(name, content)
            except FileExistsError:
                raise
            except OSError:
                path.unlink(missing_ok=True)
                raise


def delete_when_sure(alias, names):
    """Delete files of that storage once the transaction is; while they are away, by a job that is tried until it is done."""

    def delete():
        from .jobs import delete_files

        try:
            delete_files.call(alias, names)
        except FilesAway:
            delete_files.enqueue(alias, names)

    names = [name for name in names if name]
    if names:
        transaction.on_commit(delete)
