"""Reading a mailbox by IMAP: each message once, its attachments beside it. Nothing in the mailbox is changed.

The server is connected to by the rules of `wire.fetching`; what it sends is bounded in size, number and time, whoever it is.
"""

import contextlib
import email
import email.policy
import hashlib
import imaplib
import io
import logging
import re
import socket
import ssl
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr, parsedate_to_datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image

from common.files import FilesAway
from photos.ingest import UnusablePhoto, ingest

from . import cleaning, extracting, receiving, sealing
from .feeds import digest
from .fetching import Deadline, NotFetched, connect
from .models import Attachment, Item, Mailbox

SECONDS = 240
WAIT = 20
# While somebody waits who has just saved it.
LOOK_SECONDS = 8
MESSAGES = 100
# Of a larger message only the beginning is read, in which its text stands; its attachments stay in the mailbox.
MAX_MESSAGE = 30 * 2**20
BEGINNING = 512 * 1024
MAX_FILES = 20
MAX_FILE = 30 * 2**20
# From a mailbox read for the first time only what is not older than this is taken.
FIRST = 50
_PICTURE_TYPES = {"image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"}
# Logos and signatures.
LEAST_PICTURE = 300
CLOCKS_DIFFER = timedelta(days=2)

log = logging.getLogger(__name__)


class Unreadable(Exception):
    """The mailbox could not be read; the message is a sentence for the desk, without a full stop.

    `field` is what of the mailbox is to be looked at.
    """

    def __init__(self, sentence, field="host"):
        super().__init__(sentence)
        self.field = field


def read_due():
    """Read every mailbox that is due; one that fails is told why and holds up none of the others."""
    for mailbox in Mailbox.objects.due()[:20]:
        if Mailbox.objects.claim(mailbox):
            read_and_note(mailbox)


def try_to_open(mailbox):
    """How many mails the mailbox holds. Raises `Unreadable` with a sentence; takes a few seconds at most."""
    try:
        with _opened(mailbox, Deadline(LOOK_SECONDS), wait=LOOK_SECONDS) as server:
            return _select(server, mailbox)
    except NotFetched as problem:
        raise Unreadable(problem.sentence) from problem
    except sealing.Unreadable as problem:
        raise Unreadable(_("Its password has to be typed again"), "password") from problem
    except (TimeoutError, ssl.SSLError, OSError, imaplib.IMAP4.error) as problem:
        raise Unreadable(_say(problem)) from problem


def read_and_note(mailbox):
    """Read one mailbox and note how it went."""
    try:
        read(mailbox)
    except (Unreadable, NotFetched) as problem:
        mailbox.fail(problem)
    except sealing.Unreadable:
        mailbox.fail(_("Its password has to be typed again"))
    except (TimeoutError, ssl.SSLError, OSError, imaplib.IMAP4.error) as problem:
        log.info("Mailbox %s: %r", mailbox.pk, problem)
        mailbox.fail(_say(problem))
    except FilesAway:
        log.exception("Reading the mailbox %s: there is no place for its files.", mailbox.pk)
        mailbox.fail(_("Was not read: there is no place for files just now"))
    except Exception:
        log.exception("Reading the mailbox %s failed.", mailbox.pk)
        mailbox.fail(_("Sends what could not be read"))
    else:
        mailbox.succeed()


def _say(problem):
    if isinstance(problem, ssl.SSLError):
        return NotFetched("tls").sentence
    if isinstance(problem, imaplib.IMAP4.abort):
        return _("Does not answer as a mail server does")
    if isinstance(problem, imaplib.IMAP4.error):
        return _("Refuses: check the user name, the password and the folder")
    return NotFetched("slow" if isinstance(problem, TimeoutError) else "no_answer").sentence


def read(mailbox):
    """Take the new messages of a mailbox. Raises what the network and the server raise, and `Unreadable`."""
    deadline = Deadline(SECONDS)
    with _opened(mailbox, deadline) as server:
        _select(server, mailbox)
        validity = int((server.response("UIDVALIDITY")[1] or [b"0"])[0] or 0)
        if validity != mailbox.uid_validity:
            # A mailbox that was built anew numbers its messages from the beginning; known ones are recognised by their ids.
            mailbox.uid_validity, mailbox.last_uid = validity, 0
        for uid, size, came_at in _new(server, mailbox.last_uid):
            deadline.left(1)
            is_whole = size <= MAX_MESSAGE
            if data := _message(server, uid, is_whole):
                take(mailbox, data, is_whole=is_whole, came_at=came_at)
            mailbox.last_uid = uid
            Mailbox.objects.filter(pk=mailbox.pk).update(uid_validity=validity, last_uid=uid)


def _select(server, mailbox):
    """Log in and open the folder; how many mails it holds. Raises `Unreadable`."""
    _log_in(server, mailbox, mailbox.password)
    status, count = server.select(_quoted(mailbox.folder), readonly=True)
    if status != "OK":
        raise Unreadable(_("Has no folder “%(folder)s”") % {"folder": mailbox.folder}, "folder")
    return int(count[0] or 0)


