"""Files of the form are sealed while they stream in; nothing of them touches the disk in clear.

The handler must be set before anything reads `request.POST`. Per file it holds one chunk and a few kilobytes of its beginning.
What is wrong with a file becomes an entry of `request.tip_uploads`, not an exception: the words of the form are kept.
"""

import errno
import threading
import time
import unicodedata
import uuid
from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from common.files import FilesAway

from . import sealing, vault
from .content import Recogniser, Unwanted

FIELD = "files"
# Bytes a second that one process takes in over all its uploads: readers come first. A hundred uploads of 20 MB to two
# processes then take some two minutes, and the pages are read meanwhile.
PACE = 10 * 1024 * 1024


class Pace:
    """Lets pieces through one at a time and not faster than so many bytes a second."""

    def __init__(self, per_second):
        self.per_second = per_second
        self._lock = threading.Lock()
        self._free_at = 0.0

    def take(self, size):
        """Wait until it is this piece's turn. Waiting threads take no time from others."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._free_at)
            self._free_at = turn + size / self.per_second
        if turn > now:
            time.sleep(turn - now)


pace = Pace(PACE)


@dataclass
class Uploads:
    """What came of the files of one request. `refused` holds `(name, code)`; codes: kind, empty, pixels,
    large, many, disk, broken."""

    sealed: list = field(default_factory=list)
    refused: list = field(default_factory=list)

    def drop_beyond(self, left):
        """Drop the files for which there is no room beside those that wait already."""
        for upload in self.sealed[left:]:
            upload.drop()
            self.refused.append((upload.name, "many"))
        del self.sealed[left:]


class SealedUpload(UploadedFile):
    """A file that has arrived and lies sealed in the vault. Its key is known to this request alone until a service keeps it."""

    def __init__(self, uid, key, kind, name, size):
        super().__init__(file=None, name=name, size=size)
        self.uid = uid
        self.key = key
        self.kind = kind

    def __repr__(self):
        return f"<SealedUpload {self.uid}>"

    def close(self):
        """Nothing is open here; Django closes all files of a form that it cannot read."""

    def drop(self):
        vault.delete(self.uid)


class SealingUploadHandler(FileUploadHandler):
    """Seals each file of the form into the vault; skips those of other fields."""

    # Django holds some pieces of each upload in hand; with a hundred at once larger ones fill the memory, and are no quicker.
    chunk_size = sealing.CHUNK

    def __init__(self, request, *, max_files, max_bytes):
        super().__init__(request)
        self.max_files = max_files
        self.max_bytes = max_bytes
        self.uploads = request.tip_uploads = Uploads()
        self._incoming = None

    def new_file(self, field_name, file_name, content_type, content_length, charset=None, content_type_extra=None):
        super().new_file(field_name, file_name, content_type, content_length, charset, content_type_extra)
        self._name = plain_name(file_name)
        if field_name != FIELD:
            raise SkipFile
        if len(self.uploads.sealed) >= self.max_files:
            self._refuse("many")
        self._uid, self._key = uuid.uuid4(), sealing.new_key()
        self._sealer = sealing.FileSealer(self._key, sealing.context("file", self._uid, "content"))
        self._recogniser = Recogniser()
        self._size = 0
        self._incoming = self._on_disk(lambda: vault.Incoming(self._uid))

    def receive_data_chunk(self, raw_data, start):
        pace.take(len(raw_data))
        self._size += len(raw_data)
        if self._size > self.max_bytes:
            self._refuse("large")
        try:
            self._recogniser.feed(raw_data)
        except Unwanted as unwanted:
            self._refuse(unwanted.code)
        self._on_disk(lambda: self._incoming.write(self._sealer.feed(raw_data)))

    def file_complete(self, file_size):
        try:
            kind = self._recogniser.finish()
        except Unwanted as unwanted:
            self._drop(unwanted.code)
            return None
        try:
            self._incoming.write(self._sealer.finish())
            self._incoming.keep()
        except (OSError, FilesAway) as error:
            self._drop(_code_of(error))
            return None
        self._incoming = None
        upload = SealedUpload(self._uid, self._key, kind, self._name, self._size)
        self.uploads.sealed.append(upload)
        return upload

    def upload_interrupted(self):
        """The connection broke, or the last file was skipped, which Django does not tell apart."""
        if self._incoming:
            self._drop("broken")

    def _on_disk(self, write):
        try:
            return write()
        except OSError as error:
            self._refuse(_code_of(error))

    def _refuse(self, code):
        self._drop(code)
        raise SkipFile

    def _drop(self, code):
        self.uploads.refused.append((self._name, code))
        if self._incoming:
            self._incoming.drop()
            self._incoming = None


def _code_of(error):
    if isinstance(error, FilesAway) or error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}:
        return "disk"
    raise error


def plain_name(name):
    """What the sender called the file, as data for people: no folders, no control or direction signs, at most 120 letters."""
    name = (name or "").replace("\\", "/").rpartition("/")[2]
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] not in {"C", "Z"} or sign == " ")
    return name.strip()[-120:]
