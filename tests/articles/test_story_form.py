"""Writing a story on the desk: saving, every transition by each of the cast, and what is refused in words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article, ArticleEvent, Author
from photos.models import Photo
from tests.factories import make_article, make_author, make_person, make_photo, make_place, make_section

from .desk import ADD, change_address, form_of, make_cast, make_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return make_cast()


def post(client, user, article, **changes):
    client.force_login(user)
    return client.post(change_address(article) if article else ADD, form_of(article, **changes))


def errors(response):
    return {name: [str(error) for error in found] for name, found in response.context["form"].errors.items()}


# -- Saving -----------------------------------------------------------------------------------


def test_a_journalist_begins_a_story_with_all_that_belongs_to_it(client, cast):
    section, place, photo = make_section("Sport"), make_place(), make_photo()
    halina, tomasz = make_person(), make_person("Tomasz", "Wierzgoń", office="burmistrz Krzemionowa")
    jan, sabina = Author.objects.get(signature="jk"), make_author()
    response = post(
        client, cast.jan, None, title="  Most  na Rudzie ", lead="Lead.", body="<p>Treść</p><p></p>", section=section.pk,
        places=[place.pk], photo=photo.pk, bylines=[f"{sabina.pk}:text", f"{jan.pk}:photo"],
        people=[tomasz.pk, halina.pk], tags=["most", "Ruda"], source="własne", shared="on",
    )  # fmt: skip
    article = Article.objects.get()
    assert response.headers["Location"] == change_address(article)
    assert (article.title, article.body, article.section, article.photo) == (
        "Most na Rudzie",
        "<p>Treść</p>",
        section,
        photo,
    )
    assert article.status == "draft"
    assert article.created_by == cast.jan
    assert article.shared
    assert list(article.places.all()) == [place]
    assert [(line.author, line.role) for line in article.bylines.all()] == [(sabina, "text"), (jan, "photo")]
    assert [mention.person for mention in article.mentions.all()] == [tomasz, halina]
    assert sorted(article.tags.names()) == ["Ruda", "most"]
    assert article.body_html == "<p>Treść</p>", "what readers get is made when the story is saved"
    assert [event.what for event in article.events.all()] == ["created"]


def test_a_new_story_is_signed_by_its_writer_and_has_no_place_yet(client, cast):
    client.force_login(cast.jan)
    form = client.get(ADD).context["form"]
    jan = Author.objects.get(signature="jk")
    assert form["bylines"].value() == [f"{jan.pk}:text"]
    assert not form["places"].value()


def test_saving_raises_the_version_and_pressing_save_without_a_change_does_not(client, cast):
    article = make_draft(cast.jan)
    post(client, cast.jan, article, title="Inny tytuł")
    article.refresh_from_db()
    assert article.version == 2
    post(client, cast.jan, article)
    article.refresh_from_db()
    assert article.version == 2
    assert article.events.filter(what="saved").count() == 1


def test_what_the_photo_lacks_can_be_filled_in_and_what_it_has_is_never_overwritten(client, cast):
    article = make_draft(cast.jan, photo=make_photo(credit="", alt="Most"))
    post(client, cast.jan, article, photo_credit="fot. Jan Korbiel", photo_alt="Cokolwiek")
    photo = Photo.objects.get()
    assert (photo.credit, photo.alt) == ("fot. Jan Korbiel", "Most")


def test_a_suggested_person_stays_as_long_as_the_text_has_the_name(client, cast):
    article = make_draft(cast.jan, body="<p>Mówi Halina Ostrężna.</p>")
    article.mentions.create(person=make_person(), state="suggested")
    post(client, cast.jan, article, title="Inny tytuł")
    assert [mention.state for mention in article.mentions.all()] == ["suggested"]
    article.refresh_from_db()
    post(client, cast.jan, article, body="<p>Nikt nie mówi.</p>")
    assert not article.mentions.exists()


def test_saving_one_story_leaves_one_version_in_its_history(client, cast):
    article = make_draft(cast.jan)
    before = article.history.count()
    post(client, cast.jan, article, lead="Inny lead.")
    assert article.history.count() == before + 1
    assert article.history.latest().history_user == cast.jan


# -- Refused in words --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("", "required"),
        ("x" * 300, "max_length"),
        ("Most 🚧 zamknięty", "emoji"),
        ("Most שלום zamknięty", "direction"),
        ("Most \u202ezamknięty", "direction"),
        ("Most\x00", "null_characters_not_allowed"),
    ],
)
def test_a_headline_that_will_not_do_is_told_beside_it_and_kept(client, cast, title, code):
    article = make_draft(cast.jan)
    response = post(client, cast.jan, article, title=title, lead="Napisany lead.")
    assert response.status_code == 422
    form = response.context["form"]
    assert form.errors.as_data()["title"][0].code == code
    assert form["title"].value() == title
    assert form["lead"].value() == "Napisany lead."
    article.refresh_from_db()
    assert article.title == "Most na Rudzie zamknięty do wiosny"


def test_ordinary_signs_of_writing_are_no_emoji(client, cast):
    title = "Nr 5 – „Żółć” 20 °C, 3 m², § 7, ½ ceny, 100 € ™ № 1…"
    assert post(client, cast.jan, make_draft(cast.jan), title=title).status_code == 302


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("section", "99999"), ("section", "x"), ("places", ["99999"]), ("places", ["9" * 40]), ("photo", "99999"), ("photo", "x"),
        ("people", ["99999"]), ("people", ["x" * 40]), ("people", ["9" * 40]), ("bylines", ["1:owner"]), ("bylines", [":"]),
        ("tags", ["x" * 101]), ("tags", ["!!!"]), ("source_url", "javascript:alert(1)"), ("lead", "x" * 701),
        ("body", '<figure data-embed="https://evil.example/x"></figure>'), ("body", "x" * 300_001),
    ],
)  # fmt: skip
def test_nonsense_in_a_field_is_told_beside_that_field(client, cast, field, value):
    response = post(client, cast.jan, make_draft(cast.jan), **{field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


def test_a_withdrawn_photo_cannot_be_chosen_but_one_already_there_does_not_stop_the_saving(client, cast):
    gone = make_photo(withdrawn_at=timezone.now())
    assert "photo" in errors(post(client, cast.jan, make_draft(cast.jan), photo=gone.pk))
    article = make_draft(cast.jan, photo=gone)
    assert post(client, cast.jan, article, title="Inny tytuł").status_code == 302


def test_scripts_styles_and_foreign_pictures_are_not_stored(client, cast):
    dirty = (
        '<p onclick="x()" style="color:red">A<script>alert(1)</script><img src="https://evil.example/x.png"></p>'
        '<a href="javascript:alert(1)">b</a><iframe src="https://evil.example"></iframe><p>\u202ec</p>'
    )
    article = make_draft(cast.jan)
    post(client, cast.jan, article, body=dirty)
    article.refresh_from_db()
    assert article.body == "<p>A</p><a>b</a><p>c</p>"


# -- Transitions --------------------------------------------------------------------------------

IN_A_DAY = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
# Each move, the state it starts from, and who may make it on Jan's story.
MOVES = {
    ("submit", "draft"): {"jan", "ewa", "adam"},
    ("submit", "returned"): {"jan", "ewa", "adam"},
    ("mark_ready", "submitted"): {"ewa", "adam"},
    ("send_back", "submitted"): {"ewa", "adam"},
    ("send_back", "ready"): {"ewa", "adam"},
    ("publish", "draft"): {"ewa", "adam"},
    ("publish", "ready"): {"ewa", "adam"},
    ("publish", "scheduled"): {"ewa", "adam"},
    ("publish", "withdrawn"): {"ewa", "adam"},
    ("schedule", "ready"): {"ewa", "adam"},
    ("withdraw", "published"): {"ewa", "adam"},
    ("withdraw", "scheduled"): {"ewa", "adam"},
    ("mark_updated", "published"): {"ewa", "adam"},
}
AFTER = {
    "submit": "submitted", "mark_ready": "ready", "send_back": "returned", "publish": "published",
    "schedule": "scheduled", "mark_updated": "published",
}  # fmt: skip


@pytest.mark.parametrize("who", ["jan", "ola", "dorota", "ewa", "adam", "rita", "marek"])
@pytest.mark.parametrize(("move", "status"), MOVES)
def test_each_of_the_cast_may_make_the_moves_of_their_role_and_no_other(client, cast, move, status, who):
    public = status in {"published", "scheduled"}
    moment = timezone.now() + timedelta(hours=1 if status == "scheduled" else -1)
    article = make_draft(
        cast.jan, status=status, published_at=moment if public else None, first_published_at=moment if public else None
    )
    response = post(client, getattr(cast, who), article, _do=move, publish_at=IN_A_DAY, note_send_back="Sprawdź datę.")
    article.refresh_from_db()
    if who in MOVES[move, status]:
        expected = AFTER.get(move) or ("ready" if status == "scheduled" else "withdrawn")
        assert response.status_code == 302
        assert article.status == expected
        assert article.events.first().by == getattr(cast, who)
    else:
        assert response.status_code in {302, 403, 404}, "a story out of sight is not there"
        assert article.status == status
        assert not article.events.exists()


def test_an_editor_sends_a_story_back_and_its_author_reads_why_above_the_text(client, cast):
    article = make_draft(cast.jan, status="submitted")
    post(client, cast.ewa, article, _do="send_back", note_send_back="Sprawdź datę przeglądu.")
    client.force_login(cast.jan)
    assert "Sprawdź datę przeglądu." in client.get(change_address(article)).text


def test_a_journalist_on_duty_publishes_an_own_story_and_an_editor_reads_it_afterwards(client, cast):
    article = make_draft(cast.dorota)
    post(client, cast.dorota, article, _do="publish")
    article.refresh_from_db()
    assert (article.status, article.needs_reading) == ("published", True)
    post(client, cast.jan, article, _do="mark_read")
    article.refresh_from_db()
    assert article.needs_reading
    post(client, cast.ewa, article, _do="mark_read")
    article.refresh_from_db()
    assert not article.needs_reading


def test_a_move_saves_what_was_typed_with_it(client, cast):
    article = make_draft(cast.jan)
    post(client, cast.ewa, article, _do="publish", lead="Poprawiony lead.")
    article.refresh_from_db()
    assert (article.status, article.lead) == ("published", "Poprawiony lead.")


def test_a_new_story_can_be_published_in_one_press(client, cast):
    jan = Author.objects.get(signature="jk")
    response = post(
        client, cast.ewa, None, _do="publish", title="Pożar ugaszony", lead="Nikt nie ucierpiał.", bylines=[f"{jan.pk}:text"],
        section=make_section().pk, places=[make_place().pk],
    )  # fmt: skip
    article = Article.objects.get()
    assert article.status == "published"
    page = client.get(response.headers["Location"])
    assert page.context["card"]
    assert article.get_absolute_url() in page.text


def test_what_is_missing_for_publication_is_said_beside_its_field_and_the_text_is_saved(client, cast):
    photo = make_photo(credit="", alt="")
    article = make_draft(cast.ewa, complete=False, photo=photo)
    response = post(
        client, cast.ewa, article, _do="publish", body=f'<p>Nowa treść.</p><figure data-photo="{photo.pk}"></figure>'
    )
    article.refresh_from_db()
    assert article.status == "draft"
    assert article.body.startswith("<p>Nowa treść.</p>")
    page = client.get(response.headers["Location"])
    assert set(page.context["form"].errors) == {"lead", "section", "places", "bylines", "photo", "body"}
    for name in ["lead", "section", "places", "bylines", "photo", "body"]:
        assert f'id="id_{name}_error"' in page.text


def test_a_published_story_cannot_lose_what_it_needs_and_what_was_typed_stays(client, cast):
    article = make_article()
    response = post(client, cast.ewa, article, lead="", title="Poprawiony tytuł")
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["lead"]
    assert response.context["form"]["title"].value() == "Poprawiony tytuł"
    article.refresh_from_db()
    assert article.title == "Most na Olzie zamknięty do września"
    assert article.lead


def test_an_old_gap_does_not_stop_a_correction_of_a_published_story(client, cast):
    article = make_article(photo=make_photo(alt=""))
    assert post(client, cast.ewa, article, title="Poprawiony tytuł").status_code == 302


@pytest.mark.parametrize("moment", ["", "jutro", "2020-01-01T12:00"])
def test_a_moment_that_will_not_do_is_told_beside_it(client, cast, moment):
    response = post(client, cast.ewa, make_draft(cast.jan), _do="schedule", publish_at=moment, title="Wpisany tytuł")
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["publish_at"]
    assert response.context["form"]["title"].value() == "Wpisany tytuł"
    assert response.context["asking"] == "schedule"


def test_pressing_publish_twice_publishes_once(client, cast):
    article = make_draft(cast.jan)
    form = form_of(article)
    client.force_login(cast.ewa)
    client.post(change_address(article), form | {"_do": "publish"})
    client.post(change_address(article), form | {"_do": "publish"})
    assert ArticleEvent.objects.filter(what="published").count() == 1


# -- Rights ---------------------------------------------------------------------------------------


def test_a_journalist_cannot_reach_state_date_or_owner_by_posting_them(client, cast):
    article = make_draft(cast.jan)
    post(
        client, cast.jan, article, title="Inny tytuł", status="published", published_at="2020-01-01 12:00",
        first_published_at="2020-01-01", needs_reading="", created_by=cast.ola.pk, version_=99, slug="x", body_html="<b>x</b>",
        kind="sponsored", sponsor="Firma", is_urgent="on",
    )  # fmt: skip
    stored = Article.objects.get()
    assert (stored.title, stored.status, stored.published_at, stored.created_by) == (
        "Inny tytuł",
        "draft",
        None,
        cast.jan,
    )
    assert (stored.kind, stored.sponsor, stored.is_urgent, stored.version) == ("editorial", "", False, 2)


def test_sponsored_material_is_made_by_advertising_and_names_who_paid(client, cast):
    article = make_draft(cast.rita)
    response = post(client, cast.rita, article, kind="sponsored")
    assert list(response.context["form"].errors) == ["sponsor"]
    post(client, cast.rita, article, kind="sponsored", sponsor="Browar Olza")
    article.refresh_from_db()
    assert (article.kind, article.sponsor) == ("sponsored", "Browar Olza")


def test_a_journalists_saving_leaves_the_label_of_a_sponsored_story_alone(client, cast):
    article = make_draft(cast.rita, kind="sponsored", sponsor="Browar Olza", shared=True)
    post(client, cast.jan, article, title="Inny tytuł")
    article.refresh_from_db()
    assert (article.title, article.kind, article.sponsor) == ("Inny tytuł", "sponsored", "Browar Olza")


@pytest.mark.parametrize("address", ["change/", "podglad/", "history/", "draft/", "delete/"])
def test_a_strangers_draft_is_not_there(client, cast, address):
    article = make_draft(cast.jan)
    client.force_login(cast.ola)
    response = client.get(f"/admin/articles/article/{article.pk}/{address}")
    assert response.status_code in {302, 403, 404}
    assert article.title not in response.text


def test_a_published_story_is_open_to_read_but_not_to_change_for_a_journalist(client, cast):
    article = make_article()
    client.force_login(cast.jan)
    page = client.get(change_address(article))
    assert page.status_code == 200
    assert all(field.disabled for field in page.context["form"].fields.values())
    response = post(client, cast.jan, article, title="Przejęty tytuł")
    assert response.status_code == 403
    assert "Przejęty tytuł" in response.text, "what was typed is still on the page"
    article.refresh_from_db()
    assert article.title != "Przejęty tytuł"


def test_a_story_that_readers_have_seen_cannot_be_deleted(client, cast):
    article = make_article()
    client.force_login(cast.adam)
    assert client.post(f"/admin/articles/article/{article.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Article.objects.exists()


def test_a_moderator_and_a_stranger_cannot_begin_a_story(client, cast):
    client.force_login(cast.marek)
    assert client.get(ADD).status_code == 403
    client.logout()
    assert client.post(ADD, {"title": "x"}).status_code == 302
    assert not Article.objects.exists()


def test_a_published_story_goes_onto_the_front_page_by_whoever_lays_it_out(client, cast):
    article = make_article()
    address = f"/admin/articles/article/{article.pk}/czolowka/"
    client.force_login(cast.jan)
    assert client.post(address, {"slot": "1"}).status_code == 403
    client.force_login(cast.ewa)
    assert client.get(address).status_code == 405
    client.post(address, {"slot": "1"})
    assert [slot.slot for slot in article.slots.all()] == [1]
    client.post(address, {"slot": "77"})
    assert article.slots.count() == 1
