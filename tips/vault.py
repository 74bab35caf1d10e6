"""Where the sealed files lie. Nothing in clear ever passes through here.

While a file arrives, its sealed bytes grow in `incoming/` on this machine; complete, it goes into the storage "tips" under a
name of ours. What a killed process leaves in `incoming/` was sealed with a key that died with it, and is swept away.
"""

import errno
import os
import time
from contextlib import suppress

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from common.files import FilesAway

# Strangers' files stop here: a twentieth of the disk, of a large one so many bytes, is not theirs.
RESERVE = 1024**3
STALE_AFTER = 2 * 60 * 60


def storage():
    return storages["tips"]


def name_of(uid):
    return f"{uid.hex[:2]}/{uid.hex}"


def preview_name_of(uid):
    return f"{name_of(uid)}-p"


def has_room(folder):
    """Whether uploads may take more of that disk; what is reserved keeps the database and the readers' pages alive."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize > min(RESERVE, disk.f_blocks * disk.f_frsize // 20)


class Incoming:
    """A sealed file that is still arriving."""

    def __init__(self, uid):
        self.uid = uid
        folder = _incoming()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = folder / uid.hex
        self._file = os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def write(self, sealed):
        """More sealed bytes. Raises `OSError`, as when the disk is full, or so full that the rest belongs to the portal itself."""
        if not has_room(self.path.parent):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._file.write(sealed)

    def keep(self):
        """The file is complete: put it into the storage. Raises `OSError`, `FilesAway`."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        # The full hour: backups would tell the second in which a file of a confidential tip came.
        hour = time.time() // 3600 * 3600
        os.utime(self.path, (hour, hour))
        with self.path.open("rb") as file:
            storage().save(name_of(self.uid), _Moved(file, self.path))
        self.path.unlink(missing_ok=True)

    def drop(self):
        try:
            self._file.close()
        finally:
            self.path.unlink(missing_ok=True)


class _Moved(File):
    """Tells a storage on this machine that it may move the file instead of copying it."""

    def __init__(self, file, path):
        super().__init__(file, path.name)
        self._path = str(path)

    def temporary_file_path(self):
        return self._path


def keep(name, sealed):
    """Store sealed bytes under that name, in place of what may be there."""
    if storage().exists(name):
        storage().delete(name)
    storage().save(name, ContentFile(sealed))


def open_sealed(name):
    """The sealed file, opened for reading. Raises `FileNotFoundError`."""
    return storage().open(name, "rb")


def delete(uid):
    """Delete a file with its preview; it may be gone already. While files are away it is left to the sweep: its key goes at once."""
    with suppress(FilesAway):
        for name in (name_of(uid), preview_name_of(uid)):
            storage().delete(name)


def sweep_incoming(now=None):
    """Delete what uploads that never ended have left. Returns how many there were."""
    before = (now or time.time()) - STALE_AFTER
    stale = [path for path in _incoming().glob("*") if path.stat().st_mtime < before] if _incoming().exists() else []
    for path in stale:
        path.unlink(missing_ok=True)
    return len(stale)


def all_names():
    """Names of all files in the storage."""
    for folder in _listdir("")[0]:
        for name in _listdir(folder)[1]:
            yield f"{folder}/{name}"


def _listdir(folder):
    try:
        return storage().listdir(folder)
    except FileNotFoundError:
        return [], []


def _incoming():
    return settings.DATA_DIR / "tips-incoming"
