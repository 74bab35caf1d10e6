"""The form of a story. It takes input only: who may do what is asked in `articles.admin`, what it costs in `services`."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Person
from photos.models import Photo
from polish.slugs import slugify

from .editor import DIRECTION_MARKS, StoryBodyField
from .mentions import Decision
from .models import Article, Author, Byline, Mention, Tag
from .templatetags.reading import held

MAX_PICKED = 30
LIKE_A_KEY = re.compile(r"[0-9]{1,15}")
_NO_LIMIT_IN_BROWSER = "maxlength"  # it would cut pasted text off without a word


class Choice:
    """One chosen thing of a `PickedField`: what is posted, what is shown, and the row itself.

    A `hint` stands in place of the detail while one searches, and not beside what is chosen.
    """

    def __init__(self, value, label, detail="", row=None, *, hint=""):
        self.value, self.label, self.detail, self.row, self.hint = str(value), str(label), str(detail), row, str(hint)

    def as_json(self):
        return {"value": self.value, "label": self.label, "detail": self.detail, "hint": self.hint}


class PickedWidget(forms.Widget):
    """An ordered list of chosen things, each a hidden input; `static/desk/picked.js` searches, adds, moves and removes."""

    template_name = "admin/articles/article/_picked.html"

    def value_from_datadict(self, data, files, name):
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name)

    def value_omitted_from_data(self, data, files, name):
        return False

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        field = self.picked
        context["widget"] |= {
            "choices": field.choices_of(value or []),
            "search": field.search,
            "free": field.free,
            "roles": field.roles,
            "label": field.label,
            "add_label": field.add_label,
        }
        return context

    def format_value(self, value):
        return value

    def _render(self, template_name, context, renderer=None):
        # Among the project's templates; Django's renderer of forms knows only those inside packages.
        return render_to_string(template_name, context)

    def id_for_label(self, id_):
        return id_


class PickedField(forms.Field):
    """Chosen rows in their order. Cleans to a list of `Choice`s."""

    widget = PickedWidget
    search = ""
    free = False
    roles = ()
    default_error_messages = {
        "gone": _("“%(value)s” no longer exists. Choose again."),
        "many": _("Choose at most %(limit)s."),
    }

    def __init__(self, *, add_label, **kwargs):
        self.add_label = add_label
        super().__init__(**kwargs)
        self.widget.picked = self

    def __deepcopy__(self, memo):
        copied = super().__deepcopy__(memo)
        copied.widget.picked = copied
        return copied

    def clean(self, value):
        values = list(dict.fromkeys(one for one in value or [] if one.strip()))
        if len(values) > MAX_PICKED:
            raise ValidationError(self.error_messages["many"], code="many", params={"limit": MAX_PICKED})
        choices = self.choices_of(values)
        if missing := set(values) - {choice.value for choice in choices}:
            raise ValidationError(
                self.error_messages["gone"], code="gone", params={"value": ", ".join(sorted(missing))}
            )
        if self.required and not choices:
            raise ValidationError(self.error_messages["required"], code="required")
        return choices

    def has_changed(self, initial, data):
        return list(initial or []) != list(data or [])

    def choices_of(self, values):
        """`Choice`s for posted values, in their order; those that stand for nothing are left out. One query."""
        raise NotImplementedError

    @staticmethod
    def rows_of(model, pks):
        pks = [int(pk) for pk in pks if LIKE_A_KEY.fullmatch(pk)]
        return {str(row.pk): row for row in model.filter(pk__in=pks)}


class PeopleField(PickedField):
    search = "people"
    # Whose offices stand beside the names; today's where none is given.
    day = None

    def choices_of(self, values):
        rows = self.rows_of(Person.objects.current().prefetch_related("offices"), values)
        return [person_choice(rows[value], self.day) for value in values if value in rows]


class BylinesField(PickedField):
    """Values are `<author>:<role>`, so that one author may sign the text and the photos."""

    search = "authors"
    roles = Byline.Role.choices

    def choices_of(self, values):
        pairs = [value.partition(":")[::2] for value in values]
        rows = self.rows_of(Author.objects.all(), [pk for pk, _role in pairs])
        known = [(pk, role) for pk, role in pairs if pk in rows and role in Byline.Role.values]
        return [Choice(f"{pk}:{role}", rows[pk], Byline.Role(role).label, rows[pk]) for pk, role in known]


class TagsField(PickedField):
    """Values are names; a name that no tag has yet makes one."""

    search = "tags"
    free = True

    def clean(self, value):
        names = [one_line(name) for text in value or [] for name in text.split(",") if name.strip()]
        longest = Tag._meta.get_field("name").max_length
        if any(len(name) > longest for name in names):
            raise ValidationError(
                _("A tag is a word or two, at most %(limit)s characters."), code="long", params={"limit": longest}
            )
        if any("\x00" in name or not slugify(name) for name in names):
            raise ValidationError(_("A tag needs at least one letter or digit."), code="empty")
        return super().clean(names)

    def choices_of(self, values):
        return [Choice(value, value) for value in values]


def person_choice(person, day=None):
    """A person with the office of the day, as readers will see it; where none is known the last one helps to tell people apart."""
    if office := person.office_on(day or timezone.localdate()):
        return Choice(person.pk, person.name, office, person)
    last = next(iter(person.dated_offices), None)
    return Choice(person.pk, person.name, "", person, hint=f"{last} ({held(last)})" if last else "")


class HttpsField(forms.URLField):
    """An address; one typed without its scheme means https."""

    def __init__(self, **kwargs):
        super().__init__(assume_scheme="https", **kwargs)


class RowsField(forms.ModelMultipleChoiceField):
    """Rows ticked by their keys; a key larger than any database keeps is as unknown as any other."""

    def _check_values(self, value):
        if too_long := next((pk for pk in value if isinstance(pk, str) and not LIKE_A_KEY.fullmatch(pk)), None):
            raise ValidationError(
                self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": too_long[:20]}
            )
        return super()._check_values(value)


class ArticleForm(forms.ModelForm):
    """All that is typed into a story's form. `may` says which of the rarer fields its user has."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    body = StoryBodyField(label=_("Body"), required=False)
    bylines = BylinesField(label=_("Authors"), add_label=_("Add an author"), required=False)
    people = PeopleField(label=_("People in the story"), add_label=_("Add a person"), required=False)
    # Recognised in the text and not meant; whoever is in both lists is refused.
    refused = PeopleField(label=_("Other people of the same name"), add_label="", required=False)
    tags = TagsField(label=_("Tags"), add_label=_("Add a tag"), required=False)
    # What the library still lacks of the chosen photo; what it has already is changed there.
    photo_credit = forms.CharField(
        label=_("Credit"), required=False, max_length=160, help_text=_("As printed: “fot. Jan Korbiel”.")
    )
    photo_alt = forms.CharField(
        label=_("Alternative text"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What the photo shows, in one sentence."),
    )
    publish_at = forms.DateTimeField(
        label=_("Publish on"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M"],
        error_messages={"invalid": _("Give a day and an hour, such as 24.12.2026 18:00.")},
    )

    class Meta:
        model = Article
        fields = [
            "title", "lead", "body", "photo", "photo_caption", "section", "places", "source", "source_url",
            "kind", "sponsor", "is_urgent", "shared",
        ]  # fmt: skip
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "lead": forms.Textarea(attrs={"rows": 3}),
            "photo": forms.HiddenInput,
            "photo_caption": forms.Textarea(attrs={"rows": 2}),
            "places": forms.CheckboxSelectMultiple,
        }
        field_classes = {"source_url": HttpsField, "places": RowsField}
        error_messages = {
            "title": {"required": _("Write a headline.")},
            "photo": {"invalid_choice": _("This photo was withdrawn or deleted. Choose another.")},
        }

    # What belongs to the story itself: kept in drafts, compared in a conflict.
    KEPT = [
        "title", "lead", "body", "photo", "photo_caption", "photo_credit", "photo_alt", "section", "places", "bylines",
        "people", "refused", "tags", "source", "source_url", "kind", "sponsor", "is_urgent", "shared",
    ]  # fmt: skip

    def __init__(self, *args, may_sell=False, may_hurry=False, action="save", **kwargs):
        self.action = action
        super().__init__(*args, **kwargs)
        if not may_sell:
            del self.fields["kind"], self.fields["sponsor"]
        if not may_hurry:
            del self.fields["is_urgent"]
        self.fields["photo"].queryset = Photo.objects.filter(Q(withdrawn_at=None) | Q(pk=self.instance.photo_id))
        self.fields["section"].empty_label = _("choose a section")
        for field in self.fields.values():
            field.widget.attrs.pop(_NO_LIMIT_IN_BROWSER, None)

    @property
    def kept(self):
        """Names of the story's own fields that this form has, in its order."""
        return [name for name in self.KEPT if name in self.fields]

    def clean_title(self):
        return one_line(plain_text(self.cleaned_data["title"]))

    def clean_lead(self):
        return plain_text(self.cleaned_data["lead"]).strip()

    def clean_photo_caption(self):
        return one_line(self.cleaned_data["photo_caption"])

    def clean_photo_alt(self):
        return one_line(self.cleaned_data["photo_alt"])

    def clean(self):
        data = super().clean()
        if data.get("kind", Article.Kind.EDITORIAL) != Article.Kind.EDITORIAL and not data.get("sponsor", "").strip():
            self.add_error("sponsor", ValidationError(_("Say who paid for it."), code="required"))
        if self.action == "schedule" and "publish_at" not in self.errors:
            moment = data.get("publish_at")
            if not moment:
                self.add_error("publish_at", ValidationError(_("Say when it is to be published."), code="required"))
            elif moment <= timezone.now():
                message = _("The moment of publication must be in the future.")
                self.add_error("publish_at", ValidationError(message, code="past"))
        if refused := {choice.value for choice in data.get("refused", [])}:
            data["people"] = [choice for choice in data.get("people", []) if choice.value not in refused]
        return data

    @property
    def decision(self):
        """What the checked form says of the story's people."""
        accepted, refused = ([choice.row for choice in self.cleaned_data[name]] for name in ["people", "refused"])
        return Decision(accepted, refused)

    def save_relations(self, article, by):
        """Write what hangs on the saved story: places, signatures, tags, and what the photo lacked."""
        data = self.cleaned_data
        if set(article.places.all()) != set(data["places"]):
            article.places.set(data["places"])
        wanted = [(choice.row.pk, choice.value.partition(":")[2]) for choice in data["bylines"]]
        if list(article.bylines.values_list("author_id", "role")) != wanted:
            article.bylines.all().delete()
            Byline.objects.bulk_create(
                Byline(article=article, author_id=author, role=role, position=position)
                for position, (author, role) in enumerate(wanted)
            )
        names = [choice.value for choice in data["tags"]]
        if sorted(article.tags.names()) != sorted(names):
            article.tags.set(names)
        if article.photo and may_describe(by, article.photo):
            fill_in(article.photo, credit=data["photo_credit"].strip(), alt=data["photo_alt"])


def may_describe(user, photo):
    """Whether the user may say whose the photo is and what it shows: the library's rule."""
    return user.has_perm("photos.change_photo") or photo.uploaded_by_id == user.pk


def fill_in(photo, *, credit, alt):
    """Give a photo of the library the credit and the alternative text that it lacks; never overwrite one that it has."""
    lacking = {}
    if credit and not photo.credit.strip():
        lacking["credit"] = credit
    if alt and not photo.alt.strip():
        lacking["alt"] = alt
    if not lacking:
        return
    for name, value in lacking.items():
        setattr(photo, name, value)
    photo.save(update_fields=[*lacking, "updated_at"])


def one_line(text):
    return " ".join(text.split())


def plain_text(text):
    """Refuse what a headline or a lead in a Polish newspaper cannot hold, in words that name it."""
    if DIRECTION_MARKS.search(text) or any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in text):
        raise ValidationError(
            _(
                "There are letters or invisible marks of a script written from right to left. Write it in Latin letters."
            ),
            code="direction",
        )
    if pictures := [sign for sign in text if is_picture(sign)]:
        raise ValidationError(
            _("Take out the emoji: %(signs)s."), code="emoji", params={"signs": " ".join(dict.fromkeys(pictures))}
        )
    return text


