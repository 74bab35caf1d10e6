"""Templates that are cut once and then filled in: what comes out is what the template itself would have given."""

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.safestring import mark_safe

from common.stencil import Stencil
from newsroom.furniture import furniture
from portal.models import Imprint

FILES = [("django.template.loaders.filesystem.Loader", [settings.BASE_DIR / "templates"])]


@pytest.fixture
def furnished(db):
    """`furnished(name)`: what stands around the pages of a portal of that name."""

    def call(name):
        Imprint.objects.update_or_create(pk=1, defaults={"portal_name": name})
        furniture.forget()

    call("Kurier")
    return call


@pytest.fixture
def cut(settings):
    """`cut(source, words=…, numbers=…)`: a stencil of a template that is written here."""

    def make(source, **names):
        loaders = [("django.template.loaders.locmem.Loader", {"here.html": source})]
        settings.TEMPLATES = [
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": [*loaders, *FILES]}}
        ]
        return Stencil("here.html", **names)

    return make


def test_words_are_escaped_wherever_they_stand(cut):
    line = cut('<p title="{{ nick }}">{{ nick }}</p>', words=["nick"])
    word = '"><script>alert(1)</script>'
    html = line.fill((), {"nick": word})
    assert "<script>" not in html and html.count("&quot;&gt;&lt;script&gt;") == 2


def test_ready_html_stays_as_it_is(cut):
    assert cut("<p>{{ text }}</p>", words=["text"]).fill((), {"text": mark_safe("<b>tak</b>")}) == "<p><b>tak</b></p>"


def test_a_number_is_filled_into_addresses(cut):
    line = cut('<a href="{% url "comments:permalink" pk %}" id="k{{ pk }}">', numbers=["pk"])
    assert line.fill((), {"pk": 7}) == '<a href="/komentarze/7/" id="k7">'
    assert line.fill((), {"pk": 81}) == '<a href="/komentarze/81/" id="k81">'


def test_each_shape_is_cut_for_itself(cut):
    line = cut("{% if is_loud %}<b>{{ word }}</b>{% else %}{{ word }}{% endif %}", words=["word"])
    fill = lambda loud, word: line.fill((("is_loud", loud),), {"word": word})  # noqa: E731
    assert [fill(True, "a"), fill(False, "b"), fill(True, "c")] == ["<b>a</b>", "b", "<b>c</b>"]


def test_signs_that_patterns_know_are_words_like_others(cut):
    line = cut('<i style="width: 100%">{{ word }} %s {{ word }}</i>', words=["word"])
    assert line.fill((), {"word": "50 % \\1 {0} %(x)s"}) == (
        '<i style="width: 100%">50 % \\1 {0} %(x)s %s 50 % \\1 {0} %(x)s</i>'
    )


def test_a_shape_that_prints_nothing_or_one_word(cut):
    line = cut("{% if one %}{{ word }}{% else %}–{% endif %}", words=["word"])
    assert line.fill((("one", True),), {"word": "a"}) == "a"
    assert line.fill((("one", False),), {"word": "a"}) == "–"


@pytest.mark.parametrize("source", ["{{ word|upper }}", "{{ word|truncatechars:3 }}", "{{ word|slice:':2' }}"])
def test_a_template_that_changes_a_word_is_refused(cut, source):
    with pytest.raises(ValueError, match="changes a word"):
        cut(source, words=["word"]).fill((), {"word": "zupa"})


def test_a_name_with_a_dot_is_an_attribute(cut):
    line = cut(
        '<i id="s{{ story.pk }}">{% if story.is_new %}!{% endif %}{{ story.title }}</i>',
        words=["story.title"],
        numbers=["story.pk"],
    )
    assert line.fill((("story.is_new", True),), {"story.pk": 5, "story.title": "a&b"}) == '<i id="s5">!a&amp;b</i>'


def test_rows_are_looped_over_however_many_there_are(cut):
    tags = cut(
        "{% if tags %}<p>{% for tag in tags %}{{ tag.name }}={{ tag.to }}{% if not forloop.last %}, {% endif %}{% endfor %}</p>{% endif %}",
        rows={"tags": ("name", "to")},
    )
    fill = lambda *rows: tags.fill((), {"tags": list(rows)})  # noqa: E731
    assert fill(("<a>", "/1/"), ("b", "/2/")) == "<p>&lt;a&gt;=/1/, b=/2/</p>"
    assert [fill(), fill(("c", "/3/"))] == ["", "<p>c=/3/</p>"]


def test_a_live_tag_is_asked_at_each_filling_and_knows_what_surrounds_it(cut, furnished):
    page = cut("{% load furniture %}{% masthead %}{{ word }}", words=["word"])
    first, second = (page.fill((), {"word": word}, {"listing": None}) for word in "ab")
    furnished("Nowa nazwa")
    third = page.fill((), {"word": "c"}, {"listing": None})
    assert first[:-1] == second[:-1] != third[:-1] and "Nowa nazwa" in third


def test_words_of_a_live_tag_are_escaped_like_others(cut, furnished):
    furnished("Dom & Ogród")
    page = cut('{% load furniture %}{% name_of_portal as name %}<i title="{{ name }}">{% name_of_portal %}</i>')
    assert page.fill((), {}, {}) == '<i title="Dom &amp; Ogród">Dom &amp; Ogród</i>'


def test_what_is_part_of_the_shape_is_no_word_too(cut):
    with pytest.raises(ValueError, match="image"):
        cut("{% if image %}{{ image }}{% endif %}", words=["image"]).fill((("image", True),), {"image": "/a.jpg"})


def test_it_is_cut_in_the_portals_language_whoever_comes_first(cut):
    line = cut("{% load i18n %}{% translate 'Write to us' %}")
    with translation.override("en"):
        assert line.fill((), {}) == "Napisz do nas"


def test_a_template_that_extends_it_is_given_the_same(cut):
    line = cut("", words=["story.title"], rows={"tags": ("name",)})
    given = line.as_context((("loud", True),), {"story.title": "a", "tags": [("b",), ("c",)]})
    assert given == {"loud": True, "story": {"title": "a"}, "tags": [{"name": "b"}, {"name": "c"}]}
