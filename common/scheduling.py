"""Periodic background jobs, started exactly once however many schedulers run.

A job is a django-tasks task registered by `every(...)` in the `jobs.py` of its app. Time is cut into slots of the job's
length; whoever inserts the slot's row enqueues the task. Jobs are idempotent, since a killed worker's job is put back.
"""

import importlib.util
import logging
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, close_old_connections, transaction
from django.utils import timezone
from django.utils.module_loading import import_module
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from .away import AWAY
from .models import ScheduleSlot

KEEP_SLOTS = timedelta(days=2)
# Clocks of several machines differ by less. What was done so much later than now was done before the clock was set back.
CLOCKS_DIFFER = timedelta(minutes=5)
# A job that so many workers took up and none finished is what kills them.
MOST_WORKERS = 5
# A job that failed for want of something that was away is tried again so often, and for so long.
TRY_AGAIN_AFTER = timedelta(minutes=5)
TRY_FOR = timedelta(days=2)
# What begins anew so soon by itself need not be put back.
COMES_AGAIN_WITHIN = timedelta(hours=1)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Periodic:
    """A task and the seconds between two of its runs."""

    task: object
    seconds: int

    @property
    def name(self):
        return self.task.module_path


_periodic = {}


def every(*, seconds=0, minutes=0, hours=0):
    """Register a task (decorated by `@task()`) to be run in every slot of that length."""

    def register(task):
        job = Periodic(task, int(timedelta(seconds=seconds, minutes=minutes, hours=hours).total_seconds()))
        _periodic[job.name] = job
        return task

    return register


def periodic_jobs():
    """All registered jobs; imports the `jobs` module of every installed app first."""
    for config in apps.get_app_configs():
        name = f"{config.name}.jobs"
        if importlib.util.find_spec(name):
            import_module(name)
    return list(_periodic.values())


def start_due(now=None):
    """Enqueue every periodic job whose present slot nobody has taken yet. Returns how many were enqueued.

    A clock that is set back comes by slots that were taken: they are forgotten, or no job would start until it has caught up.
    """
    now = now or timezone.now()
    started = 0
    for job in periodic_jobs():
        slot = int(now.timestamp()) // job.seconds
        slots = ScheduleSlot.objects.filter(job=job.name, slot__gte=slot)
        newest = slots.order_by("-slot").first()
        if newest and (newest.slot == slot or newest.taken_at < now + CLOCKS_DIFFER):
            continue
        if newest:
            logger.warning("The clock was set back: %s starts anew, it had a turn at %s", job.name, newest.taken_at)
        try:
            with transaction.atomic():
                slots.delete()
                ScheduleSlot.objects.create(job=job.name, slot=slot)
                job.task.enqueue()
        except IntegrityError:
            continue  # Another scheduler was faster.
        started += 1
    return started


def put_back_abandoned(now=None):
    """Make jobs of killed workers ready again: those that have been running for longer than `JOB_LEASE`. Returns how many.

    One that has had `MOST_WORKERS` has failed.
    """
    now = now or timezone.now()
    abandoned = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=now - settings.JOB_LEASE)
    for job in abandoned:
        if len(job.worker_ids) >= MOST_WORKERS:
            logger.error("Gave up %s (%s): %s workers did not finish it", job.task_path, job.pk, len(job.worker_ids))
            abandoned.filter(pk=job.pk).update(status=TaskResultStatus.FAILED, finished_at=now)
    return abandoned.update(status=TaskResultStatus.READY, started_at=None)


def put_back_failed(now=None):
    """Make jobs ready again that failed since the database or the place of files was away. Returns how many."""
    now = now or timezone.now()
    come_again = [job.name for job in periodic_jobs() if job.seconds <= COMES_AGAIN_WITHIN.total_seconds()]
    failed = DBTaskResult.objects.filter(
        status=TaskResultStatus.FAILED,
        exception_class_path__in=[f"{error.__module__}.{error.__name__}" for error in AWAY],
        finished_at__lt=now - TRY_AGAIN_AFTER,
        enqueued_at__gt=now - TRY_FOR,
    ).exclude(task_path__in=come_again)
    return failed.update(status=TaskResultStatus.READY, started_at=None, finished_at=None, worker_ids=[])


def tidy(now=None):
    """Drop slots and finished jobs that nobody needs any more."""
    before = (now or timezone.now()) - KEEP_SLOTS
    ScheduleSlot.objects.filter(taken_at__lt=before).delete()
    DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=before).delete()


def look():
    """One look at the clock: start what is due, put back what was abandoned or could not be done.

    While the database is away it only says so. What breaks of itself stops nothing else: neither the rest of the look nor the
    portal, whose clock this is.
    """
    close_old_connections()
    for part in (start_due, put_back_abandoned, put_back_failed):
        try:
            part()
        except AWAY as error:
            logger.warning("No look at the schedule, the database is away: %s", error)
            return
        except Exception:
            logger.exception("A part of the look at the schedule has failed: %s", getattr(part, "__name__", part))
