"""Searching the stories: by relevance or by date, narrowed by section, place, author and year.

All work is bounded, however common the words are: at most `CANDIDATES` of the newest stories are looked at for each `Scope`,
whatever is counted is counted among the best `CANDIDATES`, and older ones are reached by date, page by page.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import F
from django.http import Http404
from django.utils import timezone

from common.markup import running_text
from common.memo import FOR_READERS, remember_for
from common.prepared import Prepared
from polish.passages import Fragment, Snippets
from polish.search import Query, Scope, leaves_out_a_meaning, parse, scores
from polish.typography import keep_short_words
from portal.models import Place

from . import labels, search_index
from .models import Article, Author, Section
from .search_index import DESK, ID_BITS, PUBLIC, article_id_of, last_key_at, newest, newest_by_scope
from .templatetags.reading import typeset

CANDIDATES = 300
# A page is mostly read on a phone, where so many are several screens; what was meant is among the first.
STORIES_A_PAGE = 10
PASSAGE_WORDS = 34
SECONDS_A_DAY = 86_400


@dataclass(frozen=True)
class Narrowing:
    """What a search is confined to: a section, place or author by its row, a year by its number; None for any."""

    section: "Name | None" = None
    place: "Name | None" = None
    author: "Name | None" = None
    year: "Name | None" = None

    def __bool__(self):
        return any((self.section, self.place, self.author, self.year))

    @property
    def marks(self):
        """The groups of marks that the index is asked for."""
        return [(name.mark,) for name in (self.section, self.place, self.author, self.year) if name]


@dataclass(frozen=True)
class Name:
    """Something to narrow a search to: what it is called, in an address and in the index."""

    value: str
    name: str
    mark: str


@dataclass(frozen=True)
class Choice:
    """A `Name` offered beside the results, with the number of stories there."""

    name: Name
    count: int


@dataclass(frozen=True)
class Found:
    """A story with the words that were looked for told apart."""

    article: Article
    title: list[Fragment]
    passage: list[Fragment]


@dataclass(frozen=True)
class Results:
    """One page of what was found.

    `count` is exact unless `is_more` says that there are more than that. `next_page` or `next_cursor` leads on.
    """

    query: Query
    stories: list[Found] = field(default_factory=list)
    count: int = 0
    is_more: bool = False
    choices: dict[str, list[Choice]] = field(default_factory=dict)
    next_page: int = 0
    next_cursor: str = ""


def search(text, narrowing=Narrowing(), *, by_date=False, page=1, cursor=""):
    """What the public finds. Raises `Http404` for a page or a cursor that the results did not name.

    By relevance the best `CANDIDATES` can be paged through; by date everything, with the cursor.
    """
    query = _meant(parse(text), PUBLIC)
    if not query:
        return Results(query)
    if by_date:
        return _by_date(query, narrowing, cursor)
    return _by_relevance(query, narrowing, page)


def newest_found(text, narrowing, limit):
    """Ids of the newest published stories that answer, newest first; for feeds."""
    query = _meant(parse(text), PUBLIC)
    if not query:
        return []
    keys = newest(PUBLIC, query, Scope.ANYWHERE, marks=narrowing.marks, up_to=last_key_at(timezone.now()), limit=limit)
    return [article_id_of(key) for key in keys]


# A likelier meaning gives way where the other ones stand in so many times as many stories.
MUCH_MORE = 5


def _meant(query, half, marks=()):
    """The query in the meaning that what was written lately speaks for. Two bounded look-ups, and none for most queries.

    `mostów` is a village, and much more often some bridges: where a word as it stands in texts means something that the query
    leaves out, the stories decide. A word typed with a capital gives way only where nothing is found.
    """
    if not query or not leaves_out_a_meaning(query):
        return query
    loose = parse(query.text, all_meanings=True)
    if loose == query:
        return query
    up_to = last_key_at(timezone.now()) if half == PUBLIC else search_index.LARGEST_KEY
    few, many = (
        len(newest(half, one, Scope.ANYWHERE, marks=marks, up_to=up_to, limit=CANDIDATES)) for one in (query, loose)
    )
    gives_way = many > MUCH_MORE * few if query.text.islower() else many > few == 0
    return loose if gives_way else query


def _by_relevance(query, narrowing, page):
    best, is_more = _best(PUBLIC, query, narrowing.marks, last_key_at(timezone.now()))
    begin = (page - 1) * STORIES_A_PAGE
    shown = best[begin : begin + STORIES_A_PAGE]
    stories = _load(query, shown)
    if len(stories) < len(shown) or not shown:
        # The index holds what is not public, so all are looked at. That is rare: it changes with the stories, in their transaction.
        best = _only_public(best)
        if begin >= max(1, len(best)):
            raise Http404("No such page of results.")
        stories = _load(query, best[begin : begin + STORIES_A_PAGE])
    return Results(
        query,
        stories,
        len(best),
        is_more,
        _choices(best, narrowing),
        next_page=page + 1 if begin + STORIES_A_PAGE < len(best) else 0,
    )


def _by_date(query, narrowing, cursor):
    up_to = last_key_at(timezone.now())
    keys = newest(PUBLIC, query, Scope.ANYWHERE, marks=narrowing.marks, up_to=up_to, limit=CANDIDATES)
    is_more = len(keys) == CANDIDATES
    first = _only_public(keys)
    shown = first
    if cursor:
        before = min(up_to, _read(cursor) - 1)
        more = newest(PUBLIC, query, Scope.ANYWHERE, marks=narrowing.marks, up_to=before, limit=STORIES_A_PAGE + 1)
        shown = _only_public(more)
        is_last = len(more) <= STORIES_A_PAGE
    else:
        is_last = len(first) <= STORIES_A_PAGE
    shown = shown[:STORIES_A_PAGE]
    return Results(
        query,
        _load(query, shown),
        len(first),
        is_more,
        _choices(first, narrowing),
        next_cursor="" if is_last or not shown else str(shown[-1]),
    )


def _read(cursor):
    if not re.fullmatch(r"[0-9]{1,19}", cursor) or int(cursor) > search_index.LARGEST_KEY:
        raise Http404("Not a cursor of this search.")
    return int(cursor)


# What no headline or lead holds, no headline holds.
_WIDEST_FIRST = (Scope.ANYWHERE, Scope.TITLE_AND_LEAD, Scope.TITLE)


def _best(half, query, marks, up_to=search_index.LARGEST_KEY):
    """The keys of the best candidates, best first, and whether there are more. At most three bounded look-ups."""
    found = newest_by_scope(half, query, _WIDEST_FIRST, marks=marks, up_to=up_to, limit=CANDIDATES)
    now = timezone.now().timestamp()
    scored = {}
    for scope, keys in zip(_WIDEST_FIRST, found, strict=False):
        ages = [(now - (key >> ID_BITS)) / SECONDS_A_DAY for key in keys]
        scored.update(zip(keys, scores(scope, ages), strict=True))
    # Of equals the newest stays first, for sorting leaves them in their order.
    ranked = sorted(sorted(scored, reverse=True), key=scored.__getitem__, reverse=True)
    return ranked[:CANDIDATES], len(found[0]) == CANDIDATES


def _only_public(keys):
    """Those that the public may read now, whatever the index says. One query."""
    ids = [article_id_of(key) for key in keys]
    public = set(_public_among(timezone.now(), search_index.as_one_parameter(ids)))
    return [key for key, pk in zip(keys, ids, strict=True) if pk in public]


_public_among = Prepared(
    lambda at, ids: (
        Article.objects.published(at).filter(pk__in=search_index.among(ids)).order_by().values_list("pk", flat=True)
    )
)


def _load(query, keys):
    """The stories with all that teasers show, and with the passages that answer. Two queries."""
    if not keys:
        return []
    ids = [article_id_of(key) for key in keys]
    stories = {story.pk: story for story in _shown(timezone.now(), search_index.as_one_parameter(ids))}
    labels.fill_lines(list(stories.values()))
    snippets = Snippets(query)
    return [_found(stories[pk], snippets) for pk in ids if pk in stories]


_shown = Prepared(
    lambda at, ids: (
        Article.objects.published(at)
        .filter(pk__in=search_index.among(ids))
        .for_teasers()
        .order_by()
        # Besides what a teaser shows, the text to take a passage from.
        .annotate(text=F("body"))
    )
)


def _found(article, snippets):
    text = f"{article.lead} {running_text(article.text)}"
    # A word that is marked has no space to keep.
    passage = [
        piece if piece.matches else Fragment(keep_short_words(piece.text), matches=False)
        for piece in snippets.of(text, words=PASSAGE_WORDS)
    ]
    return Found(article, snippets.whole(typeset(article.title)), passage)


# -- Narrowing -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Names:
    """All that a search can be narrowed to, by its mark and by its value in an address."""

    sections: dict[str, Name]
    places: dict[str, Name]
    authors: dict[str, Name]

    def narrowing(self, *, section="", place="", author="", year=""):
        """The narrowing that an address names; what does not exist narrows nothing."""
        return Narrowing(
            section=_by_value(self.sections, section),
            place=_by_value(self.places, place),
            author=_by_value(self.authors, author),
            year=_year(search_index.year_mark(year)) if re.fullmatch(r"(?:19|20)[0-9]{2}", year) else None,
        )


@remember_for(FOR_READERS)
def names():
    """Sections, places and authors as they were at most two seconds ago."""
    return Names(
        sections=_named(Section.objects.values_list("pk", "slug", "name"), search_index.section_mark),
        places=_named(Place.objects.values_list("pk", "slug", "name"), search_index.place_mark),
        authors=_named(Author.objects.values_list("pk", "slug", "name"), search_index.author_mark),
    )


def _named(rows, mark):
    return {mark(pk): Name(slug, name, mark(pk)) for pk, slug, name in rows}


def _by_value(found, value):
    return next((name for name in found.values() if name.value == value), None) if value else None


def _year(mark):
    value = mark.removeprefix("~~y")
    return Name(value, value, mark)


def _choices(keys, narrowing):
    """What the results can be narrowed to further, each with its number of stories among these."""
    counts = Counter(search_index.marks_of(PUBLIC, keys).split())
    known = names()
    offered = {
        "section": [Choice(name, counts[mark]) for mark, name in known.sections.items() if mark in counts],
        "place": [Choice(name, counts[mark]) for mark, name in known.places.items() if mark in counts],
        "author": [Choice(name, counts[mark]) for mark, name in known.authors.items() if mark in counts],
        "year": [Choice(_year(mark), number) for mark, number in counts.items() if mark.startswith("~~y")],
    }
    for kind, choices in offered.items():
        if kind == "year":
            choices.sort(key=lambda choice: choice.name.value, reverse=True)
        else:
            choices.sort(key=lambda choice: -choice.count)
        if getattr(narrowing, kind):
            offered[kind] = []
    return offered


# -- The desk --------------------------------------------------------------------------------------------------------------


def find_for_desk(user, text):
    """Keys of stories that this member of staff may see and that answer: the best unpublished ones, then the published.

    At most twice `CANDIDATES`.

    For `ModelAdmin.get_search_results`: `queryset.filter(pk__in=find_for_desk(request.user, search_term))`.
    """
    query = parse(text)
    if not query:
        return []
    own = [] if user.has_perm("articles.edit_others") else [(search_index.user_mark(user.pk), search_index.SHARED_MARK)]
    keys = []
    for half, marks in ((DESK, own), (PUBLIC, [])):
        keys += _best(half, _meant(query, half, marks), marks)[0]
    ids = [article_id_of(key) for key in keys]
    visible = set(Article.objects.visible_to(user).filter(pk__in=ids).order_by().values_list("pk", flat=True))
    return [pk for pk in ids if pk in visible]
