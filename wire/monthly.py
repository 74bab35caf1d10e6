"""The month's stories and how much of them is the newsroom's own work, for the editor-in-chief."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Byline
from polish.dates import month_year

MOST_STORIES = 5000
LISTED = 50


@dataclass
class Line:
    """An author or a section: published stories, those made from releases, words and copied words of the latter.

    `uncounted` of them are still being measured.
    """

    name: str
    stories: int = 0
    from_releases: int = 0
    words: int = 0
    copied: int = 0
    uncounted: int = 0

    @property
    def share(self):
        return round(100 * self.copied / self.words) if self.words else None

    def add(self, work):
        self.stories += 1
        if not work:
            return
        self.from_releases += 1
        if work.is_current:
            self.words += work.words
            self.copied += work.copied
        else:
            self.uncounted += 1


def month_of(text):
    """The first day of the month that the address names (`2026-11`), else of this month."""
    match = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", text, re.ASCII)
    return date(int(match[1]), int(match[2]), 1) if match else timezone.localdate().replace(day=1)


def report(month):
    """What the page shows. Three queries, at most `MOST_STORIES` stories."""
    following = _next(month)
    published = Article.objects.published().filter(
        published_at__gte=_midnight(month), published_at__lt=_midnight(following)
    )
    stories = list(
        published.select_related("section", "own_work")
        .defer("body", "body_html", "lead")
        .order_by("-published_at")[:MOST_STORIES]
    )
    authors_of = defaultdict(list)
    signed = Byline.objects.filter(article__in=published.order_by(), role=Byline.Role.TEXT)
    for article, name in signed.values_list("article_id", "author__name"):
        authors_of[article].append(name)
    by_author, by_section = {}, {}
    copied, uncounted = [], 0
    for story in stories:
        work = getattr(story, "own_work", None)
        for name in authors_of[story.pk] or [_("not signed")]:
            by_author.setdefault(name, Line(name)).add(work)
        name = story.section.name if story.section else _("no section")
        by_section.setdefault(name, Line(name)).add(work)
        if work and not work.is_current:
            uncounted += 1
        elif work and work.share:
            copied.append((story, ", ".join(authors_of[story.pk]), work))
    copied.sort(key=lambda row: -row[2].share)
    this = timezone.localdate().replace(day=1)
    return {
        "month": month_year(month),
        "earlier": f"{_previous(month):%Y-%m}",
        "later": f"{following:%Y-%m}" if following <= this else "",
        "by_author": _sorted(by_author),
        "by_section": _sorted(by_section),
        "copied": copied[:LISTED],
        "count": len(stories),
        "uncounted": uncounted,
    }


def _sorted(lines):
    return sorted(lines.values(), key=lambda line: (-(line.share or 0), line.name))


def _next(month):
    return month.replace(year=month.year + 1, month=1) if month.month == 12 else month.replace(month=month.month + 1)


def _previous(month):
    return month.replace(year=month.year - 1, month=12) if month.month == 1 else month.replace(month=month.month - 1)


def _midnight(day):
    return timezone.make_aware(datetime(day.year, day.month, day.day))
