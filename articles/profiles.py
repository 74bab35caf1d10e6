"""What stands on a profile beside the list of stories: years, companions, places, who came before and after in an office."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from common.prepared import Prepared
from people.models import Office, Person
from portal.models import Place

from . import listed
from .models import Article, Mention, ProfileTally
from .profile_tally import years_with

COMPANIONS = 6
PLACES = 8
# More are kept than shown: some of them may have no profile any more by the time somebody reads it.
SPARE = 6
# Stories that became public since the last count, which the page adds; the job counts every two minutes.
MOST_NEWER = 500
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
# Together once says little of two people.
TOGETHER_AT_LEAST = 2
# An office passes from one person to the next within so many days; a longer gap hides somebody whom nobody here knows.
LONGEST_GAP = timedelta(days=184)
LONGEST_OVERLAP = timedelta(days=31)
MOST_HOLDERS = 200
# Of somebody with more posts than that, so many are asked about.
MOST_POSTS = 12


# -- Counted beforehand ---------------------------------------------------------


def count_stories(person):
    """Count anew what `ProfileTally` keeps of the person. Costs as much as there are stories about the person: for jobs."""
    about = listed.entries(listed.PERSON, person.pk)
    together = (
        Mention.objects.accepted()
        .filter(article__in=about.values("article"), person__merged_into=None, person__removed_at=None)
        .exclude(person=person)
        .order_by()
        .values_list("person")
        .annotate(n=Count("pk"))
        .filter(n__gte=TOGETHER_AT_LEAST)
        .order_by("-n", "person")
    )
    places = (
        Article.places.through.objects.filter(article__in=about.values("article"))
        .values_list("place")
        .annotate(n=Count("pk"))
        .order_by("-n", "place")
    )
    counted = {
        "companions": [list(row) for row in together[: COMPANIONS + SPARE]],
        "places": [list(row) for row in places[:PLACES]],
    }
    with transaction.atomic():
        # Locked before the stories are counted: whoever changes them meanwhile waits here, and `follow` adds what is missing.
        ProfileTally.objects.get_or_create(person_id=person.pk, defaults={"counted_at": timezone.now()})
        ProfileTally.objects.select_for_update().get(person_id=person.pk)
        now = timezone.now()
        moments = listed.entries(listed.PERSON, person.pk, at=now).values_list("published_at", flat=True)
        years = years_with([], ((moment, 1) for moment in moments.iterator()))
        ProfileTally.objects.filter(person=person).update(
            stories=sum(n for _year, n in years), years=years, counted_at=now, **counted
        )


def to_be_counted(now, *, since, at_most):
    """People whose tally may no longer be right: stories changed or came true since, none counted yet, or a day old."""
    people, found = Person.objects.current(), {}
    # Asked one after the other: an OR over both would read the whole archive.
    for moved in ({"article__changed_at__gt": since}, {"article__published_at__range": (since, now)}):
        ids = Mention.objects.filter(**moved).order_by().values("person")
        found |= dict.fromkeys(people.filter(pk__in=ids).order_by("pk").values_list("pk", flat=True)[:at_most])
    found |= dict.fromkeys(people.filter(tally=None).order_by("pk").values_list("pk", flat=True)[:at_most])
    old = people.filter(tally__counted_at__lt=now - timedelta(days=1)).order_by("tally__counted_at")
    found |= dict.fromkeys(old.values_list("pk", flat=True)[:at_most])
    return list(found)[:at_most]


# -- Read by the page -----------------------------------------------------------


@dataclass(frozen=True)
class Around:
    """Who and what stands around a person in the stories, each with a number of stories."""

    stories: int
    years: list
    companions: list
    places: list


def around(person):
    """What was counted of the person, with the rows it names, and with the stories that became public since. Three short queries."""
    tally = getattr(person, "tally", None)
    counted_at = tally.counted_at if tally else NEVER
    years = tally.years if tally else []
    newer = _newer(person.pk, counted_at, timezone.now())
    if len(newer) > MOST_NEWER:
        # Nobody has counted for long: better no number than a wrong one.
        years = []
    elif newer:
        years = years_with(years, [(moment, 1) for moment in newer])
    companions, places = (tally.companions, tally.places) if tally else ([], [])
    people = {found.pk: found for found in _COMPANIONS[len(companions)](*(pk for pk, _n in companions))}
    named = {found.pk: found for found in _PLACES[len(places)](*(pk for pk, _n in places))}
    return Around(
        sum(n for _year, n in years),
        years,
        [(people[pk], n) for pk, n in companions if pk in people][:COMPANIONS],
        [(named[pk], n) for pk, n in places if pk in named],
    )


@Prepared
def _newer(person, since, now):
    newer = listed.entries(listed.PERSON, person, at=now).filter(published_at__gt=since)
    return newer.values_list("published_at", flat=True)[: MOST_NEWER + 1]


def _by_number(make, most):
    """Queries of so many keys, each prepared; nothing is asked of none."""
    return [lambda: (), *(Prepared(make) for _number in range(most))]


_COMPANIONS = _by_number(lambda *ids: Person.objects.current().filter(pk__in=ids).with_face(), COMPANIONS + SPARE)
_PLACES = _by_number(lambda *ids: Place.objects.filter(pk__in=ids).order_by(), PLACES)


class _Holder(NamedTuple):
    """Somebody's time in a post, as a row of the database."""

    office: int
    post: str
    place_id: int | None
    starts: date | None
    ends: date | None
    person_id: int
    first_name: str
    last_name: str
    slug: str
    gender: str

    def person(self):
        return Person(
            pk=self.person_id, first_name=self.first_name, last_name=self.last_name, slug=self.slug, gender=self.gender
        )


