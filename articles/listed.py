"""Which stories stand in the lists of places, topics, authors and people, by date, so that any page of a list is one range of an index.

Asked through the links themselves, the database would sort all stories of the list for every page. The rows say nothing that
the links and `Article.published_at` do not; `refresh` makes them anew in the transaction that changes either, with the search
index (`search_index.refresh` calls it), and whoever reads asks `published()` once more. What changes for a person over many
stories calls `refresh_people`.
"""

from itertools import islice

from django.utils import timezone

from .models import ListEntry, Mention
from .profile_tally import follow

PLACE, TAG, AUTHOR, PERSON = ListEntry.Kind.PLACE, ListEntry.Kind.TAG, ListEntry.Kind.AUTHOR, ListEntry.Kind.PERSON
AT_ONCE = 2000
# The list of a place over all sections.
ANYWHERE = 0
_LIST = ("kind", "of", "section", "published_at")


def entries(kind, of, *, section=ANYWHERE, at=None):
    """The entries of one list that are public now, or at that moment, unordered."""
    return ListEntry.objects.filter(kind=kind, of=of, section=section, published_at__lte=at or timezone.now())


def refresh(article):
    """Let the lists know of the story as it is now; a draft stands in none. Six short queries, more where it changed.

    To be called in a transaction.
    """
    lists = _lists_of(article) if article.published_at else set()
    wanted = {(*place, article.published_at) for place in lists}
    rows = ListEntry.objects.filter(article=article)
    have = set(rows.values_list(*_LIST))
    if have == wanted:
        return
    rows.delete()
    ListEntry.objects.bulk_create(
        ListEntry(kind=kind, of=of, section=section, article=article, published_at=moment)
        for kind, of, section, moment in sorted(wanted)
    )
    _let_tallies_follow(wanted - have, have - wanted)


def forget(article_ids):
    """Take stories that are about to be deleted out of all lists. To be called in the same transaction."""
    rows = ListEntry.objects.filter(article__in=article_ids)
    gone = list(rows.filter(kind=PERSON).values_list(*_LIST))
    rows.delete()
    _let_tallies_follow([], gone)


def _let_tallies_follow(come, gone):
    moved = [(row, 1) for row in come] + [(row, -1) for row in gone]
    if about := [(of, moment, by) for (kind, of, _section, moment), by in moved if kind == PERSON]:
        follow(about)


def refresh_people(ids):
    """Make the lists of these people anew, where much has changed at once. Costs as much as they have stories.

    To be called in the transaction that changed it. Their tallies are counted by the caller.
    """
    ListEntry.objects.filter(kind=PERSON, of__in=ids).delete()
    accepted = Mention.objects.accepted().filter(person__in=ids).exclude(article__published_at=None).order_by()
    found = accepted.values_list("person", "article", "article__published_at").iterator(AT_ONCE)
    rows = (ListEntry(kind=PERSON, of=of, article_id=pk, published_at=moment) for of, pk, moment in found)
    while batch := list(islice(rows, AT_ONCE)):
        ListEntry.objects.bulk_create(batch)


def _lists_of(article):
    places = article.places.through.objects.filter(article=article).values_list("place", flat=True)
    found = {(PLACE, pk, section) for pk in places for section in {ANYWHERE, article.section_id or ANYWHERE}}
    found |= {(TAG, pk, ANYWHERE) for pk in article.tagged.values_list("tag", flat=True)}
    found |= {(AUTHOR, pk, ANYWHERE) for pk in article.bylines.order_by().values_list("author", flat=True)}
    # Locked, so that a merger or a removal of somebody does not happen meanwhile. Not through the relation, which may have
    # been prefetched before somebody was accepted.
    accepted = Mention.objects.accepted().filter(article=article).order_by("pk").select_for_update()
    return found | {(PERSON, pk, ANYWHERE) for pk in accepted.values_list("person", flat=True)}
