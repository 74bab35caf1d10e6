"""The reader's own data: export, and erasing everything of theirs at once."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from . import letters
from .models import Appeal, Comment, CommentToken, Edit, Letter, Reaction, Report
from .services import delete_comment


def export(token):
    """Everything that is kept about a device, as plain data for JSON (RODO 15 and 20)."""
    comments = Comment.objects.of_token(token).prefetch_related("edits", "hits", "decisions", "appeals").order_by("pk")
    return {
        "made_at": _iso(timezone.now()),
        "device": {
            "since": _iso(token.created_at),
            "last_seen": token.last_seen.isoformat() if token.last_seen else None,
            "email": token.email,
            "email_confirmed_at": _iso(token.email_confirmed_at),
            "has_recovery_code": token.recovery_digest is not None,
        },
        "comments": [_comment(comment) for comment in comments],
        "support": [
            {"comment": comment, "at": _iso(at)}
            for comment, at in Reaction.objects.filter(token=token).order_by("pk").values_list("comment_id", "at")
        ],
        "reports": [
            {"comment": report.case.comment_id, "reason": report.reason, "text": report.text, "at": _iso(report.at)}
            for report in Report.objects.filter(token=token).select_related("case").order_by("pk")
        ],
        "bans": [{"kind": ban.kind, "until": _iso(ban.until), "mute": ban.is_mute} for ban in token.bans.all()],
        "letters": [
            {"kind": letter.kind, "to": letter.to, "subject": letter.subject, "sent_at": _iso(letter.sent_at)}
            for letter in token.letters.all()
        ],
    }


def _comment(comment):
    return {
        "number": comment.pk,
        "story": comment.article_id,
        "in_reply_to": comment.parent_id,
        "nick": comment.nick,
        "text": comment.body,
        "state": comment.state,
        "sent_at": _iso(comment.created_at),
        "edited_at": _iso(comment.edited_at),
        "support": comment.support,
        "rules_of": comment.terms_version.isoformat() if comment.terms_version else None,
        "checks": [hit.check_name for hit in comment.hits.all()],
        "corrections": [{"text": edit.body, "state": edit.state, "at": _iso(edit.at)} for edit in comment.edits.all()],
        "decisions": [
            {
                "what": made.what, "reason": made.reason, "statement": made.statement, "rule": made.rule,
                "program_pointed_it_out": made.automated_detection, "at": _iso(made.at),
            }
            for made in comment.decisions.all()
        ],
        "appeals": [
            {"text": appeal.text, "at": _iso(appeal.at), "outcome": appeal.outcome, "answer": appeal.answer}
            for appeal in comment.appeals.all()
        ],
    }  # fmt: skip


def erase(token):
    """Erase everything of a device at once: texts, nicks, support, address, and the token itself.

    Decisions stay without any text of the reader's, notices of illegal content with the text as evidence, for as long as
    the retention table says. Each comment is a transaction of its own, so it may be begun again where it broke off.
    """
    letters.stop(token)
    for pk in list(Comment.objects.of_token(token).order_by("pk").values_list("pk", flat=True)):
        delete_comment(Comment.objects.get(pk=pk))
    with transaction.atomic():
        for comment_id in list(
            Reaction.objects.filter(token=token).order_by("comment_id").values_list("comment_id", flat=True)
        ):
            if Reaction.objects.filter(token=token, comment=comment_id).delete()[0]:
                Comment.objects.filter(pk=comment_id).update(support=F("support") - 1)
        Report.objects.filter(token=token).update(text="", network="", token=None)
        Appeal.objects.filter(comment__token=token).update(text="")
        Edit.objects.filter(comment__token=token).update(body="", body_before="")
        Letter.objects.filter(token=token).delete()
        CommentToken.objects.filter(pk=token.pk).delete()


def _iso(moment):
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None
