"""Background jobs of the wire. Each may be run twice without harm."""

from django_tasks import task

from common.scheduling import every

from . import following, mail, polling, receiving, services


@every(minutes=1)
@task()
def poll_feeds():
    """Read the feeds that are due."""
    polling.poll()


@every(minutes=1)
@task()
def follow_links():
    """Fetch the pages and pictures that releases point to."""
    following.follow()


@every(minutes=2)
@task()
def read_mailboxes():
    """Read the mailboxes that are due."""
    mail.read_due()


@every(minutes=1)
@task()
def index_and_measure():
    """Find the words of releases that came in a flood; measure the stories that were saved since."""
    receiving.index_words()
    services.measure_changed()


@every(hours=1)
@task()
def drop_old():
    """Drop releases that have been kept long enough."""
    while services.drop_old() == services.DROPPED_AT_ONCE:
        pass
