"""Stories and all that is said of them: sections, authors, tags, people mentioned, photos used, and the workflow.

An `Article` row is the public text. What is typed and not yet saved is a `Draft`; who did what and when is an
`ArticleEvent`; earlier saved versions are kept by simple-history.
"""

from functools import cache

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase

from common.addresses import address
from polish.slugs import slugify
from polish.sort_key import sort_key
from portal.models import free_slug, plain_slug, slug_from_name

from .querysets import ArticleQuerySet, MentionQuerySet


class Section(models.Model):
    """A part of the paper, such as “Samorząd”."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(
        _("address"),
        max_length=60,
        unique=True,
        blank=True,
        validators=[plain_slug, free_slug],
        help_text=_("Empty: made from the name."),
    )
    description = models.CharField(_("description for search engines"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    is_crime_news = models.BooleanField(
        _("crime news"), default=False, help_text=_("People are never linked automatically here.")
    )
    for_urgent = models.BooleanField(_("preset for urgent news"), default=False)

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        self.slug = self.slug or slugify(self.name)
        super().save(**kwargs)

    def get_absolute_url(self):
        return address("articles:section", self.slug)

    def clean(self):
        slug_from_name(self)


@cache
def _address_of_a_story():
    """The address of any story, to be filled with key and slug (plain letters): a page may name hundreds of them."""
    return reverse("articles:detail", args=[0, "slug"]).replace("0-slug", "%d-%s")


class Author(models.Model):
    """Somebody who signs stories, with the short signature that stands beside the date."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
        verbose_name=_("account"),
    )
    name = models.CharField(_("name"), max_length=120)
    signature = models.CharField(_("signature"), max_length=20, help_text=_("Short, such as “ska”."))
    slug = models.SlugField(_("address"), max_length=120, unique=True, blank=True, validators=[plain_slug])
    sort_key = models.CharField(max_length=400, editable=False)
    role = models.CharField(_("role"), max_length=80, blank=True)
    biography = models.TextField(_("about"), blank=True, max_length=1000)
    photo = models.ForeignKey("photos.Photo", models.SET_NULL, null=True, blank=True, verbose_name=_("photo"))
    email = models.EmailField(_("public e-mail"), blank=True)

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = _("author")
        verbose_name_plural = _("authors")

    def __str__(self):
        return f"{self.name} ({self.signature})"

    def save(self, **kwargs):
        self.slug = self.slug or slugify(self.name)
        self.sort_key = sort_key(" ".join(reversed(self.name.rsplit(" ", 1))))
        super().save(**kwargs)

    def get_absolute_url(self):
        return address("articles:author", self.slug)

    def clean(self):
        slug_from_name(self)


class Tag(TagBase):
    """A topic that runs through several stories."""

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def slugify(self, tag, i=None):
        slug = slugify(tag) or "tag"
        return f"{slug}-{i}" if i else slug

    def get_absolute_url(self):
        return address("articles:tag", self.slug)


class TaggedArticle(ItemBase):
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged")
    content_object = models.ForeignKey("Article", models.CASCADE, related_name="tagged")

    class Meta:
        constraints = [models.UniqueConstraint("tag", "content_object", name="articles_tagged_once")]

    def __str__(self):
        return f"{self.tag}: {self.content_object}"


