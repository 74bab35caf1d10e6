"""Pixels of foreign files: opened within limits, turned upright, brought to sRGB, cut and written without metadata."""

import io
import struct
import threading

import pillow_heif
from PIL import Image, ImageCms, ImageOps

# What the library takes, by content: Pillow's name of the format and ours. A phone's MPO is a JPEG with extras.
FORMATS = {"JPEG": "jpeg", "MPO": "jpeg", "PNG": "png", "WEBP": "webp", "HEIF": "heic"}
# Decoding takes 61 MB of memory for the largest JPEG (it is scaled while it is read) and some 400 MB for the largest of the
# others, so each has its own limit. No camera writes more in these formats.
MAX_MEGAPIXELS = {"JPEG": 80, "MPO": 80, "HEIF": 50, "PNG": 50, "WEBP": 25}
# Wide renditions are for dense screens and share images, where coarser coding is not seen: widths up to so many pixels,
# and the qualities of WebP and JPEG.
QUALITIES = [(480, 78, 82), (800, 72, 80), (10_000, 64, 76)]
ORIENTATION = 0x0112
QUARTER_TURNS = {5, 6, 7, 8}

pillow_heif.register_heif_opener(thumbnails=False)

_SRGB = ImageCms.createProfile("sRGB")
# So that several uploads at once do not multiply the memory, a process decodes one photo at a time.
_one_at_a_time = threading.Lock()


class TooManyPixels(Exception):
    """The picture's header promises more pixels than the library takes; `limit` is in megapixels."""

    def __init__(self, limit):
        super().__init__(limit)
        self.limit = limit


class Animated(Exception):
    """The file is an animation."""


def open_photo(file):
    """The picture with its header read and no pixel decoded yet.

    Raises `TooManyPixels`, `Animated`, `PIL.UnidentifiedImageError`, or whatever a decoder thinks of a broken header.
    """
    try:
        image = Image.open(file, formats=["JPEG", "PNG", "WEBP", "HEIF"])
    except Image.DecompressionBombError as error:
        raise TooManyPixels(max(MAX_MEGAPIXELS.values())) from error
    limit = MAX_MEGAPIXELS[image.format]
    if image.width * image.height > limit * 1_000_000:
        raise TooManyPixels(limit)
    if image.format in {"PNG", "WEBP"} and getattr(image, "n_frames", 1) > 1:
        raise Animated
    return image


def decode(image, at_least):
    """The picture upright, in sRGB, without metadata, and its full size `(width, height)` when upright.

    Large pictures come scaled down, both sides staying at least `at_least` pixels where they were. Raises whatever a
    decoder thinks of a truncated or broken file.
    """
    with _one_at_a_time:
        width, height = image.size
        orientation = _orientation(image)
        icc = image.info.get("icc_profile")
        image.draft(None, (at_least, at_least))
        image.load()
        image = _plain_mode(image)
        factor = min(image.width // at_least, image.height // at_least)
        if factor > 1:
            image = image.reduce(factor)
        if orientation > 1:
            image = ImageOps.exif_transpose(image)
        image = _to_srgb(image, icc)
    # Pillow copies a comment or profile found here into what it saves.
    image.info = {}
    return image, (height, width) if orientation in QUARTER_TURNS else (width, height)


def _orientation(image):
    try:
        found = image.getexif().get(ORIENTATION, 1)
    except (SyntaxError, ValueError, TypeError, KeyError, struct.error):
        return 1  # Broken metadata do not make a photo unusable.
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def _plain_mode(image):
    """The picture as 8 bits of grey, RGB, CMYK or RGB with transparency."""
    mode = image.mode
    if mode.startswith("I") or mode == "F":
        # 16 bits of grey; `convert` would clip all but the darkest tones to white.
        wide = image.convert("I").point(lambda value: value * (1 / 257) + 0)
        return _with_info(wide.convert("L"), image)
    if "transparency" in image.info or mode in {"LA", "La", "PA", "RGBa"}:
        return _with_info(image.convert("RGBA"), image)
    if mode in {"L", "RGB", "CMYK", "RGBA"}:
        return image
    return _with_info(image.convert("L" if mode == "1" else "RGB"), image)


def _with_info(converted, image):
    # Orientation is read from there once more when the picture is turned.
    converted.info = image.info
    converted._exif = image.getexif()
    return converted


def _to_srgb(image, icc):
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = image.convert("RGB") if alpha else image
    try:
        if not icc:
            raise ImageCms.PyCMSError("no profile")
        source = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        result = ImageCms.profileToProfile(colours, source, _SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        # No profile, a broken one or one for another kind of picture: the plain meaning of the numbers.
        result = colours.convert("RGB")
    if alpha:
        paper = Image.new("RGB", result.size, "white")
        paper.paste(result, mask=alpha)
        return paper
    return result


def crop_box(size, ratio, focal):
    """The largest box `(left, top, right, bottom)` of that ratio (width over height), centred as near to the focal point
    as the edges allow. `focal` is in parts of width and height, from the left and from the top.
    """
    width, height = size
    if width > height * ratio:
        box_width, box_height = height * ratio, height
    else:
        box_width, box_height = width, width / ratio
    left = min(max(focal[0] * width - box_width / 2, 0), width - box_width)
    top = min(max(focal[1] * height - box_height / 2, 0), height - box_height)
    return left, top, left + box_width, top + box_height


def scaled(image, box, size):
    """The box of the picture in that size."""
    return image.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)


def as_jpeg(image):
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=_quality(image.width)[1], progressive=True, optimize=True)
    return buffer.getvalue()


def as_webp(image):
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=_quality(image.width)[0], method=4)
    return buffer.getvalue()


def _quality(width):
    return next((webp, jpeg) for widest, webp, jpeg in QUALITIES if width <= widest)
