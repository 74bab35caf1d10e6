"""What the library takes, what it refuses and in which words, and that nothing of the original reaches the public."""

import io
import random

import pytest
from django.core.files.storage import default_storage, storages
from django.utils import translation
from PIL import Image

from articles.models import Author
from photos import ingest as ingest_module
from photos.ingest import UnusablePhoto, ingest, own_credit
from photos.jobs import make_renditions
from photos.models import Photo
from photos.renditions import names
from tests.factories import make_user

from . import pictures

pytestmark = pytest.mark.django_db


def taken(content, name="zdjecie.jpg", by=None, **fields):
    return ingest(pictures.upload(content, name), by, **fields)


def public_image(row_name):
    with default_storage.open(row_name) as file:
        return Image.open(io.BytesIO(file.read()))


def corner_colours(image):
    """Names of the colours of the four quarters, by rows."""
    width, height = image.size
    spots = [(x * width // 4, y * height // 4) for y in (1, 3) for x in (1, 3)]
    table = {(1, 0, 0): "red", (0, 1, 0): "lime", (0, 0, 1): "blue", (1, 1, 1): "white"}
    return [table[tuple(int(value > 127) for value in image.convert("RGB").getpixel(spot))] for spot in spots]


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "heic"])
def test_each_format_is_taken_by_its_content_and_shown_at_once(kind):
    photo = taken(pictures.with_metadata(kind), name="IMG_0001.JPG")
    assert photo.format == kind
    assert (photo.width, photo.height) == (1200, 800)
    assert photo.original.name.endswith(f".{kind}")
    (row,) = photo.renditions["full"]
    assert (row["w"], row["h"]) == (1200, 800)
    assert row["bytes"] == default_storage.size(row["jpeg"])
    assert corner_colours(public_image(row["jpeg"])) == ["red", "lime", "blue", "white"]


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "heic"])
def test_no_metadata_reaches_anything_public(kind):
    photo = taken(pictures.with_metadata(kind))
    first = names(photo.renditions)
    make_renditions.call(photo.pk)
    photo.refresh_from_db()
    public = first | names(photo.renditions)
    assert len(public) > 30
    with photo.original.open("rb") as file:
        assert b"TAJNE" in file.read(), "the original carries what must not get out"
    for name in public:
        with default_storage.open(name) as file:
            content = file.read()
        for trace in (b"TAJNE", b"Exif", b"EXIF", b"xmp", b"XMP", b"adobe", b"ICCP", b"ICC_PROFILE", b"Photoshop"):
            assert trace not in content, (name, trace)
        image = Image.open(io.BytesIO(content))
        assert not dict(image.getexif())
        assert set(image.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
            "loop",
            "background",
            "duration",
            "timestamp",
        }


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
def test_a_photo_taken_sideways_stands_upright(kind, orientation):
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    image = pictures.quarters()
    lying = image.transpose(turns[orientation]) if orientation > 1 else image
    photo = taken(pictures.saved(lying, kind.upper(), exif=pictures.exif(orientation)))
    assert (photo.width, photo.height) == (1200, 800)
    row = photo.renditions["full"][0]
    assert (row["w"], row["h"]) == (1200, 800)
    assert corner_colours(public_image(row["jpeg"])) == ["red", "lime", "blue", "white"]


def test_a_heic_turned_by_its_metadata_stands_upright_once():
    lying = pictures.quarters().transpose(Image.Transpose.ROTATE_90)
    photo = taken(pictures.heic(lying, exif=pictures.exif(6)), name="IMG.HEIC")
    assert (photo.width, photo.height) == (1200, 800)
    assert corner_colours(public_image(photo.renditions["full"][0]["jpeg"])) == ["red", "lime", "blue", "white"]


def test_a_large_photo_is_scaled_down_while_it_is_decoded_and_keeps_its_true_size():
    photo = taken(pictures.jpeg(pictures.quarters(6000, 4000), exif=pictures.exif(1)))
    assert (photo.width, photo.height) == (6000, 4000)
    assert photo.renditions["full"][0]["w"] == 1200


def test_a_cmyk_photo_keeps_its_colours():
    photo = taken(pictures.jpeg(pictures.quarters(mode="CMYK")))
    assert corner_colours(public_image(photo.renditions["full"][0]["jpeg"])) == ["red", "lime", "blue", "white"]


