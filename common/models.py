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


class RateCount(models.Model):
    """How often something happened in one span of time; see `common.limits`."""

    key = models.CharField(max_length=120)
    slot = models.BigIntegerField()
    n = models.PositiveIntegerField(default=0)
    # Seconds since 1970, a plain number: no conversion on the way of every request.
    expires = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint("key", "slot", name="common_one_count_a_span")]

    def __str__(self):
        return f"{self.key} {self.n}"


class SpentToken(models.Model):
    """A form token that was used; see `common.tokens`."""

    digest = models.CharField(max_length=40, unique=True)
    expires = models.BigIntegerField(db_index=True)

    def __str__(self):
        return self.digest


class NetworkSalt(models.Model):
    """The random salt of one day's network keys; see `common.network`."""

    day = models.DateField(unique=True)
    value = models.CharField(max_length=64)

    def __str__(self):
        return str(self.day)
