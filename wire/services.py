"""From a release to a story, and what is measured of it."""

from datetime import timedelta

from django.core.files import File
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Author, Byline
from articles.services import save_story
from common.files import delete_when_sure
from photos.ingest import UnusablePhoto, ingest

from . import cleaning, ownwork, receiving
from .models import Group, Item, Keeping, OwnWork, Seen, Use
from .places import name_stems

MEASURED_AT_ONCE = 200
DROPPED_AT_ONCE = 1000


@transaction.atomic
def make_story(item, by):
    """A draft made from the release, signed by whoever makes it; the whole group counts as used.

    Pressing twice gives the same draft, as long as nobody has published it.
    """
    group = Group.objects.select_for_update().get(pk=item.group_id)
    begun = Article.objects.filter(wire_uses__item=item, created_by=by, first_published_at=None).first()
    if begun:
        group.use(by)
        return begun
    title, body = latest(item)
    proposal = cleaning.propose(title, body, name_stems())
    source = item.source
    article = Article(
        title=proposal.title or _("(without a headline)"),
        lead=proposal.lead,
        body=proposal.body,
        source=item.printed_source[:300],
        source_url=item.url if len(item.url) <= 500 else "",
        section=source.section if source else None,
    )
    photo = next((photo for one in _in_group(item, group) if (photo := _photo(one, by))), None)
    if photo:
        article.photo = photo
    save_story(article, by)
    place = item.place or (source.place if source else None)
    if place:
        article.places.set([place])
    author = Author.objects.filter(user=by).first()
    if author:
        Byline.objects.create(article=article, author=author)
    # What the others of the group add stands alongside too, and is measured with it.
    Use.objects.bulk_create([Use(item=one, article=article, by=by) for one in _in_group(item, group)])
    group.use(by)
    measure(article)
    return article


def _in_group(item, group):
    return [item, *group.items.exclude(pk=item.pk)]


def latest(item):
    """Headline and body as the sender last had them."""
    revision = item.revisions.first()
    return (revision.title, revision.body) if revision else (item.title, item.body)


def _photo(item, by):
    """The release's first picture that the library takes, with the source's credit; None where there is none."""
    for attachment in item.attachments.filter(is_picture=True):
        try:
            if photo := to_library(attachment, by):
                return photo
        except UnusablePhoto:
            continue
    return None


def to_library(attachment, by):
    """Put a picture that came with a release into the library. None while the file has not come; raises `UnusablePhoto`."""
    if attachment.photo and not attachment.photo.withdrawn_at:
        return attachment.photo
    if not attachment.file:
        return None
    source = attachment.item.source
    try:
        with transaction.atomic(), attachment.file.open("rb") as stored:
            upload = File(stored.file, name=_picture_name(attachment.name))
            photo = ingest(upload, by, credit=source.photo_credit if source else "", alt=attachment.description[:300])
    except UnusablePhoto as problem:
        attachment.remark = problem.message[:300]
        attachment.save(update_fields=["remark"])
        raise
    attachment.photo = photo
    attachment.save(update_fields=["photo"])
    return photo


def _picture_name(name):
    """The name where its ending is that of a picture, else one without: the library looks at the content."""
    return name if name.lower().endswith((".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif")) else "zdjecie"


# -- Own work ---------------------------------------------------------------------------------------------------


def releases_of(article):
    """Texts of the releases that the story was made from, edited ones too."""
    items = Item.objects.filter(uses__article=article).prefetch_related("revisions")
    texts = []
    for item in items:
        texts += [
            f"{item.title}\n{item.text}",
            *(f"{revision.title}\n{revision.text}" for revision in item.revisions.all()),
        ]
        texts += [attachment.text for attachment in item.attachments.all() if attachment.text]
    return texts


def blocks_of(article):
    """The story's own words: headline, lead, and the body a block a line."""
    return [article.title, article.lead, *cleaning.text_of(article.body).split("\n")]


def measure(article):
    """Note how much of the story is the releases' own words."""
    now = timezone.now()
    found = ownwork.measure(blocks_of(article), releases_of(article))
    OwnWork.objects.update_or_create(
        article=article,
        defaults={"words": found.words, "copied": found.copied, "measured_at": max(now, article.changed_at)},
    )


def measure_changed():
    """Measure anew the stories made from releases that were saved since. Returns how many there were."""
    stale = Article.objects.filter(
        Q(own_work=None) | Q(own_work__measured_at__lt=F("changed_at")), wire_uses__isnull=False
    )
    articles = list(stale.distinct()[:MEASURED_AT_ONCE])
    for article in articles:
        measure(article)
    return len(articles)


# -- Keeping ------------------------------------------------------------------------------------------------------


def drop_old(at_once=DROPPED_AT_ONCE):
    """Drop releases that have been kept long enough and from which no story was made. Returns how many."""
    before = timezone.now() - timedelta(days=Keeping.load().days)
    old = Item.objects.filter(received_at__lt=before, uses=None).order_by("pk")
    items = list(old.only("key", "source", "group")[:at_once])
    with transaction.atomic():
        Seen.objects.bulk_create(
            [Seen(source_id=item.source_id, key=item.key) for item in items if item.source_id], ignore_conflicts=True
        )
        pks = [item.pk for item in items]
        files = [
            attachment.file.name
            for item in Item.objects.filter(pk__in=pks).prefetch_related("attachments")
            for attachment in item.attachments.all()
            if attachment.file
        ]
        Item.objects.filter(pk__in=pks).delete()
        Group.objects.filter(pk__in={item.group_id for item in items}, items=None).delete()
        delete_when_sure("originals", files)
    return len(items)


@transaction.atomic
def split_off(item):
    """Let the release stand by itself: it tells of something else than its group, and than the stories that it came to."""
    group = Group.objects.create(newest_at=item.sent_at)
    Item.objects.filter(pk=item.pk).update(group=group)
    Use.objects.filter(pk__in=list(item.uses.later().values_list("pk", flat=True))).delete()
    return group


@transaction.atomic
def join_again(item, group):
    """Take `split_off` back. Raises `Group.DoesNotExist` where the group has gone meanwhile."""
    group = Group.objects.select_for_update().get(pk=group)
    alone = item.group
    item.group = group
    item.save(update_fields=["group"])
    receiving.tell_stories([item])
    Group.objects.filter(pk=alone.pk, items=None).delete()
    return group
