"""Moments in the portal's own time zone, which is one for everybody: nobody activates another."""

from django.utils import timezone


def local(moment):
    """An aware moment as the portal's clock shows it. `timezone.localtime()` does the same and asks each time which zone is active."""
    return moment.astimezone(timezone.get_default_timezone())


def today():
    """The day of the portal's clock."""
    return local(timezone.now()).date()
