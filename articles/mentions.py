"""The people of a story: what is recognised in its text, and what somebody of the newsroom decided about it.

Every change of a `Mention` is made here (and, where two profiles become one, in `articles.merging`). The rule:

- what is recognised is suggested; only an acceptance puts a person beside the story and links the name;
- what somebody has accepted or refused stays, whatever the text says later; only its sentence goes with the text;
- a suggestion goes when the text no longer has it, and so does an acceptance by the rules alone;
- the rules alone accept where the newsroom lets them, certainty is given, and the section is not one of crime news;
- they do so when somebody saves the story; reading the archive makes nobody public unless that is asked for.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from people.models import Person

from . import listed
from .models import Article, Mention, PeopleRules
from .recognition import find, roster, text_of_story

AT_ONCE = 200
_SAID = ["rule", "sentence", "form", "form_at"]
State = Mention.State


@dataclass(frozen=True)
class Decision:
    """What a form says of a story's people: those beside it in their order, and those who are not meant."""

    accepted: list
    refused: list


def decide(article, decision, by):
    """Keep what somebody decided about a story's people. Somebody in both lists is refused.

    Whoever was accepted and no longer is goes back to being suggested, and the rules alone do not accept that person here
    again; the next `recognise` drops the row where the text does not mention the person.
    """
    now = timezone.now()
    known = {mention.person_id: mention for mention in article.mentions.all()}
    refused = {person.pk for person in decision.refused}
    wanted = dict.fromkeys(refused, State.REFUSED)
    order = {}
    for position, person in enumerate(person for person in decision.accepted if person.pk not in refused):
        wanted[person.pk], order[person.pk] = State.ACCEPTED, position
    for pk, mention in known.items():
        if pk not in wanted and mention.state != State.SUGGESTED:
            wanted[pk] = State.SUGGESTED
    for pk, state in wanted.items():
        mention = known.get(pk) or Mention(article=article, person_id=pk, state="")
        position = order.get(pk, mention.position)
        if (mention.state, mention.position) == (state, position):
            continue
        if mention.state != state:
            mention.decided_by, mention.decided_at, mention.is_automatic = by, now, False
        mention.state, mention.position = state, position
        mention.save()


def recognise(article, *, rules=None):
    """Bring a story's mentions up to what its text says now. Returns whether those that readers see have changed.

    Doing it twice changes nothing more. Runs inside a transaction; costs three queries, and a few more where rows change.
    """
    rules = rules or PeopleRules.load()
    mentions = list(article.mentions.select_for_update())
    changes = _changes(article, mentions, roster(), accept_certain=rules.accept_certain)
    changes.write()
    return changes.are_public


@dataclass
class _Changes:
    """What recognising has to write."""

    new: list
    changed: list
    gone: list
    are_public: bool = False

    def write(self):
        if self.new:
            # A profile may have been deleted a moment ago; and two who save at once both find what is new.
            there = Person.objects.current().filter(pk__in=[mention.person_id for mention in self.new])
            there = set(there.values_list("pk", flat=True))
            Mention.objects.bulk_create(
                [mention for mention in self.new if mention.person_id in there], ignore_conflicts=True
            )
        if self.changed:
            Mention.objects.bulk_update(self.changed, [*_SAID, "state", "is_automatic", "position"])
        if self.gone:
            Mention.objects.filter(pk__in=[mention.pk for mention in self.gone]).delete()


