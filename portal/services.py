"""The portal's own pages: their first texts, and filling in what the imprint knows."""

import re
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.utils import timezone
from django.utils.html import escape

from polish.dates import day_month_year
from polish.namedays import name_days

from .models import NameDay, Page
from .running_text import set_html

FIRST_PAGES = Path(__file__).parent / "first_pages"
# In the order of the footer.
PAGES = ["redakcja", "kontakt", "reklama", "regulamin", "prywatnosc", "punkt-kontaktowy", "dostepnosc"]
_PLACEHOLDER = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_IMPRINT_FIELDS = {
    "portal_name", "publisher", "publisher_address", "publisher_register", "owners", "editor_in_chief", "editorial_address",
    "email", "phone", "tips_email", "advertising_email", "dsa_email", "issn", "press_register",
}  # fmt: skip


def make_first_pages():
    """Add the pages that the law or readers expect, where they are missing. Returns how many were added."""
    added = 0
    for position, slug in enumerate(PAGES):
        text = (FIRST_PAGES / f"{slug}.html").read_text()
        title = re.match(r"<!--\s*title:\s*(.+?)\s*-->", text)
        _page, made = Page.objects.get_or_create(
            slug=slug,
            defaults={
                "title": title[1],
                "body": text[title.end() :].strip(),
                "version_date": timezone.localdate(),
                "position": position,
            },
        )
        added += made
    return added


def take_off_second_factor(user):
    """Remove the factors and recovery codes of somebody who has lost them. Returns whether there were any.

    With the password alone the next login then sets up a new one: whoever calls this has made sure who asks.
    """
    removed, _each = Authenticator.objects.filter(user=user).delete()
    return bool(removed)


def name_days_on(day):
    """Whose name-day it is, in the genitive: the newsroom's own names, else those of the shipped table. One query."""
    own = NameDay.objects.filter(month=day.month, day=day.day).values_list("names", flat=True).first()
    return own.split(", ") if own else name_days(day)


def page_html(page, imprint):
    """The page's text, cleaned, with the imprint's facts in place of `{{ … }}`; an unknown or empty one leaves “—”."""

    def fill(match):
        name = match[1]
        if name == "version_date":
            return day_month_year(page.version_date)
        value = str(getattr(imprint, name)) if name in _IMPRINT_FIELDS else ""
        return escape(value.strip()) or "—"

    return set_html(_PLACEHOLDER.sub(fill, page.body))