def test_sixteen_bits_of_grey_keep_their_tones():
    photo = taken(pictures.sixteen_bits_of_grey(), "skan.png")
    image = public_image(photo.renditions["full"][0]["jpeg"]).convert("L")
    assert [round(image.getpixel((x, 150)) / 64) for x in (2, 100, 200, 300, 397)] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("mode", ["P", "1", "L", "LA", "RGBA", "PA"])
def test_every_mode_of_a_png_becomes_a_photo(mode):
    image = pictures.quarters(400, 300).convert("RGBA" if mode == "PA" else mode)
    photo = taken(pictures.png(image.quantize() if mode == "PA" else image), "a.png")
    assert public_image(photo.renditions["full"][0]["jpeg"]).mode == "RGB"


def test_what_is_transparent_becomes_white_paper():
    photo = taken(pictures.png(Image.new("RGBA", (300, 200), (0, 0, 0, 0))), "znak.png")
    assert min(public_image(photo.renditions["full"][0]["jpeg"]).convert("RGB").getpixel((150, 100))) > 250


def test_colours_of_another_profile_are_brought_to_srgb():
    photo = taken(pictures.jpeg(icc_profile=pictures.swapped_profile()))
    assert corner_colours(public_image(photo.renditions["full"][0]["jpeg"])) == ["lime", "red", "blue", "white"]


def test_a_broken_profile_does_not_matter():
    photo = taken(pictures.jpeg(icc_profile=b"no profile at all"))
    assert corner_colours(public_image(photo.renditions["full"][0]["jpeg"])) == ["red", "lime", "blue", "white"]


def test_a_phones_file_with_a_second_picture_is_a_photo():
    photo = taken(pictures.phone_with_two_frames())
    assert photo.format == "jpeg"
    assert corner_colours(public_image(photo.renditions["full"][0]["jpeg"])) == ["red", "lime", "blue", "white"]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"><script>alert(1)</script></svg>'
GIF = pictures.saved(pictures.quarters(300, 200), "GIF")


@pytest.mark.parametrize(
    ("code", "content", "name"),
    [
        ("wrong_kind", b"zwyczajny tekst", "a.jpg"),
        ("wrong_kind", SVG, "a.svg"),
        ("wrong_kind", SVG, "a.jpg"),
        ("wrong_kind", GIF, "a.gif"),
        ("wrong_kind", GIF, "a.jpg"),
        ("wrong_kind", pictures.saved(pictures.quarters(300, 200), "TIFF"), "a.jpg"),
        ("wrong_kind", pictures.saved(pictures.quarters(300, 200), "BMP"), "a.png"),
        ("wrong_kind", b"%PDF-1.7 " + b"x" * 500, "a.jpg"),
        ("wrong_kind", pictures.jpeg(), "a.php"),
        ("wrong_kind", pictures.jpeg(), "a.html"),
        ("empty", b"", "a.jpg"),
        ("broken", pictures.jpeg()[:-3000], "a.jpg"),
        ("broken", pictures.png()[:-40], "a.png"),
        ("broken", pictures.webp()[:-400], "a.webp"),
        ("broken", pictures.heic()[:-300], "a.heic"),
        ("too_many_pixels", pictures.bomb(), "a.png"),
        ("too_many_pixels", pictures.bomb(12_000, 5_000), "a.png"),
        ("animated", pictures.animation("WEBP"), "a.webp"),
        ("animated", pictures.animation("PNG"), "a.png"),
        ("too_small", pictures.jpeg(pictures.quarters(90, 800)), "a.jpg"),
    ],
)  # fmt: skip
def test_what_is_no_photo_is_refused_in_words_and_leaves_nothing(code, content, name, settings):
    with pytest.raises(UnusablePhoto) as refused:
        taken(content, name)
    assert refused.value.code == code
    assert len(refused.value.message) > 20
    assert not Photo.objects.exists()
    with translation.override("en"), pytest.raises(UnusablePhoto) as refused:
        taken(content, name)
    assert refused.value.message.endswith(".")


def test_the_limit_of_pixels_that_is_named_is_that_of_the_format():
    with pytest.raises(UnusablePhoto) as refused:
        taken(pictures.bomb(12_000, 5_000), "a.png")
    assert "50" in refused.value.message