@contextlib.contextmanager
def _opened(mailbox, deadline, *, wait=WAIT):
    plain = connect(mailbox.host, mailbox.port, deadline, allow_private=mailbox.allow_private)
    server = None
    try:
        plain.settimeout(wait)
        server = _Imap(mailbox, plain)
        yield server
    finally:
        if server:
            with contextlib.suppress(Exception):
                server.shutdown()
        plain.close()


class _Imap(imaplib.IMAP4):
    """imaplib over a socket that is connected already, to an address that was looked at."""

    def __init__(self, mailbox, plain):
        self._plain = plain
        context = ssl.create_default_context()
        if mailbox.security == Mailbox.Security.TLS:
            self._plain = context.wrap_socket(plain, server_hostname=mailbox.host)
        try:
            super().__init__(mailbox.host, mailbox.port)
        except imaplib.IMAP4.error as error:
            raise Unreadable(_("Does not answer as a mail server does")) from error
        if mailbox.security == Mailbox.Security.STARTTLS:
            if "STARTTLS" not in self.capabilities:
                raise Unreadable(_("Offers no encryption of the kind STARTTLS"), "security")
            self.starttls(context)

    def _create_socket(self, timeout=None):
        return self._plain

    def shutdown(self):
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()


def _log_in(server, mailbox, password):
    try:
        server.login(mailbox.username, password)
    except UnicodeEncodeError as error:
        raise Unreadable(_("Does not take Polish letters in the user name or the password"), "username") from error
    except imaplib.IMAP4.abort:
        # Not a refusal: what it says is no IMAP.
        raise
    except imaplib.IMAP4.error as error:
        raise Unreadable(_("Refuses the user name or the password"), "password") from error


