"""Makers of files as photographers, phones and attackers send them."""

import io
import struct
import zlib

import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

SECRET = "TAJNE-50.0614-19.9372"


def quarters(width=1200, height=800, mode="RGB"):
    """Red, green, blue and white quarters, from the top left by rows: what was turned or cut can be told."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2, height // 2), "red")
    draw.rectangle((width // 2, 0, width, height // 2), "lime")
    draw.rectangle((0, height // 2, width // 2, height), "blue")
    return image.convert(mode)


def exif(orientation=1):
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010E] = data[0x013B] = data[0x9286] = SECRET
    data.get_ifd(0x8825).update({1: "N", 2: (50.0, 3.0, 41.0), 3: "E", 4: (19.0, 56.0, 14.0), 29: SECRET})
    return data.tobytes()


XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description>{SECRET}</rdf:Description></x:xmpmeta>'.encode()


def saved(image, format, **options):
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def jpeg(image=None, **options):
    return saved(image or quarters(), "JPEG", **{"quality": 90, **options})


def png(image=None, **options):
    return saved(image or quarters(), "PNG", **options)


def webp(image=None, **options):
    return saved(image or quarters(), "WEBP", **options)


def heic(image=None, **options):
    file = pillow_heif.from_pillow(image or quarters())
    buffer = io.BytesIO()
    file.save(buffer, quality=80, **options)
    return buffer.getvalue()


def with_metadata(kind, orientation=1):
    data, image = exif(orientation), quarters()
    if kind == "jpeg":
        return jpeg(image, exif=data, xmp=XMP, comment=SECRET.encode())
    if kind == "png":
        text = PngInfo()
        text.add_text("Comment", SECRET)
        text.add_itxt("XML:com.adobe.xmp", XMP.decode())
        return png(image, exif=data, pnginfo=text)
    if kind == "webp":
        return webp(image, exif=data, xmp=XMP)
    return heic(image, exif=data, xmp=XMP)


def sixteen_bits_of_grey(width=400, height=300):
    image = Image.new("I;16", (width, height))
    for x in range(width):
        for y in range(height):
            image.putpixel((x, y), x * 65535 // (width - 1))
    return png(image)


def phone_with_two_frames():
    """An MPO, as many phones write: a JPEG with a second picture behind it."""
    buffer = io.BytesIO()
    quarters().save(buffer, "MPO", save_all=True, append_images=[Image.new("RGB", (1200, 800), "black")])
    return buffer.getvalue()


def animation(format):
    frames = [quarters(300, 200), Image.new("RGB", (300, 200), "black")]
    return saved(frames[0], format, save_all=True, append_images=frames[1:], duration=100)


def bomb(width=60_000, height=60_000):
    """A PNG of a few bytes that promises more pixels than memory holds."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
        + chunk(b"IEND", b"")
    )


def swapped_profile():
    """An ICC profile with sRGB's red and green exchanged: a file's red is to be seen as green."""
    primaries = {"r": (0.3851, 0.7169, 0.0971), "g": (0.4361, 0.2225, 0.0139), "b": (0.1431, 0.0606, 0.7141)}

    def fixed(*numbers):
        return b"".join(struct.pack(">i", round(number * 65536)) for number in numbers)

    tags = {"wtpt": b"XYZ \0\0\0\0" + fixed(0.9642, 1.0, 0.8249)}
    tags |= {f"{name}XYZ": b"XYZ \0\0\0\0" + fixed(*numbers) for name, numbers in primaries.items()}
    tags |= {f"{name}TRC": b"curv\0\0\0\0" + struct.pack(">IHH", 1, 0x0233, 0) for name in "rgb"}
    start = 128 + 4 + 12 * len(tags)
    table, data = struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        table += name.encode() + struct.pack(">II", start + len(data), len(content))
        data += content
    header = struct.pack(
        ">I4sI4s4s4s12s4s", start + len(data), b"    ", 0x02100000, b"mntr", b"RGB ", b"XYZ ", bytes(12), b"acsp"
    )
    header += bytes(28) + fixed(0.9642, 1.0, 0.8249)
    return header.ljust(128, b"\0") + table + data


def upload(content, name="zdjecie.jpg"):
    return SimpleUploadedFile(name, content)
