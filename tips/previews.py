"""Clean copies of sealed photos: decoded in memory, turned upright, encoded anew without any metadata; never in clear on disk."""

import io

from django.utils.translation import gettext_lazy as _
from PIL import ExifTags

from photos import imaging

from . import sealing, vault

PREVIEW_WIDTH = 1200
LIBRARY_SIDE = 4000
# What no metadata list needs to show in full.
LONGEST_VALUE = 120


# What can give somebody away, or dates and places the photo, in the words of the desk. The rest is only named.
NAMES = {
    "Make": _("maker of the device"), "Model": _("model"), "LensModel": _("lens"), "Software": _("program"),
    "HostComputer": _("computer"), "BodySerialNumber": _("serial number"), "LensSerialNumber": _("serial number of the lens"),
    "CameraOwnerName": _("owner of the device"), "Artist": _("author"), "Copyright": _("copyright"),
    "DateTime": _("saved"), "DateTimeOriginal": _("taken"), "DateTimeDigitized": _("digitised"),
    "OffsetTimeOriginal": _("time zone"), "ImageDescription": _("description of the picture"), "UserComment": _("comment in the file"),
    "ImageUniqueID": _("number of the picture"), "GPSDateStamp": _("day by satellite"),
}  # fmt: skip


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
        found = {ExifTags.TAGS.get(tag, str(tag)): value for tag, value in exif.items()}
        found |= {ExifTags.TAGS.get(tag, str(tag)): value for tag, value in exif.get_ifd(ExifTags.IFD.Exif).items()}
        place = {
            ExifTags.GPSTAGS.get(tag, str(tag)): value for tag, value in exif.get_ifd(ExifTags.IFD.GPSInfo).items()
        }
        found |= place
        rows = [(_("position on the map"), position)] if (position := _position(place)) else []
        if image.info.get("comment"):
            rows.append((_("comment in the file"), _shown(image.info["comment"])))
        rows += [
            (label, _("is there"))
            for name, label in (
                ("xmp", _("description of an editing program (XMP)")),
                ("photoshop", _("data of Photoshop")),
            )
            if image.info.get(name)
        ]
    except Exception:
        return []
    rows += [(NAMES[name], _shown(value)) for name, value in found.items() if name in NAMES]
    shown_as_place = {"GPSLatitude", "GPSLatitudeRef", "GPSLongitude", "GPSLongitudeRef"} if position else set()
    other = sorted(
        name
        for name, value in found.items()
        if name not in NAMES and name not in shown_as_place and not isinstance(value, dict)
    )
    return rows + ([(_("other fields"), ", ".join(other))] if other else [])


def _position(place):
    """The position as people read it: degrees, minutes and seconds, and the decimal degrees that maps take. Empty where there is none."""
    try:
        parts = [
            (tuple(float(part) for part in place[f"GPS{name}"]), str(place[f"GPS{name}Ref"]).strip("\0 ").upper())
            for name in ("Latitude", "Longitude")
        ]
        angles = [f"{degrees:.0f}°{minutes:.0f}′{seconds:.0f}″ {side}" for (degrees, minutes, seconds), side in parts]
        decimal = [
            (degrees + minutes / 60 + seconds / 3600) * (-1 if side in {"S", "W"} else 1)
            for (degrees, minutes, seconds), side in parts
        ]
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return ""
    return f"{', '.join(angles)} ({decimal[0]:.5f}, {decimal[1]:.5f})"


def _shown(value):
    if isinstance(value, bytes):
        # A comment may begin with the name of its encoding.
        value = value.removeprefix(b"ASCII\0\0\0").removeprefix(b"UNICODE\0").strip(b"\0 ").decode(errors="replace")
    text = "".join(sign if sign.isprintable() else " " for sign in str(value))
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + " …"
