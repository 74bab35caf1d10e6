"""Which stories stand in the lists of places, topics and authors, by date, so that any page of a list is one range of an index.

Asked through the links themselves, the database would sort all stories of the list for every page. The rows say nothing that
the links and `Article.published_at` do not; `refresh` makes them anew in the transaction that changes either, with the search
index (`search_index.refresh` calls it), and whoever reads asks `published()` once more.
"""

from django.utils import timezone

from .models import ListEntry

PLACE, TAG, AUTHOR = ListEntry.Kind.PLACE, ListEntry.Kind.TAG, ListEntry.Kind.AUTHOR
# The list of a place over all sections.
ANYWHERE = 0


def entries(kind, of, *, section=ANYWHERE, at=None):
    """The entries of one list that are public now, or at that moment, unordered."""
    return ListEntry.objects.filter(kind=kind, of=of, section=section, published_at__lte=at or timezone.now())


def refresh(article):
    """Let the lists know of the story as it is now; a draft stands in none. Five short queries, more where it changed."""
    wanted = _lists_of(article) if article.published_at else set()
    rows = ListEntry.objects.filter(article=article)
    have = set(rows.values_list("kind", "of", "section", "published_at"))
    if have == {(*place, article.published_at) for place in wanted}:
        return
    rows.delete()
    ListEntry.objects.bulk_create(
        ListEntry(kind=kind, of=of, section=section, article=article, published_at=article.published_at)
        for kind, of, section in sorted(wanted)
    )


def _lists_of(article):
    places = article.places.through.objects.filter(article=article).values_list("place", flat=True)
    found = {(PLACE, pk, section) for pk in places for section in {ANYWHERE, article.section_id or ANYWHERE}}
    found |= {(TAG, pk, ANYWHERE) for pk in article.tagged.values_list("tag", flat=True)}
    return found | {(AUTHOR, pk, ANYWHERE) for pk in article.bylines.order_by().values_list("author", flat=True)}
