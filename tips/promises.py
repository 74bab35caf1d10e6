"""When the newsroom promised to have looked at a tip: so many hours, of those in which somebody is there."""

from datetime import time, timedelta

from django.utils import timezone

OPENS, CLOSES = time(8), time(20)


def due(came, hours):
    """The moment by which the first look was promised: `hours` between 8:00 and 20:00 after `came`."""
    moment = timezone.localtime(came)
    left = timedelta(hours=hours)
    while True:
        opens = moment.replace(hour=OPENS.hour, minute=0, second=0, microsecond=0)
        closes = moment.replace(hour=CLOSES.hour, minute=0, second=0, microsecond=0)
        start = max(moment, opens)
        if start < closes:
            if start + left <= closes:
                return start + left
            left -= closes - start
        moment = (opens + timedelta(days=1)).replace(hour=0)
