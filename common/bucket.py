"""Files in an S3-compatible bucket (the extra "s3"): nobody waits long for one that says nothing, and every trouble is `FilesAway`.

The library would wait five times a minute. An upload held its thread so long, and on SQLite, whoever wrote meanwhile.
"""

from contextlib import contextmanager

from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from s3transfer.exceptions import RetriesExceededError
from storages.backends import s3

from .databases.patience import Reach
from .files import FilesAway

# Seconds until a bucket takes a connection, and between two signs of life. Within one network both take milliseconds.
CONNECTS_WITHIN = 3
ANSWERS_WITHIN = 8
# With the first: a connection kept from before may have been closed meanwhile.
TRIES = 2
# Whoever has waited in vain has waited for all threads of the process.
reach = Reach()


@contextmanager
def asking():
    if not reach.may_try():
        raise FilesAway("the bucket was away a moment ago")
    try:
        yield
    except ClientError as error:
        reach.heard()
        # A bucket that is missing, unlike a file, is trouble.
        if error.response["Error"].get("Code") in {"404", "NoSuchKey"}:
            raise FileNotFoundError(error.operation_name) from error
        raise FilesAway(error.response["Error"].get("Code", "")) from error
    except (BotoCoreError, RetriesExceededError) as error:
        reach.lost()
        raise FilesAway(type(error).__name__) from error
    except FileNotFoundError:
        reach.heard()
        raise
    reach.heard()


def _asked(name):
    ask = getattr(s3.S3Storage, name)

    def asked(self, *args, **kwargs):
        with asking():
            return ask(self, *args, **kwargs)

    return asked


class BucketFile(s3.S3File):
    """One that is fetched when it is first read."""

    def _get_file(self):
        if self._file is not None:
            return self._file
        with asking():
            return super()._get_file()

    file = property(_get_file, s3.S3File._set_file)


class BucketStorage(s3.S3Storage):
    def get_default_settings(self):
        patient = Config(
            connect_timeout=CONNECTS_WITHIN,
            read_timeout=ANSWERS_WITHIN,
            retries={"total_max_attempts": TRIES, "mode": "standard"},
        )
        return super().get_default_settings() | {
            "client_config": patient,
            "transfer_config": TransferConfig(num_download_attempts=TRIES),
        }

    _save, delete, exists, listdir, size, get_modified_time = map(
        _asked, ("_save", "delete", "exists", "listdir", "size", "get_modified_time")
    )

    def _open(self, name, mode="rb"):
        with asking():
            return BucketFile(self._normalize_name(s3.clean_name(name)), mode, self)
