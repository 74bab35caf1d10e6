"""Facts of the whole portal: staff accounts, places, the imprint and the pages that the newsroom edits.

What does not belong here: anything about a single story, person or photo.
"""

import re
from datetime import datetime, time, timedelta

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.addresses import address
from polish.dates import MONTHS_GENITIVE
from polish.slugs import slugify

# These words end the address of every list's feeds, so no place or section may be called so.
RESERVED_SLUGS = {"rss", "atom", "feed.json"}

# More names do not fit the masthead of a phone.
MOST_NAMES = 6
_NAME = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")

plain_slug = RegexValidator(r"^[a-z0-9]+(?:-[a-z0-9]+)*$", _("Use small letters without accents, digits and hyphens."))


def free_slug(value):
    """Refuse a slug that would hide the address of a feed."""
    if value in RESERVED_SLUGS:
        raise ValidationError(_("This word is kept for the addresses of feeds."), code="reserved")


def slug_from_name(row):
    """Give a row that has no address yet the one made from its name.

    For `Model.clean()`: raises `ValidationError` beside `slug` where the name gives none that is allowed. An empty one would
    break every page that links to the row.
    """
    if row.slug:
        return
    field = row._meta.get_field("slug")
    row.slug = slugify(row.name, max_length=field.max_length)
    if not row.slug:
        raise ValidationError({"slug": _("No address can be made from this name. Write one.")})
    try:
        field.run_validators(row.slug)
    except ValidationError as refused:
        raise ValidationError({"slug": refused}) from refused


class User(AbstractUser):
    """Somebody of the staff. Readers have no accounts."""

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self):
        return self.get_full_name() or self.username


