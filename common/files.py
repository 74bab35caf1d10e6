"""Where files lie: on a disk of ours here, in a bucket in `common.bucket`. Whatever keeps one from being kept or read is `FilesAway`."""

from contextlib import contextmanager, suppress
from pathlib import Path

from django.core.files.storage import FileSystemStorage
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.db import transaction


class FilesAway(Exception):
    """The disk is full or broken, or the bucket does not answer or refuses. Nothing half-made has been left behind."""


class DiskStorage(FileSystemStorage):
    """Django's; what did not fit is not left half-written."""

    def _open(self, name, mode="rb"):
        try:
            return super()._open(name, mode)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise _away(error) from error

    def _save(self, name, content):
        # A name that is free when we begin: `Storage.save` has just looked for one.
        path = Path(self.path(name))
        try:
            return super()._save(name, content)
        except OSError as error:
            with suppress(OSError):
                path.unlink()
            raise _away(error) from error


def _away(error):
    return FilesAway(error.strerror or type(error).__name__)


class TemporaryUploads(TemporaryFileUploadHandler):
    """Django's; a file for which there is no room is passed over, and its field noted in `request.no_room_for`.

    Otherwise all that was typed beside it would be lost. `newsroom.middleware.room_for_uploads` answers.
    """

    def new_file(self, *args, **kwargs):
        with self._room():
            super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data, start):
        with self._room():
            super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size):
        try:
            with self._room():
                return super().file_complete(file_size)
        except SkipFile:
            return None

    @contextmanager
    def _room(self):
        try:
            yield
        except OSError as error:
            if file := getattr(self, "file", None):
                with suppress(OSError):
                    file.close()
            self.request.no_room_for = [*getattr(self.request, "no_room_for", []), self.field_name]
            raise SkipFile from error


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
