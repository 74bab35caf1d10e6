"""Places, topics and signatures of stories in a single query instead of three.

Readers see nothing of them but names and addresses, so three small lists come as one union.
"""

from django.db.models import CharField, IntegerField, QuerySet, Value
from django.utils import timezone

from common.moments import local
from common.prepared import Prepared, instance_of
from portal.models import Place

from .models import Article, Author, Byline, Mention, Tag, TaggedArticle, who_sign

_NONE = Value("", output_field=CharField())
_FIRST = Value(0, output_field=IntegerField())


def _kind(name):
    return Value(name, output_field=CharField())


def _labels(*articles):
    places = Article.places.through.objects.filter(article__in=articles).order_by()
    tags = TaggedArticle.objects.filter(content_object__in=articles).order_by()
    bylines = Byline.objects.filter(article__in=articles).order_by()
    return places.values_list(
        "article", _kind("place"), "place__position", "place", "place__name", "place__slug", _NONE, _NONE
    ).union(
        tags.values_list("content_object", _kind("tag"), _FIRST, "tag", "tag__name", "tag__slug", _NONE, _NONE),
        bylines.values_list(
            "article",
            _kind("byline"),
            "position",
            "author",
            "author__name",
            "author__slug",
            "author__signature",
            "role",
        ),
        all=True,
    )


# By the number of stories.
MOST = 50
_LABELS = [Prepared(lambda *articles: _labels(*articles)) for _number in range(MOST + 1)]


def fill_labels(*articles):
    """Give each of at most fifty stories its `places`, `tags` and `bylines` as if they had been prefetched. One query, or none.

    The rows carry what readers see (names, addresses, signature, role) and must not be saved.
    """
    found = {article.pk: {"place": [], "tag": [], "byline": []} for article in articles}
    if found:
        for pk, kind, *facts in _LABELS[len(found)](*found):
            found[pk][kind].append(facts)
    for article in articles:
        own = found[article.pk]
        places = [_place(row[1:4]) for row in _by_order(own["place"])]
        tags = [_tag(row[1:4]) for row in sorted(own["tag"])]
        _keep(article, "places", Place, places)
        _keep(article, "tags", Tag, tags)
        _keep(article, "bylines", Byline, [_byline(article, row) for row in sorted(own["byline"])])


def _lines(*articles):
    places = Article.places.through.objects.filter(article__in=articles).order_by()
    bylines = Byline.objects.filter(article__in=articles).order_by()
    return places.values_list(
        "article", _kind("place"), "place__position", "place", "place__name", _FIRST, _NONE
    ).union(
        bylines.values_list("article", _kind("byline"), "position", "pk", "author__signature", "author", "role"),
        all=True,
    )


_LINES = [Prepared(lambda *articles: _lines(*articles)) for _number in range(MOST + 1)]


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
def _people(article, day, year_begins, year_ends):
    beside = Mention.objects.filter(article=article).accepted().select_related("person__portrait")
    return beside.with_office(day, year_begins, year_ends).only(
        "article_id", "position", "person__first_name", "person__last_name", "person__slug", "person__portrait__alt",
        "person__portrait__renditions", "person__portrait__withdrawn_at",
    )  # fmt: skip


def fill_people(article):
    """Give the story its accepted `mentions` with people and offices, as if they had been prefetched. One query.

    The office is the one held on the day of the story; of one that is not published yet, today.
    """
    day = local(article.published_at or timezone.now()).date()
    rows = _people(article.pk, day, day.replace(month=1, day=1), day.replace(month=12, day=31))
    _keep(article, "mentions", Mention, rows)


def _by_order(places):
    """The order of `Place`: by position, then by name."""
    return sorted(places, key=lambda row: (row[0], row[2]))


def _byline(article, row):
    position, pk, name, slug, signature, role = row
    byline = _signed((None, article.pk, pk, role, position))
    byline.article, byline.author = article, _author((pk, name, slug, signature))
    return byline


_place, _tag = (instance_of(model, ["id", "name", "slug"]) for model in (Place, Tag))
_author = instance_of(Author, ["id", "name", "slug", "signature"])
_signed = instance_of(Byline, ["id", "article_id", "author_id", "role", "position"])


def _keep(article, name, model, rows):
    """Leave the rows where Django looks for what was prefetched."""
    queryset = QuerySet(model)
    queryset._result_cache, queryset._prefetch_done = rows, True
    if not hasattr(article, "_prefetched_objects_cache"):
        article._prefetched_objects_cache = {}
    article._prefetched_objects_cache[name] = queryset
