"""What the desk sees of a photo: its pixels, upright, and nothing else that the file said."""

import io
import tracemalloc
import zipfile

import pytest
from PIL import Image

from tips import opening, previews
from tips.models import Tip

from .conftest import file

pytestmark = pytest.mark.django_db

SECRETS = [b"KANAREK", b"Exif", b"<x:xmpmeta", b"Photoshop 3.0", b"GPSLatitude"]
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf>KANAREK-XMP</rdf></x:xmpmeta>'


def exif():
    data = Image.Exif()
    data[0x010F] = "KANAREK-APARAT"
    data[0x0112] = 6
    place = data.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (50.0, 1.0, 2.5), "E", (18.0, 3.0, 4.0)
    return data


def photo(format):
    """Wider than high, left half red, with everything that a phone and an editor write into a file."""
    image = Image.new("RGB", (900, 600), (20, 60, 200))
    image.paste((220, 30, 30), (0, 0, 450, 600))
    save = {"exif": exif(), "xmp": XMP}
    if format == "PNG":
        from PIL.PngImagePlugin import PngInfo

        info = PngInfo()
        info.add_text("Comment", "KANAREK-KOMENTARZ")
        info.add_itxt("XML:com.adobe.xmp", XMP.decode())
        save = {"exif": exif(), "pnginfo": info}
    if format == "JPEG":
        save |= {"comment": b"KANAREK-KOMENTARZ"}
    buffer = io.BytesIO()
    image.save(buffer, format, **save)
    content = buffer.getvalue()
    return content + b"KANAREK-ZA-KONCEM" if format == "JPEG" else content


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_copies_hold_nothing_but_pixels(newsroom, source, editor, format):
    content = photo(format)
    assert b"KANAREK" in content
    source.receipt(body="Zdjęcie.", files=[file(content, "IMG_2041.jpg")])
    tip = Tip.objects.get()
    row = tip.files.get()
    row.tip = tip
    facts = opening.server_opener().facts(row)
    answer = editor.get(f"/admin/tips/tip/{tip.pk}/plik/{row.uid}/")
    assert answer["Content-Type"] == "image/jpeg"
    for copy in (answer.content, previews.library_copy(row, facts), previews.preview(row, facts)):
        for secret in SECRETS:
            assert secret not in copy
        opened = Image.open(io.BytesIO(copy))
        assert not opened.getexif() and not opened.info.get("exif") and not opened.info.get("xmp")
        assert "comment" not in opened.info
        # Of HEIC the decoder itself turns the picture, and writes none that would need turning.
        assert format == "HEIF" or opened.height > opened.width, "turned upright"
    assert b"".join(previews.original(row, facts)) == content


@pytest.mark.parametrize("format", ["JPEG", "WEBP"])
def test_what_the_original_says_is_shown_to_whoever_may_ask(newsroom, source, editor, format):
    source.receipt(body="Zdjęcie.", files=[file(photo(format))])
    tip = Tip.objects.get()
    text = editor.post(f"/admin/tips/tip/{tip.pk}/akcja/", {"do": "metadata", "file": str(tip.files.get().uid)}).text
    assert "KANAREK-APARAT" in text and "producent" in text
    assert "50°1′2″ N, 18°3′4″ E (50.01736, 18.05111)" in text and "GPSLatitude" not in text
    assert format != "JPEG" or "KANAREK-KOMENTARZ" in text


@pytest.mark.parametrize("content", [b"\xff\xd8\xff" + b"\0" * 5000, b"RIFF\x00\x10\x00\x00WEBP" + b"\0" * 5000])
def test_a_broken_photo_is_kept_and_simply_not_shown(newsroom, source, editor, content):
    source.receipt(body="Zepsute.", files=[file(content)])
    tip = Tip.objects.get()
    assert editor.get(f"/admin/tips/tip/{tip.pk}/").status_code == 200
    assert editor.get(f"/admin/tips/tip/{tip.pk}/plik/{tip.files.get().uid}/").status_code == 404


def test_a_photo_that_is_also_a_program_comes_out_as_a_photo(newsroom, source, editor):
    content = photo("JPEG") + b"PK\x03\x04<script>alert(1)</script>"
    source.receipt(body="Poliglota.", files=[file(content, "a.html")])
    tip = Tip.objects.get()
    copy = editor.get(f"/admin/tips/tip/{tip.pk}/plik/{tip.files.get().uid}/").content
    assert b"script" not in copy and b"PK\x03\x04" not in copy


def huge_jpeg():
    """A small file that says it is 65 thousand pixels a side."""
    buffer = io.BytesIO()
    Image.new("RGB", (64, 64)).save(buffer, "JPEG")
    content = bytearray(buffer.getvalue())
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = (65_000).to_bytes(2, "big") * 2
    return bytes(content)


def docx_bomb():
    """A few kilobytes that would unpack to a hundred megabytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("word/document.xml", b"\0" * 100_000_000)
    return buffer.getvalue()


@pytest.mark.parametrize(("content", "name"), [(huge_jpeg(), "wielkie.jpg"), (docx_bomb(), "bomba.docx")])
def test_what_would_swell_is_kept_sealed_and_never_unpacked(newsroom, source, editor, content, name):
    source.receipt(body="Proszę.", files=[file(content, name)])
    tip = Tip.objects.get()
    tracemalloc.start()
    try:
        assert editor.get(f"/admin/tips/tip/{tip.pk}/").status_code == 200
        assert editor.get(f"/admin/tips/tip/{tip.pk}/plik/{tip.files.get().uid}/").status_code == 404
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()
    answer = editor.post(f"/admin/tips/tip/{tip.pk}/akcja/", {"do": "original", "file": str(tip.files.get().uid)})
    assert b"".join(answer.streaming_content) == content
