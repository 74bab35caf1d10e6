"""The photo library on the desk: who may do what, sending, choosing, describing, aiming, withdrawing."""

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from articles.jobs import rerender_stale
from articles.models import Article, Author
from articles.services import render_body
from photos.admin import PICKER_PAGE
from photos.ingest import MAX_BYTES, ingest
from photos.models import Photo
from tests.factories import make_article, make_person, make_user

from . import pictures

pytestmark = pytest.mark.django_db

LIBRARY = "/admin/photos/photo/"
UPLOAD = "/admin/photos/photo/upload/"
PICKER = "/admin/photos/photo/picker/"
DESCRIBE = "/admin/photos/photo/opisz/"
JOURNALIST = ["photos.view_photo", "photos.add_photo", "photos.change_photo", "articles.view_article"]
CHIEF = [*JOURNALIST, "photos.withdraw_photo", "articles.edit_others"]


@pytest.fixture
def jan(client):
    user = make_user("jan", first_name="Jan", last_name="Korbiel", permissions=JOURNALIST)
    client.force_login(user)
    return user


@pytest.fixture
def ewa(client):
    user = make_user("ewa", permissions=CHIEF)
    client.force_login(user)
    return user


_colours = iter(range(1, 250))


def add(by=None, **fields):
    """A photo unlike all others."""
    mask = next(_colours)
    content = pictures.jpeg(pictures.quarters(300, 200).point(lambda value: value ^ mask))
    return ingest(pictures.upload(content), by, **fields)


# -- Sending ------------------------------------------------------------------------


def test_one_file_becomes_a_photo_and_its_facts_come_back(client, jan):
    Author.objects.create(user=jan, name="Jan Korbiel", signature="kor")
    answer = client.post(UPLOAD, {"file": pictures.upload(pictures.jpeg())})
    photo = Photo.objects.get()
    assert answer.status_code == 200
    assert answer.json() == {
        "id": photo.pk, "thumb": photo.address(), "width": 1200, "height": 800,
        "credit": "fot. Jan Korbiel", "alt": "", "caption": "", "known": "",
    }  # fmt: skip
    assert photo.uploaded_by == jan
    again = client.post(UPLOAD, {"file": pictures.upload(pictures.jpeg())}).json()
    assert again["id"] == photo.pk
    assert again["known"]


@pytest.mark.parametrize("credit", ["fot. Ola Brzeska", ""])
def test_a_credit_that_comes_with_the_file_wins_over_ones_own(client, jan, credit):
    answer = client.post(UPLOAD, {"file": pictures.upload(pictures.jpeg()), "credit": credit + "\x00  "})
    assert answer.json()["credit"] == credit


def test_a_refused_file_is_answered_in_words(client, jan):
    answer = client.post(UPLOAD, {"file": pictures.upload(b"<svg/>", "a.svg")})
    assert answer.status_code == 422
    assert answer.json()["code"] == "wrong_kind"
    assert len(answer.json()["error"]) > 20
    assert client.post(UPLOAD).json()["error"]
    assert client.post(UPLOAD).status_code == 400
    assert client.get(UPLOAD).status_code == 405


def test_sixty_megabytes_through_the_form_are_answered_in_words(client, jan):
    answer = client.post(UPLOAD, {"file": pictures.upload(pictures.jpeg() + bytes(60 * 2**20))})
    assert answer.status_code == 422
    assert answer.json()["code"] == "too_large"


def test_sending_asks_for_a_token_against_forged_requests(jan):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(jan)
    assert strict.post(UPLOAD, {"file": pictures.upload(pictures.jpeg())}).status_code == 403
    assert not Photo.objects.exists()


