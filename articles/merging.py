"""Two profiles or several tags that turn out to be one."""

from django.db import transaction

from people.services import merge_people as merge_profiles

from . import listed
from .models import Article, Mention, TaggedArticle
from .profiles import count_stories

# Which of two mentions of the same person in one story is kept.
STRONGEST_FIRST = [Mention.State.ACCEPTED, Mention.State.SUGGESTED, Mention.State.REFUSED]


@transaction.atomic
def merge_people(gone, keep):
    """Let `keep` stand for `gone` everywhere: profile, offices, sources and every story.

    The address of `gone` stays alive and leads to `keep`. A story that mentioned both mentions `keep` once, at the better
    of the two places, accepted if either was. Raises `people.services.CannotMerge`.
    """
    merge_profiles(gone, keep)
    # In the order in which whoever saves a story locks them.
    both = Mention.objects.select_for_update().filter(person__in=[gone, keep]).order_by("pk")
    kept = {mention.article_id: mention for mention in both if mention.person_id == keep.pk}
    for mention in [mention for mention in both if mention.person_id == gone.pk]:
        other = kept.get(mention.article_id)
        if other is None:
            mention.person = keep
            mention.save(update_fields=["person"])
            continue
        other.state = min(other.state, mention.state, key=STRONGEST_FIRST.index)
        other.position = min(other.position, mention.position)
        other.save(update_fields=["state", "position"])
        mention.delete()
    listed.refresh_people([gone.pk, keep.pk])
    count_stories(keep)


@transaction.atomic
def merge_tags(gone, keep):
    """Put `keep` on every story that has one of the tags `gone`, and delete those."""
    have = set(TaggedArticle.objects.filter(tag=keep).values_list("content_object", flat=True))
    wanted = set(TaggedArticle.objects.filter(tag__in=gone).values_list("content_object", flat=True))
    TaggedArticle.objects.filter(tag__in=gone).delete()
    TaggedArticle.objects.bulk_create(
        [TaggedArticle(tag=keep, content_object_id=pk) for pk in sorted(wanted - have)], batch_size=500
    )
    for tag in gone:
        tag.delete()
    for article in Article.objects.filter(pk__in=wanted):
        listed.refresh(article)
