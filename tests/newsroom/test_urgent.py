"""“Urgent”: three presses from nothing to published."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from articles.models import Article, ArticleEvent, Author
from newsroom.urgent import split_text
from photos.models import Photo
from tests.factories import image_bytes, make_place, make_section, make_user

pytestmark = pytest.mark.django_db(transaction=False)
TEXT = "Wypadek na obwodnicy Krzemionowa\nDroga jest zablokowana w obu kierunkach. Policja kieruje na ul. Fabryczną."


@pytest.fixture(autouse=True)
def roles():
    call_command("roles", verbosity=0)
    make_section("Samorząd")
    make_section("Na sygnale", for_urgent=True)


def log_in(client, username, role, *, author=True):
    user = make_user(username, groups=[role], first_name="Ola", last_name="Brzeska")
    if author:
        Author.objects.create(user=user, name="Ola Brzeska", signature="brz")
    client.force_login(user)
    return user


def send(client, **fields):
    place = make_place()
    data = {"text": TEXT, "place": place.pk, "section": section_preset(client), **fields}
    return client.post(reverse("admin:urgent"), data)


def section_preset(client):
    return client.get(reverse("admin:urgent")).context["form"]["section"].value()


def test_an_editor_publishes_with_text_and_place_alone(client):
    log_in(client, "sabina", "Redaktor prowadzący")

    answer = send(client)

    article = Article.objects.get()
    assert answer.status_code == 302
    assert article.is_published and article.is_urgent and not article.needs_reading
    assert article.title == "Wypadek na obwodnicy Krzemionowa"
    assert article.lead == "Droga jest zablokowana w obu kierunkach."
    assert article.body == "<p>Policja kieruje na ul. Fabryczną.</p>"
    assert "Fabryczną" in article.body_html
    assert article.section.name == "Na sygnale"
    assert article.signatures == ["brz"]
    assert article.get_absolute_url() in client.get(answer.url).content.decode()


def test_a_duty_journalist_publishes_and_an_editor_reads_it_afterwards(client):
    log_in(client, "ola", "Dziennikarz dyżurny")

    send(client)

    article = Article.objects.get()
    assert article.is_published and article.needs_reading


def test_a_journalist_hands_it_in(client):
    user = log_in(client, "jan", "Dziennikarz")

    answer = send(client)

    article = Article.objects.get()
    assert article.status == Article.Status.SUBMITTED and not article.is_published
    assert article.created_by == user
    assert article.events.filter(what=ArticleEvent.What.SUBMITTED).exists()
    assert article.title in client.get(answer.url).content.decode()


def test_what_was_typed_stays_when_the_place_is_missing(client):
    log_in(client, "sabina", "Redaktor prowadzący")

    answer = send(client, place="")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Droga jest zablokowana" in page
    assert answer.context["form"].errors["place"]
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "", "   \n ", "\x00", "Pilne " * 60, "Tytuł\n" + "słowo " * 200, "Pożar 🔥 hali\nPali się.", "Pożar\nPali się 🔥.",
        "Pożar \u202ehali\nPali się.",
    ],
)  # fmt: skip
def test_a_text_that_cannot_be_a_story_is_refused_in_words(client, text):
    log_in(client, "sabina", "Redaktor prowadzący")

    answer = send(client, text=text)

    assert answer.status_code == 422
    assert answer.context["form"].errors["text"]
    assert not Article.objects.exists()


def test_a_photo_from_the_camera_carries_ones_own_name(client):
    log_in(client, "sabina", "Redaktor prowadzący")

    send(client, photo=SimpleUploadedFile("IMG_1.jpg", image_bytes(800, 600), "image/jpeg"))

    article = Article.objects.select_related("photo").get()
    assert article.is_published
    assert article.photo.credit == "fot. Ola Brzeska"
    assert article.photo.alt == article.title


def test_a_file_that_is_no_photo_is_refused_and_the_text_stays(client):
    log_in(client, "sabina", "Redaktor prowadzący")

    answer = send(client, photo=SimpleUploadedFile("a.jpg", b"to nie jest zdjecie", "image/jpeg"))

    assert answer.status_code == 422
    assert answer.context["form"].errors["photo"]
    assert "Droga jest zablokowana" in answer.content.decode()
    assert not Article.objects.exists() and not Photo.objects.exists()


def test_a_photo_that_has_arrived_is_kept_while_something_else_is_mended(client):
    log_in(client, "sabina", "Redaktor prowadzący")
    upload = SimpleUploadedFile("IMG_2.jpg", image_bytes(800, 600), "image/jpeg")

    page = send(client, place="", photo=upload).content.decode()
    photo = Photo.objects.get()
    assert f'name="photo_id" value="{photo.pk}"' in page
    send(client, photo_id=photo.pk)

    assert Article.objects.get().photo == photo


def test_somebody_elses_photo_cannot_be_slipped_in(client):
    from tests.factories import make_photo

    log_in(client, "jan", "Dziennikarz")
    photo = make_photo()

    assert send(client, photo_id=photo.pk).status_code == 422


def test_an_account_without_a_signature_chooses_who_signs(client):
    log_in(client, "sabina", "Redaktor prowadzący", author=False)
    author = Author.objects.create(name="Jan Korbiel", signature="kor")

    assert send(client).status_code == 422
    send(client, author=author.pk)

    assert Article.objects.get().signatures == ["kor"]


def test_markup_in_the_text_is_only_text(client):
    log_in(client, "sabina", "Redaktor prowadzący")

    send(client, text="Tytuł\nLead tekstu.\n<script>alert(1)</script> & <b>x</b>")

    assert "<script" not in Article.objects.get().body_html


@pytest.mark.parametrize(
    ("text", "title", "lead", "rest"),
    [
        ("Pożar w hali", "Pożar w hali", "Pożar w hali", []),
        ("Pożar w hali.\nPłonie dach. Są ranni.", "Pożar w hali", "Płonie dach.", ["Są ranni."]),
        ("Pożar\n\nPłonie dach\nSą ranni.", "Pożar", "Płonie dach", ["Są ranni."]),
        (
            "Pali się hala przy ul. Fabrycznej w Krzemionowie. Na miejscu jest dziewięć zastępów straży. Nikt nie ucierpiał.",
            "Pali się hala przy ul. Fabrycznej w Krzemionowie",
            "Na miejscu jest dziewięć zastępów straży.",
            ["Nikt nie ucierpiał."],
        ),
    ],
)
def test_text_is_taken_apart_as_it_was_typed_or_dictated(text, title, lead, rest):
    assert split_text(text) == (title, lead, rest)
