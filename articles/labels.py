"""Places, topics and signatures of one story in a single query instead of three.

A story's page shows nothing of them but names and addresses, so three small lists come as one union.
"""

from django.db.models import CharField, IntegerField, QuerySet, Value

from common.prepared import Prepared
from portal.models import Place

from .models import Article, Author, Byline, Mention, Tag, who_sign

_NONE = Value("", output_field=CharField())
_FIRST = Value(0, output_field=IntegerField())


def _kind(name):
    return Value(name, output_field=CharField())


@Prepared
def _labels(of_place, of_tag, of_byline):
    places = Place.objects.filter(articles=of_place).order_by()
    tags = Tag.objects.filter(tagged__content_object=of_tag).order_by()
    bylines = Byline.objects.filter(article=of_byline).order_by()
    return places.values_list(_kind("place"), "position", "pk", "name", "slug", _NONE, _NONE).union(
        tags.values_list(_kind("tag"), _FIRST, "pk", "name", "slug", _NONE, _NONE),
        bylines.values_list(
            _kind("byline"), "position", "author", "author__name", "author__slug", "author__signature", "role"
        ),
        all=True,
    )


def fill_labels(article):
    """Give the story its `places`, `tags` and `bylines`, each with its author, as if they had been prefetched. One query.

    The rows carry what readers see (names, addresses, signature, role) and must not be saved.
    """
    rows = _labels(article.pk, article.pk, article.pk)
    found = {"place": [], "tag": [], "byline": []}
    for kind, position, *facts in rows:
        found[kind].append((position, *facts))
    _keep(
        article,
        "places",
        Place,
        [Place(pk=pk, name=name, slug=slug) for _, pk, name, slug, *_rest in _by_order(found["place"])],
    )
    _keep(
        article, "tags", Tag, [Tag(pk=pk, name=name, slug=slug) for _, pk, name, slug, *_rest in sorted(found["tag"])]
    )
    _keep(article, "bylines", Byline, [_byline(article, row) for row in sorted(found["byline"])])


def _lines(*articles):
    places = Article.places.through.objects.filter(article__in=articles).order_by()
    bylines = Byline.objects.filter(article__in=articles).order_by()
    return places.values_list(
        "article", _kind("place"), "place__position", "place", "place__name", _FIRST, _NONE
    ).union(
        bylines.values_list("article", _kind("byline"), "position", "pk", "author__signature", "author", "role"),
        all=True,
    )


# By the number of stories.
MOST_LINES = 50
_LINES = [Prepared(lambda *articles: _lines(*articles)) for _number in range(MOST_LINES + 1)]


def fill_lines(articles):
    """Give each of at most fifty stories the `place_names` and `signatures` that its teaser shows. One query, or none."""
    found = {article.pk: ([], []) for article in articles}
    if found:
        for pk, kind, *facts in _LINES[len(found)](*found):
            found[pk][kind == "byline"].append(facts)
    for article in articles:
        places, bylines = found[article.pk]
        # The values of its cached properties.
        article.place_names = [name for _position, _pk, name, *_rest in _by_order(places)]
        article.signatures = who_sign((role, author, sign) for _position, _pk, sign, author, role in sorted(bylines))


@Prepared
def _people(article):
    return Mention.objects.filter(article=article).accepted().select_related("person__portrait").with_office()


def fill_people(article):
    """Give the story its accepted `mentions` with people and offices, as if they had been prefetched. One query."""
    _keep(article, "mentions", Mention, list(_people(article.pk)))


def _by_order(places):
    """The order of `Place`: by position, then by name."""
    return sorted(places, key=lambda row: (row[0], row[2]))


def _byline(article, row):
    position, pk, name, slug, signature, role = row
    author = Author(pk=pk, name=name, slug=slug, signature=signature)
    return Byline(article=article, author=author, role=role, position=position)


def _keep(article, name, model, rows):
    """Leave the rows where Django looks for what was prefetched."""
    queryset = QuerySet(model)
    queryset._result_cache, queryset._prefetch_done = rows, True
    if not hasattr(article, "_prefetched_objects_cache"):
        article._prefetched_objects_cache = {}
    article._prefetched_objects_cache[name] = queryset
