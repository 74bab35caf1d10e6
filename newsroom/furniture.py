"""What stands around every reader's page: masthead, navigation, urgent strip, side lists and footer.

Gathered once a second for the whole process and kept as plain values, so that a page of its own asks for nothing of
it. It knows no reader: the same for everyone. Templates get it as `furniture` and pay only where they name it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

from django.db.models import F, Sum
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from articles.models import Article, HourlyReads, Section
from common import moments
from common.memo import FOR_READERS, remember_for
from polish.dates import long_date
from portal.models import Imprint, Page, Place
from portal.services import name_days_on

URGENT_FOR = timedelta(hours=6)
READ_WITHIN = timedelta(hours=24)
COMMENTED_WITHIN = timedelta(days=14)
MOST_COMPARED = 500
NEWEST = 20
RANKED = 5
# Mastheads differ by section, place and feed; topics have a feed each.
MOST_KEPT = 300


@dataclass(frozen=True)
class Label:
    """A section, place or page in the navigation."""

    name: str
    slug: str
    url: str


@dataclass(frozen=True)
class Headline:
    """A story as a line in a side list. `sponsored` is the word that must stand beside advertising, else empty."""

    pk: int
    title: str
    url: str
    published_at: datetime
    comments: int
    sponsored: str


@dataclass(eq=True)
class Furniture:
    """All of it; `imprint` is a detached row, never saved."""

    today: date
    date_in_words: str
    name_days: str
    imprint: Imprint
    sections: list[Label]
    places: list[Label]
    pages: list[Label]
    urgent: Headline | None
    newest: list[Headline]
    most_read: list[Headline]
    most_commented: list[Headline]
    # Parts of pages made of it alone; see `rendered`.
    _kept: dict = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def addresses(self):
        """Where the navigation leads."""
        return {label.url for label in [*self.sections, *self.places]}

    def rendered(self, template, **values):
        """The template with nothing but the furniture and those plain values; made once."""
        key = (template, *values.values())
        html = self._kept.get(key)
        if html is None:
            html = render_to_string(template, {"furniture": self, **values})
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = html
        return html

    def same_as(self, other):
        """Whether every word is the same. Rows compare by their keys alone, so the imprint is asked for its fields."""
        return other is not None and self == other and _words(self.imprint) == _words(other.imprint)


def _words(imprint):
    return {name: value for name, value in vars(imprint).items() if name != "_state"}


_last = None


def furniture():
    """The furniture as it was at most two seconds ago, and never of yesterday.

    Costs nine short queries when it is gathered anew, else none.
    """
    found = _gathered()
    if found.today != moments.today():
        # Midnight has come since: the date above the page turns with it.
        _gathered.forget()
        found = _gathered()
    return found


@remember_for(FOR_READERS)
def _gathered():
    global _last
    today = moments.today()
    gathered = Furniture(
        today=today,
        date_in_words=long_date(today),
        name_days=", ".join(name_days_on(today)),
        imprint=Imprint.objects.filter(pk=1).first() or Imprint(),
        sections=[_label(section) for section in Section.objects.all()],
        places=[_label(place) for place in Place.objects.filter(in_navigation=True)],
        pages=[Label(page.title, page.slug, page.get_absolute_url()) for page in Page.objects.defer("body")],
        urgent=_urgent(),
        newest=_headlines(_lines().order_by("-published_at", "-pk")[:NEWEST]),
        most_read=_most_read(),
        most_commented=_most_commented(),
    )
    if not gathered.same_as(_last):
        _last = gathered
    return _last


# Dropped at once where somebody waits to see a change, as tests do.
furniture.forget = _gathered.forget


def reader_furniture(request):
    """Context processor: `furniture`, gathered only by templates that name it, and the same one for the whole page."""
    return {"furniture": cache(furniture)}


def _label(row):
    return Label(row.name, row.slug, row.get_absolute_url())


def _lines():
    return Article.objects.published().select_related("tally").only(
        "title", "slug", "kind", "published_at", "tally__comments"
    )  # fmt: skip


def _headlines(articles):
    return [
        Headline(
            pk=article.pk,
            title=article.title,
            url=reverse("articles:detail", args=[article.pk, article.slug]),
            published_at=timezone.localtime(article.published_at),
            comments=article.comment_count,
            sponsored=article.label,
        )
        for article in articles
    ]


def _urgent():
    since = timezone.now() - URGENT_FOR
    urgent = _lines().filter(is_urgent=True, published_at__gt=since).order_by("-published_at", "-pk")
    return next(iter(_headlines(urgent[:1])), None)


def _most_read():
    now = timezone.now()
    reads = (
        HourlyReads.objects.filter(hour__gt=now - READ_WITHIN, article__published_at__lte=now)
        # Grouped by a sum, not by the column: for that SQLite would walk all hours of all stories in the order of the column.
        .values(story=F("article") + 0)
        .annotate(sum=Sum("reads"))
        .order_by("-sum", "-story")
        .values_list("story", flat=True)
    )
    order = list(reads[:RANKED])
    by_pk = {line.pk: line for line in _headlines(_lines().filter(pk__in=order))}
    return [by_pk[pk] for pk in order if pk in by_pk]


def _most_commented():
    recent = Article.objects.published().filter(published_at__gt=timezone.now() - COMMENTED_WITHIN)
    # The newest of them only: of thousands PostgreSQL would rather read the counters of all stories there are.
    newest = recent.order_by("-published_at", "-pk").values("pk")[:MOST_COMPARED]
    commented = _lines().filter(pk__in=newest, tally__comments__gt=0)
    return _headlines(commented.order_by("-tally__comments", "-published_at", "-pk")[:RANKED])
