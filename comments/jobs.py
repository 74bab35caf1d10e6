"""Background jobs of comments. Each may be run twice without harm."""

import logging

from django_tasks import task

from common.retention import enforce
from common.scheduling import every

from . import classifier, letters
from .retention import RETENTION

logger = logging.getLogger(__name__)


@every(minutes=1)
@task()
def send_letters():
    """Send the mails that are due, and try again those that failed."""
    letters.send_due()


@every(hours=1)
@task()
def keep_to_retention():
    """Drop what has been kept for as long as the table says. Hourly, so that 24 hours are 24 hours."""
    for what, rows in enforce(RETENTION).items():
        logger.info("Retention: %s: %s rows.", what, rows)


@every(hours=24)
@task()
def train_classifier():
    """Learn from the newsroom's newest decisions, once there are enough of them."""
    classifier.learn()
