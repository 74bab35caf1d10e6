"""“Urgent”: from a phone, three presses from nothing to published."""

import logging

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.forms import plain_text
from articles.models import Article, Author, Byline, Section
from articles.policy import NotReady
from articles.services import save_story
from common.files import FilesAway
from photos.ingest import UnusablePhoto, ingest
from photos.models import Photo
from polish.sentences import first_sentence
from portal.models import Place

from .trays import address

log = logging.getLogger(__name__)

LONGEST_TITLE = Article._meta.get_field("title").max_length
LONGEST_LEAD = Article._meta.get_field("lead").max_length
# A first line longer than this was dictated without a break; its first sentence is the headline then.
DICTATED = 110


def split_text(text):
    """Headline, lead and paragraphs of what was typed at one go.

    The first line is the headline, the first sentence after it the lead. Of one line alone the first sentence is the
    headline where the line has more than one and is long; otherwise the line is both.
    """
    lines = [" ".join(line.split()) for line in text.splitlines()]
    lines = [line for line in lines if line]
    if not lines:
        return "", "", []
    title, rest = lines[0], lines[1:]
    if len(title) > DICTATED:
        title, more = first_sentence(title)
        rest = [more, *rest] if more else rest
    if not rest:
        return title.removesuffix("."), title, []
    lead, more = first_sentence(rest[0])
    return title.removesuffix("."), lead, [part for part in [more, *rest[1:]] if part]


class UrgentForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("1. What happened"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        error_messages={"required": gettext_lazy("Write what happened. The first line will be the headline.")},
    )
    place = forms.ModelChoiceField(
        label=gettext_lazy("2. Where"),
        queryset=Place.objects.all(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": gettext_lazy("Choose a place.")},
    )
    section = forms.ModelChoiceField(label=gettext_lazy("Section"), queryset=Section.objects.all(), empty_label=None)
    author = forms.ModelChoiceField(
        label=gettext_lazy("Signature"),
        queryset=Author.objects.all(),
        help_text=gettext_lazy("Your account has no signature of its own, so choose who signs."),
    )
    photo = forms.FileField(
        label=gettext_lazy("Photo (may be left out)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,.heic,.heif"}),
    )
    # A photo that has arrived already, while something else has to be mended.
    photo_id = forms.ModelChoiceField(queryset=Photo.objects.none(), required=False, widget=forms.HiddenInput)
    alt = forms.CharField(
        label=gettext_lazy("What the photo shows"),
        max_length=Photo._meta.get_field("alt").max_length,
        required=False,
        help_text=gettext_lazy("For readers who do not see it. Left empty: the headline."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.user = user
        self.fields["photo_id"].queryset = Photo.objects.usable().filter(uploaded_by=user)
        preset = Section.objects.filter(for_urgent=True).first() or Section.objects.first()
        self.fields["section"].initial = preset
        self.own_author = Author.objects.filter(user=user).first()
        if self.own_author:
            del self.fields["author"]
        if not user.has_perm("photos.add_photo"):
            del self.fields["photo"], self.fields["alt"]

    def clean_text(self):
        text = self.cleaned_data["text"].replace("\x00", "")
        self.title, self.lead, self.paragraphs = split_text(text)
        if not self.title:
            raise forms.ValidationError(self.fields["text"].error_messages["required"], code="required")
        if (over := len(self.title) - LONGEST_TITLE) > 0:
            raise forms.ValidationError(
                _("The headline is too long by %(over)d characters. End it with Enter and go on in a new line."),
                code="title",
                params={"over": over},
            )
        if len(self.lead) > LONGEST_LEAD:
            raise forms.ValidationError(
                _("The first sentence is too long for a lead. Break it with a full stop."), code="lead"
            )
        # What the story's form refuses in them does not come in by this door either.
        plain_text(self.title)
        plain_text(self.lead)
        return text

    def clean(self):
        data = super().clean()
        upload = data.get("photo")
        if upload and not self.errors.get("photo"):
            try:
                data["photo_id"] = self._take(upload)
            except UnusablePhoto as error:
                self.add_error("photo", forms.ValidationError(error.message, code=error.code))
            except FilesAway:
                log.exception("A photo could not be stored.")
                words = _(
                    "There is no place for photos just now. Publish the text without it; the photo can be added later."
                )
                self.add_error("photo", forms.ValidationError(words, code="away"))
        return data

    def _take(self, upload):
        name = self.own_author.name if self.own_author else str(self.user)
        photo = ingest(upload, self.user, credit=f"fot. {name}")
        # What the hidden field says when the form comes back with an error elsewhere.
        self.data = self.data.copy()
        self.data["photo_id"] = photo.pk
        return photo

    @property
    def kept_photo(self):
        """The photo that arrived with an earlier press, for the form that is shown again."""
        return self.cleaned_data.get("photo_id") if hasattr(self, "cleaned_data") else None


def urgent(request):
    """Write, choose a place, publish; whoever may not publish hands the story in."""
    user = request.user
    if not user.has_perm("articles.add_article"):
        raise PermissionDenied
    publishes = user.has_perm("articles.publish_article") or user.has_perm("articles.publish_on_duty")
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UrgentForm(*sent, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            story = _write(form, user, publish=publishes)
        except NotReady as error:
            for problem in error.problems:
                field = {"title": "text", "lead": "text", "places": "place", "bylines": "author"}.get(problem.field)
                form.add_error(field if field in form.fields else None, str(problem.message))
        else:
            words = _("The story is on the site.") if publishes else _("The story waits for an editor.")
            messages.success(request, words)
            return redirect(f"{reverse('admin:urgent')}?tekst={story.pk}")
    done = _done(request)
    context = {
        **admin.site.each_context(request),
        "title": _("Urgent"),
        "form": form,
        "publishes": publishes,
        "done": done,
        "done_url": address("articles_article_change", done.pk) if done else "",
        "longest_title": 90,
    }
    return render(request, "admin/desk/urgent.html", context, status=422 if form.errors else 200)


def _done(request):
    """The story that was just sent, for the card that says what next."""
    pk = request.GET.get("tekst", "")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 16):
        return None
    return get_object_or_404(Article.objects.visible_to(request.user), pk=int(pk))


@transaction.atomic
def _write(form, user, *, publish):
    data = form.cleaned_data
    photo = data.get("photo_id")
    if photo and not photo.alt.strip():
        photo.alt = data.get("alt") or form.title
        photo.save(update_fields=["alt", "updated_at"])
    story = Article(
        title=form.title,
        lead=form.lead,
        body="".join(f"<p>{escape(paragraph)}</p>" for paragraph in form.paragraphs),
        section=data["section"],
        photo=photo,
        is_urgent=True,
    )
    save_story(story, user)
    story.places.set([data["place"]])
    Byline.objects.create(article=story, author=form.own_author or data["author"])
    if publish:
        story.publish(user, to_be_read=not user.has_perm("articles.publish_article"))
    else:
        story.submit(user)
    return story
