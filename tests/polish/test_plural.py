import pytest

from polish.plural import plural


@pytest.mark.parametrize(
    ("n", "word"),
    [
        (0, "komentarzy"),
        (1, "komentarz"),
        (2, "komentarze"),
        (4, "komentarze"),
        (5, "komentarzy"),
        (11, "komentarzy"),
        (12, "komentarzy"),
        (14, "komentarzy"),
        (21, "komentarzy"),
        (22, "komentarze"),
        (25, "komentarzy"),
        (101, "komentarzy"),
        (104, "komentarze"),
        (112, "komentarzy"),
        (1002, "komentarze"),
        (-1, "komentarz"),
    ],
)
def test_the_form_goes_with_the_number(n, word):
    assert plural(n, "komentarz", "komentarze", "komentarzy") == word
