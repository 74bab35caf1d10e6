"""Where files lie is away, silent or full: whoever sends one is told, nothing is left half-made, and jobs catch up."""

import resource
import socket
from contextlib import contextmanager

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from lxml import html

from common import scheduling
from common.files import DiskStorage, FilesAway
from photos import renditions
from photos.addresses import address_of
from photos.ingest import ingest
from photos.jobs import make_renditions
from photos.models import Photo
from tests.factories import make_user
from tests.run import free_port

from . import pictures

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/photos/photo/upload/"


class Server:
    """An S3-compatible server that comes and goes, always under one address."""

    def __init__(self):
        self.port, self._running = free_port(), None

    def start(self):
        server = pytest.importorskip("moto.server")
        self._running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=self.port, verbose=False)
        self._running.start()

    def stop(self):
        if self._running:
            self._running.stop()
            self._running = None


def keep_in(settings, monkeypatch, **backends):
    """Files of those storages lie there from now on; a field holds the storage that it had when its model was made."""
    settings.STORAGES = settings.STORAGES | backends
    monkeypatch.setattr(Photo._meta.get_field("original"), "storage", storages["originals"])


@pytest.fixture
def server(settings, monkeypatch):
    """A bucket as the settings of a portal have it; `stop()` takes it away, `start()` brings it back with all it held."""
    boto3 = pytest.importorskip("boto3")
    from common import bucket

    server = Server()
    server.start()
    address = f"http://127.0.0.1:{server.port}"
    options = {
        "bucket_name": f"portal-{server.port}", "endpoint_url": address, "access_key": "key", "secret_key": "secret", "region_name": "us-east-1",
        "querystring_auth": False, "default_acl": None, "file_overwrite": True,
    }  # fmt: skip
    boto3.client(
        "s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id="key", aws_secret_access_key="secret"
    ).create_bucket(Bucket=options["bucket_name"])
    keep_in(
        settings,
        monkeypatch,
        **{
            alias: {"BACKEND": "common.bucket.BucketStorage", "OPTIONS": options | {"location": folder}}
            for alias, folder in (("default", "media"), ("originals", "originals"))
        },
    )
    bucket.reach.heard()
    yield server
    server.stop()
    bucket.reach.heard()
    address_of.cache_clear()


def back(server):
    from common import bucket

    server.start()
    bucket.reach.heard()


@contextmanager
def silent(port):
    """Takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        yield listener


@contextmanager
def no_room_beyond(size):
    """Files of this process cannot grow larger, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def jan(client):
    user = make_user("jan", permissions=["photos.view_photo", "photos.add_photo", "photos.withdraw_photo"])
    client.force_login(user)
    return user


def test_whoever_sends_a_photo_while_the_bucket_is_away_is_told_and_may_send_it_again(client, jan, server):
    server.stop()
    answer = client.post(UPLOAD, {"file": pictures.upload(pictures.jpeg())})
    assert (answer.status_code, answer.json()["code"]) == (503, "away")
    assert "Wyślij je jeszcze raz za kilka minut" in answer.json()["error"]
    assert not Photo.objects.exists()

    page = client.post(reverse("admin:photos_photo_add"), {"credit": "", "files": [pictures.upload(pictures.jpeg())]})
    assert page.status_code == 200 and "Wyślij je jeszcze raz za kilka minut" in page.text

    back(server)
    assert client.post(UPLOAD, {"file": pictures.upload(pictures.jpeg())}).status_code == 200
    assert Photo.objects.get().is_shown


def test_a_bucket_that_says_nothing_is_not_waited_for_by_everybody(server, monkeypatch):
    from common import bucket

    server.stop()
    monkeypatch.setattr(bucket, "ANSWERS_WITHIN", 0.2)
    # A storage reads the limits when it is made.
    slow = storages.create_storage(storages.backends["originals"])
    with silent(server.port) as listener:
        with pytest.raises(FilesAway):
            slow.exists("a.jpg")
        listener.settimeout(5)
        while True:
            try:
                listener.accept()[0].close()
                listener.settimeout(0)
            except BlockingIOError:
                break
        with pytest.raises(FilesAway):
            slow.exists("a.jpg")
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_a_bucket_that_refuses_is_trouble_and_a_file_that_is_not_there_is_none(server):
    with pytest.raises(FileNotFoundError):
        storages["originals"].open("nie-ma.jpg")
    assert not storages["originals"].exists("nie-ma.jpg")
    storages["originals"]._bucket = storages["originals"].connection.Bucket("of-somebody-else")
    with pytest.raises(FilesAway):
        storages["originals"].save("a.jpg", ContentFile(b"a"))


