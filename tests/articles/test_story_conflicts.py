"""Two people at one story, typing that was never saved, earlier versions, and the preview that nobody else sees."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.compare import changed_paragraphs, changed_words, paragraphs
from articles.models import Article, Draft
from tests.factories import make_article, make_person, make_place

from .desk import ADD, change_address, form_of, make_cast, make_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return make_cast()


def draft_address(article):
    return f"/admin/articles/article/{article.pk if article else 'new'}/draft/"


@pytest.fixture
def opened(cast, client):
    """Jan's shared story, and its form as Jan opened it before Ewa saved another headline and lead."""
    client.force_login(cast.jan)
    client.post(
        ADD, {"title": "Most zamknięty", "lead": "Stary lead.", "body": "<p>Raz.</p><p>Dwa.</p>", "shared": "on"}
    )
    article = Article.objects.get()
    form = form_of(article)
    client.force_login(cast.ewa)
    client.post(change_address(article), form | {"title": "Most zamknięty do wiosny", "lead": "Lead Ewy."})
    client.force_login(cast.jan)
    return article, form


# -- Conflicts ----------------------------------------------------------------------------------


def test_the_later_of_two_is_told_nothing_is_overwritten_and_what_was_typed_stays(client, opened):
    article, form = opened
    response = client.post(change_address(article), form | {"lead": "Lead Jana.", "body": "<p>Raz.</p><p>Trzy.</p>"})
    assert response.status_code == 409
    article.refresh_from_db()
    assert (article.title, article.lead) == ("Most zamknięty do wiosny", "Lead Ewy.")
    assert response.context["form"]["lead"].value() == "Lead Jana."
    assert response.context["form"]["body"].value() == "<p>Raz.</p><p>Trzy.</p>"
    # Ewa touched headline and lead; Jan's body collides with nothing.
    assert {field["name"]: field["preset"] for field in response.context["conflict"]} == {
        "title": "theirs",
        "lead": "mine",
    }
    assert "<del>" in response.text
    assert "<ins>" in response.text


@pytest.mark.parametrize("field", ["section", "places", "photo", "people", "bylines"])
def test_a_key_longer_than_any_database_keeps_breaks_no_comparison(client, opened, field):
    article, form = opened
    response = client.post(change_address(article), form | {"lead": "Lead Jana.", field: "9" * 30})
    assert response.status_code == 409


def test_each_field_takes_the_version_that_was_chosen(client, opened):
    article, form = opened
    typed = form | {"lead": "Lead Jana.", "body": "<p>Trzy.</p>", "version": 2}
    client.post(change_address(article), typed | {"choose_title": "theirs", "choose_lead": "mine"})
    article.refresh_from_db()
    assert (article.title, article.lead, article.body) == ("Most zamknięty do wiosny", "Lead Jana.", "<p>Trzy.</p>")
    assert article.version == 3


def test_a_third_version_saved_while_choosing_is_told_again(client, cast, opened):
    article, form = opened
    client.force_login(cast.ewa)
    article.refresh_from_db()
    client.post(change_address(article), form_of(article, title="Trzeci tytuł"))
    client.force_login(cast.jan)
    response = client.post(change_address(article), form | {"version": 2, "choose_title": "mine", "title": "Mój"})
    assert response.status_code == 409


def test_two_who_typed_the_same_or_touched_different_fields_do_not_collide(client, opened):
    article, form = opened
    same = form | {"title": "Most zamknięty do wiosny", "lead": "Lead Ewy.", "source": "własne"}
    assert client.post(change_address(article), same).status_code == 302
    article.refresh_from_db()
    assert article.source == "własne"


def test_places_and_people_collide_too_though_no_history_knows_who_changed_them(client, cast, opened):
    article, _form = opened
    article.refresh_from_db()
    client.force_login(cast.ewa)
    client.post(change_address(article), form_of(article, places=[make_place().pk], people=[make_person().pk]))
    client.force_login(cast.jan)
    other = make_place("Dębowiany")
    response = client.post(change_address(article), form_of(article, version=2, places=[other.pk], people=[]))
    assert {field["name"] for field in response.context["conflict"]} == {"places", "people"}
    assert "Krzemionów" in response.text
    assert "Halina Ostrężna" in response.text


def test_a_journalist_whose_story_was_published_meanwhile_loses_no_word(client, cast):
    article = make_draft(cast.jan)
    form = form_of(article)
    article.publish(cast.ewa)
    client.force_login(cast.jan)
    response = client.post(change_address(article), form | {"lead": "Dopisany lead."})
    assert response.status_code == 403
    assert response.context["form"]["lead"].value() == "Dopisany lead."


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 400, "\x00"])
def test_nonsense_for_a_version_is_no_error(client, cast, version):
    article = make_draft(cast.jan)
    client.force_login(cast.jan)
    response = client.post(change_address(article), form_of(article, title="Inny", version=version))
    assert response.status_code in {302, 409, 422}


