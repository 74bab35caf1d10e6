"""Public renditions: their sizes and crops, their addresses, and their end."""

import io
import os
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.template import Context, Template
from django_tasks_db.models import DBTaskResult
from PIL import Image

from photos import imaging, renditions
from photos.ingest import ingest
from photos.jobs import catch_up, make_renditions, remove_old_files
from photos.models import Photo
from tests.factories import make_user

from . import pictures

pytestmark = pytest.mark.django_db


def make(width=600, height=400, **fields):
    photo = ingest(pictures.upload(pictures.jpeg(pictures.quarters(width, height))), None, **fields)
    make_renditions.call(photo.pk)
    photo.refresh_from_db()
    return photo


def image(name):
    with default_storage.open(name) as file:
        return Image.open(io.BytesIO(file.read()))


def sizes(photo, crop):
    return [(row["w"], row["h"]) for row in photo.renditions[crop]]


def test_every_crop_is_there_in_its_widths_as_webp_and_jpeg():
    photo = make(2400, 1600)
    assert sizes(photo, "full") == [(320, 213), (480, 320), (800, 533), (1200, 800), (1600, 1067)]
    assert sizes(photo, "16x9") == [(320, 180), (480, 270), (800, 450), (1200, 675), (1600, 900)]
    assert sizes(photo, "4x3") == [(320, 240), (480, 360), (800, 600), (1200, 900)]
    assert sizes(photo, "1x1") == [(160, 160), (320, 320), (480, 480), (800, 800)]
    for rows in photo.renditions.values():
        for row in rows:
            assert image(row["webp"]).format == "WEBP"
            jpeg = image(row["jpeg"])
            assert (jpeg.format, jpeg.info.get("progressive")) == ("JPEG", 1)
            assert jpeg.size == image(row["webp"]).size == (row["w"], row["h"])
            assert row["bytes"] == default_storage.size(row["jpeg"])
            assert row["jpeg"].startswith(f"{photo.pk}/")
            assert renditions.NAME.fullmatch(row["jpeg"])
            assert renditions.NAME.fullmatch(row["webp"])


@pytest.mark.parametrize(
    ("size", "full", "square"),
    [
        ((500, 300), [320, 480], [160, 300]),
        ((640, 400), [320, 480, 640], [160, 320, 400]),
        ((110, 110), [110], [110]),
        ((1000, 4000), [320, 480, 800, 1000], [160, 320, 480, 800]),
    ],
)
def test_nothing_is_larger_than_the_original(size, full, square):
    photo = make(*size)
    assert [row["w"] for row in photo.renditions["full"]] == full
    assert [row["w"] for row in photo.renditions["1x1"]] == square


@pytest.mark.parametrize(("focal_x", "boundary"), [(0.0, 0.75), (0.1, 0.75), (0.5, 0.5), (0.9, 0.25), (1.0, 0.25)])
def test_a_square_is_cut_around_the_focal_point(focal_x, boundary):
    photo = make(1200, 800, focal_x=focal_x, focal_y=0.5)
    square = image(photo.renditions["1x1"][-1]["jpeg"]).convert("RGB")
    reds = [square.getpixel((x, 100))[0] > 127 for x in range(square.width)]
    assert reds.index(False) / square.width == pytest.approx(boundary, abs=0.01)


@pytest.mark.parametrize("focal", [(0, 0), (0.5, 0.5), (1, 1), (0.3, 0.9)])
@pytest.mark.parametrize("ratio", [16 / 9, 4 / 3, 1.0])
@pytest.mark.parametrize("size", [(1600, 900), (900, 1600), (100, 5000), (5000, 100)])
def test_a_crop_never_leaves_the_picture_and_holds_the_focal_point(size, ratio, focal):
    left, top, right, bottom = imaging.crop_box(size, ratio, focal)
    assert 0 <= left < right <= size[0] + 1e-6
    assert 0 <= top < bottom <= size[1] + 1e-6
    assert (right - left) / (bottom - top) == pytest.approx(ratio)
    assert left - 1e-6 <= focal[0] * size[0] <= right + 1e-6
    assert top - 1e-6 <= focal[1] * size[1] <= bottom + 1e-6


def test_the_job_may_run_twice():
    photo = make()
    before = photo.renditions, photo.updated_at, sorted(renditions.files_of(photo.pk))
    make_renditions.call(photo.pk)
    photo.refresh_from_db()
    assert (photo.renditions, photo.updated_at, sorted(renditions.files_of(photo.pk))) == before


