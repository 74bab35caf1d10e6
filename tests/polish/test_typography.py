import pytest

from polish.typography import set_html_text_nodes, set_text

etree_html = pytest.importorskip("lxml.html")


def shown(text):
    """The text set, with each non-breaking space made visible."""
    return set_text(text).replace("\u00a0", "~")


def set_html(markup):
    root = etree_html.fragment_fromstring(markup, create_parent="div")
    set_html_text_nodes(root)
    inner = etree_html.tostring(root, encoding="unicode")
    return inner.removeprefix("<div>").removesuffix("</div>").replace("\u00a0", "~")


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("w Żorach i z nim", "w~Żorach i~z~nim"),
        ("A i o tym", "A~i~o~tym"),
        ("witamina A, plan B", "witamina A, plan B"),
        ("przy ul. Katowickiej", "przy ul.~Katowickiej"),
        ("dr Nowak i prof. Kowal", "dr~Nowak i~prof.~Kowal"),
        ("A. B. Hetman", "A.~B.~Hetman"),
        ("12 000 osób i 1 234 567 zł", "12~000 osób i~1~234~567~zł"),
        ("22 maja 2024 r. za 5 zł", "22~maja 2024~r. za 5~zł"),
        ("5 tys. i 7 proc.", "5~tys. i~7~proc."),
        ("4 mln zł, 3,5 mld euro i 2 tys. km dla 2 mln ludzi", "4~mln~zł, 3,5~mld~euro i~2~tys.~km dla 2~mln ludzi"),
    ],
)
def test_what_belongs_together_stays_on_one_line(typed, set_):
    assert shown(typed) == set_


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ('"Jastrzębie" gra', "„Jastrzębie” gra"),
        ('Mówi: "to "dobry" dom".', "Mówi: „to „dobry” dom”."),
        ("“Angielskie” i „niemieckie“", "„Angielskie” i~„niemieckie”"),
        ("„Polskie” zostają", "„Polskie” zostają"),
        ('(film "Ida")', "(film „Ida”)"),
        ('ekran 24" i "obraz"', 'ekran 24" i~„obraz”'),
        ("Kennedy'ego", "Kennedy’ego"),
    ],
)
def test_quotes_are_polish(typed, set_):
    assert shown(typed) == set_


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("To dobrze - mówi", "To dobrze~– mówi"),
        ("- To dobrze -- mówi", "– To dobrze~– mówi"),
        ("kropka — kreska", "kropka~– kreska"),
        ("Jastrzębie-Zdrój", "Jastrzębie-Zdrój"),
        ("lata 2018-2022, 2023-24", "lata 2018–2022, 2023–24"),
        ("10-15 proc., 1,5-2 km", "10–15~proc., 1,5–2~km"),
        ("44-330 Jastrzębie", "44-330 Jastrzębie"),
        ("2024-05-22", "2024-05-22"),
        ("wygrali 3-1", "wygrali 3-1"),
        ("tel. 32 47-85", "tel.~32 47-85"),
        ("24-latek", "24-latek"),
    ],
)
def test_dashes_are_dashes_and_hyphens_hyphens(typed, set_):
    assert shown(typed) == set_


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("o godz. 10:00", "o~godz.~10.00"),
        ("w godz. 8:30-12:00 i", "w~godz.~8.30–12.00 i"),
        ("12.10.2022 12:01", "12.10.2022 12:01"),
        ("wynik 3:1", "wynik 3:1"),
    ],
)
def test_hours_have_a_dot_after_the_word_for_hour(typed, set_):
    assert shown(typed) == set_


def test_addresses_stay_as_typed():
    text = 'https://a.pl/1-2?q="i z" www.b.pl/3-4 i-1-2@c.pl'
    assert "https://a.pl/1-2?q=" in set_text(text)
    assert "www.b.pl/3-4" in set_text(text)
    assert "i-1-2@c.pl" in set_text(text)


@pytest.mark.parametrize("text", ["", " ", '"', '""', "- ", "\u00a0", 'a " b " c', "i i i i", '1-2-3 "4-5', "“” „“"])
def test_setting_twice_changes_nothing_more(text):
    assert set_text(set_text(text)) == set_text(text)


def test_only_text_nodes_change():
    markup = '<p title="w (x) - y">a "b" <a href="http://x.pl/1-2">i z</a></p>'
    assert set_html(markup) == '<p title="w (x) - y">a~„b” <a href="http://x.pl/1-2">i~z</a></p>'


def test_code_and_preformatted_text_stay():
    assert set_html('<p>w <code>"a" - b</code> i z</p>') == '<p>w~<code>"a" - b</code> i~z</p>'
    assert set_html('<pre>"a" - b</pre>') == '<pre>"a" - b</pre>'


def test_a_link_that_shows_its_address_keeps_it():
    assert "www.x.pl/1-2</a>" in set_html('<p><a href="#">www.x.pl/1-2</a></p>')


def test_quotes_reach_across_inline_elements():
    assert set_html('<p>Tytuł "<em>Ida</em>" i "b<b>c</b>"</p>') == "<p>Tytuł „<em>Ida</em>” i~„b<b>c</b>”</p>"


def test_a_new_block_begins_anew():
    assert set_html('<p>"a</p><p>"b"</p>') == "<p>„a</p><p>„b”</p>"


def test_a_letter_that_ends_a_word_in_another_element_is_no_word():
    assert set_html("<p><b>kot</b>a jest</p>") == "<p><b>kot</b>a jest</p>"


def test_comments_in_markup_stay():
    assert set_html('<p>a<!-- "x" - y --> b</p>').count('"x" - y') == 1
