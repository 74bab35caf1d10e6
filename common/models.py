"""Rows that technical code needs: which slots of the schedule were taken, and counters of limits."""

from django.db import models


class ScheduleSlot(models.Model):
    """One run of one periodic job. Unique, so that of several schedulers only one starts it."""

    job = models.CharField(max_length=100)
    slot = models.BigIntegerField()
    taken_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint("job", "slot", name="common_slot_taken_once")]

    def __str__(self):
        return f"{self.job} {self.slot}"