def test_a_file_left_half_written_is_written_anew():
    photo = make()
    name = photo.renditions["full"][0]["webp"]
    whole = default_storage.size(name)
    with open(default_storage.path(name), "r+b") as file:
        file.truncate(20)
    make_renditions.call(photo.pk)
    assert default_storage.size(name) == whole


def test_moving_the_focal_point_gives_new_addresses_and_old_files_go_after_an_hour(django_capture_on_commit_callbacks):
    photo = make()
    old = renditions.names(photo.renditions)
    with django_capture_on_commit_callbacks(execute=True):
        photo.aim(0.9, 0.5)
    assert DBTaskResult.objects.filter(task_path="photos.jobs.make_renditions").exists()
    assert photo.is_shown, "the old crops are shown until the new ones are made"
    make_renditions.call(photo.pk)
    photo.refresh_from_db()
    new = renditions.names(photo.renditions)
    assert photo.renditions["full"][-1]["webp"] in old
    assert photo.renditions["1x1"][-1]["webp"] not in old

    later = DBTaskResult.objects.get(task_path="photos.jobs.remove_old_files")
    assert 3500 < (later.run_after - photo.rendered_at).total_seconds() < 3700
    remove_old_files.call(photo.pk)
    assert old <= set(renditions.files_of(photo.pk)), "caches may still name them"
    an_hour_ago = time.time() - 3700
    for name in renditions.files_of(photo.pk):
        os.utime(default_storage.path(name), (an_hour_ago, an_hour_ago))
    remove_old_files.call(photo.pk)
    assert set(renditions.files_of(photo.pk)) == new


def test_a_focal_point_moved_while_the_job_ran_has_the_last_word(monkeypatch):
    photo = make()
    before = photo.renditions
    whole = renditions.make_all

    def somebody_is_faster(photo):
        made = whole(photo)
        Photo.objects.filter(pk=photo.pk).update(focal_x=0.1)
        return made

    Photo.objects.filter(pk=photo.pk).update(focal_x=0.9)
    monkeypatch.setattr(renditions, "make_all", somebody_is_faster)
    make_renditions.call(photo.pk)
    photo.refresh_from_db()
    assert photo.renditions == before


def test_a_photo_withdrawn_while_the_job_ran_leaves_no_file(monkeypatch):
    photo = make()
    whole = renditions.make_all

    def somebody_withdraws(photo):
        made = whole(photo)
        Photo.objects.get(pk=photo.pk).withdraw(make_user())
        return made

    monkeypatch.setattr(renditions, "make_all", somebody_withdraws)
    make_renditions.call(photo.pk)
    photo.refresh_from_db()
    assert photo.renditions == {}
    assert renditions.files_of(photo.pk) == []


def test_a_lost_job_is_caught_up_with():
    photo = ingest(pictures.upload(pictures.jpeg()), None)
    catch_up.call()
    assert not DBTaskResult.objects.exists(), "its own job may still come"
    Photo.objects.update(updated_at="2020-01-01T00:00:00Z")
    catch_up.call()
    catch_up.call()
    assert [job.args_kwargs["args"] for job in DBTaskResult.objects.all()] == [[photo.pk]]


# -- Serving ----------------------------------------------------------------------


def test_a_rendition_is_served_to_caches_for_an_hour_and_can_do_nothing(client):
    photo = make(600, 400)
    row = photo.renditions["full"][0]
    answer = client.get(f"/media/{row['webp']}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/webp"
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "Set-Cookie" not in answer
    assert len(b"".join(answer.streaming_content)) == int(answer["Content-Length"])
    again = client.get(f"/media/{row['webp']}", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    assert again["Cache-Control"] == "public, max-age=3600"
    assert client.get(f"/media/{row['jpeg']}")["Content-Type"] == "image/jpeg"
    assert client.post(f"/media/{row['jpeg']}").status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        "1/", "../settings.py", "1/../../secret-key", "1/..%2f..%2fsecret-key", "%2e%2e/secret-key", "1/x.jpg",
        "99999999999999999999/aaaaaaaaaaaaaaaaaaaa-full-320.jpg", "9223372036854775807/aaaaaaaaaaaaaaaaaaaa-full-320.jpg",
        "１/aaaaaaaaaaaaaaaaaaaa-full-320.jpg", "1/aaaaaaaaaaaaaaaaaaaa-full-320.svg", "1/aaaaaaaaaaaaaaaaaaaa-full-320.jpg\n",
    ],
)  # fmt: skip
def test_nothing_but_renditions_has_an_address(client, address):
    default_storage.save("1/x.jpg", ContentFile(b"x"))
    assert client.get(f"/media/{address}").status_code in {400, 404}


