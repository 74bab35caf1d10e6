"""Public figures for readers: the register from A to Ż, its parts by place and by office, and the profile of one."""

import re
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Exists, OuterRef, Prefetch, Value
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from common import moments
from common.counting import count_together
from common.http import reader_page
from common.keyset import LARGEST_ID, alphabetical
from common.memo import FOR_READERS, remember_while
from common.prepared import Prepared
from people.editions import Edition
from people.models import Office, Person, Source, in_order
from polish.offices import kind_of, plural_of
from polish.sort_key import sort_key
from portal.models import Place

from . import listings, profiles
from .feeds import written
from .views import STORIES_A_PAGE, canonical_query

PEOPLE_A_PAGE = 60
# So many stand in a part of the register without the letters between them.
SHORT = 24
ALPHABET = "aąbcćdeęfghijklłmnńoóprsśtuvwxyzźż"


@reader_page(parameters=("przed", "od"))
def register(request):
    """Everybody with a profile, by surname; `?od=ś` begins at a letter, `?przed=` goes on from a row."""
    return _register(request, listings.everybody(), Person.objects.current(), dict(_parts()))


@reader_page(parameters=("przed", "od"))
def of_place(request, slug):
    """People who hold or held an office in the place, each with that office."""
    listing = listings.people_of_place(slug)
    return _register(request, listing, _with_offices(place=listing.about), offices={"place": listing.about})


@reader_page(parameters=("przed", "od"))
def of_kind(request, slug):
    """People who hold or held an office of that kind, such as mayors, each with that office."""
    listing = listings.people_of_kind(slug)
    return _register(request, listing, _with_offices(kind=slug), offices={"kind": slug})


@reader_page(parameters=("rok", "przed"))
def person(request, pk, slug):
    """A public figure's profile; one merged into another answers 301 to the profile that survives, a removed one 410."""
    person = _profile(pk)
    if person.removed_at:
        return render(request, "articles/person_removed.html", status=410)
    if person.merged_into_id:
        return redirect(person.survivor, permanent=True)
    if request.path != person.get_absolute_url():
        return redirect(person, permanent=True)
    # The values of a cached property.
    person.dated_offices = in_order(_offices(pk))
    year = _year(request.GET.get("rok", ""))
    listing = listings.stories_about(person, year)
    cursor = request.GET.get("przed", "")
    page = listing.page(cursor, STORIES_A_PAGE)
    today = moments.today()
    now = person.office_on(today)
    for article in page:
        then = person.office_on(moments.local(article.published_at).date())
        article.office_then = then if then != now else None
    beside = profiles.neighbours(person)
    told = now or next(iter(person.dated_offices), None)
    context = {
        "person": person,
        "listing": listing,
        "now": now,
        "place": told.place if told else None,
        "offices": [(office, office.held_on(today), *beside[office.pk]) for office in person.dated_offices],
        "sources": _sources(pk),
        "around": profiles.around(person),
        "year": year,
        "page": page,
        "groups": [(y, list(rows)) for y, rows in groupby(page, lambda row: moments.local(row.published_at).year)],
        "also": f"&rok={year}" if year else "",
        "canonical_query": canonical_query(rok=year, przed=cursor),
    }
    return render(request, "articles/person.html", context)


def person_feed(kind):
    """The view of one kind of feed about a person; like the profile, one merged leads on with 301, and a removed one is gone."""
    name = "feed.json" if kind == "json" else f"{kind}/"

    @reader_page
    def view(request, pk, slug):
        found = _profile(pk)
        if found.removed_at:
            return render(request, "articles/person_removed.html", status=410)
        if found.merged_into_id:
            return redirect(listings.stories_about(found.survivor).feed_address(name), permanent=True)
        return written(listings.stories_about(found), kind)

    return view


def _profile(pk):
    """The row of a profile, with its portrait and tally. Raises `Http404`."""
    found = _person.first(pk) if pk <= LARGEST_ID else None
    if found is None:
        raise Http404("No such profile.")
    return found


@Prepared
def _person(pk):
    return Person.objects.select_related("portrait", "tally").filter(pk=pk).order_by()


@Prepared
def _offices(person):
    return Office.objects.filter(person=person).select_related("place").order_by()


