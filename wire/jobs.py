"""Background jobs of the wire. Each may be run twice without harm."""

from django_tasks import task

from common.scheduling import every

from . import polling


@every(minutes=1)
@task()
def poll_feeds():
    """Read the feeds that are due."""
    polling.poll()