def _quoted(folder):
    """A folder's name as IMAP writes it: modified UTF-7, in quotes."""
    pieces = []
    for plain, foreign in re.findall(r"([\x20-\x7e]+)|([^\x20-\x7e]+)", folder):
        if plain:
            pieces.append(plain.replace("&", "&-"))
        else:
            import base64

            coded = base64.b64encode(foreign.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
            pieces.append(f"&{coded}-")
    name = "".join(pieces).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{name}"'


def _new(server, last_uid):
    """Of messages not read yet, the oldest first: number, size, and when they came; of a mailbox read first the newest few."""
    _status, found = server.uid("SEARCH", None, f"UID {last_uid + 1}:*")
    uids = sorted(int(uid) for uid in (found[0] or b"").split() if int(uid) > last_uid)
    uids = uids[:MESSAGES] if last_uid else uids[-FIRST:]
    if not uids:
        return []
    _status, rows = server.uid("FETCH", ",".join(map(str, uids)), "(RFC822.SIZE INTERNALDATE)")
    facts = {}
    for row in rows:
        text = row[0] if isinstance(row, tuple) else row
        uid, size = re.search(rb"UID (\d+)", text or b""), re.search(rb"RFC822\.SIZE (\d+)", text or b"")
        if uid and size:
            came = imaplib.Internaldate2tuple(text)
            facts[int(uid[1])] = int(size[1]), datetime.fromtimestamp(time.mktime(came), UTC) if came else None
    return [(uid, *facts[uid]) for uid in uids if uid in facts]


def _message(server, uid, is_whole):
    _status, rows = server.uid("FETCH", str(uid), "(BODY.PEEK[])" if is_whole else f"(BODY.PEEK[]<0.{BEGINNING}>)")
    return next((row[1] for row in rows if isinstance(row, tuple)), b"")


# -- One message -------------------------------------------------------------------------------------------------


@dataclass
class Message:
    """A mail taken apart: plain facts, its text, and its files as `(name, type, bytes)`."""

    sender: str
    title: str
    sent_at: datetime | None
    identity: str
    html: str
    text: str
    files: list = field(default_factory=list)
    remarks: list = field(default_factory=list)


# Subjects of mails whose headline stands in the attached document.
SAYS_NOTHING = re.compile(r"^\W*$|komunikat|informacj|prasow|załącz|medi(?:a|ów)|publikacj|notatk", re.IGNORECASE)
WINMAIL = gettext_lazy(
    "The attachments came packed in “winmail.dat”, which only Outlook opens. Ask the sender to send them again as plain files."
)


def take_apart(data):
    """A mail's facts, text and files. Broken mails give what can be had; raises nothing for foreign bytes."""
    mail = email.message_from_bytes(data, policy=email.policy.default)
    name, address = _sender(mail)
    message = Message(
        sender=cleaning.plain(f"{name} <{address}>" if name and address else name or address)[:200],
        title=cleaning.plain(_header(mail, "subject"))[:300],
        sent_at=_date(mail),
        identity=digest("mail", _header(mail, "message-id") or hashlib.sha256(data).hexdigest()),
        html="",
        text="",
    )
    for part in mail.walk():
        if part.is_multipart():
            continue
        try:
            _take_part(part, message)
        # A part may name any encoding and be broken in any way; the others are still worth reading.
        except Exception as error:
            log.info("A part of a mail could not be read: %r", error)
    return message


def _take_part(part, message):
    kind, name = part.get_content_type(), cleaning.plain(str(part.get_filename() or ""))[:200]
    if kind in {"text/plain", "text/html"} and part.get_content_disposition() != "attachment":
        said = _text(part)
        if kind == "text/html":
            message.html = message.html or said[: cleaning.MAX_HTML]
        else:
            message.text = f"{message.text}\n\n{said}".strip()[: cleaning.MAX_TEXT]
        return
    is_winmail = kind == "application/ms-tnef" or name.lower() == "winmail.dat"
    # Kept all the same: some programs open it.
    if is_winmail and str(WINMAIL) not in message.remarks:
        message.remarks.append(str(WINMAIL))
    if len(message.files) >= MAX_FILES:
        remark = _("There are more than %(limit)d attachments; the rest stays in the mailbox.") % {"limit": MAX_FILES}
        if remark not in message.remarks:
            message.remarks.append(remark)
        return
    content = part.get_payload(decode=True) or b""
    if len(content) > MAX_FILE:
        message.remarks.append(
            _("The attachment “%(name)s” has more than %(limit)d MB and stays in the mailbox.")
            % {"name": name, "limit": MAX_FILE // 2**20}
        )
    elif content and not _is_logo(part, kind, content):
        message.files.append((name or f"plik.{kind.rpartition('/')[2]}", kind, content))


def _text(part):
    content = part.get_payload(decode=True) or b""
    for encoding in (part.get_content_charset(), "utf-8", "cp1250", "latin-1"):
        try:
            return content.decode(encoding)
        except (LookupError, UnicodeDecodeError, TypeError):
            continue
    return ""


def _is_logo(part, kind, content):
    """Small pictures inside the text are signatures and coats of arms."""
    if kind not in _PICTURE_TYPES and not kind.startswith("image/"):
        return False
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return max(picture.size) < LEAST_PICTURE
    except Exception:
        return part.get_content_disposition() == "inline"


def _header(mail, name):
    try:
        return str(mail.get(name, "") or "")
    except Exception:
        return ""


def _sender(mail):
    name, address = parseaddr(_header(mail, "from"))
    return cleaning.plain(name)[:120], cleaning.plain(address)[:120]


def _date(mail):
    try:
        found = parsedate_to_datetime(_header(mail, "date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=receiving.feeds.WARSAW).astimezone(UTC)


def take(mailbox, data, *, is_whole=True, came_at=None):
    """Store one mail as a release with its attachments; one that is here already is left alone. Returns the `Item` or None.

    `came_at` is when the server got it: believed instead of a sender's clock that differs by days.
    """
    message = take_apart(data)
    if not is_whole:
        message.files = []
        message.remarks = [
            _("The mail has more than %(limit)d MB: its attachments stay in the mailbox.")
            % {"limit": MAX_MESSAGE // 2**20}
        ]
    if came_at and (message.sent_at is None or abs(message.sent_at - came_at) > CLOCKS_DIFFER):
        message.sent_at = came_at
    # A bare document is the release itself.
    said = extracting.documents_said([(name, content) for name, _kind, content in message.files])
    plain_html = cleaning.from_html(message.html).text if message.html else ""
    html, text = (message.html, "") if len(plain_html) >= 0.5 * len(message.text) else ("", message.text)
    longest = max((one.text for one in said), key=len, default="")
    if len(longest) > 3 * len(plain_html or message.text):
        html, text = "", longest
        headline = longest.partition("\n")[0]
        if SAYS_NOTHING.search(message.title) and len(headline) <= cleaning.TITLE and headline[-1] not in ".:;,":
            message.title = headline
    one = receiving.Incoming(
        title=_bare_subject(message.title),
        html=html or text,
        is_text=not html,
        sent_at=message.sent_at,
        identities=[message.identity],
        sender=message.sender,
    )
    with transaction.atomic():
        taken = receiving.take_in(mailbox.source_ptr, [one])
        if not taken.items:
            return None
        item = taken.items[0]
        if message.remarks:
            item.remark = " ".join(message.remarks)[:300]
            Item.objects.filter(pk=item.pk).update(remark=item.remark)
        for (name, kind, content), document in zip(message.files, said, strict=True):
            _keep(item, name, kind, content, document, mailbox)
    return item


def _bare_subject(subject):
    return re.sub(r"^(?:\s*(?:re|fw|fwd|odp|pd)\s*:\s*)+", "", subject, flags=re.IGNORECASE)


def _keep(item, name, kind, content, document, mailbox):
    """Keep a file; a picture goes to the library too, where it waits for its credit unless the source has one."""
    attachment = Attachment(item=item, name=name, size=len(content), is_picture=kind in _PICTURE_TYPES)
    attachment.text, attachment.remark = document
    attachment.file.save(name, ContentFile(content), save=False)
    if attachment.is_picture:
        try:
            with transaction.atomic():
                attachment.photo = ingest(
                    ContentFile(content, name=_picture_name(name)), None, credit=mailbox.photo_credit
                )
        except UnusablePhoto as problem:
            attachment.remark = problem.message[:300]
    attachment.save()


def _picture_name(name):
    return name if re.search(r"\.(jpe?g|png|webp|heic|heif)$", name, re.IGNORECASE) else "zdjecie"
