"""What is done to a whole profile: two of one person become one, and personal data are removed at the person's request."""

import logging

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.merging import merge_people
from articles.models import Mention
from articles.removal import remove_person
from people.models import Person
from people.removal import NotRemovable
from people.services import CannotMerge

security_log = logging.getLogger("newsroom.security")
CANDIDATES = 20


class MergeForm(forms.Form):
    """Which profile goes into the one that is open."""

    other = forms.ModelChoiceField(
        label=gettext_lazy("The profile that ends"),
        queryset=Person.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": gettext_lazy("Choose the profile that ends.")},
    )

    def __init__(self, *args, keep, query, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        others = Person.objects.current().exclude(pk=keep.pk)
        alike = others.named(query) if query else others.filter(last_name__iexact=keep.last_name)
        shown = alike.alphabetical().prefetch_related("offices")[:CANDIDATES]
        # Whoever is posted need not be on the list that is shown.
        self.fields["other"].queryset = others
        self.candidates = list(shown)
        for person in self.candidates:
            person.stories = Mention.objects.accepted().filter(person=person).count()


def merge(request, pk):
    """Choose the other profile, see both side by side, merge."""
    user = request.user
    if not (user.has_perm("people.merge_person") and user.has_perm("people.change_person")):
        raise PermissionDenied
    keep = get_object_or_404(Person.objects.current(), pk=pk)
    query = request.GET.get("q", "").replace("\x00", "")[:80].strip()
    form = MergeForm(request.POST if request.method == "POST" else None, keep=keep, query=query)
    if request.method == "POST" and form.is_valid():
        other = form.cleaned_data["other"]
        try:
            merge_people(other, keep)
        except CannotMerge as problem:
            form.add_error(None, str(problem))
        else:
            security_log.info("profile %s merged into %s by %s", other.pk, keep.pk, user.pk)
            words = _("“%(gone)s” is now one profile with “%(keep)s”. The old address leads here.")
            messages.success(request, words % {"gone": other.name, "keep": keep.name})
            return redirect(reverse("admin:people_person_change", args=[keep.pk]))
    context = {
        **admin.site.each_context(request),
        "title": _("Merge profiles"),
        "keep": keep,
        "form": form,
        "query": query,
        "stories": Mention.objects.accepted().filter(person=keep).count(),
    }
    return render(request, "admin/people/person/merge.html", context, status=422 if form.errors else 200)


class RemovalForm(forms.Form):
    """Why the data go, and that whoever decides knows that they will not come back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "It stays in the record, so without the name and other data: “request under art. 17 GDPR, letter of 3 November”."
        ),
        error_messages={"required": gettext_lazy("Write why the data are removed.")},
    )
    sure = forms.BooleanField(
        label=gettext_lazy("I know that this cannot be undone"),
        error_messages={"required": gettext_lazy("Confirm that you know that this cannot be undone.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)


def remove(request, pk):
    """Show what goes and what stays, ask for the reason, then remove the personal data of a profile for good."""
    user = request.user
    if not user.has_perm("people.remove_personal_data"):
        raise PermissionDenied
    person = get_object_or_404(Person.objects.current().prefetch_related("offices"), pk=pk)
    form = RemovalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            remove_person(person, by=user, reason=form.cleaned_data["reason"])
        except NotRemovable as problem:
            form.add_error("reason", str(problem))
        else:
            # By its number: the log must not keep the name that the newsroom has just removed.
            security_log.warning("personal data of profile %s removed by %s", pk, user.pk)
            words = _(
                "The personal data of profile no. %(pk)s are removed. Its address says that nothing is there any more."
            )
            messages.success(request, words % {"pk": pk})
            return redirect(reverse("admin:people_person_changelist"))
    context = {
        **admin.site.each_context(request),
        "title": _("Remove personal data"),
        "person": person,
        "form": form,
        "stories": Mention.objects.accepted().filter(person=person).count(),
    }
    return render(request, "admin/people/person/remove.html", context, status=422 if form.errors else 200)
