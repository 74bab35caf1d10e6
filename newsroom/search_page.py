"""The search page, its RSS and what the search box suggests while one types."""

from functools import lru_cache
from urllib.parse import quote_plus

from django.http import Http404, HttpResponse, JsonResponse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import search as stories
from articles.feeds import ENTRIES, written
from articles.listings import Listing
from articles.models import Article
from articles.suggestions import correct, directory, suggest
from articles.templatetags.teasers import found_story
from common.addresses import address
from common.http import reader_page
from common.stencil import Stencil
from polish.lookalikes import without_invisible
from polish.search import MAX_QUERY_LENGTH

from .furniture import furniture

# The names in an address, in the order in which they stand there.
PARAMETERS = {"section": "dzial", "place": "miejscowosc", "author": "autor", "year": "rok"}
BY_DATE = "data"
# All that an address may ask.
READ = ("q", *PARAMETERS.values(), "kolejnosc", "strona", "przed")
CHOICES_SHOWN = 8
NAMED_SHOWN = 3
LONGEST_PARAMETER = 120

KINDS = {
    "section": gettext_lazy("Section"),
    "place": gettext_lazy("Place"),
    "author": gettext_lazy("Author"),
    "year": gettext_lazy("Year"),
}
SUGGESTED = {
    "person": gettext_lazy("person"),
    "place": gettext_lazy("place"),
    "section": gettext_lazy("section"),
    "author": gettext_lazy("author"),
    "tag": gettext_lazy("topic"),
}


PAGE = Stencil(
    "newsroom/search.html",
    words=(
        "text", "short_text", "found", "count", "stories", "how_to_search", "correction.text", "correction.address", "address.feed",
        "address.by_relevance", "address.by_date", "address.first", "address.next", "address.plain",
    ),
    rows={
        "hidden": ("parameter", "value"), "chosen": ("kind", "name", "address"), "named": ("address", "text", "kind"),
        "facets": ("html",),
    },
)  # fmt: skip
_FACET = Stencil("newsroom/_facet.html", words=("kind",), rows={"choices": ("address", "name", "count")})
_FOUND = Stencil("newsroom/_found.html", rows={"stories": ("teaser",)})


@reader_page(parameters=READ)
def page(request):
    """Stories that answer `?q=`; without it, the form and how to ask."""
    asked = Asked(request)
    results = stories.search(asked.text, asked.narrowing, by_date=asked.by_date, page=asked.page, cursor=asked.cursor)
    return HttpResponse(PAGE.page(request, *_parts(asked, results)))


def _parts(asked, results):
    """Shape and words of the page."""
    around = furniture()
    finds, query = bool(results.stories), results.query
    correction = correct(asked.text, asked.narrowing.marks) if query and not finds else None
    goes_on = bool(results.next_page or results.next_cursor)
    shape = (
        ("is_typed", bool(asked.text)),
        ("asks", bool(query)),
        ("only_excludes", bool(query.excluded and not query)),
        ("finds", finds),
        ("is_more", results.is_more),
        ("by_date", asked.by_date),
        ("is_first", asked.is_first),
        ("goes_on", goes_on),
        ("is_corrected", correction is not None),
    )
    words = {
        "text": asked.text,
        "short_text": Truncator(asked.text).chars(80) if query and not finds else "",
        "found": _how_many(asked, results) if finds else "",
        "count": results.count,
        "stories": _FOUND.fill((), {"stories": [(found_story(around, found),) for found in results.stories]}),
        "how_to_search": "" if finds else around.rendered("newsroom/_how_to_search.html"),
        "correction.text": correction or "",
        "correction.address": asked.address(text=correction) if correction else "",
        "address.feed": asked.feed_address,
        "address.by_relevance": asked.address(by_date=False),
        "address.by_date": asked.address(by_date=True),
        "address.first": asked.address(),
        "address.next": asked.address(page=results.next_page, cursor=results.next_cursor) if goes_on else "",
        # The query alone, without anything that it is narrowed to.
        "address.plain": _address(q=asked.text),
        "hidden": asked.hidden,
        "chosen": asked.chosen,
        "named": _named(query) if asked.is_first else [],
        "facets": [
            (_facet(asked, kind, choices),) for kind, choices in results.choices.items() if finds and len(choices) > 1
        ],
    }
    return shape, words


def _how_many(asked, results):
    values = {"count": results.count, "query": asked.text}
    if results.is_more:
        return _("More than %(count)s stories for “%(query)s”.") % values
    return ngettext("%(count)s story for “%(query)s”.", "%(count)s stories for “%(query)s”.", results.count) % values