def neighbours(person):
    """Who held each office before and after: `{office id: (predecessor or None, successor or None)}`. One query, two where an
    editor named somebody.

    What an editor wrote comes first. Otherwise it is somebody in the very same post whose time met this one; where the
    time between is longer than `LONGEST_GAP`, somebody unknown may have been there, and nothing is said.
    """
    offices = person.dated_offices
    holders = _holders_of({(office.post, office.place_id) for office in offices if office.post})
    named = {pk for office in offices for pk in (office.predecessor_id, office.successor_id) if pk}
    known = Person.objects.current().in_bulk(named) if named else {}
    found = {}
    for office in offices:
        others = [] if office.by_hand else holders.get((office.post, office.place_id), [])
        found[office.pk] = (
            known.get(office.predecessor_id) or _nearest(office, others, before=True),
            known.get(office.successor_id) or _nearest(office, others, before=False),
        )
    return found


def _holders_of(posts):
    """Everybody who held or holds these posts, the latest written down first: `{(post, place): [_Holder, …]}`."""
    posts = sorted(posts, key=lambda post: (post[0], post[1] or 0))[:MOST_POSTS]
    holders = {post: [] for post in posts}
    if posts:
        asked = _holders(tuple(place is not None for _post, place in posts))
        for row in asked(*(value for post in posts for value in post if value is not None)):
            holder = _Holder._make(row)
            holders[holder.post, holder.place_id].append(holder)
    return holders


@lru_cache(maxsize=64)
def _holders(have_place):
    """The query for whoever held any of so many posts, each with or without a place, prepared."""

    def holders(*values):
        values, same = iter(values), Q()
        for has_place in have_place:
            same |= Q(post=next(values), place=next(values) if has_place else None)
        alive = {"person__merged_into": None, "person__removed_at": None}
        columns = (
            "pk", "post", "place", "starts", "ends", "person", "person__first_name", "person__last_name", "person__slug",
            "person__gender",
        )  # fmt: skip
        return Office.objects.filter(same, **alive).order_by("-pk").values_list(*columns)[:MOST_HOLDERS]

    return Prepared(holders)


def _nearest(office, others, *, before):
    """The one person whose time meets that of the office; None where there is none, several, or the same person."""
    met = {}
    for other in others:
        first, second = (other, office) if before else (office, other)
        if other.office == office.pk or not (first.ends and second.starts):
            continue
        gap = second.starts - first.ends
        if -LONGEST_OVERLAP <= gap <= LONGEST_GAP:
            met.setdefault(abs(gap), {})[other.person_id] = other
    if not met:
        return None
    closest = met[min(met)]
    [only] = closest.values() if len(closest) == 1 else [None]
    return only.person() if only and only.person_id != office.person_id else None