def test_the_form_without_scripts_takes_several_files_and_names_the_refused(client, jan):
    page = client.get(f"{LIBRARY}add/").content.decode()
    assert 'value="fot. Jan Korbiel"' in page
    assert f'data-limit="{MAX_BYTES}"' in page
    files = [
        pictures.upload(pictures.jpeg()),
        pictures.upload(pictures.png(), "b.png"),
        pictures.upload(b"tekst", "list.jpg"),
    ]
    answer = client.post(f"{LIBRARY}add/", {"credit": "fot. Ola", "files": files}, follow=True)
    assert answer.redirect_chain[-1][0].startswith(f"{DESCRIBE}?id=")
    assert [photo.credit for photo in Photo.objects.all()] == ["fot. Ola", "fot. Ola"]
    assert "list.jpg" in answer.content.decode()

    nothing = client.post(f"{LIBRARY}add/", {"credit": "fot. Ola", "files": [pictures.upload(b"tekst", "<b>list.jpg")]})
    assert nothing.status_code == 200
    assert "&lt;b&gt;list.jpg" in nothing.content.decode()
    assert 'value="fot. Ola"' in nothing.content.decode()
    assert client.post(f"{LIBRARY}add/", {"credit": ""}).status_code == 200


# -- Who may -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", [LIBRARY, f"{LIBRARY}add/", UPLOAD, PICKER, DESCRIBE, f"{LIBRARY}1/change/", f"{LIBRARY}1/wycofaj/"]
)
def test_nobody_comes_in_without_logging_in(client, address):
    answer = client.post(address) if address == UPLOAD else client.get(address)
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


def test_staff_without_the_permission_see_nothing_and_send_nothing(client):
    photo = add()
    client.force_login(make_user("marek"))
    assert client.get(LIBRARY).status_code == 403
    assert client.get(f"{LIBRARY}add/").status_code == 403
    assert client.get(PICKER).status_code == 403
    assert client.post(UPLOAD, {"file": pictures.upload(pictures.jpeg())}).status_code == 403
    assert client.get(f"{LIBRARY}{photo.pk}/change/").status_code == 403
    assert client.get(f"{DESCRIBE}?id={photo.pk}").status_code == 404
    assert client.post(f"{LIBRARY}{photo.pk}/wycofaj/").status_code == 403
    assert Photo.objects.get().is_shown


def test_whoever_sent_a_photo_may_describe_it_and_no_other(client):
    ola = make_user("ola", permissions=["photos.view_photo", "photos.add_photo"])
    client.force_login(ola)
    own, other = add(ola), add()
    client.post(f"{LIBRARY}{own.pk}/change/", texts(alt="Moje"))
    client.post(f"{LIBRARY}{other.pk}/change/", texts(alt="Nie moje"))
    assert Photo.objects.get(pk=own.pk).alt == "Moje"
    assert Photo.objects.get(pk=other.pk).alt == ""


