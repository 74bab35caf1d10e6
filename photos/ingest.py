"""How a file becomes a photo of the library: looked at by content, within limits, refused in words."""

import hashlib
import logging
import unicodedata
from contextlib import suppress

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import UnidentifiedImageError

from common.files import FilesAway
from polish import dates

from . import imaging, renditions
from .jobs import make_renditions
from .models import Photo

MAX_BYTES = 40 * 1024 * 1024
MIN_SIDE = 100
EXTENSIONS = {"", "jpg", "jpeg", "jpe", "jfif", "png", "webp", "heic", "heif", "hif"}

log = logging.getLogger(__name__)


def no_place():
    """The sentence for whoever sent a photo while `FilesAway`."""
    return _("The photo could not be stored: there is no place for files just now. Send it again in a few minutes.")


class UnusablePhoto(Exception):
    """The file cannot become a photo of the library. `message` is a sentence for whoever sent it, `code` a word for code."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code
        self.message = message


def ingest(upload, by, **fields):
    """Put an uploaded file into the library and return its `Photo`, ready to be shown.

    The original is kept untouched where the public cannot reach it; one JPEG without metadata is made at once, all other
    renditions by a job after the transaction. A file that the library has already gives that photo, with `is_duplicate`
    set, and changes nothing. Raises `UnusablePhoto`, and `FilesAway` where there is no place for it.

    While files are written no transaction of ours is open: where they lie may be slow, and SQLite lets one write at a time.
    """
    _check_outside(upload)
    digest = _digest(upload)
    known = _known(digest)
    if known and not known.withdrawn_at:
        known.is_duplicate = True
        return known
    if known and not (by and by.has_perm("photos.withdraw_photo")):
        raise UnusablePhoto(
            "withdrawn",
            _("This photo was withdrawn on %(day)s. Ask the editor-in-chief before you use it again.")
            % {"day": dates.day_month_year(timezone.localtime(known.withdrawn_at))},
        )
    file_format, image, size = _look_inside(upload)
    photo = Photo(
        original_filename=_plain_name(upload.name),
        format=file_format,
        width=size[0],
        height=size[1],
        digest=digest,
        uploaded_by=by,
        **fields,
    )
    upload.seek(0)
    photo.original.save(photo.original_filename or "photo", upload, save=False)
    try:
        with transaction.atomic():
            # The same file may have come a second time meanwhile.
            first = _known(digest)
            if not first or first.withdrawn_at:
                photo.save()
                transaction.on_commit(lambda: make_renditions.enqueue(photo.pk))
    except BaseException:
        _drop_original(photo)
        raise
    if photo.pk is None:
        _drop_original(photo)
        first.is_duplicate = True
        return first
    try:
        photo.renditions = renditions.first_jpeg(photo.pk, image, size)
    except BaseException:
        _take_back(photo)
        raise
    # The job may have been faster.
    Photo.objects.filter(pk=photo.pk, rendered_at=None).update(renditions=photo.renditions, updated_at=timezone.now())
    return photo


def _known(digest):
    """The photo made from such a file, one that is not withdrawn first; None for a new one."""
    return Photo.objects.filter(digest=digest).order_by(F("withdrawn_at").asc(nulls_first=True), "pk").first()


def _take_back(photo):
    """Nothing can be shown of the photo: it was never here. First goes the row, so that none is left without its file."""
    Photo.objects.filter(pk=photo.pk).delete()
    _drop_original(photo)


def _drop_original(photo):
    with suppress(FilesAway):
        photo.original.delete(save=False)


def own_credit(user):
    """The credit of photos that this member of staff took: “fot. Jan Korbiel”; empty for an account without a name."""
    author = getattr(user, "author", None)
    name = author.name if author else user.get_full_name()
    return f"fot. {name}" if name else ""


def _check_outside(upload):
    extension = upload.name.rpartition(".")[2].lower() if "." in (upload.name or "") else ""
    if extension not in EXTENSIONS:
        raise _wrong_kind()
    if not upload.size:
        raise UnusablePhoto("empty", _("The file is empty. Send it again."))
    if upload.size > MAX_BYTES:
        raise UnusablePhoto(
            "too_large",
            _(
                "The file has %(size)d MB, the library takes up to %(limit)d MB. Save the photo smaller and send it again."
            )
            % {"size": -(-upload.size // 2**20), "limit": MAX_BYTES // 2**20},
        )


def _look_inside(upload):
    """Our name of the format, the decoded picture and its full size."""
    upload.seek(0)
    try:
        opened = imaging.open_photo(upload)
        file_format = imaging.FORMATS[opened.format]
        if min(opened.size) < MIN_SIDE:
            raise UnusablePhoto(
                "too_small",
                _("The photo has only %(width)d × %(height)d pixels. At least %(least)d are needed on each side.")
                % {"width": opened.width, "height": opened.height, "least": MIN_SIDE},
            )
        image, size = imaging.decode(opened, renditions.FIRST_WIDTH)
    except UnusablePhoto:
        raise
    except imaging.TooManyPixels as error:
        raise UnusablePhoto(
            "too_many_pixels",
            _("The photo has more than %(limit)d megapixels. Save it smaller and send it again.")
            % {"limit": error.limit},
        ) from error
    except imaging.Animated as error:
        raise UnusablePhoto(
            "animated", _("This is an animation. The library takes still photos; save one picture of it.")
        ) from error
    except UnidentifiedImageError as error:
        raise _wrong_kind() from error
    # Decoders of foreign bytes raise whatever comes to them; none of it is a fault of ours.
    except Exception as error:
        log.info("An upload could not be decoded: %r", error)
        raise UnusablePhoto(
            "broken", _("The file is damaged or was not sent whole. Try again, or save the photo anew.")
        ) from error
    return file_format, image, size


def _wrong_kind():
    return UnusablePhoto(
        "wrong_kind", _("This is not a photo that the library takes. It takes JPEG, PNG, WebP and HEIC.")
    )


def _digest(upload):
    upload.seek(0)
    found = hashlib.sha256()
    for chunk in upload.chunks():
        found.update(chunk)
    return found.hexdigest()


def _plain_name(name):
    """What the photographer called the file, as data for people: without folders and control signs."""
    name = (name or "").replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")[:200]