# -- Drafts -----------------------------------------------------------------------------------------


def test_typing_is_kept_and_offered_when_the_story_is_opened_again(client, cast):
    article = make_draft(cast.jan)
    client.force_login(cast.jan)
    answer = client.post(draft_address(article), form_of(article, lead="Niezapisany lead.", body="<p>Nowe</p>"))
    assert answer.json()["saved"] == f"{timezone.localtime():%H:%M}"
    article.refresh_from_db()
    assert article.lead != "Niezapisany lead.", "a draft is not a saved story"
    page = client.get(change_address(article))
    assert page.context["draft"]
    assert page.context["form"]["lead"].value() == article.lead
    back = client.get(change_address(article) + "?szkic=1").context["form"]
    assert back["lead"].value() == "Niezapisany lead."
    assert back["body"].value() == "<p>Nowe</p>"


def test_a_new_storys_typing_is_kept_before_there_is_a_story(client, cast):
    client.force_login(cast.jan)
    client.post(draft_address(None), {"title": "Zaczęty", "people": [str(make_person().pk)]})
    assert not Article.objects.exists()
    assert client.get(ADD).context["draft"]
    form = client.get(ADD + "?szkic=1").context["form"]
    assert form["title"].value() == "Zaczęty"
    assert len(form["people"].value()) == 1
    client.post(ADD, {"title": "Zaczęty"})
    assert not Draft.objects.exists(), "saving ends the draft"


def test_a_draft_may_be_thrown_away(client, cast):
    article = make_draft(cast.jan)
    client.force_login(cast.jan)
    client.post(draft_address(article), form_of(article, lead="Inny."))
    client.post(draft_address(article), {"discard": "1"})
    assert client.get(change_address(article)).context["draft"] is None


def test_typing_that_equals_what_is_stored_is_not_offered(client, cast):
    article = make_draft(cast.jan)
    client.force_login(cast.jan)
    client.post(draft_address(article), form_of(article))
    assert client.get(change_address(article)).context["draft"] is None


def test_a_draft_begun_on_an_older_version_meets_the_newer_one_when_it_is_saved(client, cast, opened):
    article, form = opened
    client.post(draft_address(article), form | {"lead": "Lead Jana."})
    page = client.get(change_address(article) + "?szkic=1")
    assert 'name="version" value="1"' in page.text
    assert client.post(change_address(article), form | {"lead": "Lead Jana."}).status_code == 409


def test_colleagues_see_who_has_the_story_open_and_only_while_it_is(client, cast):
    article = make_draft(cast.jan)
    client.force_login(cast.jan)
    assert client.post(draft_address(article)).json()["others"] == ""
    client.force_login(cast.ewa)
    assert str(cast.jan) in client.post(draft_address(article)).json()["others"]
    assert str(cast.jan) in client.get(change_address(article)).context["others"]
    Draft.objects.filter(user=cast.jan).update(seen_at=timezone.now() - timedelta(minutes=5))
    assert client.get(change_address(article)).context["others"] == ""


def test_a_sign_of_life_does_not_touch_what_was_typed(client, cast):
    article = make_draft(cast.jan)
    client.force_login(cast.jan)
    client.post(draft_address(article), form_of(article, lead="Inny."))
    before = Draft.objects.get()
    client.post(draft_address(article))
    after = Draft.objects.get()
    assert (after.fields, after.saved_at) == (before.fields, before.saved_at)


@pytest.mark.parametrize("who", ["ola", "rita", "marek"])
def test_nobody_keeps_a_draft_of_a_story_out_of_reach(client, cast, who):
    article = make_draft(cast.jan)
    client.force_login(getattr(cast, who))
    assert client.post(draft_address(article), {"title": "x"}).status_code in {403, 404}
    assert not Draft.objects.exists()


def test_one_persons_draft_is_never_shown_to_another(client, cast):
    article = make_draft(cast.jan, shared=True)
    client.force_login(cast.jan)
    client.post(draft_address(article), form_of(article, lead="Tajne zdanie."))
    client.force_login(cast.ewa)
    for address in ["change/", "change/?szkic=1", "podglad/?szkic=1", "history/"]:
        assert "Tajne zdanie." not in client.get(f"/admin/articles/article/{article.pk}/{address}").text


def test_an_ended_session_is_answered_by_a_redirect_and_a_huge_text_by_words(client, cast):
    article = make_draft(cast.jan)
    assert client.post(draft_address(article), {"title": "x"}).status_code == 302
    client.force_login(cast.jan)
    assert client.post(draft_address(article), {"title": "x", "body": "x" * 1_000_001}).json()["error"]


# -- History ---------------------------------------------------------------------------------------------


