"""Public figures: their names, portraits and dated offices.

Which stories mention a person is known to `articles`; this app does not know that stories exist.
"""

from functools import reduce
from operator import or_

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.addresses import address
from polish.lemmas import lemmas_of
from polish.offices import kind_slug, post_of
from polish.slugs import slugify
from polish.sort_key import name_key

from .editions import Edited, EditedQuerySet

# Of a name; what is typed beyond them is not looked at.
MAX_WORDS_TYPED = 8


class PersonQuerySet(EditedQuerySet):
    def current(self):
        """People with a profile: neither merged into another one nor removed at their request."""
        return self.filter(merged_into=None, removed_at=None)

    def alphabetical(self):
        """Surname first, in the order of the Polish alphabet, the same on every database."""
        return self.order_by("sort_key", "pk")

    def named(self, typed):
        """People in whose names every typed word stands: a piece of it, with Polish letters or without, or any of its cases."""
        words = [word for word in typed.split()[:MAX_WORDS_TYPED] if slugify(word)]
        found = self if words else self.none()
        for word in words:
            begins = {slugify(form) for form in [word, *lemmas_of(word)]} - {""}
            found = found.filter(reduce(or_, (Q(slug__contains=form) for form in begins)))
        return found

    def with_face(self):
        """With what stands beside others: the name and the portrait."""
        return self.select_related("portrait").only(
            "first_name", "last_name", "slug", "portrait__alt", "portrait__renditions", "portrait__withdrawn_at"
        )


