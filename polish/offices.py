"""What makes two offices the same kind, and what makes them the very same post: “burmistrzyni Krzemionowa” follows a “burmistrz”."""

import re

from polish.lemmas import fold
from polish.slugs import slugify
from polish.titles import head_of, titles_of, without_acting, word_lemmas

# Names of lists, with the singular that every title is known by here.
PLURALS = {
    "ambasador": "ambasadorowie",
    "arcybiskup": "arcybiskupi",
    "asystent": "asystenci",
    "biskup": "biskupi",
    "burmistrz": "burmistrzowie",
    "członek": "członkowie",
    "doradca": "doradcy",
    "dyrektor": "dyrektorzy",
    "dziekan": "dziekani",
    "europoseł": "europosłowie",
    "inspektor": "inspektorzy",
    "kanclerz": "kanclerze",
    "kandydat": "kandydaci",
    "kapitan": "kapitanowie",
    "kierownik": "kierownicy",
    "komendant": "komendanci",
    "komisarz": "komisarze",
    "kurator": "kuratorzy",
    "konserwator": "konserwatorzy",
    "lekarz": "lekarze",
    "marszałek": "marszałkowie",
    "minister": "ministrowie",
    "naczelnik": "naczelnicy",
    "ordynator": "ordynatorzy",
    "pełnomocnik": "pełnomocnicy",
    "poseł": "posłowie",
    "premier": "premierzy",
    "prezes": "prezesi",
    "prezydent": "prezydenci",
    "proboszcz": "proboszczowie",
    "prokurator": "prokuratorzy",
    "przewodniczący": "przewodniczący",
    "radny": "radni",
    "rektor": "rektorzy",
    "rzecznik": "rzecznicy",
    "sekretarz": "sekretarze",
    "selekcjoner": "selekcjonerzy",
    "senator": "senatorowie",
    "skarbnik": "skarbnicy",
    "sołtys": "sołtysi",
    "specjalista": "specjaliści",
    "starosta": "starostowie",
    "szef": "szefowie",
    "sędzia": "sędziowie",
    "trener": "trenerzy",
    "wiceburmistrz": "wiceburmistrzowie",
    "wicedyrektor": "wicedyrektorzy",
    "wicemarszałek": "wicemarszałkowie",
    "wiceminister": "wiceministrowie",
    "wicepremier": "wicepremierzy",
    "wiceprezes": "wiceprezesi",
    "wiceprezydent": "wiceprezydenci",
    "wiceprzewodniczący": "wiceprzewodniczący",
    "wicestarosta": "wicestarostowie",
    "wicewojewoda": "wicewojewodowie",
    "wojewoda": "wojewodowie",
    "wójt": "wójtowie",
    "zarządca": "zarządcy",
    "zastępca": "zastępcy",
    "ławnik": "ławnicy",
}
# What women and men of an office share that is no title before a name.
_SHARED = {
    "asystentka": "asystent",
    "członkini": "członek",
    "doradczyni": "doradca",
    "kandydatka": "kandydat",
    "pełnomocniczka": "pełnomocnik",
    "specjalistka": "specjalista",
    "szefowa": "szef",
    "ławniczka": "ławnik",
}
# One person at a time in one place; of all others only the organisation tells which post it is.
_ONE_IN_A_PLACE = frozenset(
    "burmistrz marszałek premier prezydent przewodniczący sekretarz skarbnik sołtys starosta wicestarosta wojewoda wójt".split()
)
# Several people at a time: nobody follows anybody.
_HELD_TOGETHER = frozenset(
    """
    asystent członek doktor doradca europoseł kandydat ksiądz ławnik pan pełnomocnik poseł profesor prokurator radny senator
    sędzia specjalista wiceburmistrz wicedyrektor wicemarszałek wiceminister wicepremier
    wiceprezes wiceprezydent wiceprzewodniczący wicewojewoda zastępca
    """.split()
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+")
_LITTLE = frozenset({"w", "we", "z", "ze", "na", "nad", "pod", "do", "ds", "i", "oraz", "o", "od", "pn", "im", "nr"})
# Say only what sort of place it is: `prezydent miasta`, `wójt gminy`.
_SORTS_OF_PLACE = frozenset({"gmina", "miasto", "powiat", "województwo"})
_SHORTEST_STEM = 4


def kind_of(title: str) -> str:
    """The kind of an office in one word that men and women share: `radna powiatu` is `radny`; empty for no words at all."""
    head = head_of(title)
    word = head.lower()
    return min(titles_of(head), default=_SHARED.get(word, word))


def kind_slug(title: str) -> str:
    """The kind as it stands in an address: `posel`."""
    return slugify(kind_of(title), max_length=60)


def plural_of(kind: str) -> str:
    """The kind as the name of a list: `burmistrz` → `burmistrzowie`; one without a known plural stays as it is."""
    return PLURALS.get(kind, kind)


def post_of(title: str, *, place: str = "", organisation: str = "") -> str:
    """What the very same post is called in every gender and case; empty where nothing tells which post it is.

    `place` is the name of the place that the office belongs to: it is not part of the answer, so posts of one place are
    compared. Precision comes first: an office that several people hold at a time has no post, nor has a director of nobody
    knows what.
    """
    kind = kind_of(title)
    if not kind or kind in _HELD_TOGETHER:
        return ""
    names_of_place = _WORD.findall(place)
    words = [
        word
        for word in _WORD.findall(without_acting(title))
        if word.lower() not in _LITTLE and kind not in titles_of(word) | {word.lower(), _SHARED.get(word.lower())}
    ]
    rest = sorted(
        _canonical(word)
        for word in words
        if not _is_of_place(word, names_of_place) and word_lemmas(word).isdisjoint(_SORTS_OF_PLACE)
    )
    if kind in _ONE_IN_A_PLACE:
        if not place and not words:
            return ""
        return "|".join([kind, *rest])
    if organisation:
        return "|".join([kind, *rest, f"#{slugify(organisation)}"])
    return "|".join([kind, *rest]) if rest else ""


def _canonical(word: str) -> str:
    return min(titles_of(word) or word_lemmas(word), default=word.lower())


def _is_of_place(word: str, names: list[str]) -> bool:
    """Whether the word is the place's name in some case, or the adjective made from it."""
    for name in names:
        if not word_lemmas(word).isdisjoint(word_lemmas(name)):
            return True
        stem = fold(name)[: max(_SHORTEST_STEM, len(name) - 2)]
        if len(name) >= _SHORTEST_STEM and word[-1].isalpha() and fold(word).startswith(stem):
            return True
    return False
