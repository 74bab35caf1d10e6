"""What happens to tips that touches several rows, files, mail or other apps."""

import json
import logging
from datetime import timedelta

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Author, Byline
from articles.services import save_story
from common import tokens
from photos.ingest import ingest

from . import keyring, opening, previews, receipts, sealing, vault
from .models import PhotoConsent, Tip, TipAccess, TipDraft, TipFile, TipMessage, TipNote, WrappedKey
from .opening import FileFacts

DRAFTS_KEPT = timedelta(hours=1)
log = logging.getLogger(__name__)


class NotReady(Exception):
    """The newsroom has no key to seal tips to."""


class SentAlready(Exception):
    """This very form was sent before; its receipt was shown then."""


class GivesTheWordsAway(Exception):
    """A text contains the words of a receipt."""


# -- From the source ----------------------------------------------------------------------


@transaction.atomic
def receive_tip(
    content, *, contact="", kind=Tip.Kind.NEWS, confidential=False, article=None, place=None, draft=None, uploads=(),
    doubts=(), source=Tip.Source.FORM, added_by=None, urgency=Tip.Urgency.NORMAL, receipt=True, form=None, now=None,
):  # fmt: skip
    """Seal and store a tip, and let the newsroom know that one has come. Returns `(tip, words of the receipt)`.

    `draft` is a `Draft` whose waiting files come along; `uploads` are `SealedUpload`s of this request; `form` is the token of
    the form, used up with it. Raises `NotReady`, `SentAlready`.
    """
    keys = _recipients(confidential)
    if form:
        about = [content.text, content.passage, content.place, contact, kind]
        _spend(form, *about, *([] if content.text else _names(uploads)))
    pair = sealing.new_pair()
    words = receipts.new_receipt() if receipt else ""
    tip = Tip(
        kind=kind, confidential=confidential, article=article, place=place, source=source, added_by=added_by,
        urgency=urgency, suspect=bool(doubts), doubts=list(doubts), public_key=pair.public,
    )  # fmt: skip
    tip.created_at = tip.moment(now)
    tip.body = opening.seal_content(tip, content)
    if contact:
        tip.contact = sealing.seal_text(pair.public, contact, tip.context("contact"))
    if words:
        pepper = keyring.pepper()
        tip.receipt = sealing.receipt_number(words, pepper)
        tip.receipt_key = sealing.receipt_pair(words, pepper).public
    tip.save()
    WrappedKey.objects.bulk_create(
        WrappedKey(tip=tip, recipient=key, sealed=opening.wrapped(tip, pair.private, key)) for key in keys
    )
    if draft:
        _move_from_draft(draft, tip)
    for upload in uploads:
        _add_file(tip, upload)
    tip.file_count = tip.files.count()
    tip.save(update_fields=["file_count"])
    if not added_by:
        _tell_newsroom(tip)
    return tip, words


def _tell_newsroom(tip):
    """Mail about it at once. Of a confidential one a job within ten minutes: the mail and the job's row would tell the minute."""
    from .jobs import tell_newsroom

    if not tip.suspect and not tip.confidential:
        transaction.on_commit(lambda: tell_newsroom.enqueue())


def get_ready():
    """Make the newsroom's first key, on the server, if it never had one. Raises `NotReady` where tips cannot be taken or found."""
    from .keys import make_server_key

    if opening.is_first_day():
        try:
            make_server_key()
        except OSError as error:
            raise NotReady from error
    # New ones are never made in place of those: the folder may only be not mounted.
    if opening.missing_files():
        raise NotReady


def _recipients(confidential):
    get_ready()
    keys = opening.recipients(confidential=confidential)
    if not keys:
        raise NotReady
    return keys


def _add_file(tip, upload, message=None):
    position = tip.files.count()
    file = TipFile(uid=upload.uid, tip=tip, message=message, kind=upload.kind, size=upload.size, position=position)
    file.sealed = opening.seal_facts(file, FileFacts(upload.key, upload.name), tip)
    file.save()


