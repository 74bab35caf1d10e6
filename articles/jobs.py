"""Background jobs of stories. Each may be run twice without harm."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from common.scheduling import every
from people.models import Person

from . import mentions, profiles, search_index
from .models import Article, Mention, PersonLink, PhotoUse, StoryLink
from .services import render_body

STALE_AT_ONCE = 200
# Changes are looked for so far back, which is as long as the worker may have been away.
LOOK_BACK = timedelta(days=7)


@every(minutes=1)
@task()
def settle_scheduled():
    """Call scheduled stories whose moment has come "published" on the desk too; readers see them without this."""
    due = Article.objects.filter(status=Article.Status.SCHEDULED, published_at__lte=timezone.now())
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            if article := due.select_for_update().filter(pk=pk).first():
                due.filter(pk=pk).update(status=Article.Status.PUBLISHED)
                # Now that readers may see its words, they are suggested too.
                search_index.refresh(article)


@every(minutes=1)
@task()
def rerender_stale():
    """Render anew the bodies whose photos, people or related stories have changed since; the newest stories first."""
    for article in Article.objects.filter(pk__in=stale_ids()).order_by("-pk"):
        render_body(article)


def stale_ids(now=None):
    """Ids of at most `STALE_AT_ONCE` stories whose rendered body no longer says what it would say now."""
    now = now or timezone.now()
    since = now - LOOK_BACK
    rendered = F("article__rendered_at")
    story_changed = Q(linked__changed_at__gt=since) & Q(linked__changed_at__gt=rendered)
    # A scheduled story comes true by itself, without being saved.
    came_true = Q(linked__published_at__gt=since, linked__published_at__lte=now) & Q(linked__published_at__gt=rendered)
    changed = [
        PhotoUse.objects.filter(photo__updated_at__gt=since).filter(photo__updated_at__gt=rendered),
        Mention.objects.filter(person__updated_at__gt=since).filter(person__updated_at__gt=rendered),
        StoryLink.objects.filter(story_changed | came_true),
        PersonLink.objects.filter(person=None),
    ]
    found = set()
    for rows in changed:
        found.update(rows.order_by("-article_id").values_list("article_id", flat=True)[:STALE_AT_ONCE])
    return sorted(found, reverse=True)[:STALE_AT_ONCE]


@task()
def rerender(ids):
    """Render the bodies of these stories anew."""
    for article in Article.objects.filter(pk__in=ids).order_by("-pk"):
        render_body(article)


@task()
def take_back_automatic(section):
    """Unlink whom the rules alone accepted in a section that has become one of crime news."""
    mentions.take_back_automatic(section)


PROFILES_AT_ONCE = 200
# Longer than the time between two runs, so that a late one misses nothing.
COUNTED_BACK = timedelta(minutes=15)


@every(minutes=2)
@task()
def count_profiles():
    """Count anew what profiles say of the stories about a person, where it may have changed."""
    now = timezone.now()
    ids = profiles.to_be_counted(now, since=now - COUNTED_BACK, at_most=PROFILES_AT_ONCE)
    for person in Person.objects.filter(pk__in=ids):
        profiles.count_stories(person)


@every(hours=1)
@task()
def tidy_search():
    """Take out of the search index what was deleted behind its back."""
    search_index.forget_deleted()
