"""The desk's list of comments: what waits is seen with its reasons, decided on, and recorded."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from comments.models import Comment, Decision
from tests.factories import make_article, make_comment, make_user

pytestmark = pytest.mark.django_db
LIST = "admin:comments_comment_changelist"


@pytest.fixture
def moderator(client):
    call_command("roles", verbosity=0)
    user = make_user("marek", groups=["Moderator"])
    client.force_login(user)
    return user


@pytest.fixture
def held():
    return make_comment(make_article(), body="Ten komentarz czeka na decyzję.", state=Comment.State.HELD)


def decide(client, comment, action):
    return client.post(reverse(LIST), {"action": action, "_selected_action": [comment.pk]}, follow=True)


def test_what_waits_stands_in_the_list(client, moderator, held):
    assert held.body in client.get(reverse(LIST)).text


def test_an_approved_comment_is_visible_and_the_decision_kept(client, moderator, held):
    decide(client, held, "approve")

    held.refresh_from_db()
    assert held.is_visible
    assert Decision.objects.get(comment=held).by == moderator


def test_a_rejected_comment_has_its_ground(client, moderator, held):
    decide(client, held, "reject_abuse")

    held.refresh_from_db()
    assert held.state == Comment.State.REJECTED
    assert Decision.objects.get(comment=held).reason == "abuse"


def test_what_cannot_be_decided_is_said_in_words(client, moderator, held):
    decide(client, held, "reject_abuse")
    answer = client.post(
        reverse(LIST) + "?kolejka=wszystkie", {"action": "reject_abuse", "_selected_action": [held.pk]}, follow=True
    )
    assert answer.status_code == 200
    assert Decision.objects.filter(comment=held).count() == 1


def test_a_journalist_does_not_decide(client, held):
    call_command("roles", verbosity=0)
    client.force_login(make_user("jan", groups=["Dziennikarz"]))
    assert decide(client, held, "approve").status_code == 403
    held.refresh_from_db()
    assert not held.is_visible