class Person(Edited):
    """A public figure. Somebody who merely happens to be in the news has no profile."""

    class Gender(models.TextChoices):
        FEMALE = "f", _("woman")
        MALE = "m", _("man")

    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("surname"), max_length=80)
    gender = models.CharField(_("gender"), max_length=1, choices=Gender.choices, blank=True)
    has_common_name = models.BooleanField(
        _("many people bear this name"),
        default=False,
        help_text=_("The person is recognised in texts only where the office or its place stands near the name."),
    )
    slug = models.SlugField(max_length=120, editable=False)
    sort_key = models.CharField(max_length=400, editable=False, db_index=True)
    portrait = models.ForeignKey(
        "photos.Photo", models.SET_NULL, null=True, blank=True, related_name="portrait_of", verbose_name=_("portrait")
    )
    biography = models.TextField(_("biography"), blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    # Since when the row says nothing of anybody any more; see `people.removal`.
    removed_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    history = HistoricalRecords(excluded_fields=["sort_key", "slug", "updated_at", "removed_at"])
    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        permissions = [
            ("merge_person", "Can merge two profiles"),
            ("remove_personal_data", "Can remove somebody's personal data for good"),
        ]
        constraints = [
            # The database holds to it even when code calls .update().
            models.CheckConstraint(
                name="people_removed_says_nothing",
                condition=Q(removed_at=None)
                | Q(first_name="", last_name="", gender="", slug="", sort_key="", biography="", portrait=None),
            ),
            models.CheckConstraint(
                name="people_not_merged_into_oneself", condition=Q(merged_into=None) | ~Q(merged_into=F("pk"))
            ),
        ]

    def __str__(self):
        return self.name or gettext("removed profile no. %(pk)s") % {"pk": self.pk}

    def save(self, *, update_fields=None, **kwargs):
        self.slug = slugify(self.name, max_length=120) or "osoba"
        self.sort_key = name_key(self.first_name, self.last_name)[:400]
        if update_fields is not None:
            update_fields = {*update_fields, "slug", "sort_key"}
        super().save(update_fields=update_fields, **kwargs)

    def get_absolute_url(self):
        return address("articles:person", self.pk, self.slug)

    @property
    def name(self):
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def survivor(self):
        """The profile that this one was merged into, through any number of mergers; itself where it was not."""
        person = self
        while person.merged_into:
            person = person.merged_into
        return person

    @cached_property
    def dated_offices(self):
        """All offices, the latest first. One query, or none where they were prefetched."""
        return in_order(self.offices.all())

    def office_on(self, day):
        """The office held on that day, the latest begun first; None where none is known."""
        return next((office for office in self.dated_offices if office.held_on(day)), None)


def former_names(ids):
    """Every name that these people had here, their profiles merged into these ones too: `{id: {name, …}}`. Two queries."""
    merged = list(
        Person.objects.filter(merged_into__in=ids).values_list("pk", "merged_into", "first_name", "last_name")
    )
    leads_to = {pk: pk for pk in ids} | {gone: keep for gone, keep, _first, _last in merged}
    earlier = Person.history.filter(id__in=list(leads_to)).order_by()
    rows = {(gone, first, last) for gone, _keep, first, last in merged}
    rows |= set(earlier.values_list("id", "first_name", "last_name").distinct())
    names = {pk: set() for pk in ids}
    for pk, first, last in sorted(rows):
        names[leads_to[pk]].add(f"{first} {last}".strip())
    return names


class OfficeQuerySet(EditedQuerySet):
    def held_on(self, day, year):
        """Offices held on that day, the latest begun first; `year` are the first and the last day of its year.

        The same rule as `Office.held_on()`; a test compares the two.
        """
        dated = Q(starts__isnull=False) | Q(ends__isnull=False)
        within = (Q(starts=None) | Q(starts__lte=day)) & (Q(ends=None) | Q(ends__gte=day))
        attested = Q(starts=None, ends=None, attested_on__range=year)
        return self.filter((dated & within) | attested).order_by(
            Coalesce("starts", "attested_on", "ends").desc(), "-pk"
        )


class Office(Edited):
    """An office or function with the days between which it was held.

    Where only single evidence is known (“prezydent” on 12 October 2022), `attested_on` says so, and the office counts as
    held in that calendar year and no longer.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="offices", verbose_name=_("person"))
    title = models.CharField(
        _("office"), max_length=160, help_text=_("As it stands beside the name: “starosta krzemionowska”.")
    )
    place = models.ForeignKey("portal.Place", models.SET_NULL, null=True, blank=True, verbose_name=_("place"))
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    starts = models.DateField(_("from"), null=True, blank=True)
    ends = models.DateField(_("to"), null=True, blank=True)
    attested_on = models.DateField(
        _("known on"),
        null=True,
        blank=True,
        help_text=_("When the days of taking and leaving the office are not known."),
    )

    # The kind of office (“radny”) and the very post, worked out from the words; see `polish.offices`.
    kind = models.CharField(max_length=60, blank=True, editable=False, db_index=True)
    post = models.CharField(max_length=400, blank=True, editable=False)
    predecessor = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("before in this office")
    )
    successor = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("afterwards in this office")
    )
    by_hand = models.BooleanField(
        _("only who is named here"),
        default=False,
        help_text=_(
            "Otherwise who came before and after is worked out from the profiles, where an end meets a beginning."
        ),
    )

    history = HistoricalRecords(excluded_fields=["kind", "post"])
    objects = OfficeQuerySet.as_manager()

    class Meta:
        ordering = ["-starts", "-pk"]
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        indexes = [models.Index("post", "place", name="people_office_post")]
        constraints = [
            models.CheckConstraint(
                name="people_office_ends_after_it_starts",
                condition=Q(starts=None) | Q(ends=None) | Q(ends__gte=F("starts")),
            )
        ]

    def __str__(self):
        return self.title

    def save(self, *, update_fields=None, **kwargs):
        self.kind = kind_slug(self.title)
        self.post = post_of(self.title, place=self.place.name if self.place else "", organisation=self.organisation)
        if update_fields is not None:
            update_fields = {*update_fields, "kind", "post"}
        super().save(update_fields=update_fields, **kwargs)

    def clean(self):
        if self.person_id and self.person_id in {self.predecessor_id, self.successor_id}:
            raise ValidationError(
                ValidationError(_("Nobody comes before or after oneself in an office."), code="oneself")
            )
        if self.starts and self.ends and self.ends < self.starts:
            raise ValidationError({"ends": ValidationError(_("The office ends before it begins."), code="order")})
        if not (self.starts or self.ends or self.attested_on):
            raise ValidationError({"starts": ValidationError(_("Give at least one date."), code="undated")})

    @property
    def order(self):
        return self.starts or self.attested_on or self.ends

    def held_on(self, day):
        """Whether the office was held on that day, as far as is known."""
        if not self.starts and not self.ends:
            return bool(self.attested_on) and day.year == self.attested_on.year
        return (self.starts is None or self.starts <= day) and (self.ends is None or day <= self.ends)


def in_order(offices):
    """Offices of one person, the latest first."""
    return sorted(offices, key=lambda office: (office.order, office.pk), reverse=True)


class Source(models.Model):
    """Where the facts of a profile come from."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="sources", verbose_name=_("person"))
    label = models.CharField(_("source"), max_length=200)
    url = models.URLField(_("address"), max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self):
        return self.label


class Removal(models.Model):
    """That a profile was removed at the request of the person: when, who decided and why, and nothing of whom.

    Rows are only ever added; `people.removal` writes them.
    """

    person = models.OneToOneField(Person, models.PROTECT, related_name="removal", verbose_name=_("profile"))
    at = models.DateTimeField(_("when"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by")
    )
    reason = models.TextField(_("reason"), max_length=1000)
    # How many rows of what went: {"offices": 3, "mentions": 12}.
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("removal of personal data")
        verbose_name_plural = _("removals of personal data")

    def __str__(self):
        return str(self.person)


class RemovedName(models.Model):
    """A keyed digest of a name that no program may make a profile of again. The name itself cannot be read from it."""

    removal = models.ForeignKey(Removal, models.CASCADE, related_name="names")
    digest = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint("removal", "digest", name="people_removed_name_once")]

    def __str__(self):
        return self.digest[:8]


class NameNotOffered(models.Model):
    """A keyed digest of a name that the desk wants no profile of: it is not suggested from texts any more.

    Nobody's name is collected by turning a suggestion down. A profile may still be made by hand.
    """

    digest = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return self.digest[:8]