def test_a_journalist_cannot_withdraw_nor_delete(client, jan):
    photo = add(jan)
    assert client.post(f"{LIBRARY}{photo.pk}/wycofaj/").status_code == 403
    assert client.post(f"{LIBRARY}{photo.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "wycofaj" not in client.get(f"{LIBRARY}{photo.pk}/change/").content.decode()


# -- The grid and the picker -----------------------------------------------------------


def test_the_tabs_sort_out_what_is_missing_mine_and_unused(client, ewa):
    mine = add(ewa, credit="fot. Ewa", alt="a", caption="Moje zdjęcie")
    no_credit, no_alt = add(alt="a", caption="Bez autora"), add(credit="fot. X", caption="Bez opisu")
    used = add(credit="fot. X", alt="a", caption="Użyte wszędzie")
    gone = add(caption="Wycofane dawno")
    gone.withdraw(ewa)
    article = make_article(photo=used, body=f'<figure data-photo="{no_credit.pk}"></figure>')
    render_body(article)
    make_person(portrait=no_alt)

    def shown(query):
        page = client.get(f"{LIBRARY}?{query}").content.decode()
        return {photo for photo in Photo.objects.all() if f"/{photo.pk}/change/" in page}

    assert shown("") == {mine, no_credit, no_alt, used}
    assert shown("zbior=bez-autora") == {no_credit}
    assert shown("zbior=bez-opisu") == {no_alt}
    assert shown("zbior=moje") == {mine}
    assert shown("zbior=nieuzyte") == {mine}
    assert shown("zbior=wycofane") == {gone}
    assert shown("q=U%C5%BBYTE") == {used}
    assert shown("q=zdj%C4%99cie+moje") == {mine}
    assert shown("q=nic+takiego") == set()


def test_more_photos_ask_no_more_queries(client, ewa, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    add(ewa)
    client.get(LIBRARY)
    with CaptureQueriesContext(connection) as one:
        client.get(LIBRARY)
    for _ in range(9):
        add(ewa)
    with django_assert_num_queries(len(one)):
        client.get(LIBRARY)


def test_the_picker_goes_through_the_library_from_the_newest(client, jan):
    photos = [add(caption=f"Zdjęcie {number}") for number in range(PICKER_PAGE + 3)]
    photos[-1].withdraw(jan)
    first = client.get(f"{PICKER}?format=json").json()
    assert len(first["photos"]) == PICKER_PAGE
    assert first["photos"][0]["id"] == photos[-2].pk
    assert set(first["photos"][0]) == {"id", "thumb", "width", "height", "credit", "alt", "caption"}
    assert default_storage.exists(first["photos"][0]["thumb"].removeprefix("/media/"))
    second = client.get(f"{PICKER}?przed={first['next']}").json()
    assert [found["id"] for found in second["photos"]] == [photos[1].pk, photos[0].pk]
    assert second["next"] == ""
    assert [found["id"] for found in client.get(PICKER, {"q": "zdjęcie 25"}).json()["photos"]] == [photos[25].pk]
    assert client.get(PICKER, {"q": "\x00" + "x" * 5000}).status_code in {200, 400}


@pytest.mark.parametrize("cursor", ["x", "-1", "1; DROP", "9" * 40, "٣"])
def test_a_nonsense_cursor_is_not_found(client, jan, cursor):
    assert client.get(PICKER, {"przed": cursor}).status_code == 404


# -- One photo -------------------------------------------------------------------------


def texts(**fields):
    return {"credit": "", "alt": "", "caption": "", "focal_x": "0.5", "focal_y": "0.45"} | fields


def test_moving_the_focal_point_asks_for_new_crops(client, jan, django_capture_on_commit_callbacks):
    photo = add(jan)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{LIBRARY}{photo.pk}/change/", texts(alt="Rynek\r\n w  mieście", focal_x="0.1", focal_y="0.9"))
    photo.refresh_from_db()
    assert (photo.focal_x, photo.focal_y, photo.alt) == (0.1, 0.9, "Rynek w mieście")
    assert [job.args_kwargs["args"] for job in DBTaskResult.objects.all()] == [[photo.pk]]

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{LIBRARY}{photo.pk}/change/", texts(focal_x="0.1", focal_y="0.9"))
    assert DBTaskResult.objects.count() == 1


@pytest.mark.parametrize(
    "field",
    [
        {"focal_x": "7"},
        {"focal_y": "-0.1"},
        {"focal_x": "nan"},
        {"focal_x": "abc"},
        {"focal_x": ""},
        {"credit": "x" * 161},
        {"alt": "x" * 301},
        {"alt": "a\x00b"},
    ],
)
def test_nonsense_is_said_beside_its_field_and_what_was_typed_stays(client, jan, field):
    photo = add(jan)
    answer = client.post(f"{LIBRARY}{photo.pk}/change/", texts(caption="Wpisany podpis") | field)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'errors field-{next(iter(field))}"' in page
    assert "Wpisany podpis" in page
    photo.refresh_from_db()
    assert (photo.focal_x, photo.caption) == (0.5, "")


def test_saving_texts_does_not_undo_renditions_made_meanwhile(client, jan):
    from photos.forms import TextsForm

    photo = add(jan)
    form = TextsForm({"credit": "fot. X", "alt": "a", "caption": ""}, instance=Photo.objects.get(pk=photo.pk))
    Photo.objects.filter(pk=photo.pk).update(renditions={"full": [], "1x1": []})
    assert form.is_valid()
    form.save()
    photo.refresh_from_db()
    assert photo.renditions == {"full": [], "1x1": []}
    assert photo.credit == "fot. X"


def test_the_page_says_where_the_photo_is_used_and_hides_what_one_may_not_open(client, jan):
    photo = add(jan)
    make_article(title="Most zamknięty", photo=photo)
    make_article(title="Cudzy szkic", status=Article.Status.DRAFT, photo=photo, authors=[])
    in_body = make_article(title="W galerii", body=f'<figure data-gallery="{photo.pk}"></figure>')
    render_body(in_body)
    make_person("Halina", "Ostrężna", portrait=photo)
    page = client.get(f"{LIBRARY}{photo.pk}/change/").content.decode()
    for words in ("Most zamknięty", "W galerii", "Halina Ostrężna"):
        assert words in page
    assert "Cudzy szkic" not in page


def test_the_crops_are_drawn_without_inline_styles_and_with_points_as_decimals(client, jan):
    photo = add(jan, focal_x=0.25, focal_y=0.5)
    page = client.get(f"{LIBRARY}{photo.pk}/change/").content.decode()
    assert 'transform="translate(75.0 100.0)"' in page
    assert 'viewBox="0.0 0.0 200.0 200.0"' in page
    assert "style=" not in page


# -- Several at once --------------------------------------------------------------------


def formset(photos, **fields):
    data = {"form-TOTAL_FORMS": len(photos), "form-INITIAL_FORMS": len(photos)}
    for number, photo in enumerate(photos):
        data |= {
            f"form-{number}-{name}": value
            for name, value in ({"id": photo.pk, "credit": "", "alt": "", "caption": ""} | fields).items()
        }
    return data


def test_several_photos_are_described_on_one_page(client, jan):
    photos = [add(jan), add(jan)]
    address = f"{DESCRIBE}?id={photos[0].pk},{photos[1].pk}"
    assert client.get(address).content.decode().count("<textarea") == 4
    answer = client.post(address, formset(photos, credit="fot. Jan Korbiel", alt="Rynek"))
    assert answer["Location"] == LIBRARY
    assert Photo.objects.publishable().count() == 2


def test_a_text_too_long_keeps_all_that_was_typed(client, jan):
    photos = [add(jan)]
    answer = client.post(f"{DESCRIBE}?id={photos[0].pk}", formset(photos, credit="x" * 161, alt="Opis zostaje"))
    assert answer.status_code == 200
    assert "Opis zostaje" in answer.content.decode()


def test_only_photos_named_in_the_address_can_be_described(client):
    ola = make_user("ola", permissions=["photos.view_photo", "photos.add_photo"])
    client.force_login(ola)
    own, other = add(ola), add()
    client.post(f"{DESCRIBE}?id={own.pk},{other.pk}", formset([other], alt="obce"))
    other.refresh_from_db()
    assert other.alt == ""
    for nonsense in ("", "abc", "0", "9" * 60, ",".join(["5000"] * 3000)):
        assert client.get(DESCRIBE, {"id": nonsense}).status_code == 404


# -- Withdrawing ---------------------------------------------------------------------------


def test_withdrawing_asks_first_and_then_deletes(client, ewa, django_capture_on_commit_callbacks):
    photo = add(credit="fot. X", alt="a")
    make_article(title="Z tym zdjęciem", photo=photo)
    page = client.get(f"{LIBRARY}{photo.pk}/wycofaj/").content.decode()
    assert "Z tym zdjęciem" in page
    assert Photo.objects.get().is_shown
    address = photo.address()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{LIBRARY}{photo.pk}/wycofaj/").status_code == 302
    assert client.get(address).status_code == 404
    assert client.get(f"{LIBRARY}{photo.pk}/change/").status_code == 200
    assert client.post(f"{LIBRARY}{photo.pk}/wycofaj/").status_code == 302
    assert client.get(f"{LIBRARY}99999999999999999999/wycofaj/").status_code == 404
    history = client.get(reverse("admin:photos_photo_history", args=[photo.pk])).content.decode()
    assert "ewa" in history


def test_a_story_with_the_withdrawn_photo_is_still_read(client, ewa):
    photo = add(credit="fot. X", alt="a", caption="Podpis")
    article = make_article(photo=photo, body=f'<p>Treść</p><figure data-photo="{photo.pk}"></figure>')
    render_body(article)
    photo.withdraw(ewa)
    rerender_stale.call()
    page = client.get(article.get_absolute_url()).content.decode()
    assert "Treść" in page
    assert "<picture>" not in page
    assert "Podpis" not in page, "nor a caption without its photo"
