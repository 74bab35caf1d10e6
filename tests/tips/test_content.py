"""Files are taken by what they are, not by what they are called."""

import io
import zipfile

import pytest

from tips.content import Recogniser, Unwanted
from tips.uploads import plain_name

from .conftest import jpeg


def zipped(*names, first=None):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        if first:
            archive.writestr(zipfile.ZipInfo("mimetype"), first)
        for name in names:
            archive.writestr(name, "x" * 9000)
    return buffer.getvalue()


def png(width, height):
    return (
        b"\x89PNG\r\n\x1a\n"
        + b"\x00\x00\x00\rIHDR"
        + width.to_bytes(4, "big")
        + height.to_bytes(4, "big")
        + b"\x08\x06"
        + b"\0" * 5000
    )


TAKEN = {
    "jpeg": jpeg(),
    "png": png(100, 100),
    "webp": b"RIFF\x00\x10\x00\x00WEBPVP8 " + b"\0" * 50,
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 50,
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"1 0 obj\n" * 900,
    "mp4": b"\0\0\0\x18ftypisom\0\0\x02\0isommp42" + b"\0" * 50,
    "mov": b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + b"\0" * 50,
    "mp3": b"ID3\x04\0\0\0\0\0\0" + b"\0" * 50,
    "m4a": b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42" + b"\0" * 50,
    "txt": "Zażółć gęślą jaźń.\nDruga linia, 2 < 3.".encode(),
    "odt": zipped("content.xml", first="application/vnd.oasis.opendocument.text"),
    "docx": zipped("[Content_Types].xml", *[f"word/media/{n}.xml" for n in range(40)], "word/document.xml"),
}
REFUSED = {
    "HTML called jpg": b"<!DOCTYPE html><script>alert(1)</script>",
    "HTML after spaces": b"\n\n   <html><body>x",
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "SVG after a declaration": b'<?xml version="1.0"?><svg/>',
    "text that hides a script": b"Dzien dobry <SCRIPT src=x></SCRIPT>",
    "program": b"MZ\x90\x00\x03" + b"\0" * 5000,
    "ELF": b"\x7fELF\x02\x01\x01" + b"\0" * 5000,
    "plain zip": zipped("bomba.txt"),
    "spreadsheet": zipped("[Content_Types].xml", "xl/workbook.xml"),
    "GIF": b"GIF89a" + b"\x01\x00" * 30,
    "nothing": b"",
    "binary": bytes(range(256)) * 40,
    "text with a program far behind": b"tekst " * 2000 + b"\x00\x01\x02",
    "fifty thousand pixels a side": png(50_000, 50_000),
}


def kind_of(content, piece=1000):
    recogniser = Recogniser()
    for start in range(0, len(content), piece):
        recogniser.feed(content[start : start + piece])
    return recogniser.finish()


@pytest.mark.parametrize("kind", TAKEN)
@pytest.mark.parametrize("piece", [7, 1000, 10**6])
def test_each_kind_is_known_by_its_content(kind, piece):
    assert kind_of(TAKEN[kind], piece) == kind


@pytest.mark.parametrize("what", REFUSED)
@pytest.mark.parametrize("piece", [11, 10**6])
def test_what_is_nothing_of_that_is_refused(what, piece):
    with pytest.raises(Unwanted):
        kind_of(REFUSED[what], piece)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Jan\\zdjecie.jpg", "zdjecie.jpg"),
        ("zdjecie‮gpj.exe", "zdjeciegpj.exe"),
        ("a\x00b\r\nc.jpg", "abc.jpg"),
        ("umowa Jana.pdf", "umowa Jana.pdf"),
        ("", ""),
        ("x" * 400, "x" * 120),
    ],
)
def test_names_lose_folders_directions_and_control_signs(typed, kept):
    assert plain_name(typed) == kept
