"""What our databases do otherwise than Django's: queries planned once, connections looked at, moments read with their zone."""

import socket
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, timedelta

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.db.models import Max
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from articles import statistics
from articles.models import Article
from common.away import is_away
from common.databases import patience
from common.databases.postgresql import base
from common.databases.postgresql.statements import MOST_PREPARED
from common.databases.sqlite3 import base as sqlite
from common.databases.sqlite3.base import DatabaseWrapper
from common.limits import Limit
from common.prepared import Prepared
from tests.deployment.house import wait_until
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def _planned():
    """The queries that the server has planned for this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]


def _by_title():
    return Prepared(lambda pk: Article.objects.filter(pk__gte=pk, title__contains="100% 'tak'").only("title"))


@pytest.mark.only_on("postgresql")
def test_a_prepared_query_is_planned_once_whatever_the_values(transactional_db):
    make_article("Na 100% 'tak'")
    by_title = _by_title()
    for pk in (1, 2**20, 2**40):
        by_title(pk)

    # What is always the same stands in the query; the server may then use an index made for it.
    planned = [statement for statement in _planned() if "%100" in statement]
    assert len(planned) == 1
    assert "$1" in planned[0] and "$2" not in planned[0]


def test_constants_may_hold_any_sign():
    story = make_article("Na 100% 'tak'")
    make_article("Na 100 tak")

    assert _by_title()(1) == [story]


@pytest.mark.only_on("postgresql")
def test_behind_a_pooler_nothing_is_planned_ahead(transactional_db, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "PREPARED_QUERIES", False)
    before = len(_planned())
    assert _by_title()(1) == []
    assert len(_planned()) == before


@pytest.mark.only_on("postgresql")
@pytest.mark.parametrize("change", ["DEALLOCATE ALL", "ALTER TABLE articles_article ALTER title TYPE varchar(170)"])
def test_a_query_is_planned_anew_where_the_server_has_forgotten_it_or_a_column_has_changed(transactional_db, change):
    story, by_title = make_article("Na 100% 'tak'"), _by_title()
    assert by_title(1) == [story]
    with connection.cursor() as cursor:
        cursor.execute(change)

    try:
        assert by_title(1) == [story]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE articles_article ALTER title TYPE varchar(160)")


@pytest.mark.only_on("postgresql")
def test_a_prepared_query_outlives_a_rollback(transactional_db):
    by_title = _by_title()
    by_title(1)
    with transaction.atomic():
        make_article("Na 100% 'tak'")
        transaction.set_rollback(True)

    before = sorted(_planned())
    assert by_title(1) == []
    assert sorted(_planned()) == before


@pytest.mark.only_on("postgresql")
def test_of_very_many_queries_the_oldest_are_forgotten(transactional_db):
    connection.close()
    with connection.wrap_database_errors:
        for number in range(MOST_PREPARED + 10):
            assert connection.prepared_rows(f"SELECT {number}, %s", (1,)) == [(number, 1)]
    assert len(_planned()) == MOST_PREPARED
    assert connection.prepared_rows("SELECT 0, %s", (1,)) == [(0, 1)]


def test_a_prepared_query_goes_on_over_a_new_connection(transactional_db):
    story, by_title = make_article("Na 100% 'tak'"), _by_title()
    assert by_title(1) == [story]
    connection.close()

    assert by_title(1) == [story]


def test_a_prepared_query_asked_in_a_transaction_sees_what_that_has_written(transactional_db):
    by_title = _by_title()
    with transaction.atomic():
        story = make_article("Na 100% 'tak'")
        assert by_title(1) == [story]
        transaction.set_rollback(True)

    assert by_title(1) == []


def test_a_prepared_query_in_a_broken_transaction_is_refused(transactional_db):
    by_title = _by_title()
    by_title(1)
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            by_title(1)


def test_moments_of_a_prepared_query_are_in_utc():
    story = make_article("Na 100% 'tak'")
    (moment,) = Prepared(lambda pk: Article.objects.filter(pk=pk).values_list("published_at", flat=True))(story.pk)

    assert moment == story.published_at and moment.utcoffset() == timedelta(0)


@pytest.mark.only_on("postgresql")
def test_the_log_of_queries_shows_a_prepared_one_with_its_values():
    by_title = _by_title()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        by_title(77)

    assert "77" in asked[0]["sql"] and "%100" in asked[0]["sql"]


@pytest.mark.only_on("postgresql")
def test_a_connection_is_looked_at_without_a_query(transactional_db):
    connection.ensure_connection()
    with CaptureQueriesContext(connection) as asked:
        assert connection.is_usable()
    assert not len(asked)


@pytest.mark.only_on("postgresql")
def test_a_connection_that_the_server_has_closed_is_not_used(transactional_db):
    _close_from_the_server()
    try:
        assert not connection.is_usable()
    finally:
        connection.close()


def _close_from_the_server():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    other = connection.copy("other")
    try:
        with other.cursor() as cursor:
            # Waits up to a minute until the process has ended.
            cursor.execute("SELECT pg_terminate_backend(%s, 60000)", [pid])
    finally:
        other.close()


@pytest.mark.only_on("postgresql")
def test_nor_by_a_prepared_query(transactional_db, monkeypatch):
    """As when the database was restarted: the first thing that a request of a reader asks is such a query."""
    by_title = _by_title()
    by_title(1)
    monkeypatch.setitem(connection.settings_dict, "CONN_HEALTH_CHECKS", True)
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", None)
    connection.close()
    by_title(1)
    _close_from_the_server()
    try:
        connection.close_if_unusable_or_obsolete()
        assert by_title(1) == []
    finally:
        connection.close()


@pytest.mark.only_on("postgresql")
def test_a_slow_answer_is_given_up_and_the_connection_with_it_but_not_the_database(transactional_db):
    """Others have been answered meanwhile, so that it is this query that is slow."""
    other = connection.copy("other")
    try:
        with patience.at_most(1), other.cursor() as cursor, pytest.raises(OperationalError) as slow:
            connection.ensure_connection()
            base.reach.heard_at = base.reach.clock() + 60
            cursor.execute("SELECT pg_sleep(60)")
        assert is_away(slow.value)
        assert not other.is_usable()
        assert not base.reach.is_away
        # Nor does the server go on for nobody.
        assert wait_until(lambda: _asleep() == 0)
    finally:
        base.reach.heard()
        other.close()
        connection.close()


def _asleep():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = 'SELECT pg_sleep(60)'")
        return cursor.fetchone()[0]


@pytest.mark.only_on("postgresql")
def test_jobs_and_commands_wait_for_as_long_as_it_takes(transactional_db):
    with connection.cursor() as cursor:
        with patience.at_most(0.5):
            assert patience.patience() == 0.5
        cursor.execute("SELECT pg_sleep(1), 7")
        assert cursor.fetchone()[1] == 7


@pytest.mark.only_on("postgresql")
def test_a_pooler_that_lets_everybody_in_is_no_database(transactional_db, monkeypatch):
    """Each request would wait for an answer that does not come, where the database behind it stands still."""
    monkeypatch.setattr(base, "reach", patience.Reach(lambda: time.monotonic() + 60 * bool(begun)))
    begun = []
    base.reach.lost()
    begun.append("a while ago")
    with socket.create_server(("127.0.0.1", 0)) as pooler, ThreadPoolExecutor(1) as threads:

        def let_in():
            line, _address = pooler.accept()
            with line:
                line.recv(1024)
                # Welcome, ready for questions. Whatever is asked then stays without an answer.
                line.sendall(b"R\0\0\0\x08\0\0\0\0S\0\0\0\x18server_version\x0015.0\0Z\0\0\0\x05I")
                while line.recv(1024):
                    pass

        threads.submit(let_in)
        behind = connection.copy("behind")
        behind.settings_dict |= {"HOST": "127.0.0.1", "PORT": pooler.getsockname()[1]}
        behind.settings_dict["OPTIONS"] |= {"sslmode": "disable", "gssencmode": "disable"}
        with patience.at_most(5), pytest.raises(OperationalError):
            behind.ensure_connection()
        assert base.reach.is_away and not base.reach.heard_at, "nobody else was let in meanwhile"


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def test_while_the_database_is_away_one_tries_and_the_others_are_told_at_once():
    clock = Clock()
    reach = patience.Reach(clock)
    assert reach.may_try() and reach.may_try()

    reach.lost()
    assert not reach.may_try()
    clock.now += patience.TRY_AGAIN_AFTER
    assert [reach.may_try() for _ in range(3)] == [True, False, False]
    # One that never comes back is not waited for either.
    clock.now += patience.LONGEST_TRIAL
    assert reach.may_try()

    reach.heard()
    assert reach.may_try() and reach.may_try()


def test_silence_towards_one_while_others_are_answered_is_no_outage():
    clock = Clock()
    reach = patience.Reach(clock)
    asked_at = clock.now
    clock.now += 5
    reach.heard()
    clock.now += 5
    reach.silent_since(asked_at)
    assert not reach.is_away

    reach.silent_since(clock.now - 1)
    assert reach.is_away


@pytest.mark.only_on("sqlite")
def test_moments_have_their_zone_in_a_column_and_out_of_a_function():
    story = make_article()
    column = Article.objects.values_list("published_at", flat=True).get()

    assert column == story.published_at and column.tzinfo is UTC
    assert Article.objects.aggregate(last=Max("published_at"))["last"] == column


@pytest.mark.only_on("sqlite")
def test_a_percent_sign_within_a_query_stays_one():
    with connection.cursor() as cursor:
        for value in (1, 2):
            cursor.execute("SELECT %s, '%%s', '100%%'", [value])
            assert cursor.fetchone() == (value, "%s", "100%")


@pytest.mark.only_on("postgresql")
def test_a_server_that_only_reads_is_away_for_whoever_writes(transactional_db, client):
    """As after a switch to a replica: a form is to come back with what was typed, not to end in an error of ours."""
    make_article()
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    try:
        with pytest.raises(OperationalError) as refused:
            Article.objects.update(title="Nowy")
        assert is_away(refused.value)
        assert Article.objects.count() == 1
        # As between two requests. The server lets others write again meanwhile; this connection would never hear of it.
        connection.close_at = None
        connection.close_if_unusable_or_obsolete()
        assert Article.objects.update(title="Nowy") == 1
    finally:
        connection.close()


@pytest.mark.only_on("sqlite")
def test_a_lock_that_is_held_for_long_is_waited_for_by_a_few_alone(transactional_db, monkeypatch):
    monkeypatch.setattr(sqlite, "writers", patience.Queue(most=1, long=0))
    make_article()

    def rename(title):
        try:
            with patience.at_most(patience.A_READER_WAITS):
                return Article.objects.update(title=title)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            first = threads.submit(rename, "Pierwszy czeka")
            assert wait_until(lambda: sqlite.writers._since)
            with pytest.raises(OperationalError) as busy:
                threads.submit(rename, "Drugi nie").result()
            assert is_away(busy.value)
            assert Article.objects.count() == 1, "who reads waits for nobody"
            assert not first.done()
            other.execute("ROLLBACK")
        assert first.result() == 1
    assert Article.objects.get().title == "Pierwszy czeka"


@pytest.mark.only_on("sqlite")
def test_a_read_is_not_counted_at_any_price(transactional_db, client):
    """By the dozen they would hold every thread, and the readers' pages with them."""
    article = make_article()
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        connection.ensure_connection()
        asked = []
        connection.connection.set_trace_callback(asked.append)
        answer = client.post(f"/licznik/{article.pk}/", headers={"Origin": "https://portal.example"})
        assert answer.status_code == 503
        assert "PRAGMA busy_timeout = 1000" in asked, "it waits a second"
        with connection.cursor() as cursor:
            usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        assert usual == connection.settings_dict["OPTIONS"]["timeout"] * 1000


