"""Nonsense sent to the desk's own lists and forms is refused in words, and never breaks the readers' pages."""

import pytest

from articles.models import Author, Section, Tag
from newsroom.models import FrontPageSlot
from portal.models import Place
from tests.factories import make_user

pytestmark = pytest.mark.django_db
HUGE = "9" * 30


@pytest.fixture
def owner(client):
    client.force_login(make_user("wlasciciel", is_superuser=True))
    return client


FORMS = [
    ("/admin/articles/section/add/", Section, {"position": "1"}),
    ("/admin/portal/place/add/", Place, {"position": "1"}),
    ("/admin/articles/author/add/", Author, {"signature": "x"}),
]


@pytest.mark.parametrize(("address", "model", "rest"), FORMS)
def test_a_name_that_gives_no_address_is_refused_beside_the_address(owner, address, model, rest):
    answer = owner.post(address, {"name": "!!!", "slug": ""} | rest)

    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors.keys() == {"slug"}
    assert not model.objects.filter(name="!!!").exists()
    assert owner.get("/").status_code == 200


@pytest.mark.parametrize(("address", "model", "rest"), FORMS)
def test_a_name_whose_address_is_taken_is_refused_beside_the_address(owner, address, model, rest):
    owner.post(address, {"name": "Łąka", "slug": ""} | rest)
    answer = owner.post(address, {"name": "Łąka!", "slug": ""} | rest)

    assert answer.context["adminform"].form.errors.keys() == {"slug"}
    assert [row.slug for row in model.objects.all()] == ["laka"]


@pytest.mark.parametrize(("address", "model", "rest"), FORMS[:2])
def test_a_name_that_would_hide_a_feed_is_refused(owner, address, model, rest):
    answer = owner.post(address, {"name": "RSS", "slug": ""} | rest)

    assert answer.context["adminform"].form.errors.keys() == {"slug"}


def test_keys_larger_than_the_database_can_hold_are_never_an_error_of_ours(owner):
    ticked = {"action": "withdraw_chosen", "_selected_action": HUGE}
    # PostgreSQL can compare such a number with a key, so that there nothing is found and nothing done.
    assert owner.post("/admin/articles/article/", ticked).status_code in {400, 302}
    assert owner.get(f"/admin/photos/photo/?id__in={HUGE}").status_code in {400, 200}
    assert owner.post("/admin/newsroom/frontpageslot/add/", {"slot": "1", "article": HUGE}).status_code in {400, 200}
    assert not FrontPageSlot.objects.exists()


def test_a_tag_gets_its_address_from_its_name(owner):
    owner.post("/admin/articles/tag/add/", {"name": "Łódź i okolice", "slug": ""})

    tag = Tag.objects.get()
    assert tag.slug == "lodz-i-okolice"
    owner.post(f"/admin/articles/tag/{tag.pk}/change/", {"name": "Łódź", "slug": ""})
    tag.refresh_from_db()
    assert (tag.name, tag.slug) == ("Łódź", "lodz-i-okolice")


@pytest.mark.parametrize("slug", ["łódź", "Lodz", "a_b", "-a"])
def test_a_tag_cannot_have_an_address_that_no_page_answers(owner, slug):
    answer = owner.post("/admin/articles/tag/add/", {"name": "Łódź", "slug": slug})

    assert answer.context["adminform"].form.errors.keys() == {"slug"}
    assert not Tag.objects.exists()
