"""Whether and how comments are taken under a story: the portal's rules, its section's, its own, age and electoral silence."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.memo import FOR_READERS, remember_for
from portal.models import Imprint, Page, SilencePeriod

from .models import CommentRules, SectionRules
from .models.rules import Mode


class Closed(Enum):
    """Why no comment can be written."""

    OFF = _("Comments under this story are turned off.")
    OLD = _("This story is older, and its comments are closed.")


@dataclass(frozen=True)
class Rules:
    """What holds for one story now."""

    mode: str
    closed: Closed | None
    silence: SilencePeriod | None
    surge_until: datetime | None
    approved_before_trust: int

    @property
    def is_open(self):
        return self.closed is None

    @property
    def is_silent(self):
        """The electoral silence holds and comments wait for its end."""
        return self.silence is not None and not self.silence.comments_stay_open

    @property
    def is_surging(self):
        return self.surge_until is not None and self.surge_until > timezone.now()


@remember_for(FOR_READERS)
def site_rules():
    """The portal's `CommentRules` and those of its sections by their ids."""
    return CommentRules.load(), {rules.section_id: rules for rules in SectionRules.objects.all()}


@remember_for(FOR_READERS)
def _silences():
    """Silences that run or begin within the memory's time, with the ids of their places."""
    soon = timezone.now() + timedelta(seconds=2 * FOR_READERS)
    periods = SilencePeriod.objects.filter(starts_at__lte=soon, ends_at__gt=timezone.now()).prefetch_related("places")
    return [(period, frozenset(place.pk for place in period.places.all())) for period in periods]


@remember_for(FOR_READERS)
def is_small_enterprise():
    """Whether articles 20 to 28 of the Digital Services Act leave the publisher alone."""
    return (Imprint.objects.filter(pk=1).first() or Imprint()).is_small


def takes_appeals():
    """Whether decisions can be appealed against: as the newsroom set it, and always where the enterprise is larger."""
    return site_rules()[0].takes_appeals or not is_small_enterprise()


@remember_for(60)
def terms_version():
    """The version of the rules for readers that is in force, a date; None where the page is missing."""
    return Page.objects.filter(slug="regulamin").values_list("version_date", flat=True).first()


def running_silences():
    """The electoral silences that hold now, everywhere or in some places. No query but every few seconds."""
    return [period for period, _places in _silences() if period.is_running]


def silence_for(article):
    """The electoral silence that holds for the story now, or None. A query only while a local one runs."""
    local = []
    for period, places in _silences():
        if not period.is_running:
            continue
        if not places:
            return period
        local.append((period, places))
    if not local:
        return None
    of_story = {place.pk for place in article.places.all()}
    return next((period for period, places in local if places & of_story), None)


def rules_for(article):
    """The `Rules` of the story. One query for what is special to it, or none where it came with the story."""
    site, sections = site_rules()
    section = sections.get(article.section_id)
    # Never kept on the story's row longer than the row itself: a surge may begin at any moment.
    story = getattr(article, "comment_rules", None)
    mode = (story and story.mode) or (section and section.mode) or site.mode
    is_open = site.are_open and (section is None or section.are_open)
    if story and story.are_open is not None:
        is_open = story.are_open
    days = section.closing_days if section and section.closing_days is not None else site.closing_days
    closed = None
    if not is_open:
        closed = Closed.OFF
    elif days and not (story and story.are_open) and article.published_at < timezone.now() - timedelta(days=days):
        closed = Closed.OLD
    surge_until = story.surge_until if story else None
    return Rules(mode, closed, silence_for(article), surge_until, site.approved_before_trust)


__all__ = [
    "Closed", "Mode", "Rules", "is_small_enterprise", "rules_for", "running_silences", "silence_for", "site_rules", "takes_appeals", "terms_version",
]  # fmt: skip