@pytest.mark.only_on("sqlite")
def test_the_log_has_one_line_a_minute_of_reads_that_were_not_counted(transactional_db, client, caplog, monkeypatch):
    article = make_article()
    monkeypatch.setattr(statistics, "_told_at", None)
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        def refused():
            answer = client.post(f"/licznik/{article.pk}/", headers={"Origin": "https://portal.example"})
            assert answer.status_code == 503
            return [record for record in caplog.records if record.name == "django.request"]

        assert len(refused()) == 1
        assert len(refused()) == 1
        monkeypatch.setattr(statistics, "_told_at", statistics._told_at - statistics.TOLD_EVERY)
        assert len(refused()) == 2


def test_a_file_that_has_gone_is_not_made_anew(tmp_path):
    file = tmp_path / "portal.sqlite3"
    settings = connections.settings["default"] | {"NAME": str(file), "OPTIONS": {}, "CONN_HEALTH_CHECKS": False}
    first = DatabaseWrapper(settings, "first")
    first.ensure_connection()
    file.rename(tmp_path / "kept.sqlite3")

    with pytest.raises(OperationalError) as gone:
        DatabaseWrapper(settings, "second").ensure_connection()

    assert is_away(gone.value)
    assert not file.exists()
    (tmp_path / "kept.sqlite3").rename(file)
    back = DatabaseWrapper(settings, "third")
    back.ensure_connection()
    for opened in (first, back):
        opened.close()


def test_a_limit_tells_a_database_that_is_away_from_counters_that_are():
    """Whoever waited for it does not wait again for what would be stored next."""

    def away(execute, sql, params, many, context):
        raise OperationalError("database is locked")

    with connection.execute_wrapper(away), pytest.raises(OperationalError):
        Limit("posts", 3, 60).count("abc")