def _changes(article, mentions, known, *, accept_certain):
    found = find(text_of_story(article.title, article.lead, article.body), known)
    # A story without a section may still become one of crime news.
    is_safe = article.section is not None and not article.section.is_crime_news
    changes = _Changes([], [], [])
    rows = {mention.person_id: mention for mention in mentions}
    last = max((row.position for row in mentions if row.state == State.ACCEPTED), default=-1)
    for one in found:
        mention = rows.pop(one.person, None) or Mention(article=article, person_id=one.person, state=State.SUGGESTED)
        before = _look(mention)
        rule = Mention.Rule.NAME if one.by_name else Mention.Rule.OFFICE
        mention.rule, mention.sentence, mention.form, mention.form_at = rule, one.sentence, one.form[:200], one.form_at
        is_certain = is_safe and one.is_certain
        is_open = mention.state == State.SUGGESTED and not mention.decided_at
        if accept_certain and is_certain and is_open:
            last += 1
            mention.state, mention.is_automatic, mention.position = State.ACCEPTED, True, last
        elif mention.is_automatic and not is_certain:
            # The section became one of crime news, or the text no longer explains the name.
            mention.state, mention.is_automatic = State.SUGGESTED, False
        after = _look(mention)
        if mention.pk is None:
            changes.new.append(mention)
        elif after != before:
            changes.changed.append(mention)
        changes.are_public |= (before[0] == State.ACCEPTED) != (mention.state == State.ACCEPTED)
    for mention in rows.values():
        if mention.is_automatic or mention.state == State.SUGGESTED:
            changes.gone.append(mention)
            changes.are_public |= mention.state == State.ACCEPTED
        elif mention.rule:
            mention.rule, mention.sentence, mention.form, mention.form_at = Mention.Rule.NONE, "", "", 0
            changes.changed.append(mention)
    return changes


def _look(mention):
    return mention.state, mention.is_automatic, mention.position, *(getattr(mention, name) for name in _SAID)


def take_back_automatic(section):
    """Let the people whom the rules alone accepted in stories of a section of crime news be suggested again.

    For a section that was marked so afterwards. Each story in a transaction of its own; run again it goes on where it stopped.
    """
    from .services import render_body

    automatic = Mention.objects.filter(
        is_automatic=True, article__section=section, article__section__is_crime_news=True
    )
    while ids := list(automatic.order_by("-article").values_list("article", flat=True).distinct()[:AT_ONCE]):
        for pk in ids:
            with transaction.atomic():
                article = Article.objects.select_for_update().filter(pk=pk).first()
                automatic.filter(article=pk).update(state=State.SUGGESTED, is_automatic=False)
                if article:
                    render_body(article)
                    listed.refresh(article)


# -- All stories -------------------------------------------------------------------------------------------------


def left_to_find(*, from_the_start=False):
    """How many stories `find_everywhere` has still to read."""
    return _left(0 if from_the_start else PeopleRules.load().found_down_to).count()


def find_everywhere(*, from_the_start=False, accept_certain=False, at_once=AT_ONCE):
    """Recognise people in all stories, the newest first, a batch in each transaction; yields how many are done.

    What is found is suggested; with `accept_certain` the rules alone accept, where the newsroom lets them when a story is saved.
    Interrupted, the next run goes on where this one stopped. Holds one batch in memory at a time.
    """
    from .services import render_body

    rules = PeopleRules.load()
    below = 0 if from_the_start else rules.found_down_to
    done = 0
    while True:
        with transaction.atomic():
            rules = PeopleRules.load()
            batch = list(
                _left(below)
                .select_related("section")
                .prefetch_related(Prefetch("mentions", Mention.objects.select_for_update().order_by("pk")))
                .defer("body_html")[:at_once]
            )
            known = roster()
            may_accept = accept_certain and rules.accept_certain
            each = [
                _changes(article, list(article.mentions.all()), known, accept_certain=may_accept) for article in batch
            ]
            _Changes(
                *([row for one in each for row in getattr(one, name)] for name in ["new", "changed", "gone"])
            ).write()
            for article, changes in zip(batch, each, strict=True):
                if changes.are_public:
                    # As it is now: it may have been published since the batch was read.
                    now = Article.objects.select_for_update().get(pk=article.pk)
                    render_body(now)
                    listed.refresh(now)
            below = batch[-1].pk if batch else 0
            PeopleRules.objects.filter(pk=1).update(found_down_to=below)
        if not batch:
            return
        done += len(batch)
        yield done


def _left(below):
    stories = Article.objects.order_by("-pk")
    return stories.filter(pk__lt=below) if below else stories
