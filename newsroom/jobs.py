"""Background jobs of the site as a whole."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from django_tasks import task

from articles.models import HourlyReads
from common import scheduling
from common.scheduling import every

KEEP_HOURLY_READS = timedelta(days=400)


@every(hours=1)
@task()
def tidy_up():
    """Drop what has served its time: expired sessions, finished jobs, old hourly figures."""
    call_command("clearsessions")
    scheduling.tidy()
    HourlyReads.objects.filter(hour__lt=timezone.now() - KEEP_HOURLY_READS).delete()
