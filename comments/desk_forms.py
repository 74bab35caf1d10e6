"""What moderators type: reasons, answers, bans."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Ban
from .screening import domain_of

LONGEST = 5000


class NoticeForm(forms.Form):
    """The decision on a notice: which of its comments come down, and why."""

    remove = forms.TypedMultipleChoiceField(
        label=_("Take down"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    reasons = forms.CharField(
        label=_("Reasons of the decision"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("They go out to whoever sent the notice, and to the author of what is taken down."),
        error_messages={"required": _("Give the reasons of the decision.")},
    )

    def __init__(self, data=None, *, items, initial=None):
        super().__init__(data, initial=initial)
        self.fields["remove"].choices = [(item.comment_id, str(item)) for item in items if item.comment_id]


class AnswerForm(forms.Form):
    """The answer to an appeal."""

    answer = forms.CharField(
        label=_("Answer"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write the answer: whoever appeals has a right to it.")},
    )
    outcome = forms.ChoiceField(
        choices=[("allowed", _("allow")), ("upheld", _("dismiss"))],
        error_messages={"required": _("Choose whether the appeal is allowed.")},
    )


class BanForm(forms.Form):
    """What is held off, and for how long."""

    kind = forms.ChoiceField(
        label=_("What"), choices=Ban.Kind.choices, widget=forms.RadioSelect, initial=Ban.Kind.TOKEN
    )
    days = forms.IntegerField(
        label=_("For how many days"),
        min_value=1,
        max_value=365,
        initial=7,
        help_text=_("It always ends by itself: a network's ban after 30 days at the latest, others within a year."),
    )
    value = forms.CharField(
        label=_("Domain"), max_length=200, required=False, help_text=_("For a domain: its address.")
    )
    is_mute = forms.BooleanField(
        label=_("Mute only: new comments wait in the usual place, and their author is told"), required=False
    )
    note = forms.CharField(label=_("Why"), max_length=300, required=False, help_text=_("For the newsroom alone."))

    def clean(self):
        data = super().clean()
        if data.get("kind") == Ban.Kind.DOMAIN and "." not in domain_of(data.get("value", "")):
            self.add_error(
                "value", forms.ValidationError(_("Give the domain, for example sklep.example."), code="domain")
            )
        if data.get("kind") == Ban.Kind.NETWORK and (data.get("days") or 0) > Ban.LONGEST_DAYS[Ban.Kind.NETWORK]:
            self.add_error(
                "days", forms.ValidationError(_("A network can be banned for 30 days at most."), code="days")
            )
        return data
