"""Canary words: after a tip has gone through the whole house they are found nowhere in clear."""

import logging
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.views.debug import ExceptionReporter

from tips import jobs, opening, services
from tips.models import Tip, TipRules

from .conftest import FORM, file, jpeg

pytestmark = pytest.mark.django_db

TEXT, CONTACT, ANSWER, NOTE = "kanarekdalglos", "kanarek.kontakt@example.org", "kanarekodpowiada", "kanareknotuje"
FILE, NAME, MORE = b"KANAREK-W-PLIKU", "kanarekplik", "kanarekdopowiada"
ADDRESS, BROWSER, FROM = "203.0.113.77", "KanarekBrowser/1.0", "https://kanarek.example/skad"
CANARIES = [TEXT, CONTACT, ANSWER, NOTE, FILE.decode(), NAME, MORE, ADDRESS, BROWSER, "kanarek.example"]


def everything_in_the_database():
    """Every value of every table, as bytes."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for value in row:
                    yield table, bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()


def forms_of(canary):
    """As text, and as the encodings in which a text might hide."""
    import base64

    raw = canary.encode()
    return {raw, raw.upper(), raw.hex().encode(), base64.b64encode(raw)[:-3], canary.encode("utf-16-le")}


@pytest.fixture
def gone_through(newsroom, source, editor, caplog, settings):
    caplog.set_level(logging.DEBUG)
    TipRules.load()
    TipRules.objects.update(mail_to="dyzur@example.org")
    source.client = Client(
        REMOTE_ADDR=ADDRESS, headers={"User-Agent": BROWSER, "Referer": FROM, "X-Forwarded-For": ADDRESS}
    )
    words = source.receipt(
        body=f"Tu {TEXT} z mostu.", contact=CONTACT, licence="on",
        files=[file(jpeg(800, 600, comment=FILE * 50), f"{NAME}.jpg"), file(b"%PDF-1.4\n" + FILE * 900, f"{NAME}.pdf")],
    )  # fmt: skip
    source.send(body=TEXT * 2000, place=TEXT, contact=CONTACT, files=[file(jpeg(comment=FILE), f"{NAME}.jpg")])
    source.look("zle " + TEXT)
    tip = Tip.objects.get()
    tip.put_back()
    jobs.tell_newsroom.call()
    act = f"/admin/tips/tip/{tip.pk}/akcja/"
    assert TEXT in editor.get(f"/admin/tips/tip/{tip.pk}/").text
    assert CONTACT in editor.post(act, {"do": "contact"}).text
    editor.post(act, {"do": "reply", "reply": ANSWER})
    editor.post(act, {"do": "note", "note": NOTE})
    editor.get(f"/admin/tips/tip/{tip.pk}/plik/{tip.files.first().uid}/")
    editor.post(act, {"do": "photo", "file": str(tip.files.first().uid)})
    editor.post(act, {"do": "draft"})
    assert ANSWER in source.look(words, send="1", message=MORE).text
    assert MORE in editor.get(f"/admin/tips/tip/{tip.pk}/").text
    jobs.expire.call()
    jobs.sweep.call()
    return tip


def test_not_in_the_database(gone_through):
    seen = 0
    for table, value in everything_in_the_database():
        seen += 1
        for canary in CANARIES:
            for form in forms_of(canary):
                assert form not in value, f"{canary} stands in {table}"
    assert seen > 100


def test_not_in_any_file(gone_through, settings):
    paths = [
        path
        for root in (settings.DATA_DIR, Path(settings.MEDIA_ROOT), settings.TIP_KEYS_DIR)
        for path in root.rglob("*")
        if path.is_file()
    ]
    assert len(paths) > 3
    for path in paths:
        content = path.read_bytes()
        for canary in CANARIES:
            if path.suffix == ".sqlite3":
                continue  # The tests' own database, which is looked through above.
            assert canary.encode() not in content, path
            assert canary not in str(path)


def test_not_in_logs_mails_cache_or_the_admins_log(gone_through, caplog):
    logged = "\n".join(
        f"{record.getMessage()} {record.__dict__}"
        for record in caplog.records
        if not record.name.startswith("django.db")
    )
    mailed = "".join(message.subject + message.body + str(message.extra_headers) for message in mail.outbox)
    admin_log = "".join(map(str, LogEntry.objects.values_list()))
    cached = str(getattr(cache, "_cache", {}))
    assert mail.outbox
    for canary in CANARIES:
        # The desk's own login is logged with the desk's address, never the source's.
        assert canary not in mailed + admin_log + cached
        assert canary not in logged


def test_not_in_the_sql_that_a_debugging_log_would_show(newsroom, source, django_assert_max_num_queries):
    with django_assert_max_num_queries(200) as captured:
        source.receipt(body=f"Tu {TEXT} z mostu.", contact=CONTACT, files=[file(jpeg(comment=FILE), f"{NAME}.jpg")])
    sql = "".join(query["sql"] for query in captured.captured_queries)
    assert "INSERT" in sql
    assert all(canary not in sql for canary in CANARIES)


def test_not_in_an_error_report(newsroom, source, monkeypatch, rf):
    """A fault while a tip is received: what Django would mail to the administrators says nothing of it."""
    reports = []

    def fail(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr(services, "receive_tip", fail)
    handler_reports(monkeypatch, reports)
    source.client.raise_request_exception = False
    response = source.client.post(FORM, {"body": f"Tu {TEXT}.", "contact": CONTACT})
    assert response.status_code == 500
    assert TEXT not in response.text
    assert reports
    for report in reports:
        assert TEXT not in report and CONTACT not in report


def handler_reports(monkeypatch, reports):
    """Collect the text report that `AdminEmailHandler` would send, for each logged exception."""

    class Collect(logging.Handler):
        def emit(self, record):
            if record.exc_info:
                reporter = ExceptionReporter(getattr(record, "request", None), *record.exc_info, is_email=True)
                reports.append(reporter.get_traceback_text())

    logger = logging.getLogger("django.request")
    handler = Collect()
    logger.addHandler(handler)
    monkeypatch.setattr(handler, "close", lambda: None)


def test_an_opener_does_not_show_what_it_holds(newsroom, source):
    source.receipt(body="Tekst.")
    opener = opening.server_opener()
    opener.pair_of(Tip.objects.get())
    assert "private" not in repr(opener.pair_of(Tip.objects.get()))
