"""What stands on a profile beside the list of stories: years, companions, places, who came before and after in an office."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from people.models import Office, Person
from portal.models import Place

from .models import Article, Mention, ProfileTally

COMPANIONS = 6
PLACES = 8
# More are kept than shown: some of them may have no profile any more by the time somebody reads it.
SPARE = 6
# Together once says little of two people.
TOGETHER_AT_LEAST = 2
# An office passes from one person to the next within so many days; a longer gap hides somebody whom nobody here knows.
LONGEST_GAP = timedelta(days=184)
LONGEST_OVERLAP = timedelta(days=31)
MOST_HOLDERS = 200


# -- Counted beforehand ---------------------------------------------------------


def count_stories(person):
    """Count anew what `ProfileTally` keeps of the person. Costs as much as there are stories about the person: for jobs."""
    about = Mention.objects.accepted().filter(person=person, article__published_at__lte=timezone.now()).order_by()
    moments = about.values_list("article__published_at", flat=True).iterator()
    years = Counter(timezone.localtime(moment).year for moment in moments)
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
        "stories": years.total(),
        "years": [[year, years[year]] for year in sorted(years, reverse=True)],
        "companions": [list(row) for row in together[: COMPANIONS + SPARE]],
        "places": [list(row) for row in places[:PLACES]],
        "counted_at": timezone.now(),
    }
    ProfileTally.objects.update_or_create(person=person, defaults=counted)


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
    """What was counted of the person, with the rows it names. Two short queries, none where nothing was counted."""
    tally = getattr(person, "tally", None)
    if tally is None:
        return Around(0, [], [], [])
    ids = [pk for pk, _n in tally.companions]
    people = Person.objects.current().select_related("portrait").in_bulk(ids) if ids else {}
    places = Place.objects.in_bulk([pk for pk, _n in tally.places]) if tally.places else {}
    companions = [(people[pk], n) for pk, n in tally.companions if pk in people]
    return Around(
        tally.stories,
        tally.years,
        companions[:COMPANIONS],
        [(places[pk], n) for pk, n in tally.places if pk in places],
    )


def neighbours(person):
    """Who held each office before and after: `{office id: (predecessor or None, successor or None)}`. One query.

    What an editor wrote comes first. Otherwise it is somebody in the very same post whose time met this one; where the
    time between is longer than `LONGEST_GAP`, somebody unknown may have been there, and nothing is said.
    """
    offices = person.dated_offices
    posts = {(office.post, office.place_id) for office in offices if office.post}
    named = {pk for office in offices for pk in (office.predecessor_id, office.successor_id) if pk}
    same = Q()
    for post, place in posts:
        same |= Q(post=post, place=place)
    holders = []
    if posts:
        alive = {"person__merged_into": None, "person__removed_at": None}
        holders = list(Office.objects.filter(same, **alive).select_related("person").order_by("-pk")[:MOST_HOLDERS])
    known = {office.person_id: office.person for office in holders}
    if missing := named - set(known):
        known |= Person.objects.current().in_bulk(missing)
    found = {}
    for office in offices:
        others = [] if office.by_hand else [row for row in holders if _same_post(row, office)]
        found[office.pk] = (
            known.get(office.predecessor_id) or _nearest(office, others, before=True),
            known.get(office.successor_id) or _nearest(office, others, before=False),
        )
    return found


def _same_post(one, other):
    return one.pk != other.pk and one.post and (one.post, one.place_id) == (other.post, other.place_id)


def _nearest(office, others, *, before):
    """The one person whose time meets that of the office; None where there is none, several, or the same person."""
    met = {}
    for other in others:
        first, second = (other, office) if before else (office, other)
        if not (first.ends and second.starts):
            continue
        gap = second.starts - first.ends
        if -LONGEST_OVERLAP <= gap <= LONGEST_GAP:
            met.setdefault(abs(gap), set()).add(other.person)
    if not met:
        return None
    closest = met[min(met)]
    [only] = closest if len(closest) == 1 else [None]
    return only if only and only.pk != office.person_id else None
