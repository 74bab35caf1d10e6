"""The words of a body."""

import pytest

from common.markup import clean_body, plain_text


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>Most</p><p>na Olzie</p>", "Most na Olzie"),
        ("<p>Mo<strong>st</strong><br>na&nbsp;Olzie</p>", "Most na Olzie"),
        ('<p><a href="https://example.org/?a=1&b=>2">Most</a> &lt;b&gt; &amp;lt;</p>', "Most <b> &lt;"),
        ('<ul><li>Most</li><li>kładka</li></ul><figure data-photo="3"></figure>', "Most kładka"),
        ("<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>", "1 2"),
    ],
)
def test_the_words_of_a_cleaned_body_are_told_as_a_parser_tells_them(html, words):
    body = clean_body(html)
    # A tag that no body has makes the parser read it.
    assert plain_text(body) == plain_text(f"{body}<unknown></unknown>") == words


def test_what_no_reader_sees_is_no_word_even_in_a_body_that_was_never_cleaned():
    assert plain_text("<p>Most</p><script>alert(1)</script>") == "Most"