def test_sixty_megabytes_are_refused_with_both_sizes_named():
    with pytest.raises(UnusablePhoto) as refused, translation.override("en"):
        taken(pictures.jpeg() + b"\x00" * (60 * 2**20))
    assert refused.value.code == "too_large"
    assert "61 MB" in refused.value.message
    assert "40 MB" in refused.value.message


def test_random_damage_is_either_taken_or_refused_and_never_an_error_of_ours():
    dice = random.Random(7)
    for kind in ("jpeg", "png", "webp", "heic"):
        good = pictures.with_metadata(kind)
        for _ in range(12):
            content = bytearray(good)
            for _ in range(dice.randint(1, 40)):
                content[dice.randrange(len(content))] = dice.randrange(256)
            try:
                taken(bytes(content))
            except UnusablePhoto as refused:
                assert refused.code in {"broken", "wrong_kind", "too_many_pixels", "animated", "too_small"}


def test_the_same_file_again_gives_the_photo_that_is_there():
    first = taken(pictures.jpeg(), "a.jpg", credit="fot. Jan Korbiel")
    again = taken(pictures.jpeg(), "b.jpg", credit="fot. Ktoś Inny")
    assert again == first
    assert again.is_duplicate
    assert not first.is_duplicate
    assert again.credit == "fot. Jan Korbiel"
    assert Photo.objects.count() == 1


def test_a_withdrawn_photo_does_not_come_back_through_another_upload():
    photo = taken(pictures.jpeg())
    photo.withdraw(make_user())
    with pytest.raises(UnusablePhoto) as refused:
        taken(pictures.jpeg(), by=make_user("ola"))
    assert refused.value.code == "withdrawn"
    chief = make_user("ewa", permissions=["photos.withdraw_photo"])
    again = taken(pictures.jpeg(), by=chief)
    assert again.is_shown
    assert again != photo


def test_the_photographers_name_for_the_file_is_only_data():
    photo = taken(pictures.jpeg(), "C:\\zdjęcia\\../../etc/pas\u202ewd\x00.jpg")
    assert photo.original_filename == "paswd.jpg" or "/" not in photo.original_filename
    assert "\x00" not in photo.original_filename
    assert "\u202e" not in photo.original_filename
    assert "pas" not in photo.original.name
    assert len(taken(pictures.png(), "ż" * 400 + ".jpg").original_filename) <= 200


def test_originals_lie_apart_from_what_is_public_and_are_not_served(client):
    photo = taken(pictures.jpeg())
    assert not default_storage.exists(photo.original.name)
    assert storages["originals"].exists(photo.original.name)
    for address in (
        f"/media/{photo.original.name}",
        f"/media/{photo.pk}/{photo.original.name}",
        f"/media/../originals/{photo.original.name}",
    ):
        assert client.get(address).status_code == 404


def test_other_renditions_are_asked_for_when_the_transaction_is_done(django_capture_on_commit_callbacks):
    from django_tasks_db.models import DBTaskResult

    with django_capture_on_commit_callbacks(execute=True):
        photo = taken(pictures.jpeg())
        assert not DBTaskResult.objects.exists()
    (job,) = DBTaskResult.objects.all()
    assert job.task_path == "photos.jobs.make_renditions"
    assert job.args_kwargs["args"] == [photo.pk]


def test_a_failure_after_the_file_was_stored_leaves_no_file_behind(monkeypatch):
    before = set(storages["originals"].listdir("")[1])
    with pytest.raises(Exception, match=r"too long|photos_focal|CHECK|check"):
        taken(pictures.jpeg(), focal_x=7.0)
    assert set(storages["originals"].listdir("")[1]) == before


def test_ones_own_credit_is_the_name_that_signs_ones_stories():
    jan = make_user("jan", first_name="Jan", last_name="Korbiel-Nowak")
    assert own_credit(jan) == "fot. Jan Korbiel-Nowak"
    Author.objects.create(user=jan, name="Jan Korbiel", signature="kor")
    jan.refresh_from_db()
    assert own_credit(jan) == "fot. Jan Korbiel"
    assert own_credit(make_user("bezimienny")) == ""


def test_the_limits_stand_in_one_place():
    assert ingest_module.MAX_BYTES == 40 * 2**20