def test_a_withdrawn_photo_is_gone_at_once_with_its_original(client, django_capture_on_commit_callbacks):
    photo = make(600, 400)
    original = photo.original.name
    address = f"/media/{photo.renditions['full'][0]['jpeg']}"
    kept = renditions.files_of(photo.pk)
    assert client.get(address).status_code == 200
    with django_capture_on_commit_callbacks(execute=False):
        photo.withdraw(make_user())
    assert set(kept) == set(renditions.files_of(photo.pk))
    assert client.get(address).status_code == 404, "even before the file is deleted"
    with django_capture_on_commit_callbacks(execute=True):
        Photo.objects.filter(pk=photo.pk).update(withdrawn_at=None)
        again = Photo.objects.get(pk=photo.pk)
        again.original = original
        again.withdraw(make_user("ola"))
    assert renditions.files_of(photo.pk) == []
    assert not storages["originals"].exists(original)
    photo.refresh_from_db()
    assert not photo.is_shown
    assert photo.address() == ""
    make_renditions.call(photo.pk)
    assert renditions.files_of(photo.pk) == []


@pytest.fixture
def bucket(settings, monkeypatch):
    """An S3 bucket, as far as moto is one, configured as `newsroom.settings` does it."""
    boto3, moto = pytest.importorskip("boto3"), pytest.importorskip("moto")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with moto.mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="portal")
        options = {
            "bucket_name": "portal", "location": "media", "querystring_auth": False, "default_acl": None,
            "file_overwrite": True, "object_parameters": {"CacheControl": "public, max-age=3600"},
        }  # fmt: skip
        storage = {"BACKEND": "common.bucket.BucketStorage", "OPTIONS": options}
        settings.STORAGES = settings.STORAGES | {"default": storage}
        yield boto3.client("s3", region_name="us-east-1")


def test_files_kept_in_a_bucket_are_asked_of_the_bucket(client, bucket, django_capture_on_commit_callbacks):
    photo = make()
    row = photo.renditions["full"][0]
    address = f"https://portal.s3.amazonaws.com/media/{row['webp']}"
    assert address in printed(photo)
    answer = client.get(f"/media/{row['webp']}")
    assert (answer.status_code, answer["Location"]) == (302, address)
    kept = bucket.head_object(Bucket="portal", Key=f"media/{row['webp']}")
    assert (kept["CacheControl"], kept["ContentType"]) == ("public, max-age=3600", "image/webp")

    make_renditions.call(photo.pk)
    assert set(renditions.files_of(photo.pk)) == renditions.names(photo.renditions)
    with django_capture_on_commit_callbacks(execute=True):
        photo.withdraw(make_user())
    assert client.get(f"/media/{row['webp']}").status_code == 404
    assert renditions.files_of(photo.pk) == []


# -- On a page ----------------------------------------------------------------------


def printed(photo, options=""):
    return Template("{% load pictures %}{% picture photo " + options + " %}").render(Context({"photo": photo})).strip()


def test_the_tag_prints_a_responsive_picture():
    photo = make(2400, 1600, alt='Most "Zielony"')
    html = printed(photo, 'crop="16x9" sizes="(min-width: 64em) 40rem, 100vw"')
    assert html.startswith('<picture><source type="image/webp" srcset="/media/')
    assert html.count("sizes=") == 2
    assert (
        ' width="1600" height="900" alt="Most &quot;Zielony&quot;" loading="lazy" decoding="async"></picture>' in html
    )
    assert f'src="/media/{photo.renditions["16x9"][2]["jpeg"]}"' in html
    first = printed(photo, "priority=True")
    assert 'loading="eager" fetchpriority="high"' in first
    assert "decoding" not in first
    assert 'alt=""' in printed(photo, 'alt=""')


def test_until_the_job_has_run_the_first_jpeg_stands_in():
    photo = ingest(pictures.upload(pictures.jpeg()), None)
    html = printed(photo, 'crop="1x1"')
    assert "source" not in html
    assert 'width="1200" height="800"' in html
    assert f'src="/media/{photo.renditions["full"][0]["jpeg"]}"' in html


def test_without_a_photo_nothing_is_printed():
    photo = make(600, 400)
    photo.withdraw(make_user())
    assert printed(photo).strip() == ""
    assert printed(None).strip() == ""


def test_a_small_picture_for_the_desk_or_a_word_in_its_place():
    photo = make(600, 400)
    thumb = Template("{% load pictures %}{% thumb photo %}")
    assert f'src="/media/{photo.renditions["4x3"][0]["jpeg"]}" width="320" height="240" alt=""' in thumb.render(
        Context({"photo": photo})
    )
    assert "<img" not in thumb.render(Context({"photo": None}))
