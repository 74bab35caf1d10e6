"""Sentences for `bench/comments.py words`: clean ones that a filter of words may trip over, abusive ones in disguise.

None of them stands in a test, so that the figure says something about sentences nobody has looked at.
"""

import re
from pathlib import Path

# Clean, and full of words that resemble bad ones or have an innocent sense.
TRICKY = """
Skurcz łydki złapał mnie na zawodach, a kurtyna poszła w górę dopiero po przerwie.
Kuratorium przysłało kuratora, bo kurs prawa jazdy dla młodzieży stał pod znakiem zapytania.
Pizzeria przy rynku dowozi pizzę do Lipowca, ale kucharz robi ją na grubym cieście.
Wójt Pizdrycki odpowiedział, że dach świetlicy zasłonią jeszcze przed mrozami.
Rachuba była prosta: trzy ruchy pionkiem i dama na szachownicy.
Ruchacz wody w oczyszczalni nie działa od wtorku, dlatego cuchnie aż po osiedle.
Murzynek babci Trudy wygrał konkurs ciast, drugie miejsce zajęła szarlotka.
Pedały w moim rowerze trzeba wymienić, hamulce też.
Na stroju górniczym są kutasiki i pióropusz, a na sztandarze kutas ze złotej nici.
Suka sąsiada oszczeniła się w nocy, pięć szczeniąt szuka domu.
Debet na koncie gminy to nie jest dziura budżetowa, tylko harmonogram.
Chór z Chujowic? Nie, z Chynowa, ale jechali przez Chojnów.
Cipora i Dawid ustawili stragan z miodem i obwarzankami.
Dupleks na poddaszu wynajmę, dupleksy na parterze już zajęte.
Zajebionka? Taka wieś chyba nie istnieje, pewnie chodzi o Zajeziorze.
Srebro, srebrnik i sroka: trzy słowa na dyktandzie, w których uczniowie mylą rz i ż.
Pan Jebała z działu kadr pozdrawia, telefon odbiera od ósmej.
Obrażalscy niech wyjdą, reszta niech słucha: droga będzie zamknięta do piątku.
Gównianka? Tak mówiło się u nas na rzekę za garbarnią, dziś jest tam park.
Huje-huje-ha, wołał klaun na festynie, a dzieci się śmiały.
Kto wyjedzie, ten straci; kto zostanie, ten posprząta po jarmarku.
Pojechali do Pojezierza, przejechali pół gminy i nic nie załatwili.
Kurwatura to błąd w druku, miało być: krzywizna, po łacinie curvatura.
Dziwaczna sprawa z tym dziwokiem: w lesie rośnie, a w atlasie go nie ma.
Idiom i idiotyzm językowy to w słowniku dwa różne hasła.
Kretowisko na boisku to nie kretyński żart, tylko naprawdę krety.
Fiuta się struga z wierzby, mówił dziadek o swoim fujarkowym gwizdku.
Zjebki zbierano kiedyś po omłocie, to gwarowe słowo na plewy.
Sracz w gwarze to wygódka, a w skansenie stoi jeden z 1911 roku.
Dymanie miechów trwało całą noc, kowal był niewyspany.
Ciota, czyli ciotka po śląsku? U nas mówi się ciotka Hyjdla.
Wał przeciwpowodziowy nasiąkł, a wałkonie z wydziału nawet nie przyjechali.
Zadupie to złośliwe słowo, ale my mówimy: cisza i dobre powietrze.
Pierdziel, czyli stary motorower, wciąż odpala za pierwszym razem.
Sukinsyn to tytuł filmu z 1998 roku? Nie, pomyliłem z innym.
Kołdra, kołacz i kołodziej: tak się nazywają nowe ulice za torami.
Analny to po łacinie odbytniczy, pisze lekarz w poradniku o hemoroidach.
Żydowska synagoga w Kuźni spłonęła w 1939 roku, tablica jest od lat pięćdziesiątych.
Cygański tabor zatrzymał się pod lasem, dzieci chodziły do naszej szkoły.
Ruska onuca i pierogi ruskie to dwie różne rzeczy, proszę nie mieszać kuchni z polityką.
Idiotka z powieści Dostojewskiego? Przecież to Idiota, książę Myszkin.
W krzyżówce było: samica psa, cztery litery, wpisałem suka.
Kupa liści leży na chodniku od Wszystkich Świętych i nikt jej nie sprząta.
Kapucyni zbierają na dach, w niedzielę kiermasz od dziewiątej.
Ładna mi jebitna, powiedziała babcia i poprawiła chustkę.
Pchła, pchełka, pchli targ w sobotę przy hali.
Chuchro, a jednak dobiegł jako trzeci; brawo dla chłopca z Brzozówek.
Huk, hałas i huśtawka bez poręczy, tak wygląda nowy plac zabaw.
Kur zapiał trzy razy, kury wyszły na drogę, a kurnik stał otworem.
Rozjebek? Przepraszam, autokorekta: rozjazd kolejowy nr 7.
S.K. Wilczek i J.B. Adamczyk zrzekli się diety za listopad.
K. U. Rwa nie istnieje, w spisie jest K. U. Rawa, rocznik 1954.
""".strip().splitlines()