class Article(models.Model):
    """A story."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("To be checked")
        RETURNED = "returned", _("To be corrected")
        READY = "ready", _("Ready")
        SCHEDULED = "scheduled", _("Scheduled")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Kind(models.TextChoices):
        EDITORIAL = "editorial", _("Editorial")
        SPONSORED = "sponsored", _("Sponsored material")
        ELECTION = "election", _("Election material")

    IN_WRITING = [Status.DRAFT, Status.SUBMITTED, Status.RETURNED]

    title = models.CharField(_("headline"), max_length=160)
    slug = models.SlugField(max_length=90, editable=False)
    lead = models.TextField(_("lead"), max_length=700, blank=True, validators=[MaxLengthValidator(700)])
    # HTML as the editor writes it, sanitised; `body_html` is what readers get, made from it by `articles.body.render`.
    body = models.TextField(_("body"), blank=True)
    body_html = models.TextField(editable=False, blank=True)
    rendered_at = models.DateTimeField(null=True, editable=False)

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.EDITORIAL)
    sponsor = models.CharField(
        _("sponsor or election committee"), max_length=200, blank=True, help_text=_("Printed beside the label.")
    )
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="articles", verbose_name=_("section")
    )
    places = models.ManyToManyField("portal.Place", blank=True, related_name="articles", verbose_name=_("places"))
    tags = TaggableManager(
        through=TaggedArticle, blank=True, verbose_name=_("tags"), help_text=_("Separated by commas.")
    )
    photo = models.ForeignKey(
        "photos.Photo", models.SET_NULL, null=True, blank=True, related_name="leads", verbose_name=_("main photo")
    )
    photo_caption = models.CharField(
        _("caption of the main photo"), max_length=400, blank=True, help_text=_("Empty: the caption from the library.")
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    source_url = models.URLField(_("source's address"), max_length=500, blank=True)
    authors = models.ManyToManyField(Author, through="Byline", related_name="articles", verbose_name=_("authors"))
    people = models.ManyToManyField(
        "people.Person", through="Mention", related_name="articles", verbose_name=_("people")
    )

    status = models.CharField(
        _("state"), max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False, db_index=True
    )
    # Set exactly while the story is published or scheduled: public from this moment on.
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    # When the public could first read it; kept when a story is withdrawn and published again.
    first_published_at = models.DateTimeField(null=True, editable=False)
    # Shown to readers as “akt.”; set by an editor's decision, not by every save.
    updated_at = models.DateTimeField(_("updated"), null=True, blank=True, editable=False)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    needs_reading = models.BooleanField(_("to be read after publication"), default=False, editable=False)
    shared = models.BooleanField(_("shared with the whole desk"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("begun by"),
    )
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    # Rises with every save; a form that was opened on an older one is told so and overwrites nothing.
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords(m2m_fields=[places], excluded_fields=["body_html", "rendered_at", "changed_at"])
    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        permissions = [
            ("publish_article", "Can publish, schedule and withdraw stories"),
            ("publish_on_duty", "Can publish at once while on duty, to be read by an editor afterwards"),
            ("edit_others", "Can edit stories of others"),
            ("make_sponsored", "Can make sponsored and election material"),
            ("set_front_page", "Can lay out the front page"),
        ]
        constraints = [
            models.CheckConstraint(
                name="articles_date_exactly_while_public_or_scheduled",
                condition=Q(status__in=["published", "scheduled"], published_at__isnull=False)
                | (~Q(status__in=["published", "scheduled"]) & Q(published_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="articles_sponsored_names_its_sponsor", condition=Q(kind="editorial") | ~Q(sponsor="")
            ),
        ]
        indexes = [
            models.Index(F("published_at").desc(), F("id").desc(), name="articles_newest"),
            models.Index("section", F("published_at").desc(), F("id").desc(), name="articles_newest_in_section"),
            models.Index("changed_at", name="articles_changed"),
            # Which of some hundred stories a search may show: read from here, without their wide rows.
            models.Index("id", "published_at", name="articles_public_by_id"),
            # What an editor has still to read, on everybody's front desk.
            models.Index("changed_at", name="articles_to_be_read", condition=Q(needs_reading=True)),
        ]

    def __str__(self):
        return self.title

    def save(self, *, update_fields=None, **kwargs):
        self.slug = slugify(self.title, max_length=90) or "artykul"
        if update_fields is not None:
            update_fields = {*update_fields, "slug", "changed_at"}
        super().save(update_fields=update_fields, **kwargs)

    def get_absolute_url(self):
        if self.pk is None:
            raise NoReverseMatch("A story that is not saved has no address.")
        return _address_of_a_story() % (self.pk, self.slug)

    @transaction.atomic
    def delete(self, **kwargs):
        from . import search_index

        search_index.forget([self.pk])
        return super().delete(**kwargs)

    @property
    def is_published(self):
        """Whether the public may read it now; the same rule as `ArticleQuerySet.published()`."""
        return self.published_at is not None and self.published_at <= timezone.now()

    @property
    def is_gone(self):
        """Withdrawn after the public could read it: its address answers 410."""
        return self.status == self.Status.WITHDRAWN

    @property
    def was_updated(self):
        return bool(self.updated_at and self.published_at and self.updated_at > self.published_at)

    @property
    def label(self):
        """What must stand above advertising that is not the newsroom's own (art. 36 of the press law); else empty."""
        return "" if self.kind == self.Kind.EDITORIAL else self.get_kind_display()

    @property
    def caption(self):
        return self.photo_caption or (self.photo.caption if self.photo else "")

    @property
    def comment_count(self):
        """How many comments readers see beside it. No query where the tally was selected with the story."""
        return self.tally.comments if hasattr(self, "tally") else 0

    def shown(self, name):
        """Its `places`, `tags`, `bylines` or `mentions`. One query, or none where they were prefetched or filled in.

        Django makes a manager each time it is asked for one, which costs more than the list.
        """
        found = getattr(self, "_prefetched_objects_cache", {}).get(name)
        return list(getattr(self, name).all() if found is None else found)

    @cached_property
    def text_bylines(self):
        """Who signs the text: see `who_sign`."""
        return who_sign((byline.role, byline.author_id, byline) for byline in self.shown("bylines"))

    @cached_property
    def signatures(self):
        """Short signatures in their order. One query, or none where the bylines were prefetched."""
        return [byline.author.signature for byline in self.text_bylines]

    @cached_property
    def place_names(self):
        """Names of its places in their order. One query, or none where the places were prefetched."""
        return [place.name for place in self.shown("places")]

    @cached_property
    def people_mentioned(self):
        """People beside the story, each with the title of the office held on its date: `(person, title or "")`.

        Needs a story from `ArticleQuerySet.for_page()`.
        """
        return [(mention.person, mention.office_title or "") for mention in self.shown("mentions")]

    # -- Workflow. Every transition is logged; the rules of who may are in `articles.policy`. --

    @transaction.atomic
    def submit(self, by):
        """Hand the story in to be checked. Raises `WrongState` unless it is being written."""
        self._only_from(self.Status.DRAFT, self.Status.RETURNED)
        self._move(self.Status.SUBMITTED, ArticleEvent.What.SUBMITTED, by)

    @transaction.atomic
    def send_back(self, by, note=""):
        """Return a handed-in or ready story to its author, with a word on what to mend."""
        self._only_from(self.Status.SUBMITTED, self.Status.READY)
        self._move(self.Status.RETURNED, ArticleEvent.What.SENT_BACK, by, note)

    @transaction.atomic
    def mark_ready(self, by):
        """Say that the story has been checked and may be published."""
        self._only_from(*self.IN_WRITING)
        self._move(self.Status.READY, ArticleEvent.What.READY, by)

    @transaction.atomic
    def publish(self, by, *, to_be_read=False):
        """Make the story public now.

        Publishing again keeps a first date that is past, so that a corrected story does not jump back to the top of the
        front page. A scheduled story is published now. `to_be_read` puts it on the editors' list "read after publication".
        Raises `NotReady` where something is missing that no story may lack.
        """
        now = timezone.now()
        self._only_complete(now)
        first = self.first_published_at
        self.published_at = first if first and first <= now else now
        self.first_published_at = self.published_at
        self.needs_reading = to_be_read
        self._move(self.Status.PUBLISHED, ArticleEvent.What.PUBLISHED, by)

    @transaction.atomic
    def schedule(self, by, moment):
        """Let the story become public by itself at that moment. Raises `NotReady`, or `WrongState` for a past moment."""
        from .policy import WrongState

        self._only_complete(moment)
        if moment <= timezone.now():
            raise WrongState(_("The moment of publication must be in the future."))
        if self.is_published:
            raise WrongState(_("The story is published already."))
        self.published_at = moment
        if not self.first_published_at or self.first_published_at > timezone.now():
            self.first_published_at = moment
        self._move(
            self.Status.SCHEDULED, ArticleEvent.What.SCHEDULED, by, f"{timezone.localtime(moment):%d.%m.%Y %H:%M}"
        )

    @transaction.atomic
    def withdraw(self, by, note=""):
        """Take the story off the site. One that was never public goes back to "ready", as if it had not been scheduled."""
        self._only_from(self.Status.PUBLISHED, self.Status.SCHEDULED)
        was_public = self.is_published
        self.published_at = None
        if not was_public:
            self.first_published_at = None
        status = self.Status.WITHDRAWN if was_public else self.Status.READY
        what = ArticleEvent.What.WITHDRAWN if was_public else ArticleEvent.What.UNSCHEDULED
        self._move(status, what, by, note)

    @transaction.atomic
    def mark_updated(self, by, note=""):
        """Tell readers that the published text has changed in substance."""
        self._only_from(self.Status.PUBLISHED, self.Status.SCHEDULED)
        self.updated_at = timezone.now()
        self._move(self.status, ArticleEvent.What.UPDATED, by, note)

    @transaction.atomic
    def mark_read(self, by):
        """An editor has read what was published on duty."""
        self.needs_reading = False
        self._move(self.status, ArticleEvent.What.READ, by)

    def _only_from(self, *states):
        from .policy import WrongState

        if self.status not in states:
            raise WrongState(_("This cannot be done in the state “%(state)s”.") % {"state": self.get_status_display()})

    def _only_complete(self, moment):
        from . import silence
        from .policy import NotReady, missing

        if problems := missing(self) + silence.problems(self, moment):
            raise NotReady(problems)

    def _move(self, status, what, by, note=""):
        from . import search_index

        self.status = status
        self.save(update_fields=["status", "published_at", "first_published_at", "updated_at", "needs_reading"])
        ArticleEvent.objects.create(article=self, what=what, by=by, note=note)
        search_index.refresh(self)


