"""However many write, support and moderate at once: every counter equals a recount."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connection
from django.test import Client

from articles.models import ArticleTally
from comments import moderation, services
from comments.models import Case, Comment, Report
from comments.transitions import WrongState, recount
from tests.factories import make_article, make_comment, make_sender, make_token, make_user

from .posting import form_token, post

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(jobs, threads=8):
    def run(job):
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        done = list(pool.map(run, jobs))
    close_old_connections()
    return done


def counters(article):
    tally = ArticleTally.objects.get(pk=article.pk).comments
    rows = (
        Comment.objects.filter(article=article)
        .order_by("pk")
        .values_list("pk", "shown_as", "visible_replies", "support")
    )
    return tally, list(rows)


def test_two_hundred_writers_supporters_and_moderators_leave_every_counter_right():
    article, marek = make_article(), make_user("marek")
    first = make_comment(article)
    held = [make_comment(article, nick=f"H{n}", state="held") for n in range(20)]
    replies = [make_comment(parent=first, nick=f"R{n}") for n in range(20)]
    devices = [make_token(f"d{n}") for n in range(40)]
    senders = [make_sender(f"s{n}", network=f"{n:032d}") for n in range(40)]

    def write(n):
        text = f"{'abcdefghijklmnopqrstuvwxyz'[n % 26] * 9} głos w sprawie numer {n * 7919}, każdy inny niż poprzedni."
        parent = first.pk if n % 2 else None
        return lambda: services.post_comment(article, nick=f"N{n}", body=text, sender=senders[n], parent_id=parent)

    def support(n):
        return lambda: services.react(first, devices[n % 30], wanted=n % 5 != 0)

    def decide(n):
        def act():
            try:
                if n < 20:
                    moderation.approve(held[n].pk, marek)
                else:
                    moderation.undo(moderation.reject(replies[n - 20].pk, marek, reason="abuse").pk, marek)
            except WrongState:
                pass

        return act

    jobs = [*map(write, range(40)), *map(support, range(100)), *map(decide, range(40))]
    jobs += [lambda n=n: services.delete_comment(replies[n]) for n in range(0, 20, 3)]
    random.Random(7).shuffle(jobs)
    at_once(jobs)

    before = counters(article)
    recount(article.pk)
    assert counters(article) == before
    assert before[0] > 20


def test_one_form_pressed_many_times_at_once_makes_one_comment():
    article = make_article()
    token = form_token(article)

    answers = at_once([lambda: post(Client(), article, token=token) for _ in range(8)])

    assert {answer.status_code for answer in answers} == {201}
    assert Comment.objects.count() == 1
    assert ArticleTally.objects.get(pk=article.pk).comments == 1


def test_two_moderators_at_once_make_one_decision():
    comment, marek, ewa = make_comment(state="held"), make_user("marek"), make_user("ewa")

    def approve(by):
        try:
            return moderation.approve(comment.pk, by)
        except WrongState:
            return None

    done = at_once([lambda by=by: approve(by) for by in (marek, ewa) * 3])

    assert len([decision for decision in done if decision]) == 1
    assert ArticleTally.objects.get(pk=comment.article_id).comments == 1


def test_reports_at_once_are_one_case():
    comment = make_comment()
    senders = [make_sender(f"r{n}", network=f"{n:032d}") for n in range(12)]

    at_once([lambda s=s: services.report_comment(comment, sender=s, reason="abuse") for s in senders])

    case = Case.objects.get()
    assert case.reports_count == Report.objects.count() == 12
