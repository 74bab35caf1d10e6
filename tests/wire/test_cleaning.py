"""Foreign HTML becomes plain blocks, and a release becomes the beginning of a story."""

import pytest

from wire import cleaning


def test_layout_tables_become_paragraphs():
    html = "<table><tr><td><b>Most</b> zamknięty.</td></tr><tr><td>Objazd przez Dębowiany.<br><br>Do września.</td></tr></table>"

    assert cleaning.from_html(html).body == (
        "<p><strong>Most</strong> zamknięty.</p><p>Objazd przez Dębowiany.</p><p>Do września.</p>"
    )


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>", "<p onclick='alert(1)'>a</p>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>",
        "<a href='javascript:alert(1)'>a</a>", "<style>p{}</style><p>a</p>", "<p style='x:expression(alert(1))'>a</p>",
        "<iframe src=//x></iframe>", "<math><mtext></p><img src onerror=alert(1)>", "<![CDATA[<script>alert(1)</script>]]>",
        "&lt;script&gt;alert(1)&lt;/script&gt;", "<noscript><p title='</noscript><img src onerror=alert(1)>'>",
        "<p style='display:none'>ukryte</p>",
    ],
)  # fmt: skip
def test_nothing_that_runs_is_left(html):
    body = cleaning.from_html(html).body.replace("&lt;script&gt;", "")

    assert not any(
        bad in body for bad in ["<script", "onclick", "onerror", "onload", "javascript:", "style", "<iframe", "ukryte"]
    )


@pytest.mark.parametrize(
    "html", ["<div>" * 30_000, "<p>" * 100_000, "<b><i>" * 20_000 + "x", "\x00" * 100, "<" * 50_000, "a" * 10**6]
)
def test_deep_and_long_html_ends_soon(html):
    assert len(cleaning.from_html(html).text) <= cleaning.MAX_TEXT + 1000


def test_pictures_are_found_with_their_descriptions():
    release = cleaning.from_html('<p>Tekst</p><img src="/a.jpg" alt="Wóz przy moście">')

    assert [(picture.url, picture.description) for picture in release.pictures] == [("/a.jpg", "Wóz przy moście")]


@pytest.mark.parametrize(
    ("html", "body"),
    [
        ("<ul><li><p>Polna</p></li><li><p>Kościelna</p></li></ul>", "<ul><li>Polna</li><li>Kościelna</li></ul>"),
        ("<ul><li> <div><b>Polna</b></div></li></ul>", "<ul><li><strong>Polna</strong></li></ul>"),
        ("<ul><li><p>Polna</p><p>Dalej.</p></li></ul>", "<ul><li>Polna</li></ul><p>Dalej.</p>"),
        (
            "<ol><li><p>Ulice</p><ul><li><p>Polna</p></li></ul></li></ol><p>Koniec</p>",
            "<ul><li>Ulice</li><li>Polna</li></ul><p>Koniec</p>",
        ),
    ],
)
def test_lists_of_a_text_processor_stay_lists(html, body):
    release = cleaning.from_html(html)

    assert release.body == body
    assert cleaning.propose("Objazd", body).body == body


@pytest.mark.parametrize(
    "first",
    [
        "KOMUNIKAT PRASOWY", "Informacja prasowa", "Notatka prasowa nr 12/2026", "Komunikat", "Do publikacji", "Komunikat dla mediów:",
        "Krzemionów, 28 listopada 2026 r.", "Lipowiec nad Rudą, dnia 28.11.2026 r.", "28.11.2026", "Komunikat prasowy, 28.11.2026",
        "Materiał do natychmiastowej publikacji", "INFORMACJA PRASOWA – Krzemionów, 3 maja 2026 roku",
    ],
)  # fmt: skip
def test_a_line_that_says_nothing_is_no_headline(first):
    release = cleaning.from_html(f"<p>{first}</p><h1>Most na Olzie zamknięty</h1><p>Objazd przez Dębowiany.</p>")

    title = cleaning.first_words(release.text)
    assert title == "Most na Olzie zamknięty"
    assert cleaning.propose(title, release.body).body == "<p>Objazd przez Dębowiany.</p>"