class Place(models.Model):
    """A town or commune of the region, or the region as a whole."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        blank=True,
        validators=[plain_slug, free_slug],
        help_text=_("Empty: made from the name."),
    )
    in_place = models.CharField(
        _("“in …”"), max_length=90, blank=True, help_text=_("With its preposition, such as “w Krzemionowie”.")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    in_navigation = models.BooleanField(_("shown in the navigation"), default=True)

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("place")
        verbose_name_plural = _("places")

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        self.slug = self.slug or slugify(self.name)
        super().save(**kwargs)

    def get_absolute_url(self):
        return address("articles:place", self.slug)

    def clean(self):
        slug_from_name(self)


class Imprint(models.Model):
    """The one row about the portal itself: its name, who publishes it, who answers for it.

    The fields follow art. 27 of the Polish press law, art. 5 of the act on services by electronic means,
    art. 6 of the European Media Freedom Act (Regulation 2024/1083) and art. 11–12 of the DSA (Regulation 2022/2065).
    """

    class Size(models.TextChoices):
        SMALL = "small", _("micro or small: fewer than 50 people and at most 10 million euro a year")
        LARGER = "larger", _("larger")

    portal_name = models.CharField(_("name of the portal"), max_length=80, default="Portal")
    motto = models.CharField(_("motto"), max_length=120, blank=True)
    description = models.CharField(_("description for search engines"), max_length=200, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    publisher_address = models.CharField(_("publisher's address"), max_length=200, blank=True)
    publisher_register = models.CharField(
        _("publisher's register numbers"), max_length=200, blank=True, help_text=_("KRS, NIP, REGON.")
    )
    owners = models.TextField(
        _("owners and beneficial owners"), blank=True, help_text=_("Who can influence the newsroom (EMFA, art. 6).")
    )
    editor_in_chief = models.CharField(_("editor-in-chief"), max_length=120, blank=True)
    editorial_address = models.CharField(_("newsroom's address"), max_length=200, blank=True)
    email = models.EmailField(_("newsroom's e-mail"), blank=True)
    phone = models.CharField(_("newsroom's phone"), max_length=40, blank=True)
    tips_email = models.EmailField(_("e-mail for tips"), blank=True)
    advertising_email = models.EmailField(_("e-mail for advertising"), blank=True)
    dsa_email = models.EmailField(_("e-mail of the DSA contact point"), blank=True)
    enterprise_size = models.CharField(
        _("size of the enterprise"),
        max_length=6,
        choices=Size.choices,
        default=Size.SMALL,
        help_text=_(
            "Together with the enterprises that own it (recommendation 2003/361/EC). Articles 20–28 of the Digital Services "
            "Act do not bind a micro or small one: it need not take appeals, name bodies of out-of-court settlement or "
            "publish yearly reports. Contact points, rules, notices of illegal content, statements of reasons and reports "
            "of danger to life (articles 11–18) bind everybody and cannot be turned off."
        ),
    )
    issn = models.CharField("ISSN", max_length=9, blank=True)
    press_register = models.CharField(
        _("entry in the register of newspapers"), max_length=120, blank=True, help_text=_("Court and number.")
    )
    updated_at = models.DateTimeField(_("updated"), auto_now=True)

    # Without these the law's minimum is not met; the front desk reminds of each one that is empty.
    EXPECTED = [
        "publisher",
        "publisher_address",
        "editor_in_chief",
        "editorial_address",
        "email",
        "phone",
        "dsa_email",
        "owners",
    ]

    class Meta:
        verbose_name = _("imprint")
        verbose_name_plural = _("imprint")
        constraints = [models.CheckConstraint(name="portal_imprint_is_one_row", condition=models.Q(pk=1))]

    def __str__(self):
        return self.portal_name

    @classmethod
    def load(cls):
        """The imprint, made with its defaults on first use. Costs a query."""
        return cls.objects.get_or_create(pk=1)[0]

    @property
    def is_small(self):
        """Whether the Digital Services Act spares it articles 20 to 28."""
        return self.enterprise_size == self.Size.SMALL

    def missing(self):
        """Fields that the law expects and that are still empty, in the order of the form."""
        return [self._meta.get_field(name) for name in self.EXPECTED if not getattr(self, name).strip()]


class Page(models.Model):
    """A page of the portal itself, such as the privacy notice, at a promised address."""

    slug = models.SlugField(_("address"), max_length=60, unique=True, validators=[plain_slug])
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(
        _("text"), help_text=_("HTML. Words in double braces, such as {{ email }}, come from the imprint.")
    )
    version_date = models.DateField(_("version of"))
    position = models.PositiveSmallIntegerField(_("order in the footer"), default=0)

    class Meta:
        ordering = ["position", "title"]
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("portal-page", args=[self.slug])


def clean_names(text):
    """Names divided by commas, each written as a name in the genitive: “Heleny, Wiesławy, Romy”.

    Returns them as a list. Raises `ValidationError` with a sentence that says what is wrong.
    """
    names = list(dict.fromkeys(" ".join(name.split()) for name in text.split(",") if name.strip()))
    if not names:
        raise ValidationError(_("Write at least one name."), code="empty")
    if len(names) > MOST_NAMES:
        raise ValidationError(
            _("So many names do not fit the masthead; %(n)d at most."), code="many", params={"n": MOST_NAMES}
        )
    for name in names:
        if not (_NAME.fullmatch(name) and name[0].isupper()):
            raise ValidationError(
                _("“%(name)s” is not a name. Divide names by commas and begin each with a capital letter."),
                code="name",
                params={"name": name[:40]},
            )
    return names


class NameDay(models.Model):
    """Whose name-day a day is, where the newsroom wants other names than the table of `polish.namedays` has."""

    # A leap year, so that 29 February is a day like any other.
    MONTHS = [(number, name) for number, name in enumerate(MONTHS_GENITIVE, start=1)]

    day = models.PositiveSmallIntegerField(_("day"), validators=[MinValueValidator(1), MaxValueValidator(31)])
    month = models.PositiveSmallIntegerField(_("month"), choices=MONTHS)
    names = models.CharField(
        _("names"), max_length=120, help_text=_("In the genitive, divided by commas: “Heleny, Wiesławy, Romy”.")
    )

    class Meta:
        ordering = ["month", "day"]
        verbose_name = _("name-day")
        verbose_name_plural = _("name-days")
        constraints = [
            models.UniqueConstraint(
                "month",
                "day",
                name="portal_one_row_a_name_day",
                violation_error_message=_("This day has its names already. Change them in the list."),
            ),
            models.CheckConstraint(
                name="portal_name_day_is_in_the_calendar",
                condition=models.Q(month__in=[1, 3, 5, 7, 8, 10, 12], day__range=(1, 31))
                | models.Q(month__in=[4, 6, 9, 11], day__range=(1, 30))
                | models.Q(month=2, day__range=(1, 29)),
                violation_error_message=_("There is no such day in the calendar."),
            ),
        ]

    def __str__(self):
        return f"{self.day} {self.get_month_display()}"

    def clean(self):
        if self.names:
            try:
                self.names = ", ".join(clean_names(self.names))
            except ValidationError as refused:
                raise ValidationError({"names": refused}) from refused


class SilencePeriodQuerySet(models.QuerySet):
    def running(self, now=None):
        """Periods in which the electoral silence holds at that moment."""
        now = now or timezone.now()
        return self.filter(starts_at__lte=now, ends_at__gt=now)


class SilencePeriod(models.Model):
    """An electoral silence (art. 104 and 107 of the Electoral Code): from midnight before the eve until the polls close.

    A local one, of a by-election or a local referendum, holds for stories from its places. The end may be moved while it
    runs, as it is when a commission extends the voting. What rests meanwhile is decided by `articles` and `comments`.
    """

    # Hours at which voting ends, by art. 39 of the Electoral Code.
    POLLS_CLOSE = time(21, 0)

    name = models.CharField(_("what election"), max_length=120)
    election_date = models.DateField(_("day of the election"))
    starts_at = models.DateTimeField(_("from"), blank=True, help_text=_("Empty: midnight before the eve."))
    ends_at = models.DateTimeField(
        _("until"), blank=True, help_text=_("Empty: 21:00 of the day. Extend it when a commission extends the voting.")
    )
    places = models.ManyToManyField(
        Place, blank=True, verbose_name=_("places"), help_text=_("Empty: the whole country.")
    )
    comments_stay_open = models.BooleanField(
        _("leave comments open"), default=False, help_text=_("Otherwise they wait until the silence ends.")
    )

    objects = SilencePeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at"]
        verbose_name = _("electoral silence")
        verbose_name_plural = _("electoral silence")
        constraints = [
            models.CheckConstraint(
                name="portal_silence_ends_after_it_starts", condition=models.Q(ends_at__gt=models.F("starts_at"))
            )
        ]

    def __str__(self):
        return f"{self.name}, {self.election_date:%d.%m.%Y}"

    def save(self, **kwargs):
        self._fill_in()
        super().save(**kwargs)

    def clean(self):
        self._fill_in()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": ValidationError(_("The silence ends before it begins."), code="order")})

    @property
    def is_running(self):
        return self.starts_at <= timezone.now() < self.ends_at

    def _fill_in(self):
        if self.election_date and not self.starts_at:
            eve = self.election_date - timedelta(days=1)
            self.starts_at = timezone.make_aware(datetime.combine(eve, time.min))
        if self.election_date and not self.ends_at:
            self.ends_at = timezone.make_aware(datetime.combine(self.election_date, self.POLLS_CLOSE))
