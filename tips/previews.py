"""Clean copies of sealed photos: decoded in memory, turned upright, encoded anew without any metadata; never in clear on disk."""

import io

from PIL import ExifTags

from photos import imaging

from . import sealing, vault

PREVIEW_WIDTH = 1200
LIBRARY_SIDE = 4000
# What no metadata list needs to show in full.
LONGEST_VALUE = 120


class NoPreview(Exception):
    """The file is no photo that can be shown: too many pixels, broken, an animation, or none at all."""


def original(file, facts):
    """The file's content, chunk by chunk. Raises `sealing.CannotOpen`, `FileNotFoundError`."""
    with vault.open_sealed(vault.name_of(file.uid)) as sealed:
        yield from sealing.unseal_file(facts.key, sealed.read, file.context)


def preview(file, facts):
    """A JPEG of at most `PREVIEW_WIDTH`, kept sealed beside the file after it was made once. Raises `NoPreview`."""
    name = vault.preview_name_of(file.uid)
    if file.has_preview:
        try:
            with vault.open_sealed(name) as sealed:
                return b"".join(sealing.unseal_file(facts.key, sealed.read, file.preview_context))
        except FileNotFoundError:
            pass
    made = _jpeg(file, facts, PREVIEW_WIDTH, 80)
    vault.keep(name, b"".join(sealing.seal_file(facts.key, [made], file.preview_context)))
    type(file).objects.filter(pk=file.pk).update(has_preview=True)
    return made


def library_copy(file, facts):
    """A large clean JPEG for the photo library. Raises `NoPreview`."""
    return _jpeg(file, facts, LIBRARY_SIDE, 92)


def _jpeg(file, facts, at_most, quality):
    if not file.is_image:
        raise NoPreview
    content = io.BytesIO()
    for chunk in original(file, facts):
        content.write(chunk)
    try:
        image, _size = imaging.decode(imaging.open_photo(content), at_most)
        factor = min(1, at_most / max(image.size))
        size = max(1, round(image.width * factor)), max(1, round(image.height * factor))
        if factor < 1:
            image = imaging.scaled(image, (0, 0, *image.size), size)
        image.info = {}
        buffer = io.BytesIO()
        image.convert("RGB").save(buffer, "JPEG", quality=quality, optimize=True)
    # Decoders of foreign bytes raise whatever comes to them.
    except Exception as error:
        raise NoPreview from error
    return buffer.getvalue()


def metadata(file, facts):
    """`(name, value)` of what the original says about itself beyond its pixels: place, time, device. Empty where nothing is found."""
    if not file.is_image:
        return []
    content = io.BytesIO(b"".join(original(file, facts)))
    try:
        image = imaging.open_photo(content)
        exif = image.getexif()
        found = [(ExifTags.TAGS.get(tag, str(tag)), value) for tag, value in exif.items()]
        for block, names in ((ExifTags.IFD.Exif, ExifTags.TAGS), (ExifTags.IFD.GPSInfo, ExifTags.GPSTAGS)):
            found += [(names.get(tag, str(tag)), value) for tag, value in exif.get_ifd(block).items()]
        found += [
            (name.upper(), "…") for name in ("xmp", "photoshop", "comment", "icc_profile") if image.info.get(name)
        ]
    except Exception:
        return []
    return [(name, _shown(value)) for name, value in found if not isinstance(value, dict)]


def _shown(value):
    if isinstance(value, bytes):
        return f"{len(value)} B"
    text = "".join(sign if sign.isprintable() else " " for sign in str(value))
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + " …"
