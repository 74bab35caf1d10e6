"""Moments in the portal's own time zone, which is one for everybody: nobody activates another."""

from django.utils.timezone import get_default_timezone, now


def local(moment):
    """An aware moment as the portal's clock shows it. `timezone.localtime()` does the same and asks each time which zone is active."""
    return moment.astimezone(get_default_timezone())


def today():
    """The day of the portal's clock."""
    return local(now()).date()