@pytest.mark.parametrize(
    "line",
    [
        "Komunikat prasowy o moście", "Informacja o zamknięciu drogi", "Most na Olzie zamknięty", "Komunikat prasowy policji z Krzemionowa",
        "Święto gminy Brzozówki 3 maja", "Oświadczenie burmistrza",
    ],
)  # fmt: skip
def test_a_line_that_says_something_may_be_one(line):
    assert cleaning.first_words(f"{line}\nDalszy tekst.") == line


def test_of_a_release_that_says_nothing_the_first_line_is_taken():
    assert cleaning.first_words("Komunikat prasowy\n28.11.2026") == "Komunikat prasowy"


def test_headline_and_lead_are_proposed_and_not_repeated():
    body = cleaning.from_html(
        "<p>Most na Olzie będzie zamknięty od poniedziałku do końca września.</p><p>Objazd wyznaczono przez Dębowiany - 14 km.</p>"
    ).body

    proposal = cleaning.propose("MOST NA OLZIE ZAMKNIĘTY - OBJAZD PRZEZ DĘBOWIANY.", body)

    assert proposal.title == "Most na Olzie zamknięty – objazd przez Dębowiany"
    assert proposal.lead == "Most na Olzie będzie zamknięty od poniedziałku do końca września."
    assert proposal.body == "<p>Objazd wyznaczono przez Dębowiany&nbsp;– 14&nbsp;km.</p>"


def test_typography_is_set():
    proposal = cleaning.propose("Zmiana", '<p>Od godz. 10:00 "Zawodzie" - czynne w godz. 8:00-15:00.</p>')

    assert "10.00" in proposal.lead and "„Zawodzie” –" in proposal.lead and "8.00–15.00" in proposal.lead


def test_a_long_paragraph_gives_its_first_sentences_as_lead():
    sentence = "Zdanie o moście liczy sobie w tym akapicie równo kilkanaście słów i kończy się kropką."
    proposal = cleaning.propose("Most", f"<p>{' '.join([sentence] * 6)}</p>")

    assert proposal.lead == " ".join([sentence] * 3)
    assert proposal.body.count(sentence[:20]) == 3


def test_shouting_is_lowered_but_for_names():
    text = "Strażacy z Lipowca gasili ogień. Pomogła OSP."

    assert cleaning.propose("POŻAR W LIPOWCU - OSP W AKCJI", "<p>Tak było w Lipowcu. Pomogła OSP.</p>").title == (
        "Pożar w Lipowcu – OSP w akcji"
    )
    assert cleaning.calm(text) == text
    assert cleaning.calm("OSP i PSP") == "OSP i PSP"


def test_the_press_officers_contacts_are_found():
    text = "Kontakt: asp. Michał Kopeć, tel.\u00a047\u00a0855\u00a012\u00a034, rzecznik@kpp.example. Zebrano 47 855 zł."

    assert [text[start:end] for start, end in cleaning.contacts(text)] == [
        "47\u00a0855\u00a012\u00a034",
        "rzecznik@kpp.example",
    ]


def test_a_release_without_anything_proposes_nothing():
    proposal = cleaning.propose("", "")

    assert (proposal.title, proposal.lead, proposal.body) == ("", "", "")


@pytest.mark.parametrize(
    ("shouted", "said"),
    [
        ("WODA W KRZEMIONOWIE", "Woda w Krzemionowie"),
        ("AWARIA WODOCIĄGU W LIPOWCU NAD RUDĄ", "Awaria wodociągu w Lipowcu nad Rudą"),
        ("KRZEMIONOWSKI RATUSZ ZAPRASZA", "Krzemionowski ratusz zaprasza"),
        ("DZIEŃ W KRZEMIONOWSKIM MUZEUM", "Dzień w krzemionowskim muzeum"),
        ("KPP PSP", "KPP PSP"),
    ],
)
def test_names_of_the_region_keep_their_capital_when_a_headline_stops_shouting(shouted, said):
    assert cleaning.propose(shouted, "<p>Szczegóły jutro.</p>", {"krzemion", "lipow", "ruda", "rud"}).title == said
