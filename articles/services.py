"""Work on a story that touches several models at once."""

from django.db import transaction
from django.utils import timezone

from common.markup import clean_body
from people.models import Person
from photos.models import Photo

from . import body, mentions, people_links, search_index
from .models import Article, ArticleEvent, PersonLink, PhotoUse, StoryLink


@transaction.atomic
def save_story(article, by, people=None):
    """Keep what somebody of the staff saved: the body cleaned and rendered, the version one higher, a line in the log.

    `people` is the `mentions.Decision` that came with it, if any; whom the text mentions is looked for anew either way. Who may save, and whether a newer version stands in between, is asked by the caller before, within its transaction.
    Whoever changes places or authors afterwards calls `search_index.refresh` once more.
    """
    is_new = article.pk is None
    article.body = clean_body(article.body)
    if is_new:
        article.created_by = article.created_by or by
    else:
        article.version += 1
    article._history_user = by
    article.save()
    if people:
        mentions.decide(article, people, by)
    mentions.recognise(article)
    render_body(article)
    what = ArticleEvent.What.CREATED if is_new else ArticleEvent.What.SAVED
    ArticleEvent.objects.create(article=article, what=what, by=by)
    search_index.refresh(article)


@transaction.atomic
def render_body(article):
    """Render what readers get of the body, and note the photos, stories and profiles that stand in it.

    Touches neither the version nor the history: the words are the same.
    """
    # Taken before the content is read, so that what changes meanwhile is found by the next look at what is stale.
    article.rendered_at = timezone.now()
    article.body_html = body.render(article)
    Article.objects.filter(pk=article.pk).update(body_html=article.body_html, rendered_at=article.rendered_at)
    _rewrite(PhotoUse, article, "photo_id", Photo, body.photo_ids(article.body))
    _rewrite(StoryLink, article, "linked_id", Article, body.story_ids(article.body))
    _rewrite(PersonLink, article, "person_id", Person, people_links.person_ids(article.body_html))


def _rewrite(through, article, field, model, wanted):
    """Let the rows of the story point to exactly those of the wanted ids that exist."""
    wanted = set(model.objects.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    have = set(through.objects.filter(article=article).values_list(field, flat=True))
    if have - wanted:
        # Not by the ids that are gone: of a deleted profile the row has none.
        through.objects.filter(article=article).exclude(**{f"{field}__in": wanted}).delete()
    through.objects.bulk_create(
        [through(article=article, **{field: pk}) for pk in sorted(wanted - have)], ignore_conflicts=True
    )
