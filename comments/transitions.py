"""The one home of every change of a comment's state: the counters and the thread follow it in the same transaction.

Rows are locked in the order of their keys, root first, then the story's tally, so that no two changes wait for each other.
"""

from django.db.models import F
from django.utils import timezone

from articles.models import ArticleTally
from common import counters

from .models import Comment

State, ShownAs = Comment.State, Comment.ShownAs


class WrongState(Exception):
    """This cannot be done with the comment as it is now; the message is a sentence for the desk."""


def locked(pk):
    """The comment with its root and parent, all locked until the transaction ends. Raises `Comment.DoesNotExist`."""
    keys = Comment.objects.filter(pk=pk).values_list("pk", "parent_id", "root_id").get()
    rows = Comment.objects.select_for_update(no_key=True).filter(pk__in=[key for key in keys if key]).order_by("pk")
    rows = {row.pk: row for row in rows}
    comment = rows[pk]
    # The same objects, so that what is counted on one is seen through the other.
    if comment.parent_id:
        comment.parent, comment.root = rows[comment.parent_id], rows[comment.root_id]
    return comment


def place(comment, state, *, save=()):
    """Put a locked (or just made) comment into a state and let counters and marks follow.

    `save` names other fields that the caller changed. Sets `waits_since` for a held comment and clears it for others
    unless the caller saves it too. Costs 1 query for the row, and up to 5 where it appears or disappears.
    """
    now = timezone.now()
    was_visible, comment.state = comment.is_visible and not comment._state.adding, state
    if state == State.HELD:
        comment.waits_since = comment.waits_since or now
    elif "waits_since" not in save:
        comment.waits_since = None
    if comment.waits_since is None:
        comment.claimed_by, comment.claimed_until = None, None
    comment.shown_as = _standing(comment)
    if comment._state.adding:
        comment.save(force_insert=True)
    else:
        fields = {"state", "shown_as", "waits_since", "claimed_by", "claimed_until", *save}
        comment.save(update_fields=fields)
    if was_visible != comment.is_visible:
        _follow(comment, 1 if comment.is_visible else -1)


def _standing(comment):
    """Where the comment stands now: as itself, as the mark of one that is gone, or nowhere. One query at most."""
    here = ShownAs.REPLY if comment.is_reply else ShownAs.ROOT
    if comment.is_visible:
        return here
    if comment._state.adding:
        return ShownAs.NOWHERE
    if comment.is_reply:
        return here if comment.answers.visible().exists() else ShownAs.NOWHERE
    return here if comment.visible_replies else ShownAs.NOWHERE


def _follow(comment, change):
    """Bring the root's count, the marks above and the story's tally after a comment that appeared or disappeared."""
    if comment.is_reply:
        root, parent = comment.root, comment.parent
        Comment.objects.filter(pk=root.pk).update(visible_replies=F("visible_replies") + change)
        root.visible_replies += change
        for above in {root, parent}:
            standing = _standing(above)
            if standing != above.shown_as:
                above.shown_as = standing
                Comment.objects.filter(pk=above.pk).update(shown_as=standing)
    if change > 0:
        counters.add(ArticleTally, {"article_id": comment.article_id}, "comments", 1, also={"reads": 0})
    else:
        ArticleTally.objects.filter(pk=comment.article_id).update(comments=F("comments") - 1)


def recount(article_id):
    """Bring every counter of a story's comments to what counting the rows says. Returns the number of visible ones."""
    from django.db import transaction
    from django.db.models import Count, Q

    with transaction.atomic():
        rows = list(Comment.objects.select_for_update(no_key=True).filter(article=article_id).order_by("pk"))
        replies = dict(
            Comment.objects.visible()
            .filter(article=article_id, root__isnull=False)
            .values_list("root")
            .annotate(Count("pk"))
        )
        support = dict(
            Comment.objects.filter(article=article_id).annotate(n=Count("reactions", filter=Q())).values_list("pk", "n")
        )
        for row in rows:
            row.visible_replies, row.support = replies.get(row.pk, 0), support[row.pk]
            row.shown_as = _standing(row)
        Comment.objects.bulk_update(rows, ["visible_replies", "support", "shown_as"], batch_size=500)
        visible = sum(row.is_visible for row in rows)
        tally, _made = ArticleTally.objects.get_or_create(pk=article_id)
        ArticleTally.objects.filter(pk=tally.pk).update(comments=visible)
    return visible
