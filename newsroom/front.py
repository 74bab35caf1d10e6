"""Composing the front page: what an editor chose, then the newest, and no story twice where readers look first."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from articles.models import Article, Section
from common.memo import FOR_READERS, remember_for

from .models import FrontPageSlot

SECONDS = 3
IN_SECTION = 4  # one strong story and three headlines
IN_PLACE = 2
# Places show what is in the newest stories of the whole portal; a place where nothing happened lately is left out.
NEWEST_FOR_PLACES = 300


@dataclass
class Block:
    """A section with its strong story and headlines, or a place with its headlines."""

    of: object
    stories: list = field(default_factory=list)

    @property
    def strong(self):
        return self.stories[0]

    @property
    def more(self):
        return self.stories[1:]


@dataclass
class FrontPage:
    """What stands where. `upper` are the ids of the stories in the upper part."""

    lead: Article | None
    seconds: list[Article]
    sections: list[Block]
    places: list[Block]

    @property
    def upper(self):
        return {story.pk for story in [self.lead, *self.seconds] if story}

    @property
    def is_quiet(self):
        """Whether the upper part has no photo, so that words alone must carry it."""
        return not any(story.photo_id for story in [self.lead, *self.seconds] if story)


@remember_for(FOR_READERS)
def composed():
    """The front page as it was at most two seconds ago: composed once a second, however many ask.

    Its rows are shared by threads, so nobody changes them.
    """
    return compose()


def compose():
    """The front page of this moment. Costs eight queries, however many stories, sections and places there are.

    One less where no editor has laid anything out.
    """
    chosen = _chosen()
    newest = list(
        _public().filter(kind=Article.Kind.EDITORIAL).values_list("pk", flat=True)[: SECONDS + 1 + len(chosen)]
    )
    upper = _fill(chosen, newest)
    by_section = _by_section(upper)
    by_place = _by_place(upper)
    wanted = {
        *upper,
        *(pk for pks in by_section.values() for pk in pks),
        *(pk for pks in by_place.values() for pk in pks),
    }
    stories = {story.pk: story for story in Article.objects.published().filter(pk__in=wanted).for_listing().signed()}

    def found(pks):
        return [stories[pk] for pk in pks if pk in stories]

    lead, *seconds = found(upper) or [None]
    sections = [Block(section, found(pks)) for section, pks in by_section.items()]
    places = [Block(place, found(pks)) for place, pks in by_place.items()]
    return FrontPage(lead, seconds, [b for b in sections if b.stories], [b for b in places if b.stories])


def _public():
    return Article.objects.published().order_by("-published_at", "-pk")


def _chosen():
    """Ids that an editor laid out by hand, by place; one whose time has passed or that is not public is not there."""
    now = timezone.now()
    in_force = FrontPageSlot.objects.filter(Q(until=None) | Q(until__gt=now))
    chosen = dict(in_force.values_list("slot", "article"))
    if not chosen:
        return chosen
    # Not joined: of an empty table of slots SQLite thinks that it is large, and begins with every story.
    public = set(Article.objects.published(now).filter(pk__in=chosen.values()).values_list("pk", flat=True))
    return {slot: pk for slot, pk in chosen.items() if pk in public}


def _fill(chosen, newest):
    """Ids of the lead and the seconds: those chosen in their places, the newest in the others, none twice."""
    taken, filled = set(), []
    rest = iter([pk for pk in newest if pk not in chosen.values()])
    for slot in FrontPageSlot.Slot.values:
        pk = chosen.get(slot) or next(rest, None)
        if pk and pk not in taken:
            taken.add(pk)
            filled.append(pk)
    return filled


def _by_section(upper):
    """`{section: ids}` of each section's newest stories below the upper part. One query of short look-ups in an index."""
    stories = _public().filter(section=OuterRef("pk")).exclude(pk__in=upper).values("pk")
    places = {f"story_{n}": Subquery(stories[n : n + 1]) for n in range(IN_SECTION)}
    sections = Section.objects.annotate(**places)
    return {section: [pk for name in places if (pk := getattr(section, name))] for section in sections}


def _by_place(upper):
    """`{place: ids}` from the newest stories of the whole portal. One query."""
    newest = _public().exclude(pk__in=upper).values("pk")[:NEWEST_FOR_PLACES]
    rows = Article.places.through.objects.filter(article__in=newest, place__in_navigation=True)
    by_place = defaultdict(list)
    for row in rows.select_related("place").order_by(
        "place__position", "place__name", "-article__published_at", "-article"
    ):
        if len(by_place[row.place]) < IN_PLACE:
            by_place[row.place].append(row.article_id)
    return by_place