def is_picture(sign):
    """Whether a sign is an emoji or a pictogram, not a letter, digit or sign of writing (™, ©, ° and № are)."""
    return (unicodedata.category(sign) == "So" and ord(sign) > 0x2300) or 0x1F3FB <= ord(sign) <= 0x1F3FF


# -- The same values as they travel: in a POST, in a draft, and read back from a stored story --


def raw_of(article):
    """What a form would post for a stored story: `{field: [text, …]}`. Costs five queries."""
    if article.pk is None:
        return {}
    photo = article.photo
    people = {state: [] for state in Mention.State.values}
    for person, state in article.mentions.values_list("person_id", "state"):
        people[state].append(str(person))

    def one(value):
        return [str(value)] if value not in {"", None} else []

    return {
        "title": one(article.title),
        "lead": one(article.lead),
        "body": one(article.body),
        "photo": one(article.photo_id),
        "photo_caption": one(article.photo_caption),
        "photo_credit": one(photo.credit if photo else ""),
        "photo_alt": one(photo.alt if photo else ""),
        "section": one(article.section_id),
        "places": sorted((str(pk) for pk in article.places.values_list("pk", flat=True)), key=int),
        "bylines": [f"{byline.author_id}:{byline.role}" for byline in article.bylines.all()],
        "people": people[Mention.State.ACCEPTED],
        "refused": sorted(people[Mention.State.REFUSED], key=int),
        "tags": sorted(article.tags.names()),
        "source": one(article.source),
        "source_url": one(article.source_url),
        "kind": one(article.kind),
        "sponsor": one(article.sponsor),
        "is_urgent": ["on"] if article.is_urgent else [],
        "shared": ["on"] if article.shared else [],
    }


def raw_from(data):
    """The same from a POST's `QueryDict`, bounded in length and number; what is empty is left out."""
    raw = {}
    for name in ArticleForm.KEPT:
        values = [value for value in data.getlist(name)[: 3 * MAX_PICKED] if value.strip()]
        if name in {"places", "refused"}:
            values.sort()
        raw[name] = [value.replace("\r\n", "\n") for value in values]
    return raw


def initial_from(raw):
    """What an unbound form takes as `initial` to show these values."""
    many = {"places", "bylines", "people", "refused", "tags"}
    flags = {"is_urgent", "shared"}
    initial = {}
    for name in ArticleForm.KEPT:
        values = raw.get(name, [])
        initial[name] = values if name in many else bool(values) if name in flags else (values or [""])[0]
    return initial
