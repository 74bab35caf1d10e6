"""Templates that are cut once and then filled in: what comes out is what the template itself would have given."""

import pytest
from django.utils.safestring import mark_safe

from common.stencil import Stencil


@pytest.fixture
def cut(settings):
    """`cut(source, words=…, numbers=…)`: a stencil of a template that is written here."""

    def make(source, **names):
        loaders = [("django.template.loaders.locmem.Loader", {"here.html": source})]
        settings.TEMPLATES = [
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": loaders}}
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
