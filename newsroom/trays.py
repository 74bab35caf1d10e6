"""The lists of the front desk: what waits for whom. A tray asks a bounded number of queries, however large the archive."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Q, Sum
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import search_index
from articles.models import Article, Author, HourlyReads, Section
from comments import queue
from comments.models import Notice
from common.counting import Counts, shown
from photos.models import Photo
from polish.dates import WEEKDAYS, day_month
from portal.models import Imprint, Place, User
from portal.services import name_days_on
from tips.models import Tip
from wire import inbox
from wire.models import Group

# Rows that a tray shows; the rest is in the list that its heading leads to.
LENGTH = 8
IN_WORK = [*Article.IN_WRITING, Article.Status.READY]


@dataclass
class Row:
    """One line of a tray. `moment` or `number` stands before it, `state` (a story's status) or `late` after it."""

    title: str
    url: str
    moment: object = None
    number: int | str | None = None
    meta: str = ""
    note: str = ""
    state: str = ""
    state_words: str = ""
    late: str = ""


@dataclass
class Tray:
    """A list of the front desk; with no rows it shows `empty`, a sentence that says what next."""

    key: str
    title: str
    rows: list = field(default_factory=list)
    count: int | None = None
    more_url: str = ""
    more_words: str = ""
    empty: str = ""
    # The tray on the white sheet, first on the page.
    lead: bool = False
    # In the narrow column.
    side: bool = False


def front_page(request, makers):
    """What the template of the front desk needs."""
    made = [tray for make in makers if (tray := make(request))]
    today = timezone.localdate()
    user = request.user
    return {
        "title": f"{WEEKDAYS[today.weekday()].capitalize()}, {day_month(today)}",
        "name_days": ", ".join(name_days_on(today)),
        "main_trays": [tray for tray in made if not tray.side],
        "side_trays": [tray for tray in made if tray.side],
        "may_write": user.has_perm("articles.add_article"),
        "new_story_url": address("articles_article_add"),
    }


def stories_for(user):
    """For whoever publishes: handed in, or out but unread. For whoever writes: sent back."""
    if user.has_perm("articles.publish_article"):
        return Article.objects.filter(Q(status=Article.Status.SUBMITTED) | Q(needs_reading=True))
    return _own(user).filter(status=Article.Status.RETURNED)


def _own(user):
    return Article.objects.written_by(user)


def waiting(request):
    user = request.user
    if not user.has_perm("articles.view_article"):
        return None
    publishes = user.has_perm("articles.publish_article")
    stories = _with_byline(stories_for(user).order_by("-changed_at"))
    rows = []
    for story in stories[:LENGTH]:
        row = _row(story, moment=story.changed_at)
        if story.needs_reading:
            row.state, row.state_words = "held", _("To be read after publication")
        row.note = _last_word(story)
        rows.append(row)
    return Tray(
        key="waiting",
        title=_("Waits for me"),
        rows=rows,
        count=stories_for(user).count() if len(rows) == LENGTH else len(rows),
        more_url=address("articles_article_changelist", status__exact="submitted" if publishes else "returned"),
        empty=_("Nothing waits for you. Handed-in stories will appear here.")
        if publishes
        else _("Nothing waits for you. Stories that an editor sends back will appear here."),
        lead=True,
    )


def tips(request):
    """Tips that nobody has looked at yet: number, kind and place, and not a word of what they say."""
    if not request.user.has_perm("tips.view_tip"):
        return None
    found = (
        Tip.objects.waiting()
        .select_related("place")
        .only("kind", "place__name", "created_at", "urgency", "confidential", "waiting")
    )
    rows = []
    for tip in found.order_by("urgency", "-pk")[:LENGTH]:
        row = Row(str(tip), address("tips_tip_change", tip.pk), moment=tip.created_at)
        row.meta = (
            _("In confidence")
            if tip.confidential
            else ", ".join(filter(None, [tip.get_kind_display(), tip.place and tip.place.name]))
        )
        if tip.waiting:
            row.note = _("The source has written again.")
        if tip.urgency == Tip.Urgency.URGENT:
            row.late = _("urgent")
        rows.append(row)
    return Tray(
        key="tips",
        title=_("New from readers"),
        rows=rows,
        count=Tip.objects.waiting().count() if len(rows) == LENGTH else len(rows) or None,
        more_url=address("tips_tip_changelist"),
        empty=_("Nobody has written just now."),
    )


def comments(request):
    """How much waits on the moderators' page, by its lists. Counted with the navigation."""
    user = request.user
    lists = queue.waiting_for(user)
    if not lists:
        return None
    numbers = queue.counts_of(request)()
    counts = {name: numbers[name] for name in lists}
    named = {
        "queue": (_("To be approved"), "comments_comment_changelist"),
        "reported": (_("Reported by readers"), "comments_reported"),
        "notices": (_("Illegal content"), "comments_notices"),
        "appeals": (_("Appeals"), "comments_appeals"),
    }
    rows = [
        Row(named[name][0], address(named[name][1]), number=shown(count)) for name, count in counts.items() if count
    ]
    oldest = Notice.objects.filter(state=Notice.State.RECEIVED).values_list("received_at", flat=True).first()
    if counts.get("notices") and oldest:
        row = next(row for row in rows if row.url == address("comments_notices"))
        row.late = _("waits since %(day)s") % {"day": day_month(timezone.localtime(oldest))}
    return Tray(
        key="comments",
        title=_("Comments"),
        rows=rows,
        more_url=rows[0].url if rows else "",
        more_words=_("Open"),
        empty=_("No comment waits for a decision."),
    )


def mine(request):
    if not request.user.has_perm("articles.add_article"):
        return None
    stories = _own(request.user).filter(status__in=IN_WORK).exclude(status=Article.Status.RETURNED)
    rows = [_row(story, moment=story.changed_at) for story in _with_byline(stories.order_by("-changed_at"))[:LENGTH]]
    return Tray(
        key="mine",
        title=_("Mine in work"),
        rows=rows,
        count=len(rows) or None,
        more_url=address("articles_article_changelist", mine="yes"),
        more_words=_("All of mine"),
        empty=_("You have no story in work. Begin with “New story”."),
    )


def scheduled(request):
    user = request.user
    if not user.has_perm("articles.view_article"):
        return None
    stories = Article.objects.visible_to(user).scheduled().order_by("published_at", "pk")
    rows = [_row(story, moment=story.published_at) for story in _with_byline(stories)[:LENGTH]]
    return Tray(
        key="scheduled",
        title=_("Scheduled stories"),
        rows=rows,
        count=len(rows) or None,
        more_url=address("articles_article_changelist", status__exact="scheduled") if rows else "",
        empty=_("Nothing is scheduled."),
    )


def came_in(request):
    """What the sources sent last and nobody has taken."""
    if not request.user.has_perm("wire.view_group"):
        return None
    groups = list(Group.objects.new().for_listing().order_by("-newest_at", "-pk")[:5])
    rows = []
    for group in groups:
        items = group.items.all()
        senders = ", ".join(dict.fromkeys(item.sender_name for item in items))
        rows.append(
            Row(
                items[0].title if items else "",
                address("wire_group_change", group.pk),
                group.newest_at,
                meta=senders,
                note=group.get_news_display(),
            )
        )
    return Tray(
        key="wire",
        title=_("What came in"),
        rows=rows,
        count=Counts.of(request).want("releases", inbox.new_groups())() if rows else None,
        more_url=address("wire_group_changelist"),
        side=True,
        empty=_("The inbox is empty. What town halls, police and others send will appear here."),
    )


def read_now(request):
    """Most read in this hour and the one before. One query for the numbers, one for the stories."""
    if not request.user.has_perm("articles.view_article"):
        return None
    since = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    read = HourlyReads.objects.filter(hour__gte=since).values("article").annotate(n=Sum("reads")).order_by("-n")[:5]
    numbers = {row["article"]: row["n"] for row in read}
    stories = Article.objects.filter(pk__in=numbers).only("title", "published_at", "status")
    rows = [
        Row(story.title, address("articles_article_change", story.pk), number=numbers[story.pk])
        for story in sorted(stories, key=lambda story: -numbers[story.pk])
    ]
    return Tray(
        key="read", title=_("Read now"), rows=rows, side=True, empty=_("Nobody has read anything in the last hour.")
    )


def photos_unsigned(request):
    """Photos that cannot be published yet: among the 300 newest, so that an old archive costs nothing."""
    user = request.user
    if not user.has_perm("photos.change_photo"):
        return None
    newest = Photo.objects.usable().order_by("-pk").values("pk")[:300]
    unsigned = Photo.objects.filter(pk__in=newest).filter(Q(credit="") | Q(alt=""))
    if not user.has_perm("articles.publish_article"):
        unsigned = unsigned.filter(uploaded_by=user)
    photos = list(unsigned.order_by("-pk")[:5])
    if not photos:
        return None
    rows = [
        Row(
            str(photo),
            address("photos_photo_change", photo.pk),
            moment=photo.created_at,
            late=_("no credit") if not photo.credit else _("no alternative text"),
        )
        for photo in photos
    ]
    return Tray(key="photos", title=_("Photos to be described"), rows=rows, count=len(rows), side=True)


def to_fill_in(request):
    """What the portal lacks before it may stand in public; for those who can mend it."""
    user = request.user
    if not user.has_perm("portal.change_imprint"):
        return None
    rows = []
    for model, words, name in [
        (Section, _("Add the sections of the paper"), "articles_section_add"),
        (Place, _("Add the places of the region"), "portal_place_add"),
        (Author, _("Add the authors and their signatures"), "articles_author_add"),
    ]:
        if not model.objects.exists():
            rows.append(Row(words, address(name)))
    missing = Imprint.load().missing()
    if missing:
        names = ", ".join(str(each.verbose_name) for each in missing)
        count = len(missing)
        words = ngettext("%d empty field of the imprint", "%d empty fields of the imprint", count) % count
        rows.append(Row(words, address("portal_imprint_change", 1), meta=names, late=_("the law asks for it")))
    if user.is_superuser and User.objects.filter(is_superuser=True, is_active=True).count() < 2:
        rows.append(
            Row(
                _("Only one account can manage accounts"),
                address("portal_user_changelist"),
                meta=_("Give a second person the rights of the owner, in case this phone is lost."),
            )
        )
    if user.is_superuser and search_index.is_stale():
        rows.append(Row(_("The search misses stories"), "", meta=_("Its index is out of date: run manage.py reindex.")))
    if not rows:
        return None
    return Tray(key="fill-in", title=_("To fill in"), rows=rows, count=len(rows), side=True)


def address(name, *args, **query):
    """Address of a page of the admin; empty while that model is not in it."""
    from urllib.parse import urlencode

    try:
        found = reverse(f"admin:{name}", args=args)
    except NoReverseMatch:
        return ""
    return f"{found}?{urlencode(query)}" if query else found


def _with_byline(stories):
    return (
        stories.select_related("section")
        .prefetch_related("bylines__author", "places", "events")
        .defer("body", "body_html")
    )


def _row(story, *, moment):
    authors = [byline.author.name for byline in story.bylines.all()]
    where = [place.name for place in story.places.all()] or ([story.section.name] if story.section else [])
    return Row(
        title=story.title,
        url=address("articles_article_change", story.pk),
        moment=moment,
        meta=", ".join(dict.fromkeys(authors + where)),
        state=story.status,
        state_words=story.get_status_display(),
    )


def _last_word(story):
    """What an editor wrote when sending the story back."""
    last = next(iter(story.events.all()), None)
    if not last or not last.note:
        return ""
    return f"{last.by}: „{last.note}”" if last.by else last.note
