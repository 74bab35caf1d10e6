"""Forms of the inbox: a release pasted by hand, a feed, a mailbox."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.desk import MOMENT

from . import cleaning

MAX_PASTED = 300_000


class PasteForm(forms.Form):
    """What was copied by hand. `html` is what a browser gives for a text copied from Word or a page, else `text` is used."""

    sender = forms.CharField(label=_("Who sent it"), max_length=120, help_text=_("As printed under the story."))
    title = forms.CharField(label=_("Headline"), required=False, max_length=300, help_text=_("Empty: the first line."))
    sent_at = forms.DateTimeField(
        label=_("When it was sent"), required=False, widget=MOMENT, help_text=_("Empty: now."),
        error_messages={"invalid": _("Give a day and an hour, such as 24.12.2026 18:00.")},
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M"],
    )  # fmt: skip
    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=MAX_PASTED,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Paste it as it is, from Word or from a page too. Lists and headings stay."),
    )
    html = forms.CharField(required=False, max_length=MAX_PASTED, widget=forms.HiddenInput)

    def clean_sent_at(self):
        moment = self.cleaned_data["sent_at"]
        if moment and moment > timezone.now():
            raise ValidationError(_("This moment is still to come."), code="future")
        return moment

    def clean(self):
        data = super().clean()
        html, text = data.get("html", ""), data.get("text", "")
        release = cleaning.from_html(html) if html.strip() else cleaning.from_text(text)
        if "text" not in self.errors and not release.text:
            self.add_error("text", ValidationError(_("Paste the text of the release."), code="required"))
        if not data.get("title", "").strip() and release.text:
            data["title"] = cleaning.first_words(release.text)
        return data
