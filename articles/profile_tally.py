"""What a profile page says of all stories about a person, counted beforehand: a reader's request never counts."""

from django.db import models
from django.utils import timezone


class ProfileTally(models.Model):
    """How many published stories there are about a person, by year, and who and which places appear in them.

    `articles.profiles` counts it. Companions and places may lag some minutes. Stories and years are right for `counted_at`:
    `follow` keeps up with whatever changes of the time before, and the page adds what became public since. Each list holds
    `[what, number of stories]`, in its order.
    """

    person = models.OneToOneField("people.Person", models.CASCADE, primary_key=True, related_name="tally")
    stories = models.PositiveIntegerField(default=0)
    years = models.JSONField(default=list)
    companions = models.JSONField(default=list)
    places = models.JSONField(default=list)
    counted_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return f"{self.person_id}: {self.stories}"


def follow(changes):
    """Let the tallies know of stories that came to people (1) or went (-1), as `(person, when published, 1 or -1)`.

    To be called in the transaction in which they did. One query, and one more for each tally that is another.
    """
    tallies = ProfileTally.objects.select_for_update().filter(person__in={person for person, _when, _by in changes})
    for tally in tallies.order_by("pk"):
        moved = [(when, by) for person, when, by in changes if person == tally.pk and when <= tally.counted_at]
        if moved:
            tally.years = years_with(tally.years, moved)
            tally.stories = sum(n for _year, n in tally.years)
            tally.save(update_fields=["years", "stories"])


def years_with(years, moved):
    """`[year, number]`, the latest first, with stories of these moments more or fewer."""
    counted = dict(years)
    for when, by in moved:
        year = timezone.localtime(when).year
        counted[year] = counted.get(year, 0) + by
    return [[year, counted[year]] for year in sorted(counted, reverse=True) if counted[year] > 0]
