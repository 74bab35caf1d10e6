"""Small pieces of the desk's templates."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from polish.dates import WEEKDAYS
from portal.models import Imprint

register = template.Library()


@register.filter
def undo_note(message):
    """Address and token of the button “Undo” that a message carries; empty for most."""
    parts = (message.extra_tags or "").split()
    return {"address": parts[1], "token": parts[2]} if len(parts) == 3 and parts[0] == "undo" else {}


@register.filter
def clock(moment):
    """When, in as few letters as a narrow column takes: 14:20, wczoraj, piątek, jutro 8:00, 9.11, 9.11.2025."""
    if not moment:
        return ""
    moment = timezone.localtime(moment)
    today = timezone.localdate()
    hour = f"{moment.hour}:{moment:%M}"
    days = (today - moment.date()).days
    if days == 0:
        return hour
    if days == 1:
        return "wczoraj"
    if days == -1:
        return f"jutro {hour}"
    if 1 < days < 7:
        return WEEKDAYS[moment.weekday()]
    day = f"{moment.day}.{moment:%m}" if moment.year == today.year else f"{moment.day}.{moment:%m}.{moment.year}"
    return f"{day} {hour}" if days < 0 else day


@register.filter
def day_and_hour(moment):
    """A moment near now, to the minute: 14:20, wczoraj 14:20, jutro 8:00, 9.11 8:00."""
    moment = timezone.localtime(moment)
    hour = f"{moment.hour}:{moment:%M}"
    if moment.date() == timezone.localdate() - timedelta(days=1):
        return f"wczoraj {hour}"
    words = clock(moment)
    return words if hour in words else f"{moment.day}.{moment:%m} {hour}"


@register.filter
def from_iso(text):
    """The moment that a text for machines names, to be written as people write it."""
    return datetime.fromisoformat(text)


@register.filter
def how_long(since, until=None):
    """How long it has been, or was until then: “2 hours, 5 minutes”. No zeros for what has just come."""
    if (until or timezone.now()) - since < timedelta(minutes=1):
        return _("less than a minute")
    return timesince(since, until)


@register.filter
def chosen(choices):
    """The chosen one of a filter's choices, and whether it narrows the list (the first one never does)."""
    for number, choice in enumerate(choices):
        if choice["selected"]:
            return {"display": choice["display"], "is_on": number > 0}
    return {"display": "", "is_on": False}


@register.simple_tag
def portal_name():
    """The portal's name, for pages that no view of ours renders. Costs a query."""
    return Imprint.load().portal_name
