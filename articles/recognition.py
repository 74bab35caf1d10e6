"""Who with a profile a text mentions, and who without one it might: what the language says, before anybody decides.

The rules are `polish.people`; what becomes of what they find is `articles.mentions`.
"""

import threading
from dataclasses import dataclass, replace

from django.db import connection

from common.markup import clean_body, plain_lines
from people.editions import Edition
from people.models import Office, Person
from people.offers import not_offered_among
from people.removal import removed_among
from polish.names import Gender
from polish.people import Certainty, Finder, Profile
from polish.sentences import first_sentence
from polish.unknown_people import suggest_unknown
from portal.models import Place

# The longest text that is looked at. A story's form takes less than that.
MAX_TEXT = 400_000
MAX_SENTENCE = 260
MAX_UNKNOWN = 10
# Surnames that so many bear that even first name and surname together say little. The commonest of the register PESEL
# in the masculine; the feminine is their other form.
FREQUENT_SURNAMES = frozenset(
    """
    Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski Mazur
    Jankowski Kwiatkowski Wojciechowski Krawczyk Kaczmarek Piotrowski Grabowski Zając Pawłowski Michalski Król Wieczorek
    Jabłoński Wróbel Nowakowski Majewski Olszewski Adamczyk Jaworski Malinowski Stępień Dudek Górski Nowicki Pawlak Sikora
    Witkowski Rutkowski Walczak Baran Michalak Szewczyk Ostrowski Tomaszewski Zalewski Pietrzak Jasiński Wróblewski
    Marciniak Sadowski Bąk Zawadzki Duda Jakubowski Wilk Chmielewski Borkowski Włodarczyk Sokołowski Szczepański Sawicki
    Kucharski Lis Kubiak Kalinowski Wysocki Maciejewski Mazurek Kołodziej Kaźmierczak Czarnecki Sobczak Głowacki Urban
    """.split()
)
_GENDERS = {Person.Gender.FEMALE: Gender.WOMAN, Person.Gender.MALE: Gender.MAN}


# -- Everybody with a profile ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Roster:
    """Everybody with a profile, ready to be found."""

    stamp: frozenset
    profiles: dict
    finder: Finder


_lock = threading.Lock()
_roster = None


def roster():
    """The roster as it is now. Costs a query of few rows; built again after a change.

    While one thread builds it the others are given the one before.
    """
    global _roster
    stamp, seen = _stamp(), _roster
    if seen and seen.stamp == stamp:
        return seen
    if not _lock.acquire(blocking=seen is None):
        return seen
    try:
        if _roster is None or _roster.stamp != stamp:
            profiles = {profile.id: profile for profile in _profiles(Person.objects.current())}
            # A biography or portrait that changed changes nothing of what is recognised.
            same = _roster is not None and _roster.profiles == profiles
            finder = _roster.finder if same else Finder(profiles.values())
            _roster = Roster(stamp, profiles, finder)
        return _roster
    finally:
        _lock.release()


def profiles_of(people):
    """The profiles of these people, as the rules ask for them. Two queries."""
    return list(_profiles(people))