@pytest.mark.django_db(transaction=True)
def test_a_photo_withdrawn_while_the_bucket_is_away_goes_when_it_is_back(jan, server):
    photo = ingest(pictures.upload(pictures.jpeg()), jan)
    make_renditions.call(photo.pk)
    photo.refresh_from_db()
    original = photo.original.name
    DBTaskResult.objects.all().delete()
    server.stop()

    photo.withdraw(jan)

    assert Photo.objects.get().withdrawn_at
    back(server)
    assert storages["originals"].exists(original) and renditions.files_of(photo.pk)
    for job in DBTaskResult.objects.all():
        job.task.call(*job.args_kwargs["args"])
    assert not storages["originals"].exists(original)
    assert renditions.files_of(photo.pk) == []


def test_a_job_that_failed_without_its_files_is_put_back(server):
    photo = ingest(pictures.upload(pictures.jpeg()), None)
    make_renditions.enqueue(photo.pk)
    job = DBTaskResult.objects.get()
    server.stop()
    with pytest.raises(FilesAway) as trouble:
        make_renditions.call(photo.pk)
    job.claim("worker")
    job.set_failed(trouble.value)

    assert scheduling.put_back_failed() == 0, "not at once"
    assert scheduling.put_back_failed(timezone.now() + scheduling.TRY_AGAIN_AFTER) == 1
    job.refresh_from_db()
    assert (job.status, job.worker_ids) == (TaskResultStatus.READY, [])


def test_a_file_that_does_not_fit_leaves_nothing_behind(tmp_path):
    disk = DiskStorage(location=tmp_path)
    with no_room_beyond(100_000), pytest.raises(FilesAway):
        disk.save("12/a.jpg", ContentFile(b"a" * 300_000))
    assert disk.listdir("12") == ([], [])
    assert disk.save("12/a.jpg", ContentFile(b"a" * 300_000)) == "12/a.jpg"


def test_a_folder_that_is_none_is_trouble_with_the_disk(tmp_path):
    (tmp_path / "originals").write_text("a file where the folder should be")
    with pytest.raises(FilesAway):
        DiskStorage(location=tmp_path / "originals").save("a.jpg", ContentFile(b"a"))


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_a_photo_is_written(settings, jan, monkeypatch, tmp_path):
    """SQLite lets one write at a time: a disk or bucket that is slow would hold everybody's comments."""
    watched = {"BACKEND": f"{__name__}.Watched", "OPTIONS": {"location": tmp_path}}
    keep_in(settings, monkeypatch, default=watched, originals=watched)
    Watched.seen.clear()
    ingest(pictures.upload(pictures.jpeg()), jan)
    assert Watched.seen == [False, False]


class Watched(DiskStorage):
    seen = []

    def _save(self, name, content):
        from django.db import connection

        self.seen.append(connection.in_atomic_block)
        return super()._save(name, content)


def test_a_photo_whose_public_file_cannot_be_stored_was_never_here(settings, monkeypatch, jan, tmp_path):
    (tmp_path / "media").write_text("a file where the folder should be")
    (tmp_path / "originals").mkdir()
    keep_in(
        settings,
        monkeypatch,
        **{
            alias: {"BACKEND": "common.files.DiskStorage", "OPTIONS": {"location": tmp_path / folder}}
            for alias, folder in (("default", "media"), ("originals", "originals"))
        },
    )
    with pytest.raises(FilesAway):
        ingest(pictures.upload(pictures.jpeg()), jan)
    assert not Photo.objects.exists()
    assert list((tmp_path / "originals").iterdir()) == []


LARGE = 12_000_000


def large_photo(name="duze.jpg"):
    content = pictures.jpeg()
    return pictures.upload(content + bytes(LARGE - len(content)), name)


def token(client):
    """As in a browser: the form is read by the check against forgery, before any view."""
    client.handler.enforce_csrf_checks = True
    client.get(reverse("admin:photos_photo_add"))
    client.get(reverse("admin:urgent"))
    return {"csrfmiddlewaretoken": client.cookies["csrf"].value}


@pytest.fixture
def no_room_for_temporary_files():
    with no_room_beyond(LARGE * 2 // 3):
        yield


def test_what_was_typed_beside_a_photo_without_room_comes_back(client, no_room_for_temporary_files):
    client.force_login(make_user("ola", permissions=["articles.add_article", "photos.add_photo"]))
    text = "Wypadek na obwodnicy\r\nDroga jest zablokowana w obu kierunkach."
    answer = client.post(reverse("admin:urgent"), token(client) | {"text": text, "photo": large_photo()})
    assert answer.status_code == 503
    (form,) = [form for form in html.fromstring(answer.text).forms if form.method == "POST"]
    assert form.inputs["text"].value.strip() == text.replace("\r\n", "\n")
    assert form.xpath(".//input[@type='file']/@name") == ["photo"]


def test_a_photo_without_room_on_its_way_in_is_told_to_the_script_that_sends_it(
    client, jan, no_room_for_temporary_files
):
    fields = token(client) | {"file": large_photo()}
    answer = client.post(UPLOAD, fields, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (503, "away")
    assert not Photo.objects.exists()
