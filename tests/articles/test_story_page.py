"""A story's page: every element of the reference page in its order, and answers to wrong and withdrawn addresses."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article, ArticleTally, Byline
from newsroom.furniture import furniture
from people.models import Office
from tests.factories import make_article, make_author, make_person, make_photo, make_section
from tests.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("standing_clock")]

RENDITIONS = {
    crop: [{"w": 480, "h": 320, "webp": f"1/{crop}.webp", "jpeg": f"1/{crop}.jpg", "bytes": 1}]
    for crop in ("full", "16x9", "4x3", "1x1")
}


def published(*parts):
    return timezone.make_aware(timezone.datetime(*parts))


def test_elements_stand_in_the_order_of_the_paper(client):
    person = make_person("Anna", "Hetman", office=None)
    Office.objects.create(person=person, title="prezydent Jastrzębia-Zdroju", attested_on=date(2022, 10, 12))
    article = make_article(
        "Dwa miasta podpisały list. Jak będą współpracować?",
        published_at=published(2022, 10, 12, 12, 1),
        lead="Prezydenci podpisali list na targach.",
        photo=make_photo(credit="fot. UM Jastrzębie-Zdrój", renditions=RENDITIONS),
        photo_caption="Podczas podpisania listu.",
        body="<p>Oba miasta dzieli 330 km.</p>",
        source="Wydział Strategii, UM Jastrzębie-Zdrój",
        people=[person],
        tags=["górnictwo"],
    )
    ArticleTally.objects.create(article=article, comments=6)

    page = Page(client.get(article.get_absolute_url()))

    page.has_in_order(
        "Samorząd",
        "Krzemionów",
        "Dwa miasta podpisały list. Jak będą współpracować?",
        f"12.10.2022 12:01 | 6 {ngettext('comment', 'comments', 6)} | ska",
        _("This text is more than a year old."),
        "Prezydenci podpisali list na targach.",
        "Podczas podpisania listu. fot. UM Jastrzębie-Zdrój",
        f"{_('Do you know more about this?')} {_('Write to us')}",
        "Oba miasta dzieli 330 km.",
        f"{_('Source:')} Wydział Strategii, UM Jastrzębie-Zdrój",
        _("People:"),
        "Anna Hetman",
        "prezydent Jastrzębia-Zdroju",
        "górnictwo",
    )
    assert page.links()[_("Write to us")] in {"/napisz-do-nas/", f"/napisz-do-nas/?artykul={article.pk}"}
    assert f"/napisz-do-nas/?artykul={article.pk}" in page.html


def test_an_updated_story_says_when_it_was_updated(client):
    moment = published(2024, 5, 22, 12, 1)
    same_day = make_article(published_at=moment, updated_at=moment + timedelta(hours=2, minutes=19))
    later = make_article(published_at=moment, updated_at=moment + timedelta(days=1))

    assert f"22.05.2024 12:01, {_('upd.')} 14:20" in Page(client.get(same_day.get_absolute_url())).text
    assert f"22.05.2024 12:01, {_('upd.')} 23.05.2024 12:01" in Page(client.get(later.get_absolute_url())).text


def test_a_story_without_comments_offers_no_count(client):
    page = Page(client.get(make_article(published_at=published(2024, 5, 22, 12, 1)).get_absolute_url()))

    assert "22.05.2024 12:01 | ska" in page.text
    assert "#komentarze" not in page.html


def test_sponsored_material_names_its_sponsor_above_the_headline(client):
    article = make_article("Tanie panele", kind=Article.Kind.SPONSORED, sponsor="Panele sp. z o.o.")

    page = Page(client.get(article.get_absolute_url()))

    page.has_in_order(str(Article.Kind.SPONSORED.label), "Panele sp. z o.o.", "Tanie panele")


def test_whoever_wrote_and_edited_signs_once_and_the_photographer_not_at_all(client):
    article = make_article(authors=[make_author(), make_author("Ewa Malicka", "mal")])
    Byline.objects.create(article=article, author=make_author(), role=Byline.Role.EDITING, position=5)
    Byline.objects.create(article=article, author=make_author("Jan Korbiel", "kor"), role=Byline.Role.PHOTO, position=6)

    assert "| ska, mal\n" in Page(client.get(article.get_absolute_url())).text


def test_an_old_story_points_to_the_newest_on_its_topic(client):
    old = make_article("Stary most", days_ago=500, tags=["most"])
    make_article("Nowy most", days_ago=3, tags=["most"])
    make_article("Nie o moście", days_ago=1)

    page = Page(client.get(old.get_absolute_url()))

    page.has_in_order(_("This text is more than a year old."), _("The latest on this topic:"), "Nowy most")
    assert _("This text is more than a year old.") not in Page(client.get(make_article().get_absolute_url())).text


def test_related_stories_share_a_topic_first_and_then_the_section(client):
    sport = make_section("Sport")
    article = make_article("Ten", tags=["most"], section=sport)
    make_article("Z tego działu", section=sport, days_ago=2)
    make_article("Na ten temat", tags=["most"], section=make_section("Kultura"), days_ago=400)
    make_article("Ani jedno, ani drugie", section=make_section("Kultura"))

    page = Page(client.get(article.get_absolute_url()))

    related = page.text_of("section", "related")
    assert related.index("Na ten temat") < related.index("Z tego działu")
    assert "Ani jedno" not in related
    assert "Ten\n" not in related


def test_a_wrong_or_old_slug_leads_to_the_story(client):
    article = make_article("Most na Olzie zamknięty")

    for wrong in (f"/artykuly/{article.pk}-x/", f"/artykuly/0{article.pk}-most-na-olzie-zamkniety/"):
        response = client.get(wrong)
        assert (response.status_code, response["Location"]) == (301, article.get_absolute_url())


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "ready", "scheduled"])
def test_what_was_never_public_does_not_exist_under_any_slug(client, status):
    article = make_article("Tajny tekst", status=status)
    nothing = client.get("/artykuly/999999-nic/")

    for address in (article.get_absolute_url(), f"/artykuly/{article.pk}-x/"):
        response = client.get(address)
        assert response.status_code == 404
        assert "Tajny" not in response.content.decode()
        assert len(response.content) == len(nothing.content)


def test_a_withdrawn_story_is_gone_under_any_slug_and_says_nothing_of_itself(client):
    article = make_article("Zdjęty tekst", status="withdrawn")

    for address in (article.get_absolute_url(), f"/artykuly/{article.pk}-x/"):
        response = client.get(address)
        assert response.status_code == 410
        assert "Zdjęty tekst" not in response.content.decode()


@pytest.mark.parametrize("address", ["/artykuly/99999999999999999999-x/", "/artykuly/-1-x/", "/artykuly/x/"])
def test_impossible_keys_do_not_exist(client, address):
    assert client.get(address).status_code == 404


def test_a_story_asks_six_queries_at_most_and_no_more_with_ten_times_the_content(client):
    person = make_person()
    article = make_article(tags=["most"], people=[person], photo=make_photo())
    few = queries(client, article)
    for n in range(10):
        other = make_person(f"Osoba{n}", f"Inna{n}")
        author = make_author(f"Autor {n}", f"a{n}")
        make_article(f"Kolejny {n}", tags=["most", f"inny {n}"], people=[person, other], authors=[author])
        article.mentions.create(person=other, position=n)
        article.bylines.create(author=author, position=n)
        article.tags.add(f"temat {n}")
    many = queries(client, article)

    assert few == many <= 6


def queries(client, article):
    # What a process remembers for seconds, for all pages: the furniture, the rules of comments.
    client.get(article.get_absolute_url())
    furniture()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(article.get_absolute_url()).status_code == 200
    return len(captured)


def test_a_headline_of_the_greatest_length_and_of_strange_signs_is_only_text(client):
    article = make_article('<script>alert(1)</script> „Żółć” 🚒 שלום "' + "ą" * 100)

    html = client.get(article.get_absolute_url()).content.decode()

    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html
