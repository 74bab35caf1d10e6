"""Nicks that would be taken for somebody else: the newsroom, the portal, public figures."""

import re
from itertools import pairwise

from articles.models import Author
from common.memo import remember_for
from people.models import Person
from portal.models import Imprint, User

from .rules import site_rules
from .text import nick_key

ALWAYS = "redakcja redaktor redaktorka admin administrator administratorka moderator moderatorka moderacja".split()
# Parts that make a nick look official wherever they stand.
TELLING = [nick_key(word) for word in ("redakcja", "moderator", "administrator", "moderacja")]


@remember_for(120)
def _reserved():
    """Keys of nicks of the newsroom and the portal, and of full names of public figures. Five queries when gathered."""
    site, _sections = site_rules()
    names = [*ALWAYS, *site.reserved_nicks.splitlines()]
    imprint = Imprint.objects.filter(pk=1).first()
    portal = nick_key(imprint.portal_name) if imprint else ""
    for name, signature in Author.objects.values_list("name", "signature"):
        names += [name, signature]
    for first, last, username in User.objects.filter(is_staff=True).values_list("first_name", "last_name", "username"):
        names += [f"{first} {last}", username]
    keys = {nick_key(name) for name in names}
    people = set()
    for first, last in Person.objects.current().values_list("first_name", "last_name"):
        people |= {(nick_key(first), nick_key(last)), (nick_key(last), nick_key(first))}
    return keys - {""}, people, {first + last for first, last in people}, portal


def is_reserved(nick):
    """Whether readers might take this nick for the newsroom, the portal or a public figure. No query, most of the time."""
    key = nick_key(nick)
    keys, people, joined, portal = _reserved()
    if key in keys or any(part in key for part in TELLING) or (len(portal) > 6 and portal in key):
        return True
    words = [nick_key(word) for word in re.split(r"[\s_.\-]+", nick) if word]
    if any(pair in people for pair in pairwise(words)):
        return True
    return key in joined