class Byline(models.Model):
    """One author's place in the signature of a story."""

    class Role(models.TextChoices):
        TEXT = "text", _("text")
        PHOTO = "photo", _("photos")
        EDITING = "editing", _("editing")

    article = models.ForeignKey(Article, models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, models.PROTECT, related_name="bylines", verbose_name=_("author"))
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.TEXT)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [models.UniqueConstraint("article", "author", "role", name="articles_one_byline_a_role")]

    def __str__(self):
        return self.author.signature


def who_sign(bylines):
    """Who signs a text, in order, each author once; not those who only took the photos.

    `bylines` are `(role, author's key, whatever is wanted of it)` in their order.
    """
    first = {}
    for role, author, wanted in bylines:
        if role != Byline.Role.PHOTO:
            first.setdefault(author, wanted)
    return list(first.values())


class Mention(models.Model):
    """A public figure in a story. Only accepted ones are ever shown or linked.

    What the text says of the person is kept beside it by `articles.mentions`: empty where the text as last saved does not
    mention the person in any way that is recognised.
    """

    class State(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        SUGGESTED = "suggested", _("suggested")
        REFUSED = "refused", _("refused")

    class Rule(models.TextChoices):
        NONE = "", _("not recognised in the text")
        OFFICE = "office", _("by office, surname and place")
        NAME = "name", _("by the full name")

    article = models.ForeignKey(Article, models.CASCADE, related_name="mentions")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="mentions", verbose_name=_("person"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ACCEPTED)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    rule = models.CharField(
        _("recognised"), max_length=10, choices=Rule.choices, default=Rule.NONE, blank=True, editable=False
    )
    # The first sentence that mentions the person, and where in it the name stands.
    sentence = models.CharField(max_length=400, blank=True, default="", editable=False)
    form = models.CharField(max_length=200, blank=True, default="", editable=False)
    form_at = models.PositiveSmallIntegerField(default=0, editable=False)
    # Who decided last, and when; nobody has where the rules alone suggested or accepted it.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    is_automatic = models.BooleanField(default=False, editable=False)

    objects = MentionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("person in the story")
        verbose_name_plural = _("people in the story")
        constraints = [models.UniqueConstraint("article", "person", name="articles_person_mentioned_once")]

    def __str__(self):
        return self.person.name

    @property
    def passage(self):
        """The sentence in three parts: before the name, the name as it stands there, after it."""
        end = self.form_at + len(self.form)
        return self.sentence[: self.form_at], self.sentence[self.form_at : end], self.sentence[end:]


class PhotoUse(models.Model):
    """A photo standing in the body of a story; rewritten whenever the body is saved."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="photo_uses")
    photo = models.ForeignKey("photos.Photo", models.CASCADE, related_name="uses")

    class Meta:
        constraints = [models.UniqueConstraint("article", "photo", name="articles_photo_use_once")]

    def __str__(self):
        return f"{self.photo_id} in {self.article_id}"


class StoryLink(models.Model):
    """Another story shown as a card in the body of a story; rewritten whenever the body is saved."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="story_links")
    linked = models.ForeignKey(Article, models.CASCADE, related_name="linked_from")

    class Meta:
        constraints = [models.UniqueConstraint("article", "linked", name="articles_story_link_once")]

    def __str__(self):
        return f"{self.linked_id} in {self.article_id}"


class ArticleEvent(models.Model):
    """Who did what to a story, and when. Rows are only ever added."""

    class What(models.TextChoices):
        CREATED = "created", _("began")
        SAVED = "saved", _("saved")
        SUBMITTED = "submitted", _("handed in")
        SENT_BACK = "sent_back", _("sent back")
        READY = "ready", _("marked as ready")
        SCHEDULED = "scheduled", _("scheduled")
        UNSCHEDULED = "unscheduled", _("took off the schedule")
        PUBLISHED = "published", _("published")
        UPDATED = "updated", _("marked as updated")
        READ = "read", _("read after publication")
        WITHDRAWN = "withdrawn", _("withdrew")

    article = models.ForeignKey(Article, models.CASCADE, related_name="events")
    what = models.CharField(max_length=12, choices=What.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.what}"


class Draft(models.Model):
    """What somebody typed into a story's form and has not saved yet.

    `fields` holds the typed values, `base_version` the article's version that they began from. A draft of a story that
    does not exist yet has no article. Without fields it says only that the form is open.
    """

    article = models.ForeignKey(Article, models.CASCADE, null=True, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    fields = models.JSONField(default=dict)
    base_version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(auto_now=True)
    # When the form last said that it is open; how colleagues know who else is writing.
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "article"], name="articles_one_draft_each", condition=Q(article__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["user"], name="articles_one_new_draft_each", condition=Q(article__isnull=True)
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.article or '…'}"


class ArticleTally(models.Model):
    """Counters of a story, on a row of their own so that saving the story never overwrites them."""

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="tally")
    comments = models.PositiveIntegerField(_("comments"), default=0)
    reads = models.PositiveBigIntegerField(_("reads"), default=0)

    def __str__(self):
        return f"{self.article_id}: {self.comments}/{self.reads}"


