"""Pressing on the moderators' page as its forms do."""

from django.core.management import call_command
from django.urls import reverse
from lxml import html

from tests.factories import make_user

QUEUE = "/admin/comments/comment/"
JSON = {"Accept": "application/json"}
CAST = {
    "jan": "Dziennikarz",
    "sabina": "Redaktor prowadzący",
    "ewa": "Redaktor naczelny",
    "marek": "Moderator",
    "renata": "Dział reklamy",
    "adam": "Administrator",
}


def make_cast(*names):
    call_command("roles", verbosity=0)
    return {name: make_user(name, groups=[CAST[name]]) for name in names or CAST}


def page_of(client, address=QUEUE):
    answer = client.get(address)
    assert answer.status_code == 200, (answer.status_code, address)
    return html.fromstring(answer.content.decode())


def card(client, comment, address=QUEUE):
    """The card of that comment on the page."""
    [found] = page_of(client, address).xpath(f'//article[@data-card="{comment.pk}"]')
    return found


def stamp_of(client, comment, address=QUEUE):
    return card(client, comment, address).xpath('.//input[@name="read"]/@value')[0]


def decide(client, comment, what="", *, read=None, address=None, **data):
    """Press a button of the card, as it was read on the queue's page (or on its own)."""
    if read is None:
        read = stamp_of(client, comment, address or reverse("admin:comments_comment_change", args=[comment.pk]))
    headers = data.pop("headers", {})
    return client.post(
        reverse("admin:comments_decide", args=[comment.pk]), {"what": what, "read": read, **data}, headers=headers
    )


def ticked(page):
    """What “Approve the rest” would post without a script."""
    return page.xpath('//input[@name="item"][@form="rest"][@checked]/@value')


def messages_of(answer):
    return " ".join(page_of_text(answer).xpath('//ul[@class="messagelist"]/li//text()'))


def page_of_text(answer):
    return html.fromstring(answer.content.decode())
