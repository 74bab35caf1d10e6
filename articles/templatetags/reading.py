"""How dates, headlines and ready-made HTML stand on a reader's page."""

from functools import lru_cache

from django import template
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from common.markup import trusted
from common.moments import local, today
from polish import dates, typography
from polish.names import Gender, gender_of
from portal.running_text import set_html

register = template.Library()


@register.filter
def typeset(text):
    """A headline or lead with Polish quotes, dashes and non-breaking spaces."""
    return _typeset(str(text or ""))


@register.filter
def running_text(text):
    """Paragraphs, lists and links, typeset; text without any tag is split into paragraphs at empty lines."""
    text = text or ""
    return trusted(set_html(text if "<" in text else linebreaks(text, autoescape=True)))


@lru_cache(maxsize=4096)
def _typeset(text):
    return typography.set_text(text)


@register.filter
def stamp(moment):
    """`12.10.2022 12:01`, in the portal's time zone."""
    return dates.stamp(local(moment)) if moment else ""


@register.filter
def clock(moment):
    """`12:01`."""
    return f"{local(moment):%H:%M}" if moment else ""


@register.filter
def machine_time(moment):
    """For `datetime` attributes: `2022-10-12T12:01:00+02:00`."""
    return local(moment).isoformat(timespec="seconds") if moment else ""


@register.filter
def short_time(moment):
    """As in a narrow list: `12:01` today, “yesterday”, then `21.05.`, with its year where that is another one."""
    when, this_day = local(moment), today()
    days = (this_day - when.date()).days
    if days <= 0:
        return f"{when:%H:%M}"
    if days == 1:
        return _("yesterday")
    return f"{when:%d.%m}." if when.year == this_day.year else f"{when:%d.%m.}{when.year}"


@register.filter
def recent_time(moment):
    """Under a headline in a list grouped by days: `12:01` today and yesterday, later the whole date."""
    when = local(moment)
    return f"{when:%H:%M}" if (today() - when.date()).days <= 1 else dates.stamp(when)


@register.filter
def day_in_words(day):
    """`22 maja 2024`; takes a day or a moment."""
    return dates.day_month_year(local(day) if hasattr(day, "tzinfo") else day)


@register.filter
def month_in_words(day):
    """`maj 2024`."""
    return dates.month_year(day)


_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


@register.filter
def held(office):
    """When an office was held, as far as is known: `od XI 2018`, `XII 2014 – XI 2018`, `stan na 12.10.2022`."""
    start, end = (f"{_ROMAN[day.month - 1]} {day.year}" if day else "" for day in (office.starts, office.ends))
    if start and end:
        return start if start == end else f"{start} – {end}"
    if start:
        return _("since %(month)s") % {"month": start}
    if end:
        return _("until %(month)s") % {"month": end}
    return _("as of %(day)s") % {"day": f"{office.attested_on:%d.%m.%Y}"} if office.attested_on else ""


@register.filter
def in_office(office):
    """A present office with the year of its beginning: `burmistrz Krzemionowa od 2018 roku`."""
    title = typeset(office.title)
    return _("%(office)s since %(year)s") % {"office": title, "year": office.starts.year} if office.starts else title


@register.filter
def predecessor_word(person):
    """What somebody is called who held an office before: `poprzedniczka` or `poprzednik`."""
    return pgettext("of a woman", "predecessor:") if _is_woman(person) else pgettext("of a man", "predecessor:")


@register.filter
def successor_word(person):
    """What somebody is called who held an office afterwards: `następczyni` or `następca`."""
    return pgettext("of a woman", "successor:") if _is_woman(person) else pgettext("of a man", "successor:")


def _is_woman(person):
    return person.gender == "f" if person.gender else gender_of(person.first_name) is Gender.WOMAN


@register.filter
def comments_word(count):
    """The word that goes with the number: `komentarz`, `komentarze`, `komentarzy`."""
    return ngettext("comment", "comments", count)


@register.filter
def stamp_after(moment, earlier):
    """A later moment beside an earlier one: `14:20` on the same day, else with its date."""
    same_day = local(moment).date() == local(earlier).date()
    return clock(moment) if same_day else stamp(moment)