class ListEntry(models.Model):
    """A story in one list of a place, topic, author or person; `articles.listed` writes it. `section` is 0 for the list over all."""

    class Kind(models.TextChoices):
        PLACE = "place", "place"
        TAG = "tag", "tag"
        AUTHOR = "author", "author"
        PERSON = "person", "person"

    kind = models.CharField(max_length=6, choices=Kind.choices)
    of = models.BigIntegerField()
    section = models.BigIntegerField(default=0)
    article = models.ForeignKey(Article, models.CASCADE, related_name="listed")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("article", "kind", "of", "section", name="articles_listed_once")]
        indexes = [
            models.Index(
                "kind", "of", "section", F("published_at").desc(), F("article").desc(), name="articles_listed_newest"
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.of}: {self.article_id}"


class HourlyReads(models.Model):
    """How often a story was read within an hour. Counted without any address or identifier of the reader."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="hourly_reads")
    hour = models.DateTimeField()
    reads = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("article", "hour", name="articles_one_row_an_hour")]
        indexes = [models.Index("hour", "article", name="articles_reads_by_hour")]

    def __str__(self):
        return f"{self.article_id} {self.hour:%Y-%m-%d %H}: {self.reads}"


class SearchEntry(models.Model):
    """Where a story stands in the search index; `articles.search_index` writes it.

    No foreign key: when a story is deleted, its entry has to last until the words it holds are out of the index.
    """

    class Half(models.TextChoices):
        PUBLIC = "public", "public"
        DESK = "desk", "desk"

    article_id = models.BigIntegerField(primary_key=True)
    half = models.CharField(max_length=6, choices=Half.choices)
    key = models.BigIntegerField()
    # The words counted in `WordForm` for this story, compressed, so that the same can be taken back.
    forms = models.BinaryField(default=b"")

    def __str__(self):
        return f"{self.article_id} ({self.half})"


class WordForm(models.Model):
    """A word as it stands in published stories, and in how many of them: for suggestions and corrections."""

    form = models.CharField(max_length=64, primary_key=True)
    # Lower case without diacritics; compared byte by byte on every database.
    key = models.CharField(max_length=64)
    frequency = models.IntegerField()

    class Meta:
        indexes = [models.Index("key", name="articles_words_by_key")]

    def __str__(self):
        return self.form


class SearchState(models.Model):
    """The one row about the search index: which analyser made it, and how far a run of `reindex` has come."""

    version = models.CharField(max_length=80, blank=True)
    building = models.CharField(max_length=80, blank=True)
    done_up_to = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="articles_search_state_is_one_row", condition=Q(pk=1))]

    def __str__(self):
        return self.version

    @classmethod
    def load(cls):
        """The row, made on first use. Costs a query."""
        return cls.objects.get_or_create(pk=1)[0]


from .people_models import PeopleRules, PersonLink  # noqa: E402, F401 - models of their own module
from .profile_tally import ProfileTally  # noqa: E402, F401 - a model in a module of its own