BEGINNINGS = [
    "Powiem krótko: {}.", "No i {} z tego wyszło, jak zawsze u nas.", "Panie burmistrzu, {} i tyle w temacie.",
    "Tę drogę robił chyba {}, bo po deszczu stoi woda.", "A mnie to {}, serio.", "Wiecie co, {}!",
    "Sąsiad mówi, że {}; ja się zgadzam.",
]  # fmt: skip
# Other words and forms than the tests have.
BAD = (
    "kurwiszon|skurwiele|chujnia|chujowizna|jebaniutki|wyjebane|zajebali|ujebali|rozpierdolili|wypierdalać|napierdala|"
    "opierdol|pierdolnięci|pizdowaty|pizdę|cipę|dupsko|kutafon|fiutem|gównem|zasrane|zesrał|dziwkami|debilami|debilizm|"
    "kretynów|idiotką|matołem|przygłupami|półgłówkiem|sukinsynem|kurewstwo|wkurwiają|przejebane|dojebał|zjebane|pojebało|"
    "jebnęli|spierdolone|przypierdolili|skurwysynami|"
    # Invented after the filter had been mended for the ones above.
    "kurwidołek|chujek|pierdolec|wypizdowie|gównojady|zapierdol|rozkurwili|odpierdala|debilek|matołki|dupek|kretynizm|"
    "popierdoleńcy|wyruchali|jebaka|pizdnął|spierdolina|zesrany|zakurwia|przychujany|idiotów|skurwione|pojebusy|"
    "jebaną|gówniarzeria|ochujał|wyjebką|niedojebany|pierdolenie|kutasiarze"
).split("|")


def _letters(word):
    return [place for place, char in enumerate(word) if char.isalpha()]


def disguises(word):
    """The word as it is, and as people dress it who know that a filter reads along."""
    middle = max(2, len(word) // 2)
    yield word
    yield word.upper()
    yield word.translate(
        str.maketrans({"ą": "a", "ę": "e", "ó": "o", "ł": "l", "ń": "n", "ś": "s", "ż": "z", "ć": "c"})
    )
    yield re.sub(r"([aeiouy])", r"\1\1\1\1", word, count=2)
    yield word.translate(str.maketrans("aeiou", "@€10u"))
    yield word.translate(str.maketrans("aeoi", "4301"))
    yield word.translate(str.maketrans("aeocpxyi", "аеосрхуі"))
    yield " ".join(word)
    yield "-".join(word)
    yield ".".join(word)
    yield "_".join(word)
    yield word[:middle] + "." + word[middle:]
    yield word[:middle] + "\u200b" + word[middle:]
    yield word[:middle] + "\u00ad" + word[middle:]
    yield "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in word)
    yield "".join(c.upper() if n % 2 else c for n, c in enumerate(word))
    yield word[0] + "\u0336" + "\u0336".join(word[1:])
    yield "«" + word + "»,"


def abusive():
    """Every word in every dress, each in a sentence of its own."""
    cases = [dress for word in BAD for dress in disguises(word)]
    return [BEGINNINGS[n % len(BEGINNINGS)].format(dress) for n, dress in enumerate(cases)]


def clean(root):
    """Tricky ones, the portal's own texts and handbooks, and what Django and its packages say in Polish."""
    texts = [path.read_text() for path in (root / "newsroom" / "demo" / "stories").glob("*.toml")]
    texts += [path.read_text() for path in (root / "portal" / "first_pages").glob("*.html")]
    texts += [path.read_text() for path in (root / "docs" / "redakcja").glob("*.md")]
    sentences = list(TRICKY)
    for text in texts:
        sentences += re.split(r"(?<=[.!?])\s+", re.sub(r"<[^>]+>|[`*#|]", " ", text))
    sentences += _catalogues(root)
    return [line for line in dict.fromkeys(" ".join(line.split()) for line in sentences) if len(line) > 20]


def _catalogues(root):
    import allauth
    import django
    from babel.messages.pofile import read_po

    places = [Path(package.__file__).parent for package in (django, allauth)]
    files = [path for place in places for path in place.rglob("locale/pl/LC_MESSAGES/django.po")]
    for path in [*files, root / "locale" / "pl" / "LC_MESSAGES" / "django.po"]:
        with path.open("rb") as file:
            for message in read_po(file):
                said = message.string if isinstance(message.string, tuple) else (message.string,)
                yield from (re.sub(r"%\(\w+\)\w|[{}<>%]", "", text) for text in said if text)