def test_history_shows_changed_words_and_who_did_what(client, cast, opened):
    article, _form = opened
    client.post(change_address(article), form_of(Article.objects.get(), body="<p>Raz.</p><p>Trzy.</p>"))
    page = client.get(f"/admin/articles/article/{article.pk}/history/")
    first, second, third = reversed(page.context["versions"])
    assert first["is_first"]
    assert len(second["changes"]) == 2, "the headline and the lead"
    rows = third["changes"][0]["rows"]
    assert ("removed", "Dwa") in rows[-1]
    assert ("added", "Trzy") in rows[-1]
    assert [event.by for event in page.context["events"]] == [cast.jan, cast.ewa, cast.jan]


def test_an_earlier_version_comes_back_into_the_form_and_only_there(client, opened):
    article, _form = opened
    oldest = article.history.earliest()
    form = client.get(f"{change_address(article)}?wersja={oldest.history_id}").context["form"]
    assert form["lead"].value() == "Stary lead."
    assert Article.objects.get().lead == "Lead Ewy."
    for nonsense in ["x", "999999", "-1", "²", "9" * 40]:
        assert client.get(f"{change_address(article)}?wersja={nonsense}").status_code == 200


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("most stoi", "most stoi", [("same", "most stoi")]),
        ("", "most", [("added", "most")]),
        ("most do wiosny", "most do lata", [("same", "most do "), ("removed", "wiosny"), ("added", "lata")]),
        ("ala ma kota", "ola zna psa", [("removed", "ala ma kota"), ("added", "ola zna psa")]),
        ("Bielsko-Biała", "Bielsko-Biała.", [("same", "Bielsko-Biała"), ("added", ".")]),
    ],
)
def test_words_that_changed_are_found(before, after, pieces):
    assert changed_words(before, after) == pieces


def test_a_body_is_compared_by_paragraphs_and_its_photos_are_seen():
    body = '<p>Raz</p><figure data-photo="7"><figcaption>Most</figcaption></figure><ul><li><p>dwa</p></li></ul>'
    assert paragraphs(body) == ["Raz", "▣ 7", "Most", "dwa"]
    long = "".join(f"<p>Akapit {n}</p>" for n in range(40))
    rows = changed_paragraphs(long, long.replace("Akapit 20<", "Inny 20<"))
    assert rows == [
        [("same", "Akapit 19")],
        [("removed", "Akapit"), ("added", "Inny"), ("same", " 20")],
        [("same", "Akapit 21")],
    ]


# -- Preview -------------------------------------------------------------------------------------------------


def test_a_preview_is_the_readers_page_for_those_who_may_see_it_and_no_cache_keeps_it(client, cast):
    article = make_draft(cast.jan)
    address = f"/admin/articles/article/{article.pk}/podglad/"
    assert client.get(address).status_code == 302
    client.force_login(cast.jan)
    page = client.get(address)
    assert article.lead in page.text
    assert "articles/detail.html" in [template.name for template in page.templates]
    assert "no-store" in page.headers["Cache-Control"]
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "application/ld+json" not in page.text
    assert client.get(article.get_absolute_url()).status_code == 404


def test_a_preview_can_show_what_is_typed_and_stores_nothing_of_it(client, cast):
    article = make_draft(cast.jan)
    client.force_login(cast.jan)
    client.post(draft_address(article), form_of(article, title="Wpisany tytuł", body="<p>Wpisana treść</p>"))
    address = f"/admin/articles/article/{article.pk}/podglad/"
    assert "Wpisana treść" in client.get(f"{address}?szkic=1").text
    assert "Wpisana treść" not in client.get(address).text
    article.refresh_from_db()
    assert article.title != "Wpisany tytuł"


# -- Look-ups ----------------------------------------------------------------------------------------------------


def search(client, what, **query):
    return client.get(f"/admin/articles/article/search/{what}/", query).json()["results"]


def test_people_are_found_without_diacritics_and_merged_ones_are_not(client, cast):
    client.force_login(cast.jan)
    halina = make_person()
    make_person("Helena", "Ostrężna", merged_into=halina)
    assert [(row["label"], row["detail"]) for row in search(client, "people", q="ostrez")] == [
        ("Halina Ostrężna", "starosta krzemionowska")
    ]


def test_only_published_stories_can_be_related(client, cast):
    client.force_login(cast.jan)
    make_draft(cast.jan, "Most w budowie")
    public = make_article("Most na Olzie otwarty")
    assert [row["value"] for row in search(client, "stories", q="MOST")] == [str(public.pk)]
    assert [row["label"] for row in search(client, "stories", id=public.pk)] == ["Most na Olzie otwarty"]


def test_look_ups_are_for_staff_who_see_stories(client, cast):
    assert client.get("/admin/articles/article/search/people/").status_code == 302
    client.force_login(cast.jan)
    assert client.get("/admin/articles/article/search/secrets/").status_code == 404
    assert client.get("/admin/articles/article/photos/?id=1,x,²," + "9" * 50).json() == {"photos": []}
