"""Removing somebody's personal data at that person's request, for good, and remembering that it was done.

What becomes of each field stands in `FIELDS`; a test fails until a new field is decided on. Stories keep their text: what
hangs on them is taken off by `articles.removal`, which calls this.
"""

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from photos.models import Photo
from polish.lemmas import fold

from .models import Office, Person, Removal, RemovedName, Source

# `emptied`: blank from now on. `deleted`: the whole row goes. `kept`: says nothing of the person, or is the record itself.
FIELDS = {
    "Person": {
        "emptied": [
            "first_name", "last_name", "gender", "has_common_name", "slug", "sort_key", "portrait", "biography",
        ],
        "kept": ["id", "merged_into", "removed_at", "created_at", "updated_at"],
    },
    "Office": {
        "deleted": [
            "id", "person", "title", "place", "organisation", "starts", "ends", "attested_on", "kind", "post", "predecessor",
            "successor", "by_hand",
        ],
    },
    "Source": {"deleted": ["id", "person", "label", "url"]},
    "HistoricalPerson": {
        "deleted": [
            "id", "first_name", "last_name", "gender", "has_common_name", "portrait", "biography", "merged_into", "created_at",
            "history_id", "history_date", "history_change_reason", "history_type", "history_user",
        ],
    },
    "HistoricalOffice": {
        "deleted": [
            "id", "person", "title", "place", "organisation", "starts", "ends", "attested_on", "predecessor", "successor",
            "by_hand", "history_id", "history_date", "history_change_reason", "history_type", "history_user",
        ],
    },
    "Removal": {"kept": ["id", "person", "at", "by", "reason", "counts"]},
    "RemovedName": {"kept": ["id", "removal", "digest"]},
    "NameNotOffered": {"kept": ["id", "digest", "by", "at"]},
    "Edition": {"kept": ["id", "value"]},
}  # fmt: skip
_SALT = "people.removal"


class NotRemovable(Exception):
    """The data cannot be removed so; the message is a sentence for the desk."""


def profiles_of(person):
    """The profile with all those that were merged into it: one person, whose data go together."""
    return Person.objects.filter(Q(pk=person.pk) | Q(merged_into=person)).order_by("pk")


@transaction.atomic
def remove_data(person, *, by, reason):
    """Empty the profile and those merged into it, delete its offices, sources and history. Returns the `Removal`.

    The number stays, so that its address can say that nothing is here any more; so does a keyed digest of every name
    that the person has had here, for `is_removed_name`. Raises `NotRemovable`.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.removed_at or person.merged_into_id:
        raise NotRemovable(_("The data of this profile have been removed already, or it was merged into another one."))
    people = list(profiles_of(person).select_for_update())
    names = _names_of(people)
    if tells_name(reason, names):
        raise NotRemovable(_("Do not name the person in the reason: it is kept, and the name must not be."))
    ids = [each.pk for each in people]
    photos = [each.portrait_id for each in people if each.portrait_id]
    photos += Person.history.filter(id__in=ids).exclude(portrait=None).values_list("portrait_id", flat=True)

    counts = {
        "offices": Office.objects.filter(person__in=ids).delete()[0],
        "sources": Source.objects.filter(person__in=ids).delete()[0],
        "history": Person.history.filter(id__in=ids).delete()[0] + Office.history.filter(person_id__in=ids).delete()[0],
    }
    for side in ("predecessor", "successor"):
        Office.objects.filter(**{f"{side}__in": ids}).update(**{side: None})
        Office.history.filter(**{f"{side}_id__in": ids}).update(**{side: None})
    # Not through save(), which would write the first row of a new history.
    now = timezone.now()
    Person.objects.filter(pk__in=ids).update(**_nothing(), removed_at=now, updated_at=now)
    counts["portraits"] = _withdraw_unused(set(photos), by)
    _blank_log(Person, ids)

    removal = Removal.objects.create(person=person, by=by, reason=reason.strip(), counts=counts)
    digests = {digest_of_name(*name, settings.SECRET_KEY) for name in names}
    RemovedName.objects.bulk_create([RemovedName(removal=removal, digest=digest) for digest in sorted(digests)])
    return removal


def is_removed_name(first_name, last_name):
    """Whether somebody of this name asked to be removed: no program may then make or suggest a profile. Costs a query."""
    return bool(removed_among([(first_name, last_name)]))


def removed_among(names):
    """Those of the `(first name, surname)` pairs that `is_removed_name`. Costs a query.

    Holds as long as the secret key under which a name was remembered is the present one or among its fallbacks.
    """
    return names_known(names, RemovedName)


def names_known(names, model):
    """Those of the `(first name, surname)` pairs whose digest `model` keeps. Costs a query."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = {digest_of_name(*name, key): name for name in names for key in keys}
    known = model.objects.filter(digest__in=list(digests)).values_list("digest", flat=True)
    return {digests[digest] for digest in known}


def tells_name(text, names):
    """Whether the text holds a surname, as it may be inflected, of `(first name, surname)` pairs."""
    words = [fold(word) for word in text.replace("-", " ").split()]
    for _first, last in names:
        for part in last.replace("-", " ").split():
            stem = fold(part)[: max(3, len(part) - 2)]
            if len(stem) >= 3 and any(word.lstrip('„"(').startswith(stem) for word in words):
                return True
    return False


def _nothing():
    """What the emptied fields hold from now on: no row, no text, or what the field holds by default."""
    fields = [Person._meta.get_field(name) for name in FIELDS["Person"]["emptied"]]
    return {field.name: None if field.is_relation else field.get_default() for field in fields}


def _names_of(people):
    """Every name that these profiles have and have had."""
    names = {(each.first_name, each.last_name) for each in people}
    earlier = Person.history.filter(id__in=[each.pk for each in people])
    return names | set(earlier.order_by().values_list("first_name", "last_name").distinct())


def digest_of_name(first_name, last_name, key):
    """The same for any writing of the name: capitals, missing marks, the order and further first names aside."""
    first = fold(first_name).split()
    words = [*first[:1], *fold(last_name).replace("-", " ").split()]
    return salted_hmac(_SALT, " ".join(sorted(words)), secret=key, algorithm="sha256").hexdigest()


def _withdraw_unused(ids, by):
    """Take portraits that stand nowhere else out of the library, with what is written about them."""
    photos = list(Photo.objects.unused().filter(pk__in=ids))
    for photo in photos:
        photo.withdraw(by)
        Photo.objects.filter(pk=photo.pk).update(alt="", caption="", original_filename="")
    _blank_log(Photo, [photo.pk for photo in photos])
    return len(photos)


def _blank_log(model, ids):
    """The desk's log keeps who did something and when; what it was called and what was changed goes."""
    log = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id__in=[str(pk) for pk in ids]
    )
    log.update(object_repr="", change_message="")