class Draft:
    """Files that wait for the rest of their form, found and opened by the form's token (or the words of a receipt) alone."""

    def __init__(self, token):
        pepper = keyring.pepper()
        self.key = sealing.draft_key(token, pepper)
        self.digest = sealing.fingerprint(self.key) + sealing.fingerprint(self.key[::-1])

    @property
    def row(self):
        return TipDraft.objects.filter(digest=self.digest, created_at__gt=timezone.now() - DRAFTS_KEPT).first()

    def files(self):
        """`(TipFile, FileFacts)` of those that wait, in their order."""
        row = self.row
        return [(file, opening.unlock_facts(file, self.key)) for file in row.files.all()] if row else []

    @transaction.atomic
    def keep(self, uploads):
        """Let more files wait."""
        if not uploads:
            return
        row, _made = TipDraft.objects.get_or_create(digest=self.digest)
        at = row.files.count()
        for position, upload in enumerate(uploads, at):
            file = TipFile(uid=upload.uid, draft=row, kind=upload.kind, size=upload.size, position=position)
            file.sealed = opening.lock_facts(file, FileFacts(upload.key, upload.name), self.key)
            file.save()

    @transaction.atomic
    def remove(self, uids):
        """Drop those of the waiting files, named as in a form; nonsense names none."""
        row = self.row if uids else None
        if row:
            for file in row.files.all():
                if str(file.uid) in uids:
                    drop_file(file)


def named(waiting):
    """Waiting files, as `Draft.files` gives them, as a form lists them."""
    return [(file.uid, facts.name or file.kind, file.size) for file, facts in waiting]


def _move_from_draft(draft, tip, message=None):
    row = draft.row
    if not row:
        return
    at = tip.files.count()
    for position, (file, facts) in enumerate(draft.files(), at):
        file.draft, file.tip, file.message, file.position = None, tip, message, position
        file.sealed = opening.seal_facts(file, facts, tip)
        file.save()
    row.delete()


def drop_file(file):
    """Delete a file's row, and its sealed bytes once that is certain."""
    uid = file.uid
    file.delete()
    transaction.on_commit(lambda: vault.delete(uid))


def find_by_receipt(words):
    """`(tip, pair)`: the tip with that receipt or None, and the source's keys.

    Wrong, short and nonsensical words cost the same as right ones up to here and get one and the same answer.
    """
    pepper = keyring.pepper()
    number = sealing.receipt_number(words, pepper)
    pair = sealing.receipt_pair(words, pepper)
    return Tip.objects.select_related("story", "article").filter(receipt=number).first(), pair


def gives_words_away(*texts):
    """Whether one of the texts contains the words of a receipt that was given out: the newsroom must not read them.

    Trying words this way finds no more than the form for them does: they are 77 bits either way.
    """
    pepper = keyring.pepper()
    numbers = {sealing.receipt_number(words, pepper) for text in texts for words in receipts.possible(text)}
    return any(Tip.objects.filter(receipt__in=some).exists() for some in _by_hundreds(numbers))


def _by_hundreds(numbers):
    rows = sorted(numbers)
    return [rows[at : at + 500] for at in range(0, len(rows), 500)]


@transaction.atomic
def write_as_source(tip, text, uploads=(), draft=None, form=None):
    """A further message of the source, with files of this request and those that wait.

    `form` is the token of the form. Raises `GivesTheWordsAway`, `SentAlready`.
    """
    if gives_words_away(text):
        raise GivesTheWordsAway
    if form:
        _spend(form, text, *([] if text else _names(uploads)))
    message = TipMessage(tip=tip, from_source=True, at=tip.moment())
    message.sealed = sealing.seal_text(bytes(tip.public_key), text, tip.context("message", message.uid))
    message.save()
    if draft:
        _move_from_draft(draft, tip, message)
    for upload in uploads:
        _add_file(tip, upload, message)
    message.file_count = message.files.count()
    Tip.objects.filter(pk=tip.pk).update(
        waiting=True, changed_at=tip.moment(), file_count=tip.files.count(), mailed_at=None
    )
    _tell_newsroom(tip)
    return message


