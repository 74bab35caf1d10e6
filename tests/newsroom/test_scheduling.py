"""Periodic jobs start once a slot however many schedulers run, and those of killed workers are put back."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from articles.models import Article
from common import scheduling
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def test_a_job_starts_once_in_its_slot():
    now = timezone.now()
    started = scheduling.start_due(now)
    assert started == len(scheduling.periodic_jobs()) > 0
    assert scheduling.start_due(now) == 0
    assert DBTaskResult.objects.count() == started


def test_a_job_starts_again_in_the_next_slot():
    now = timezone.now()
    scheduling.start_due(now)
    assert scheduling.start_due(now + timedelta(days=1)) == len(scheduling.periodic_jobs())


def test_jobs_go_on_when_the_clock_is_set_back(monkeypatch):
    now, jobs = timezone.now(), len(scheduling.periodic_jobs())

    def look_at(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)
        return scheduling.start_due()

    for minutes in (0, 1, 2, 120):
        look_at(now + timedelta(minutes=minutes))
    assert look_at(now + timedelta(seconds=1)) > 0
    assert look_at(now + timedelta(seconds=1)) == 0
    assert look_at(now + timedelta(minutes=1)) > 0
    assert look_at(now + timedelta(days=1)) == jobs


def test_a_machine_whose_clock_is_a_little_late_starts_nothing_again():
    now = timezone.now()
    scheduling.start_due(now + timedelta(minutes=1))
    assert scheduling.start_due(now) == 0


def test_a_job_of_a_killed_worker_is_put_back_after_its_lease(settings):
    scheduling.start_due()
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=timezone.now())
    assert scheduling.put_back_abandoned() == 0
    later = timezone.now() + settings.JOB_LEASE + timedelta(seconds=1)
    assert (
        scheduling.put_back_abandoned(later) == DBTaskResult.objects.filter(status=TaskResultStatus.READY).count() > 0
    )


def test_a_job_that_kills_its_workers_is_given_up():
    scheduling.start_due()
    deadly = DBTaskResult.objects.first()
    for n in range(scheduling.MOST_WORKERS):
        deadly.refresh_from_db()
        assert deadly.status == TaskResultStatus.READY
        deadly.claim(f"worker {n}")
        scheduling.put_back_abandoned(timezone.now() + settings.JOB_LEASE + timedelta(seconds=1))

    deadly.refresh_from_db()
    assert deadly.status == TaskResultStatus.FAILED
    assert DBTaskResult.objects.filter(status=TaskResultStatus.READY).exists(), "the others go on"


@pytest.mark.django_db(transaction=True)
def test_what_breaks_in_a_look_at_the_clock_stops_neither_the_rest_of_it_nor_the_portal(monkeypatch, settings, caplog):
    scheduling.start_due()
    long_ago = timezone.now() - settings.JOB_LEASE - timedelta(seconds=1)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=long_ago)

    def broken():
        raise ZeroDivisionError

    monkeypatch.setattr(scheduling, "start_due", broken)
    scheduling.look()
    assert not DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).exists(), "the next part was done"
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_worker_runs_what_the_scheduler_started():
    article = make_article(status=Article.Status.SCHEDULED, published_at=timezone.now() - timedelta(minutes=1))
    call_command("scheduler", once=True)
    call_command("db_worker", batch=True, queue_name="*", startup_delay=False, reload=False, verbosity=0)
    article.refresh_from_db()
    assert article.status == Article.Status.PUBLISHED
    assert not DBTaskResult.objects.exclude(status=TaskResultStatus.SUCCESSFUL).exists()


def test_what_is_done_is_tidied_away():
    scheduling.start_due()
    DBTaskResult.objects.update(status=TaskResultStatus.SUCCESSFUL, finished_at=timezone.now())
    scheduling.tidy(timezone.now() + scheduling.KEEP_SLOTS + timedelta(seconds=1))
    assert not DBTaskResult.objects.exists()
