"""The first texts of the grounds of a decision; once stored, they are the newsroom's to reword."""

TEXTS = {
    "abuse": (
        "pkt 4 ppkt 2 regulaminu",
        "Komentarz obraża uczestnika rozmowy albo osobę, o której mowa w tekście. Ostra krytyka poglądów i decyzji jest "
        "u nas dozwolona, obrażanie ludzi nie.",
    ),
    "personal": (
        "pkt 4 ppkt 3 regulaminu",
        "Komentarz podaje dane, po których można kogoś rozpoznać lub znaleźć: na przykład telefon, adres albo numer "
        "rejestracyjny. Bez nich może zostać opublikowany.",
    ),
    "hatred": (
        "pkt 4 ppkt 1 regulaminu",
        "Komentarz grozi komuś, nawołuje do przemocy lub nienawiści albo znieważa z powodu pochodzenia, wyznania lub "
        "innej cechy.",
    ),
    "spam": (
        "pkt 4 ppkt 5 regulaminu",
        "Komentarz reklamuje towar, usługę lub stronę albo powtarza tę samą treść.",
    ),
    "off_topic": (
        "pkt 4 ppkt 5 regulaminu",
        "Komentarz nie odnosi się do tekstu ani do rozmowy pod nim i ją zakłóca.",
    ),
    "illegal": (
        "pkt 4 ppkt 1 regulaminu",
        "Uznaliśmy, że treść komentarza narusza prawo.",
    ),
    "other": (
        "pkt 4 regulaminu",
        "Komentarz narusza regulamin.",
    ),
}


def make_first_texts(model):
    """Add the texts that are missing. `model` is `ReasonText`, or what a migration calls so."""
    for reason, (rule, statement) in TEXTS.items():
        model.objects.get_or_create(reason=reason, defaults={"rule": rule, "statement": statement})