def _facet(asked, kind, choices):
    """What the results can be narrowed to, of one kind."""
    rows = [(asked.address(**{kind: one.name.value}), one.name.name, one.count) for one in choices[:CHOICES_SHOWN]]
    return _FACET.fill((), {"kind": KINDS[kind], "choices": rows})


def _named(query):
    """Pages that the query names, with what each is."""
    return [(one.url, one.text, SUGGESTED[one.kind]) for one in directory().named_in(query, NAMED_SHOWN)]


@reader_page(parameters=("q",))
def suggestions(request):
    """What to offer while somebody types: names with their pages first, then whole queries."""
    named, queries = suggest(_parameter(request, "q", MAX_QUERY_LENGTH))
    offered = [{"text": one.text, "kind": str(SUGGESTED[one.kind]), "url": one.url} for one in named]
    offered += [{"text": query, "kind": "", "url": _address(q=query)} for query in queries]
    return JsonResponse({"suggestions": offered})


@reader_page(parameters=READ)
def rss(request):
    """The newest stories that answer a search, for a reader of feeds."""
    return written(_listing(request), "rss")


class Asked:
    """What an address of the search page asks for, each value within its bounds."""

    def __init__(self, request):
        # A mark of direction would turn the words around it on the page.
        self.text = " ".join(without_invisible(_parameter(request, "q", MAX_QUERY_LENGTH)).split())
        self.values = {kind: _parameter(request, name) for kind, name in PARAMETERS.items()}
        self.narrowing = stories.names().narrowing(**self.values)
        self.values = {kind: name.value if (name := getattr(self.narrowing, kind)) else "" for kind in PARAMETERS}
        self.by_date = _parameter(request, "kolejnosc") == BY_DATE
        self.cursor = _parameter(request, "przed") if self.by_date else ""
        number = "" if self.by_date else _parameter(request, "strona")
        if number and not (number.isascii() and number.isdecimal() and len(number) < 4 and int(number) > 0):
            raise Http404("Not a page of results.")
        self.page = int(number or 1)

    @property
    def is_first(self):
        return self.page == 1 and not self.cursor

    @property
    def chosen(self):
        """What the search is narrowed to, as `(kind, name, address without it)`."""
        return [
            (KINDS[kind], getattr(self.narrowing, kind).name, self.address(**{kind: ""}))
            for kind, value in self.values.items()
            if value
        ]

    @property
    def hidden(self):
        """What a new query from the form keeps, as `(parameter, value)`."""
        kept = [(PARAMETERS[kind], value) for kind, value in self.values.items() if value]
        return [*kept, ("kolejnosc", BY_DATE)] if self.by_date else kept

    def address(self, *, text=None, by_date=None, page=0, cursor="", **narrowing):
        """The same search with something changed; on the first page unless one is given."""
        values = self.values | narrowing
        by_date = self.by_date if by_date is None else by_date
        return _address(
            q=self.text if text is None else text,
            **{name: values[kind] for kind, name in PARAMETERS.items()},
            kolejnosc=BY_DATE if by_date else "",
            strona=page if page > 1 else "",
            przed=cursor,
        )

    @property
    def feed_address(self):
        return _feed_of(self.address(by_date=False))


class SearchListing(Listing):
    """A search as a list of stories, for its feed."""

    def feed_address(self, name):
        return _feed_of(self.address)


def _feed_of(search):
    return search.replace(address("search"), address("search-rss"), 1)


def _listing(request):
    asked = Asked(request)
    ids = stories.newest_found(asked.text, asked.narrowing, ENTRIES)
    title = _("Search: %(query)s") % {"query": asked.text} if asked.text else _("Search")
    return SearchListing(
        "search", title, asked.address(by_date=False), lambda: Article.objects.published().filter(pk__in=ids)
    )


# Signs that no page, feed or database holds: control characters and the two that are none.
_SIGNS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF], " ")


def _parameter(request, name, longest=LONGEST_PARAMETER):
    return request.GET.get(name, "")[:longest].translate(_SIGNS).strip()


def _address(**values):
    query = "&".join([f"{name}={_quoted(value)}" for name, value in values.items() if value])
    return f"{address('search')}?{query}" if query else address("search")


@lru_cache(maxsize=1_000)
def _quoted(value):
    """A page has dozens of addresses of the same few values."""
    return quote_plus(str(value))
