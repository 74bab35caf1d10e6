import pytest

from polish.sentences import first_sentence


@pytest.mark.parametrize(
    ("text", "first", "rest"),
    [
        ("Most zamknięto. Objazd wytyczono.", "Most zamknięto.", "Objazd wytyczono."),
        ("Korek przy ul. Fabrycznej. Stoją auta.", "Korek przy ul. Fabrycznej.", "Stoją auta."),
        ("Mówił prof. Jan Nowak. Wszyscy słuchali.", "Mówił prof. Jan Nowak.", "Wszyscy słuchali."),
        ("Podpisał to A. Gawron. Koniec.", "Podpisał to A. Gawron.", "Koniec."),
        ("Było to w 2022 r. Potem nic.", "Było to w 2022 r.", "Potem nic."),
        ("Czy wróci? Nie wiadomo.", "Czy wróci?", "Nie wiadomo."),
        ("„Nie ustąpimy!” Tak mówił.", "„Nie ustąpimy!”", "Tak mówił."),
        ("Kosztuje ok. 5 mln zł. Dużo.", "Kosztuje ok. 5 mln zł.", "Dużo."),
        ("Bez kropki na końcu", "Bez kropki na końcu", ""),
        ("  Dwie   spacje.  Dalej. ", "Dwie spacje.", "Dalej."),
        ("Łódź stanęła. Żadna inna.", "Łódź stanęła.", "Żadna inna."),
        ("", "", ""),
    ],
)
def test_the_first_sentence_ends_where_a_reader_would_stop(text, first, rest):
    assert first_sentence(text) == (first, rest)