def _stamp():
    """What is another as soon as a profile, an office or a place has another name. One query of few rows.

    Places know nothing of profiles, so the names of all of them, which are few, are a part of it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STAMP)
        return frozenset(cursor.fetchall())


# Names of our own tables, nothing that anybody sends.
_STAMP = f"SELECT 0, value FROM {Edition._meta.db_table} UNION ALL SELECT id, name FROM {Place._meta.db_table}"  # noqa: S608


def _profiles(people):
    offices = {}
    rows = Office.objects.filter(person__in=people).order_by("pk").values_list("person", "title", "place__name")
    for person, title, place in rows:
        told = offices.setdefault(person, [])
        told.append(title)
        if place:
            told.append(f"{title}, {place}")
    facts = people.order_by("pk").values_list("pk", "first_name", "last_name", "gender", "has_common_name")
    for pk, first, last, gender, is_common in facts:
        yield Profile(
            pk, f"{first} {last}", tuple(dict.fromkeys(offices.get(pk, ()))), _GENDERS.get(gender), common=is_common
        )


# -- What a text says --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """Somebody with a profile whom a text mentions, at the first place that says most."""

    person: int
    by_name: bool
    is_certain: bool
    sentence: str
    form: str
    form_at: int


@dataclass(frozen=True)
class Unknown:
    """Somebody with an office who is named and has no profile."""

    first_name: str
    last_name: str
    gender: str
    office: str
    sentence: str
    form: str
    form_at: int


def text_of_story(title, lead, body):
    """Headline, lead and body as plain text, a block a line; what a form sends is cleaned first."""
    lines = [" ".join(title.split()), " ".join(lead.split()), *plain_lines(clean_body(body[:MAX_TEXT]))]
    return "\n".join(lines)[:MAX_TEXT]


def find(text, known=None):
    """Everybody with a profile in the text, each once, in the order of the text.

    Of several who bear one name all are found where the text does not say which it is, and none of them for certain.
    """
    known = known or roster()
    best = {}
    for mention in known.finder.find(text, namesakes=True):
        seen = best.get(mention.profile_id)
        # A surname alone follows something that says more.
        if seen is None or (mention.certainty is Certainty.FULL_NAME and seen.certainty is not Certainty.FULL_NAME):
            best[mention.profile_id] = mention
    found = []
    for mention in sorted(best.values(), key=lambda mention: mention.start):
        by_name = mention.certainty in {Certainty.FULL_NAME, Certainty.NAMESAKE}
        is_certain = mention.certainty is Certainty.FULL_NAME and _is_certain(known.profiles[mention.profile_id], text)
        found.append(Found(mention.profile_id, by_name, is_certain, *passage(text, mention.start, mention.end)))
    return found


def _is_certain(profile, text):
    """Whether the full name says for certain who is meant: nobody else is known to bear it, or the text explains it."""
    # Of a name that is marked as common, or that two profiles bear, the rules find none in full that is not explained.
    if profile.common or not _is_frequent(profile.name.split()[-1]):
        return True
    explained = Finder([replace(profile, common=True)]).find(text)
    return any(mention.certainty is Certainty.FULL_NAME for mention in explained)


def _is_frequent(surname):
    masculine = surname[:-1] + "i" if surname.endswith(("ska", "cka", "dzka")) else surname
    return masculine in FREQUENT_SURNAMES


def unknown(text, known=None):
    """People named in full with an office beside the name who have no profile, in the order of the text. Three queries at most.

    Nobody who had a profile removed is among them, nor whom the desk wants no profile of.
    """
    suggested = suggest_unknown(text, (known or roster()).finder)[: 5 * MAX_UNKNOWN]
    if not suggested:
        return []
    surnames = {one.name.split()[-1] for one in suggested}
    rows = Person.objects.filter(last_name__in=surnames).values_list("first_name", "last_name")
    have = {(first.split()[0], last) for first, last in rows if first}
    names = {one: (one.name.split()[0], one.name.split()[-1]) for one in suggested}
    gone = removed_among(names.values()) | not_offered_among(names.values())
    left = [one for one in suggested if names[one] not in have and names[one] not in gone]
    return [_unknown(text, one) for one in left[:MAX_UNKNOWN]]


def _unknown(text, suggestion):
    first, last = suggestion.name.split()[0], suggestion.name.split()[-1]
    gender = Person.Gender.FEMALE if suggestion.gender is Gender.WOMAN else Person.Gender.MALE
    sentence = passage(text, suggestion.start, suggestion.end)
    return Unknown(first, last, gender.value, suggestion.office, *sentence)


def passage(text, start, end):
    """`(sentence, name, where the name begins in it)` around a mention, cut with dots where the sentence is long."""
    form = text[start:end]
    left = text.rfind("\n", 0, start) + 1
    right = text.find("\n", end)
    left, right = max(left, start - 2_000), min(right if right >= 0 else len(text), end + 2_000)
    left, right = _sentence_around(text, left, right, start, end)
    room = max(20, (MAX_SENTENCE - len(form)) // 2)
    before, after = text[left:start], text[end:right]
    if len(before) > room:
        before = "… " + before[-room:].partition(" ")[2]
    if len(after) > room:
        after = after[:room].rpartition(" ")[0] + " …"
    return f"{before}{form}{after}", form, len(before)


def _sentence_around(text, left, right, start, end):
    """Bounds of the sentence that holds the mention, within these."""
    while left < start:
        sentence, rest = first_sentence(text[left:right])
        stop = left + len(sentence)
        if stop >= end or not rest:
            return left, max(stop, end) if rest else right
        left = min(stop + 1, start)
    sentence, _rest = first_sentence(text[left:right])
    return left, max(left + len(sentence), end)
