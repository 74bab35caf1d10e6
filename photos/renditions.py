"""Public renditions of a photo: which there are, how they are named, and where their files lie.

`Photo.renditions` holds `{"full": [row, …], "16x9": […], "4x3": […], "1x1": […]}`, the rows from narrow to wide, each
`{"w": width, "h": height, "webp": name, "jpeg": name, "bytes": length of the JPEG}`. Names are relative to the public
storage: `<photo id>/<hash of the bytes>-<crop>-<width>.webp`, so that changed pixels have a new address. Until the job
has run there is one row in "full", with a JPEG alone.
"""

import hashlib
import re
from contextlib import suppress

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from common.files import FilesAway

from . import imaging

WIDTHS = {
    "full": [320, 480, 800, 1200, 1600],
    "16x9": [320, 480, 800, 1200, 1600],
    "4x3": [320, 480, 800, 1200],
    "1x1": [160, 320, 480, 800],
}
RATIOS = {"16x9": 16 / 9, "4x3": 4 / 3, "1x1": 1.0}
FIRST_WIDTH = 1200
LARGEST = 1600
NAME = re.compile(
    r"(?P<photo>[1-9][0-9]{0,18})/(?P<hash>[0-9a-f]{20})-(?:full|16x9|4x3|1x1)-[0-9]{1,4}\.(?P<kind>webp|jpg)"
)


def first_jpeg(photo_id, image, size):
    """Renditions as they stand right after the upload: one JPEG, so that a story published at once shows the photo."""
    width, height = _fit(size, min(FIRST_WIDTH, size[0]))
    jpeg = imaging.as_jpeg(imaging.scaled(image, (0, 0, *image.size), (width, height)))
    row = {"w": width, "h": height, "jpeg": _keep(photo_id, "full", width, jpeg, "jpg"), "bytes": len(jpeg)}
    return {"full": [row]}


def make_all(photo):
    """Make every rendition of the photo around its focal point and return what `Photo.renditions` is to hold.

    Slow; writes files that are already there no second time.
    """
    with photo.original.open("rb") as file:
        image, size = imaging.decode(imaging.open_photo(file), LARGEST)
    focal = photo.focal_x, photo.focal_y
    return {crop: list(_rows(photo.pk, image, size, crop, focal)) for crop in WIDTHS}


def _rows(photo_id, image, size, crop, focal):
    ratio = RATIOS.get(crop) or size[0] / size[1]
    box = imaging.crop_box(image.size, ratio, focal)
    widest = int(imaging.crop_box(size, ratio, focal)[2] - imaging.crop_box(size, ratio, focal)[0])
    for width in widths_within(WIDTHS[crop], widest):
        height = max(1, round(width / ratio))
        picture = imaging.scaled(image, box, (width, height))
        jpeg = imaging.as_jpeg(picture)
        yield {
            "w": width,
            "h": height,
            "webp": _keep(photo_id, crop, width, imaging.as_webp(picture), "webp"),
            "jpeg": _keep(photo_id, crop, width, jpeg, "jpg"),
            "bytes": len(jpeg),
        }


def widths_within(widths, widest):
    """Those of the widths that the original can fill, and its own where that is worth a file of its own."""
    widest = max(1, widest)
    fitting = [width for width in widths if width <= widest]
    if not fitting or (widest < widths[-1] and widest > fitting[-1] * 1.1):
        fitting.append(widest)
    return fitting


def _fit(size, width):
    return width, max(1, round(size[1] * width / size[0]))


def _keep(photo_id, crop, width, content, suffix):
    """Store the bytes under a name made from them; a file of that name and length is left as it is."""
    digest = hashlib.sha256(content).hexdigest()[:20]
    name = f"{photo_id}/{digest}-{crop}-{width}.{suffix}"
    if default_storage.exists(name):
        if default_storage.size(name) == len(content):
            return name
        default_storage.delete(name)  # Left half-written by a process that was killed.
    return default_storage.save(name, ContentFile(content))


def names(renditions):
    """Names of all files that the renditions list."""
    return {row[kind] for rows in renditions.values() for row in rows for kind in ("webp", "jpeg") if kind in row}


def files_of(photo_id):
    """Names of all public files of a photo that lie in the storage, listed or not."""
    try:
        _folders, files = default_storage.listdir(str(photo_id))
    except FileNotFoundError:
        return []
    return [f"{photo_id}/{name}" for name in files]


def delete_files(photo_id):
    """Delete all public files of a photo."""
    for name in files_of(photo_id):
        default_storage.delete(name)


def delete_files_or_leave(photo_id):
    """Delete all public files of a photo; those that cannot be reached are left to a job."""
    with suppress(FilesAway):
        delete_files(photo_id)
