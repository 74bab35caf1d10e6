"""The demo's quarrels and courtesies under its stories, with their reasons to wait, a report and a notice."""

from datetime import timedelta
from itertools import islice

from django.db import transaction

from articles.models import Author
from comments import moderation, notices, screening, services
from comments.devices import Sender, digest
from comments.grounds import make_first_texts
from comments.models import Comment, CommentToken, Hit, Reaction, ReasonText, StoryRules
from comments.text import nick_key
from comments.transitions import State, place
from newsroom.models import DemoStory

SUPPORTERS = 64


class DemoComments:
    """Adds the comments of stories that are out at `now` and have none yet."""

    def __init__(self, facts, now, moderator):
        self.facts = facts
        self.now = now
        self.moderator = moderator
        self.stories = {row.key: row.article for row in DemoStory.objects.select_related("article")}

    def load(self):
        """Returns how many comments were added."""
        make_first_texts(ReasonText)
        added = 0
        for thread in self.facts["thread"]:
            article = self.stories.get(thread["story"])
            if article and article.is_published and not Comment.objects.filter(article=article).exists():
                with transaction.atomic():
                    if thread.get("open"):
                        StoryRules.objects.update_or_create(article=article, defaults={"are_open": True})
                    added += self._thread(article, thread["comment"])
        if added:
            self._report_and_notice()
        return added

    def _thread(self, article, rows):
        by_key, added = {}, 0
        for facts in rows:
            moment = article.published_at + timedelta(minutes=facts["after"])
            if moment > self.now or (facts.get("to") and facts["to"] not in by_key):
                continue
            comment = self._comment(article, facts, moment, by_key[facts["to"]] if "to" in facts else None)
            if "key" in facts:
                by_key[facts["key"]] = comment
            added += 1
        return added

    def _comment(self, article, facts, moment, parent):
        state = facts.get("state", State.VISIBLE)
        staff = Author.objects.get(signature=facts["staff"]).user if "staff" in facts else None
        gone = state == State.DELETED
        comment = Comment(
            article=article,
            parent=parent,
            root=(parent.root or parent) if parent else None,
            token=None if staff else self._device(facts.get("device", facts["nick"])),
            staff=staff,
            nick="" if gone else facts["nick"],
            nick_key="" if gone else nick_key(facts["nick"]),
            body=facts["text"],
            created_at=moment,
            is_featured=facts.get("featured", False),
        )
        hits = (
            screening.screen(screening.Submission(body=comment.body, nick=comment.nick)) if state == State.HELD else []
        )
        comment.queue_order = screening.place_in_queue(hits)
        place(comment, State.HELD if state == State.REJECTED else state)
        if state == State.HELD:
            Comment.objects.filter(pk=comment.pk).update(waits_since=moment)
        Hit.objects.bulk_create(
            Hit(
                comment=comment,
                check_name=hit.check.name,
                detail=hit.finding.detail,
                start=hit.finding.start,
                end=hit.finding.end,
            )
            for hit in hits
        )
        if state == State.REJECTED:
            moderation.reject(comment.pk, self.moderator, reason=facts["reason"])
        self._support(comment, facts.get("support", 0))
        return comment

    def _device(self, name):
        found, _made = CommentToken.objects.get_or_create(
            digest=digest("token", f"demo {name}"), defaults={"last_seen": self.now.date()}
        )
        return found

    def _support(self, comment, count):
        names = (f"supporter {number}" for number in range(SUPPORTERS))
        devices = [self._device(name) for name in islice(names, count)]
        Reaction.objects.bulk_create(Reaction(comment=comment, token=device) for device in devices)
        Comment.objects.filter(pk=comment.pk).update(support=len(devices))

    def _report_and_notice(self):
        for facts in self.facts["report"]:
            for number, (reason, text) in enumerate(facts["reasons"]):
                if comment := self._find(facts):
                    sender = Sender(self._device(f"reporter {number}"), "", None)
                    services.report_comment(comment, sender=sender, reason=reason, text=text)
        for facts in self.facts["notice"]:
            if (comment := self._find(facts)) and not comment.notice_items.exists():
                notices.file_notice(
                    addresses=[(comment.get_absolute_url(), comment.pk)],
                    statement=facts["statement"],
                    name=facts["name"],
                    email=facts["email"],
                    good_faith=True,
                )

    def _find(self, facts):
        article = self.stories.get(facts["story"])
        return Comment.objects.visible().filter(article=article, nick=facts["nick"]).first()
