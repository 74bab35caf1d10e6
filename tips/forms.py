"""The form of a tip and that of the receipt's words: input only."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.models import Article

from .models import Tip, TipRules
from .services import gives_words_away

LONGEST = 20_000
LONGEST_PASSAGE = 500


GIVES_WORDS_AWAY = _(
    "Here stand the six words of a receipt. Take them out: nobody else may know them, the newsroom neither. They are typed in only under “See the answer”."
)
TOO_LONG = _("The text has %(show)s characters; at most %(limit)s fit. Put the rest into a file.")


class LongText(forms.CharField):
    """Text of up to `LONGEST` letters; too long a one is told with numbers that people can read."""

    def __init__(self):
        super().__init__(required=False, strip=True)

    def clean(self, value):
        text = super().clean(value).replace("\r\n", "\n")
        if len(text) > LONGEST:
            raise forms.ValidationError(TOO_LONG, "max_length", {"show": grouped(len(text)), "limit": grouped(LONGEST)})
        return text


def grouped(number):
    """A number with its thousands apart, by spaces that do not break."""
    return f"{number:,}".replace(",", "\u00a0")


class TipForm(forms.Form):
    """What a reader sends. `files` are not a field: they were sealed before the form sees them."""

    # Of the kind: what was sent without one, as by a plain script, is news.
    kind = forms.ChoiceField(choices=Tip.Kind.choices, required=False)
    body = LongText()
    # Of an error: the sentence of the story.
    passage = forms.CharField(max_length=LONGEST_PASSAGE, required=False)
    place = forms.CharField(max_length=120, required=False)
    confidential = forms.BooleanField(required=False)
    contact = forms.CharField(max_length=200, required=False)
    may_be_named = forms.BooleanField(required=False)
    credit = forms.CharField(max_length=120, required=False)
    licence = forms.BooleanField(required=False)
    article = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    website = forms.CharField(required=False, max_length=500)  # honeypot, hidden by CSS

    def __init__(self, *args, uploads=None, waiting=0, **kwargs):
        super().__init__(*args, **kwargs)
        self.uploads = uploads
        self.waiting = waiting
        self.file_problems = []
        # A sentence about what is wrong with us, and not with the form.
        self.trouble = ""

    def clean_kind(self):
        return self.cleaned_data["kind"] or Tip.Kind.NEWS

    def clean_article(self):
        """The published story that the tip is about; one that is not there is left out, not complained of."""
        pk = self.cleaned_data["article"]
        return Article.objects.published().filter(pk=pk).first() if pk else None

    def clean(self):
        data = super().clean()
        has_files = bool(self.waiting or (self.uploads and self.uploads.sealed))
        if not data.get("body") and "body" not in self.errors and not has_files:
            self.add_error(
                "body", forms.ValidationError(_("Write at least one sentence about what happened."), "required")
            )
        if data.get("confidential"):
            data["contact"] = data["credit"] = ""
            data["may_be_named"] = False
        if data.get("kind") != Tip.Kind.ERROR:
            data["passage"] = ""
        for name in ("body", "passage", "place", "contact", "credit"):
            if data.get(name) and gives_words_away(data[name]):
                self.add_error(name, forms.ValidationError(GIVES_WORDS_AWAY, "receipt"))
        if self.uploads and self.uploads.refused:
            self.file_problems = file_problems(self.uploads.refused)
            self.add_error(None, forms.ValidationError("", "files"))
        return data

    @property
    def summary(self):
        """`(id of the field, sentence)` of everything that is wrong, in the order of the form."""
        found = [(f"id_{name}", error) for name, errors in self.errors.items() if name != "__all__" for error in errors]
        found += [("id_files", problem) for problem in self.file_problems]
        return found + ([("id_body", self.trouble)] if self.trouble else [])


def file_problems(refused):
    """Sentences for the sender about files that were not taken."""
    rules = TipRules.load()
    words = {
        "kind": _("“%(name)s” is of a kind that we cannot take. We take JPEG, PNG, WebP, HEIC, PDF, MP4, MOV, MP3, M4A, TXT, ODT and DOCX."),
        "empty": _("“%(name)s” is empty. Choose it again."),
        "pixels": _("“%(name)s” has too many pixels. Send it smaller."),
        "large": _("“%(name)s” is larger than %(limit)d MB. Send it smaller or write to us that you have it."),
        "disk": _("We have no room for files just now. Send the text alone, or try again in an hour."),
        "broken": _("The connection broke while “%(name)s” was being sent. Choose it again.")
        if any(name for name, code in refused if code == "broken")
        else _("The form did not arrive whole: the connection broke. Look whether all is there, and send it again."),
    }  # fmt: skip
    found = []
    for name, code in refused:
        if code != "many":
            sentence = words[code] % {"name": name or "…", "limit": rules.max_megabytes}
            found += [sentence] if sentence not in found else []
    extra = sum(code == "many" for _name, code in refused)
    if extra:
        found.append(
            ngettext(
                "At most %(limit)d files fit in one message; %(extra)d was left out. Send it later, with the words of your receipt.",
                "At most %(limit)d files fit in one message; %(extra)d were left out. Send them later, with the words of your receipt.",
                extra,
            )
            % {"limit": rules.max_files, "extra": extra}
        )
    return found


class CodeForm(forms.Form):
    words = forms.CharField(max_length=200, required=False)
    message = LongText()
