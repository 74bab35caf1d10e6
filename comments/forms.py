"""What readers type. Errors are sentences; what was typed stays."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.proof import LONGEST_PAYLOAD

from . import notices
from .models import Reason
from .models.conversation import LONGEST_BODY, LONGEST_NICK
from .text import tidy_body, tidy_nick

# What is sent back to be corrected; nobody types more, and nobody shall have us send back a megabyte.
MOST_SENT_BACK = 20_000
# Of a longer text so much only is looked at, so the length in Django's own words would be untrue.
TOO_LONG = _("A comment may have at most %(limit_value)d characters.")


def _is_address(text):
    return text.startswith(("/", "http://", "https://"))


class ProtectedForm(forms.Form):
    """A form with a signed token and a field that only robots fill in."""

    # Called as a field that robots like; people do not see it.
    website = forms.CharField(required=False, max_length=200, label="")
    form_token = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)
    proof = forms.CharField(required=False, max_length=LONGEST_PAYLOAD, widget=forms.HiddenInput)
    # Fields that may be left empty in some cases only, and so are not called optional.
    expected = ()

    def __init__(self, data=None, *args, **kwargs):
        if data is not None:
            data = {name: value[:MOST_SENT_BACK] for name, value in data.items()}
        super().__init__(data, *args, **kwargs)

    @property
    def is_from_robot(self):
        return bool(self.data.get("website", ""))

    def visible(self):
        return [field for field in self if field.name not in {"website", "form_token", "proof"}]


class CommentForm(ProtectedForm):
    nick = forms.CharField(
        label=_("Nick"),
        max_length=LONGEST_NICK,
        error_messages={"required": _("Write how to sign your comment.")},
        widget=forms.TextInput({"autocomplete": "nickname"}),
    )
    body = forms.CharField(
        label=_("Comment"),
        max_length=LONGEST_BODY,
        strip=False,
        error_messages={"required": _("Write your comment."), "max_length": TOO_LONG},
        widget=forms.Textarea({"rows": 6}),
    )

    def clean_nick(self):
        nick = tidy_nick(self.cleaned_data["nick"])
        if not any(char.isalnum() for char in nick):
            raise forms.ValidationError(_("A nick needs at least one letter or digit."), code="empty")
        return nick

    def clean_body(self):
        body = tidy_body(self.cleaned_data["body"])
        if not body:
            raise forms.ValidationError(self.fields["body"].error_messages["required"], code="required")
        return body


class EditForm(forms.Form):
    body = forms.CharField(
        label=_("Comment"),
        max_length=LONGEST_BODY,
        strip=False,
        error_messages={"required": _("Write your comment."), "max_length": TOO_LONG},
        widget=forms.Textarea({"rows": 8}),
    )

    def visible(self):
        return list(self)

    clean_body = CommentForm.clean_body


class ReportForm(ProtectedForm):
    reason = forms.ChoiceField(
        label=_("What is wrong with this comment?"),
        choices=[(reason.value, reason.label) for reason in Reason if reason != Reason.ILLEGAL],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong.")},
    )
    text = forms.CharField(
        label=_("In your own words"), required=False, max_length=1000, widget=forms.Textarea({"rows": 4})
    )


class NoticeForm(ProtectedForm):
    addresses = forms.CharField(
        label=_("Addresses of the comments"),
        help_text=_("One in a line. The address of a comment is behind its date."),
        max_length=6000,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
        error_messages={"required": _("Give the address of at least one comment.")},
    )
    statement = forms.CharField(
        label=_("Why is this content illegal?"),
        help_text=_("What it says of whom, and which law it breaks, if you know."),
        max_length=5000,
        widget=forms.Textarea({"rows": 7}),
        error_messages={"required": _("Write why you think the content is illegal.")},
    )
    concerns_abuse_of_children = forms.BooleanField(
        label=_("It concerns sexual abuse of children. I need not give my name or e-mail."), required=False
    )
    name = forms.CharField(label=_("Name and surname, or name of the institution"), required=False, max_length=200)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    good_faith = forms.BooleanField(
        label=_("I send this notice in good faith; what I say is accurate and complete, as far as I know."),
        error_messages={"required": _("Without this statement we cannot take the notice.")},
    )

    expected = ("name", "email")

    def clean_addresses(self):
        lines, wrong = [], []
        for line in self.cleaned_data["addresses"].splitlines():
            parts = line.split()
            # Several addresses in one line are taken as well; a line of words is told of as it was typed.
            if len(parts) < 2 or all(map(_is_address, parts)):
                lines += parts
            else:
                wrong.append(" ".join(parts)[:80])
        lines = list(dict.fromkeys(lines))
        if len(lines) > notices.MOST_ADDRESSES:
            message = _("Name at most %(most)s comments in one notice.") % {"most": notices.MOST_ADDRESSES}
            raise forms.ValidationError(message, code="many")
        found = []
        for line in lines:
            try:
                found.append(notices.read_address(line))
            except ValueError:
                wrong.append(line[:80])
        if wrong:
            message = _("This is not an address of a comment here: %(line)s") % {"line": "; ".join(wrong[:3])}
            raise forms.ValidationError(message, code="not_ours")
        return found

    def clean(self):
        data = super().clean()
        if not data.get("concerns_abuse_of_children"):
            if not data.get("name", "").strip() and "name" not in self.errors:
                self.add_error("name", forms.ValidationError(_("Write your name."), code="required"))
            if not data.get("email") and "email" not in self.errors:
                self.add_error("email", forms.ValidationError(_("Write your e-mail address."), code="required"))
        return data


class AppealForm(forms.Form):
    text = forms.CharField(
        label=_("Why do you disagree?"),
        max_length=2000,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": _("Write why you disagree.")},
    )

    def visible(self):
        return list(self)


class RecoverForm(forms.Form):
    code = forms.CharField(
        label=_("Recovery code"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
        error_messages={"required": _("Write the code.")},
    )

    def visible(self):
        return list(self)


class MailForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, error_messages={"required": _("Write your e-mail address.")}
    )

    def visible(self):
        return list(self)
