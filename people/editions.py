"""Which edition of the profiles this is: whoever keeps names and offices in memory need not read them to know them unchanged.

A line in the history would not tell. Of two transactions the one with the smaller key may be the later to come true, and a key
that was rolled back is given again.
"""

from uuid import uuid4

from django.db import models, transaction


def new_value():
    """One that was never there, nor will be in a copy that is put back."""
    return uuid4().hex


class Edition(models.Model):
    """The one row that gets a value never seen before whenever a profile or an office is made, changed or deleted."""

    value = models.CharField(max_length=32, default=new_value)

    class Meta:
        constraints = [models.CheckConstraint(name="people_edition_is_one_row", condition=models.Q(pk=1))]

    def __str__(self):
        return self.value

    @classmethod
    def current(cls):
        """The present value; None before the first change. One short query."""
        return cls.objects.values_list("value", flat=True).first()

    @classmethod
    def renew(cls):
        """Say that names or offices have changed; after the change, in its transaction. One query."""
        cls.objects.bulk_create([cls(pk=1)], update_conflicts=True, unique_fields=["pk"], update_fields=["value"])


class EditedQuerySet(models.QuerySet):
    """Rows of `Edited`, many of which may be written at once."""

    def update(self, **kwargs):
        return _then_renew(super().update, **kwargs)

    update.alters_data = True

    def delete(self):
        return _then_renew(super().delete)

    delete.alters_data = True
    delete.queryset_only = True

    def bulk_create(self, *args, **kwargs):
        return _then_renew(super().bulk_create, *args, **kwargs)

    def bulk_update(self, *args, **kwargs):
        return _then_renew(super().bulk_update, *args, **kwargs)


class Edited(models.Model):
    """A row that profiles are recognised by."""

    class Meta:
        abstract = True

    def save(self, **kwargs):
        _then_renew(super().save, **kwargs)

    def delete(self, **kwargs):
        return _then_renew(super().delete, **kwargs)


@transaction.atomic
def _then_renew(write, *args, **kwargs):
    answer = write(*args, **kwargs)
    Edition.renew()
    return answer
