"""Work on profiles that touches several models at once."""

from django.db import transaction
from django.utils.translation import gettext as _

from .models import Person


class CannotMerge(Exception):
    """The two profiles cannot become one; the message is a sentence for the desk."""


@transaction.atomic
def merge_people(gone, keep):
    """Merge the profile `gone` into `keep`, which takes over its offices, sources and whatever it lacks itself.

    `gone` stays as a row that points to `keep`, so that its address leads there; profiles merged into it before point to
    `keep` too. Stories are moved by `articles.merging`, which calls this. Raises `CannotMerge`.
    """
    locked = {person.pk: person for person in Person.objects.select_for_update().filter(pk__in=[gone.pk, keep.pk])}
    if len(locked) < 2:
        raise CannotMerge(_("A profile cannot be merged with itself."))
    gone, keep = locked[gone.pk], locked[keep.pk]
    if gone.merged_into_id or keep.merged_into_id:
        raise CannotMerge(_("One of these profiles has been merged already."))
    _take_over(
        gone.offices.all(),
        keep.offices.all(),
        keep,
        ["title", "place_id", "organisation", "starts", "ends", "attested_on"],
    )
    _take_over(gone.sources.all(), keep.sources.all(), keep, ["label", "url"])
    for name in ["portrait", "biography", "gender"]:
        if not getattr(keep, name):
            setattr(keep, name, getattr(gone, name))
    keep.save()
    gone.merged_into = keep
    gone.save()
    Person.objects.filter(merged_into=gone).update(merged_into=keep)


def _take_over(rows, known, keep, fields):
    """Move rows to the kept profile; one that says the same as a known row is dropped."""
    seen = {_said(row, fields) for row in known}
    for row in rows:
        if _said(row, fields) in seen:
            row.delete()
        else:
            row.person = keep
            row.save()
            seen.add(_said(row, fields))


def _said(row, fields):
    return tuple(value.strip().casefold() if isinstance(value := getattr(row, name), str) else value for name in fields)