@Prepared
def _sources(person):
    return Source.objects.filter(person=person)


def _year(text):
    """The year that is asked for, None for all of them. Raises `Http404` for one that no story can be of."""
    if not text:
        return None
    year = int(text) if re.fullmatch("[0-9]{4}", text) else 0
    if not listings.FIRST_YEAR <= year <= timezone.localdate().year:
        raise Http404("No stories can be of that year.")
    return year


def _with_offices(**which):
    """People with an office of that place or kind; asked person by person, so that a page never collects all of them."""
    return Person.objects.current().filter(Exists(Office.objects.filter(person=OuterRef("pk"), **which)))


def _register(request, listing, people, context=None, *, offices=None):
    """A page of people by surname. `offices` narrows what stands beside each name to offices of that place or kind."""
    cursor, letter = request.GET.get("przed", ""), request.GET.get("od", "").casefold()
    if letter:
        if letter not in ALPHABET or len(letter) != 1:
            raise Http404("No such letter.")
        people = people.filter(sort_key__gte=sort_key(letter))
    shown = Prefetch("offices", Office.objects.filter(**(offices or {})))
    page = alphabetical(people.select_related("portrait").prefetch_related(shown), cursor, PEOPLE_A_PAGE)
    today = timezone.localdate()
    for person in page:
        person.office_now = person.office_on(today)
        person.office_last = next(iter(person.dated_offices), None)
    is_whole = page.is_first and not letter and not page.next_cursor
    context = (context or {}) | {
        "listing": listing,
        "page": page,
        "short": offices and is_whole and 0 < len(page) <= SHORT,
        "groups": [(letter, list(rows)) for letter, rows in groupby(page, key=_first_letter)],
        "is_whole": is_whole,
        "canonical_query": canonical_query(przed=cursor, od=letter),
    }
    return render(request, "articles/people.html", context)


_LETTER_OF = {sort_key(letter): letter for letter in ALPHABET}


def _first_letter(person):
    """The letter that a profile stands under; other scripts and signs under “#”."""
    return _LETTER_OF.get(person.sort_key[:2], "#")


def _people_and_places():
    """What is another as soon as a profile, an office or the name of a place is. One query of few rows."""
    places = Place.objects.order_by().values_list("pk", "name", "slug")
    return set(Edition.objects.values_list("pk", "value", Value("")).union(places, all=True))


@remember_while(_people_and_places, ask_every=FOR_READERS)
def _parts():
    """What leads into parts of the whole register, as it was at most two seconds ago."""
    return {"letters": _letters(), "ways": _ways()}


def _letters():
    """Letters that some profile begins with, in order; each is looked up in the index of names."""
    people = Person.objects.current().order_by("sort_key")
    begun = count_together({key: people.filter(sort_key__gte=key, sort_key__lt=_after(key))[:1] for key in _LETTER_OF})
    return [_LETTER_OF[key] for key in sorted(_LETTER_OF) if begun[key]]


def _after(key):
    """The first key that does not begin so; see `polish.sort_key`."""
    return key[:-1] + chr(ord(key[-1]) + 1)


@dataclass(frozen=True)
class Way:
    """A part of the register: by a place or by an office."""

    name: str
    url: str
    people: int


def _ways():
    """Parts of the register: by place in the order of the places, by office of two or more."""
    held = Office.objects.filter(person__merged_into=None, person__removed_at=None).order_by()
    in_place = dict(held.exclude(place=None).values_list("place").annotate(n=Count("person", distinct=True)))
    places = [
        Way(place.name, reverse("articles:people-place", args=[place.slug]), in_place[place.pk])
        for place in Place.objects.filter(pk__in=in_place)
    ]
    kinds = held.exclude(kind="").values("kind").annotate(n=Count("person", distinct=True)).filter(n__gte=2)
    examples = {row["kind"]: row["n"] for row in kinds}
    titles = dict(held.filter(kind__in=examples).order_by("-pk").values_list("kind", "title"))
    offices = [
        Way(capfirst(plural_of(kind_of(titles[kind]))), reverse("articles:people-kind", args=[kind]), n)
        for kind, n in examples.items()
    ]
    return {"places": places, "offices": sorted(offices, key=lambda way: sort_key(way.name))}
