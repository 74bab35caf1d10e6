"""The electoral silence and election material: nothing of it comes out while the silence lasts.

What is public already stays. `published()` does not know of the silence: what could come out is put back instead.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.models import SilencePeriod

from .models import Article
from .policy import Problem


def silence_at(article, moment):
    """The silence that holds for the story at that moment, or None. Two queries at most."""
    places = None
    for period in SilencePeriod.objects.running(moment).prefetch_related("places"):
        local = {place.pk for place in period.places.all()}
        if not local:
            return period
        places = {place.pk for place in article.places.all()} if places is None else places
        if local & places:
            return period
    return None


def problems(article, moment):
    """What the silence keeps from being published at that moment, as `policy.Problem`s. No query for other stories."""
    if article.kind != Article.Kind.ELECTION or not (period := silence_at(article, moment)):
        return []
    end = timezone.localtime(period.ends_at)
    message = _("The electoral silence lasts until %(end)s: election material cannot come out before.")
    return [Problem("kind", message % {"end": f"{end:%d.%m.%Y %H:%M}"})]


@transaction.atomic
def rest_election_material(period, by):
    """Put election material that would come out during the silence back among the ready stories. Returns it."""
    scheduled = Article.objects.scheduled().filter(
        kind=Article.Kind.ELECTION, published_at__gte=period.starts_at, published_at__lt=period.ends_at
    )
    places = list(period.places.all())
    if places:
        scheduled = scheduled.filter(places__in=places).distinct()
    rested = list(scheduled)
    for article in rested:
        article.withdraw(by, str(period))
    return rested
