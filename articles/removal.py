"""Removing a person's data: what `people.removal` does to the profile, and what hangs on the stories.

Stories keep their text. `RELATIONS` says what becomes of the rows that point to a profile, in whichever app; a test fails
until a new one is decided on.
"""

from django.db import transaction

from people.removal import profiles_of, remove_data

from . import listed
from .jobs import rerender
from .models import Mention, PersonLink, ProfileTally

# Every relation that leads to `Person`, as `app.Model.field`.
RELATIONS = {
    "articles.Mention.person": "deleted",
    "articles.PersonLink.person": "emptied, until the body is rendered anew",
    "articles.ProfileTally.person": "deleted",
    "people.Office.person": "deleted",
    "people.Office.predecessor": "emptied",
    "people.Office.successor": "emptied",
    "people.Source.person": "deleted",
    "people.Person.merged_into": "kept: the profiles are emptied together",
    "people.Removal.person": "kept: the record itself",
}
RERENDERED_AT_ONCE = 100


@transaction.atomic
def remove_person(person, *, by, reason):
    """Remove the data of a person for good and take the person off every story. Returns the `people.Removal`.

    Bodies that linked to the profile are rendered anew by a job. Raises `people.removal.NotRemovable`.
    """
    ids = list(profiles_of(person).values_list("pk", flat=True))
    mentions = Mention.objects.filter(person__in=ids)
    stories = sorted(set(mentions.values_list("article_id", flat=True)), reverse=True)
    removal = remove_data(person, by=by, reason=reason)
    removal.counts["mentions"] = mentions.delete()[0]
    removal.save(update_fields=["counts"])
    listed.refresh_people(ids)
    ProfileTally.objects.filter(person__in=ids).delete()
    PersonLink.objects.filter(person__in=ids).update(person=None)
    for start in range(0, len(stories), RERENDERED_AT_ONCE):
        rerender.enqueue(stories[start : start + RERENDERED_AT_ONCE])
    return removal
