"""What a profile page says of all stories about a person, counted beforehand: a reader's request never counts."""

from django.db import models


class ProfileTally(models.Model):
    """How many published stories there are about a person, by year, and who and which places appear in them.

    `articles.profiles` counts it, some minutes late at most. Each list holds `[what, number of stories]`, in its order.
    """

    person = models.OneToOneField("people.Person", models.CASCADE, primary_key=True, related_name="tally")
    stories = models.PositiveIntegerField(default=0)
    years = models.JSONField(default=list)
    companions = models.JSONField(default=list)
    places = models.JSONField(default=list)
    counted_at = models.DateTimeField(db_index=True)

    def __str__(self):
        return f"{self.person_id}: {self.stories}"
