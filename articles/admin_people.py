"""People in a story's text, on the desk: the panel of the form, a profile made from what the text says, names for `@`."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from common.desk import DeskModelAdmin
from people.models import Office, Person
from people.offers import offer_again, stop_offering
from polish.names import Case, Gender, declined, gender_of
from polish.office_forms import declined_office
from polish.slugs import slugify
from portal.models import Place

from . import policy, recognition
from .admin_lookups import asked_day
from .editor import clean_story_body
from .forms import LIKE_A_KEY, MAX_PICKED, person_choice
from .models import Article, PeopleRules

NAMES_FOUND = 6
CASES = [
    (Case.NOMINATIVE, gettext_lazy("nominative: who?")),
    (Case.GENITIVE, gettext_lazy("genitive: of whom?")),
    (Case.DATIVE, gettext_lazy("dative: to whom?")),
    (Case.ACCUSATIVE, gettext_lazy("accusative: whom?")),
    (Case.INSTRUMENTAL, gettext_lazy("instrumental: with whom?")),
    (Case.LOCATIVE, gettext_lazy("locative: about whom?")),
]


# -- The panel ---------------------------------------------------------------------------------------------------


@dataclass
class Seen:
    """Somebody in the text, as a row of the panel: a profile with the office of the day, and the sentence."""

    id: str
    name: str
    office: str
    passage: tuple
    is_refused: bool
    is_chosen: bool


@dataclass
class Panel:
    """What the form shows of the people in its text."""

    seen: list
    unknown: list
    # Refused before and not in the text now: kept all the same.
    refused_elsewhere: list

    @property
    def waiting(self):
        return sum(not (one.is_refused or one.is_chosen) for one in self.seen)


def day_of(article):
    """The day whose offices stand beside the story: that of publication, today for one that is not public."""
    return timezone.localdate(article.published_at) if article.published_at else timezone.localdate()


def saved_panel(article, form):
    """The panel of a form as it opens, from what was recognised when the story was saved. At most four queries."""
    mentions = list(article.mentions.exclude(rule="").order_by("pk")) if article.pk else []
    passages = {mention.person_id: mention.passage for mention in mentions}
    text = recognition.text_of_story(*(form[name].value() or "" for name in ["title", "lead", "body"]))
    create = _create_address(article)
    return _panel(article, passages, recognition.unknown(text), form["people"].value(), form["refused"].value(), create)


def typed_panel(article, data):
    """The panel of what is being typed. Costs a fixed number of queries."""
    title, lead, body = (data.get(name, "") for name in ["title", "lead", "body"])
    text = recognition.text_of_story(title, lead, clean_story_body(body[: recognition.MAX_TEXT]))
    found = recognition.find(text)
    passages = {
        one.person: (
            one.sentence[: one.form_at],
            one.form,
            one.sentence[one.form_at + len(one.form) :],
        )
        for one in found
    }
    chosen, refused = (data.getlist(name)[: 3 * MAX_PICKED] for name in ["people", "refused"])
    return _panel(article, passages, recognition.unknown(text), chosen, refused, _create_address(article))


def _panel(article, passages, unknown, chosen, refused, create):
    chosen, refused = set(map(str, chosen or [])), [str(pk) for pk in refused or [] if LIKE_A_KEY.fullmatch(str(pk))]
    people = Person.objects.current().filter(pk__in=list(passages)).prefetch_related("offices")
    rows = {person.pk: person for person in people}
    day = day_of(article)
    seen = [
        Seen(str(pk), rows[pk].name, str(rows[pk].office_on(day) or ""), passage, str(pk) in refused, str(pk) in chosen)
        for pk, passage in passages.items()
        if pk in rows
    ]
    shown = {one.id for one in seen}
    offered = [
        {
            "name": f"{one.first_name} {one.last_name}",
            "first_name": one.first_name,
            "last_name": one.last_name,
            "office": one.office,
            "passage": (one.sentence[: one.form_at], one.form, one.sentence[one.form_at + len(one.form) :]),
            "address": f"{create}?" + urlencode(_facts(one)),
        }
        for one in unknown
    ]
    return Panel(seen, offered, [pk for pk in refused if pk not in shown])


def _facts(one):
    return {"imie": one.first_name, "nazwisko": one.last_name, "plec": one.gender, "funkcja": one.office}


def _create_address(article):
    if article.pk:
        return reverse("admin:articles_article_new_person", args=[article.pk])
    return reverse("admin:articles_article_new_story_person")


# -- A profile from the text -------------------------------------------------------------------------------------


class NewPersonForm(forms.ModelForm):
    """The least that a profile says; the rest is written in the profile itself."""

    office = forms.CharField(
        label=gettext_lazy("Office"), max_length=160, help_text=gettext_lazy("As it stands beside the name.")
    )
    place = forms.ModelChoiceField(Place.objects.all(), label=gettext_lazy("Place"), required=False, empty_label="–")
    starts = forms.DateField(
        label=gettext_lazy("Since"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("Empty: the office is noted as known on the day of the story."),
    )
    is_another = forms.BooleanField(label=gettext_lazy("This is another person"), required=False)

    class Meta:
        model = Person
        fields = ["first_name", "last_name", "gender", "has_common_name"]

    def clean(self):
        data = super().clean()
        names = {name: " ".join(data.get(name, "").split()) for name in ["first_name", "last_name"]}
        same = Person.objects.current().filter(
            slug=slugify(f"{names['first_name']} {names['last_name']}", max_length=120)
        )
        if all(names.values()) and not data.get("is_another") and (twin := same.first()):
            office = next(iter(twin.dated_offices), "")
            self.add_error(
                "last_name",
                ValidationError(
                    _("There is a profile of this name: %(name)s. If it is somebody else, say so below."),
                    code="twin",
                    params={"name": f"{twin.name}, {office}" if office else twin.name},
                ),
            )
        return data | names

    def create(self, day):
        """The profile with its office, known on that day where nothing more is said."""
        data = self.cleaned_data
        if not data["gender"]:
            is_man = gender_of(data["first_name"].split()[0]) is Gender.MAN
            self.instance.gender = Person.Gender.MALE if is_man else Person.Gender.FEMALE
        with transaction.atomic():
            person = self.save()
            Office.objects.create(
                person=person,
                title=data["office"],
                place=data["place"],
                starts=data["starts"],
                attested_on=None if data["starts"] else day,
            )
        return person


# -- Views -------------------------------------------------------------------------------------------------------


class PeopleMixin:
    """Addresses of the story's form: `…/ludzie/` (the panel), `…/nowa-osoba/` (a profile), `…/bez-profilu/` (none is
    wanted), `…/nazwiska/` (for `@`)."""

    def get_urls(self):
        site = self.admin_site
        panel, person = site.admin_view(require_POST(self.people_view)), site.admin_view(self.new_person_view)
        return [
            path("new/ludzie/", panel, name="articles_article_new_story_people"),
            path("<int:pk>/ludzie/", panel, name="articles_article_people"),
            path("new/nowa-osoba/", person, name="articles_article_new_story_person"),
            path("<int:pk>/nowa-osoba/", person, name="articles_article_new_person"),
            path(
                "bez-profilu/",
                site.admin_view(require_POST(self.not_offered_view)),
                name="articles_article_not_offered",
            ),
            path("nazwiska/", site.admin_view(self.names_view), name="articles_article_names"),
            *super().get_urls(),
        ]

    def story_to_edit(self, request, pk):
        """The story, or an unsaved one; whoever may not write in it is refused."""
        article = Article() if pk is None else self.get_object(request, pk)
        if article is None:
            raise Http404
        if not policy.powers(request.user, article).edit:
            raise PermissionDenied
        return article

    def people_view(self, request, pk=None):
        """The panel for what is being typed, as a piece of HTML. Nothing is saved."""
        panel = typed_panel(self.story_to_edit(request, pk), request.POST)
        may_create = request.user.has_perm("people.add_person")
        response = TemplateResponse(
            request, "admin/articles/article/_people.html", {"panel": panel, "may_create": may_create}
        )
        add_never_cache_headers(response)
        return response

    def new_person_view(self, request, pk=None):
        """Make a profile of somebody named in the text, then go back to the story, with the person in it."""
        article = self.story_to_edit(request, pk)
        if not request.user.has_perm("people.add_person"):
            raise PermissionDenied
        told = {"first_name": "imie", "last_name": "nazwisko", "gender": "plec", "office": "funkcja"}
        initial = {name: request.GET.get(key, "")[:160] for name, key in told.items()}
        form = NewPersonForm(request.POST or None, initial=initial)
        back = reverse("admin:articles_article_change", args=[pk]) if pk else reverse("admin:articles_article_add")
        typed = {"szkic": "1"} if request.GET.get("szkic") else {}
        if request.method == "POST" and form.is_valid():
            person = form.create(day_of(article))
            return redirect(f"{back}?{urlencode(typed | {'osoba': person.pk})}")
        context = self.admin_site.each_context(request) | {
            "title": _("New profile"),
            "opts": self.opts,
            "form": form,
            "article": article,
            "back": f"{back}?{urlencode(typed)}" if typed else back,
        }
        status = 422 if form.is_bound else 200
        response = TemplateResponse(request, "admin/articles/article/new_person.html", context, status=status)
        add_never_cache_headers(response)
        return response

    def not_offered_view(self, request):
        """Suggest no profile of a name any more, in any story; with `znowu`, suggest it again."""
        if not request.user.has_perm("people.add_person"):
            raise PermissionDenied
        first, last = (" ".join(request.POST.get(key, "")[:160].split()) for key in ["imie", "nazwisko"])
        if not (first and last):
            return HttpResponse(status=422)
        if request.POST.get("znowu"):
            offer_again(first, last)
        else:
            stop_offering(first, last, by=request.user)
        return HttpResponse(status=204)

    def names_view(self, request):
        """People for `@`: `{results: [{value, label, detail, hint, forms: [{text, case}]}]}`, with the office of the given day."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        words = slugify(request.GET.get("q", "")[:100])
        day = asked_day(request)
        found = Q()
        for word in words.split("-"):
            found &= Q(slug__startswith=word) | Q(slug__contains=f"-{word}")
        people = Person.objects.current().filter(found).alphabetical().prefetch_related("offices")
        results = [named(person, day) for person in people[:NAMES_FOUND]] if words else []
        response = JsonResponse({"results": results})
        add_never_cache_headers(response)
        return response


def named(person, day):
    """A person with the office of that day and both in each case."""
    choice = person_choice(person, day)
    office = person.office_on(day)
    gender = {"f": Gender.WOMAN, "m": Gender.MAN}.get(person.gender) or gender_of(person.first_name.split(" ")[0])
    forms_of_name = []
    for case, label in CASES:
        name = declined(person.first_name, person.last_name, gender, case)
        title = declined_office(office.title, gender, case) if office else ""
        forms_of_name.append({"text": f"{title} {name}".strip(), "name": name, "case": str(label)})
    return choice.as_json() | {"forms": forms_of_name}


@admin.register(PeopleRules)
class PeopleRulesAdmin(DeskModelAdmin):
    """The one row, made on first use and never deleted."""

    fields = ["accept_certain"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        return HttpResponseRedirect(reverse("admin:articles_peoplerules_change", args=[PeopleRules.load().pk]))
