"""Public figures in lists, filled in from stencils: a register shows sixty, a profile those around a person."""

from django import template
from django.utils.translation import ngettext

from common.stencil import Stencil
from photos.templatetags.pictures import picture

from .reading import held, typeset

register = template.Library()

_PERSON = Stencil("articles/_person.html", words=("face", "initials", "address", "name", "line"))
_YEAR = Stencil("articles/_year.html", words=("year", "stories"))


@register.simple_tag
def person_row(person, *, line="", size="5.5rem"):
    """A small portrait, or initials where there is none, the name that leads to the profile, and a line under it.

    Needs a person from `PersonQuerySet.with_face()` or with the portrait selected; `size` is for the browser.
    """
    return _row(person, person.name, typeset(line), size)


@register.simple_tag
def companion_row(person, stories):
    """Somebody who appears with the person of a profile, in so many stories."""
    return _row(person, person.name, stories_with(stories), "4rem")


@register.simple_tag
def register_row(person):
    """Somebody by surname, with the office of today or the last one: `office_now`, `office_last`."""
    line = ""
    if person.office_now:
        line = typeset(person.office_now.title)
    elif person.office_last:
        line = f"{typeset(person.office_last.title)} ({held(person.office_last)})"
    return _row(person, f"{person.last_name} {person.first_name}", line, "5.5rem")


def _row(person, name, line, size):
    photo = person.portrait
    has_face = photo is not None and photo.is_shown
    return _PERSON.fill(
        (("has_face", has_face), ("with_line", bool(line))),
        {
            "face": picture(photo, crop="1x1", sizes=size, alt="") if has_face else "",
            "initials": f"{person.first_name[:1]}{person.last_name[:1]}",
            "address": person.get_absolute_url(),
            "name": name,
            "line": line,
        },
    )


@register.simple_tag
def year_link(year, stories, *, shown):
    """One of the years of a profile, with the number of stories as its title; `shown` is that of the page, or None."""
    return _YEAR.fill((("is_shown", year == shown),), {"year": str(year), "stories": stories_published(stories)})


@register.filter
def stories_published(number):
    """`1 opublikowany artykuł`, `3 opublikowane artykuły`."""
    return ngettext("%(n)s published story", "%(n)s published stories", number) % {"n": number}


def stories_with(number):
    return ngettext("in %(n)s published story", "in %(n)s published stories", number) % {"n": number}