def messages_for_source(tip, pair):
    """The newsroom's messages as the source reads them, with the source's own left out: nobody but the newsroom opens those."""
    found = []
    for message in tip.messages.annotate(file_count=Count("files")):
        text = ""
        if not message.from_source and message.sealed_for_source:
            text = sealing.unseal_text(pair, bytes(message.sealed_for_source), tip.context("reply", message.uid))
        found.append((message, text))
    TipMessage.objects.filter(tip=tip, from_source=False, read_at=None).update(read_at=tip.moment())
    return found


# -- At the desk -----------------------------------------------------------------------------


# Within that time looking at the same tip again is the same visit.
VISIT = timedelta(minutes=10)


def note_access(what, by, tip=None, note="", number=None):
    """A line in the log of openings."""
    TipAccess(what=what, by=by, number=tip.pk if tip else number, note=note[:120]).save()


def note_visit(what, by, tip):
    """The same, once a visit."""
    same = TipAccess.objects.filter(what=what, by=by, number=tip.pk, at__gt=timezone.now() - VISIT)
    if not same.exists():
        note_access(what, by, tip)


@transaction.atomic
def open_tip(tip, by, opener):
    """Somebody opens the tip: the log says so, the source sees that it was read, and the server's key opens it from now on."""
    from .keys import bring_back

    note_visit(TipAccess.What.OPENED, by, tip)
    bring_back(tip, opener)
    tip.mark_read()


@transaction.atomic
def reply(tip, text, by):
    """Answer the source; only the words of the receipt open the answer."""
    message = TipMessage(tip=tip, from_source=False, by=by)
    message.sealed = sealing.seal_text(bytes(tip.public_key), text, tip.context("message", message.uid))
    if tip.receipt_key:
        about = tip.context("reply", message.uid)
        message.sealed_for_source = sealing.seal_text(bytes(tip.receipt_key), text, about)
    message.save()
    _settle(tip)
    return message


@transaction.atomic
def note_down(tip, text, by):
    """A note for the newsroom alone."""
    note = TipNote(tip=tip, by=by)
    note.sealed = sealing.seal_text(bytes(tip.public_key), text, tip.context("note", note.uid))
    note.save()
    return note


def _settle(tip):
    Tip.objects.filter(pk=tip.pk).update(waiting=False, changed_at=tip.moment())
    tip.waiting = False


@transaction.atomic
def join(tip, other):
    """Say that both are about the same matter; `other` is the one that goes on."""
    root = other.duplicate_of or other
    if root.pk == tip.pk:
        raise ValueError("A tip is no duplicate of itself.")
    Tip.objects.filter(duplicate_of=tip).update(duplicate_of=root)
    tip.duplicate_of = root
    tip.save(update_fields=["duplicate_of", "changed_at"])


@transaction.atomic
def draft_story(tip, by):
    """Begin a story from the tip, with its section and place suggested, and not a word of it copied."""
    story = Article(title=_("A story without a headline"), created_by=by)
    if tip.article and not tip.confidential:
        story.section = tip.article.section
    save_story(story, by)
    if tip.place and not tip.confidential:
        story.places.set([tip.place])
    if author := Author.objects.filter(user=by).first():
        Byline.objects.create(article=story, author=author)
    tip.story = story
    tip.save(update_fields=["story", "changed_at"])
    if tip.state in {Tip.State.RECEIVED, Tip.State.READ}:
        tip.move(Tip.State.CHECKING)
    note_access(TipAccess.What.DRAFTED, by, tip)
    return story


@transaction.atomic
def photo_to_library(tip, file, facts, content, by):
    """Put a clean copy of a tip's photo into the library, with what its sender agreed to. Returns the `Photo`.

    Raises `previews.NoPreview`, `photos.ingest.UnusablePhoto`.
    """
    named = content.may_be_named and content.credit
    credit = f"fot. {content.credit}" if named else "fot. Czytelnik"
    upload = SimpleUploadedFile("od-czytelnika.jpg", previews.library_copy(file, facts), "image/jpeg")
    photo = ingest(upload, by, credit=credit)
    PhotoConsent.objects.get_or_create(
        photo=photo,
        defaults={
            "wording": content.licence,
            "credit": credit,
            "may_be_named": bool(named),
            "given_at": tip.created_at,
        },
    )
    # A confidential tip leaves no trace of where the photo came from but the line in the log.
    if not tip.confidential:
        file.photo = photo
        file.save(update_fields=["photo"])
    note_access(TipAccess.What.TO_LIBRARY, by, tip, "" if tip.confidential else str(photo.pk))
    return photo


@transaction.atomic
def thank(tip, by):
    """Tell the source that the story is out, or the error mended, and where; of an error not yet mended, that we will look."""
    if not (tip.story or tip.is_mended):
        reply(tip, _("Thank you for telling us of an error. We will check it."), by)
        if tip.state in {Tip.State.RECEIVED, Tip.State.READ}:
            tip.move(Tip.State.CHECKING)
        return
    words = (
        _("Thank you! With your help this story came about: %(title)s\n%(address)s")
        if tip.story
        else _("Thank you! We have mended the story: %(title)s\n%(address)s")
    )
    text = words % {
        "title": tip.outcome.title,
        "address": settings.SITE_URL + tip.outcome.get_absolute_url(),
    }
    reply(tip, text, by)
    tip.move(Tip.State.PUBLISHED)
    tip.thanked_at = timezone.now()
    tip.save(update_fields=["thanked_at"])


@transaction.atomic
def export_tip(tip, opener, by):
    """All of a tip as JSON text, files named but not included, for a court or for moving house. Logged."""
    note_access(TipAccess.What.EXPORTED, by, tip)
    content = opener.content(tip)
    return json.dumps(
        {
            "number": tip.pk, "kind": tip.kind, "state": tip.state, "came": tip.created_at.isoformat(),
            "confidential": tip.confidential, "text": content.text, "place": content.place, "contact": opener.contact(tip),
            "passage": content.passage, "may_be_named": content.may_be_named, "credit": content.credit, "licence": content.licence,
            "files": [{"name": opener.facts(file).name, "kind": file.kind, "bytes": file.size} for file in _of(tip, tip.files)],
            "messages": [
                {"from_source": message.from_source, "at": message.at.isoformat(), "text": opener.message(message)}
                for message in _of(tip, tip.messages)
            ],
        },
        ensure_ascii=False, indent=2,
    )  # fmt: skip


def _of(tip, related):
    for row in related.all():
        row.tip = tip
        yield row


# -- The end -----------------------------------------------------------------------------------


@transaction.atomic
def destroy(tip):
    """Destroy a tip: its wrapped keys first, then every row and file. Nothing brings it back."""
    uids = list(tip.files.values_list("uid", flat=True))
    number = tip.pk
    tip.wrapped_keys.all().delete()
    tip.delete()
    transaction.on_commit(lambda: [vault.delete(uid) for uid in uids])
    TipAccess(what=TipAccess.What.EXPIRED, number=number).save()


def destroy_old_drafts(now=None):
    """Destroy files whose form never came back. Returns how many drafts there were."""
    now = now or timezone.now()
    old = TipDraft.objects.filter(created_at__lt=now - DRAFTS_KEPT)
    for row in old:
        with transaction.atomic():
            for file in row.files.all():
                drop_file(file)
            row.delete()
    return len(old)


def _spend(form, *parts):
    """Use the form up for sending just that; what was typed anew into a form that was sent is another matter."""
    try:
        tokens.spend(form.sending(sealing.context(*parts)))
    except tokens.TokenSpent as error:
        raise SentAlready from error


def was_sent(form, *parts):
    """Whether the form was sent with just that. Costs a query."""
    return tokens.is_spent(form.sending(sealing.context(*parts)))


def _names(uploads):
    return [f"{upload.name} {upload.size}" for upload in uploads]
