"""A mailbox is read by IMAP, with what is attached to its mails."""

import io
import socketserver
import tempfile
import threading
import zipfile
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.utils import timezone

from photos.models import Photo
from tests.factories import image_bytes
from wire import mail
from wire.models import Item, Mailbox, Source

from .imap import PASSWORD, PROGRAM, imap

TEXT = "Burmistrz Krzemionowa zaprasza na konferencję prasową o remoncie mostu na Olzie. Spotkanie w środę o godz. 11:00 w ratuszu."


def letter(text=TEXT, *, subject="Konferencja o moście", sender="Biuro prasowe <prasa@krzemionow.example>", number=1):
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "redakcja@kurier.example"
    message["Subject"] = subject
    message["Date"] = "Tue, 24 Nov 2020 10:00:00 +0100"
    message["Message-ID"] = f"<{number}@krzemionow.example>"
    message.set_content(text)
    return message


def docx(*paragraphs):
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    xml = f'<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
    return file.getvalue()


@pytest.fixture
def mailbox(db):
    """A mailbox that is not connected to: mails are handed to it."""
    box = Mailbox(name="Prasa", host="127.0.0.1", port=1, security="none", username="prasa", allow_private=True)
    box.password = PASSWORD
    box.save()
    return box


# -- One mail, taken apart --------------------------------------------------------------------------------------


def test_a_mail_becomes_a_release(mailbox):
    item = mail.take(mailbox, letter().as_bytes())

    assert (item.title, item.sender) == ("Konferencja o moście", "Biuro prasowe <prasa@krzemionow.example>")
    assert "remoncie mostu" in item.text and item.source_id == mailbox.pk
    assert f"{item.sent_at:%d.%m.%Y %H:%M}" == "24.11.2020 09:00"


def test_the_same_mail_is_taken_once(mailbox):
    assert mail.take(mailbox, letter().as_bytes())
    assert mail.take(mailbox, letter().as_bytes()) is None
    assert Item.objects.count() == 1


def test_a_picture_goes_to_the_library_without_a_credit(mailbox):
    message = letter()
    message.add_attachment(image_bytes(900, 600), maintype="image", subtype="jpeg", filename="most.jpg")

    item = mail.take(mailbox, message.as_bytes())

    attachment = item.attachments.get()
    assert attachment.photo == Photo.objects.get() and attachment.photo.credit == ""
    assert not attachment.photo.is_publishable


def test_logos_in_signatures_are_left_out(mailbox):
    message = letter()
    message.add_attachment(image_bytes(120, 60), maintype="image", subtype="png", filename="herb.png")

    assert not mail.take(mailbox, message.as_bytes()).attachments.exists()


def test_a_document_is_read_and_may_be_the_release(mailbox):
    message = letter("W załączeniu.")
    message.add_attachment(
        docx("Most będzie zamknięty do września.", "Objazd wyznaczono przez Dębowiany, ulicami Polną i Kościelną."),
        maintype="application", subtype="octet-stream", filename="komunikat.docx",
    )  # fmt: skip

    item = mail.take(mailbox, message.as_bytes())

    assert "Objazd wyznaczono" in item.attachments.get().text
    assert item.text.startswith("Most będzie zamknięty")


def test_a_pdf_is_the_release_where_the_mail_says_nothing(mailbox):
    message = letter("W załączeniu.", subject="Komunikat prasowy")
    content = (Path(__file__).parent / "data" / "komunikat.pdf").read_bytes()
    message.add_attachment(content, maintype="application", subtype="pdf", filename="Komunikat.pdf")

    item = mail.take(mailbox, message.as_bytes())

    assert item.title == "Most na Olzie zamknięty do września" and "Objazd wyznaczono" in item.text
    assert item.printed_source == "Biuro prasowe"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bomba.docx", docx("a" * 30_000_000)),
        ("x.docx", b"PK\x03\x04 nonsense"),
        ("x.odt", docx("a")),
        ("x.pdf", b"%PDF-1.4"),
        ("x.rtf", b"{\\rtf1 {\\fonttbl{\\f0 Arial;}} Zarz\\'b9dzenie\\par}"),
        ("encje.docx", None),
        ("../../etc/passwd", b"x"),
        ("a\r\nX: b.txt", "Święto".encode("cp1250")),
        ("", b"x"),
    ],
)
def test_any_document_is_kept_whatever_is_in_it(mailbox, name, data):
    if data is None:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>')
        data = file.getvalue()
    message = letter()
    message.add_attachment(
        data, maintype="application", subtype="octet-stream", filename=name.replace("\r\n", " ") or None
    )

    attachment = mail.take(mailbox, message.as_bytes()).attachments.get()

    assert attachment.file.name.startswith("wire/") and ".." not in attachment.file.name
    assert "root:" not in attachment.text
    if name == "x.rtf":
        assert "Zarządzenie" in attachment.text


def test_winmail_dat_is_told_in_words(mailbox):
    message = letter()
    message.add_attachment(b'x\x9f>"', maintype="application", subtype="ms-tnef", filename="winmail.dat")

    item = mail.take(mailbox, message.as_bytes())
    item.refresh_from_db()

    assert "winmail.dat" in item.remark and item.attachments.get().file


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x00\xff\xfe", b"Subject: =?utf-8?q?=ZZ?=\r\n\r\nx", b"From: \xb1\xea\r\nSubject: \xb1\r\n\r\n\xb1",
        b"Content-Type: text/plain; charset=nonsense\r\n\r\nAla", b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n" * 500,
        b"Content-Type: text/html\r\n\r\n" + b"<div>" * 5000, b"Date: nonsense\r\n\r\nAla",
    ],
)  # fmt: skip
def test_broken_mails_give_what_can_be_had(mailbox, data):
    assert mail.take(mailbox, data) is not None


def test_of_a_mail_that_is_too_large_the_text_is_taken(mailbox):
    message = letter()
    message.add_attachment(bytes(900_000), maintype="application", subtype="zip", filename="a.zip")

    item = mail.take(mailbox, message.as_bytes()[: mail.BEGINNING], is_whole=False)
    item.refresh_from_db()

    assert "remoncie mostu" in item.text and not item.attachments.exists() and "MB" in item.remark


def test_the_password_is_not_in_the_database_in_clear(mailbox):
    row = Mailbox.objects.values().get()

    assert PASSWORD.encode() not in bytes(row["password_sealed"]) and Mailbox.objects.get().password == PASSWORD


# -- Servers that are none --------------------------------------------------------------------------------------


@contextmanager
def says(*answers):
    """A server that answers each line with the next of these; gives its port."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(answers[0])
            for answer in answers[1:]:
                mark = self.rfile.readline().split(b" ")[0]
                self.wfile.write(answer.replace(b"%", mark))
            self.rfile.readline()

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.mark.parametrize(
    "answers",
    [
        [b"220 mail.example ESMTP\r\n"],
        [b"* OK hello\r\n", b"% OK\r\n"],
        [b"* OK hello\r\n", b"* CAPABILITY IMAP4rev1\r\n% OK done\r\n", b"%\r\n"],
    ],
)
def test_a_server_that_speaks_no_imap_is_not_said_to_refuse_the_password(mailbox, answers):
    with says(*answers) as mailbox.port, pytest.raises(mail.Unreadable) as problem:
        mail.try_to_open(mailbox)

    assert str(problem.value) == "Nie odpowiada tak, jak serwer poczty" and problem.value.field == "host"


# -- A real server ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server():
    if not PROGRAM:
        pytest.skip("Dovecot is not installed (apt install dovecot-imapd)")
    with tempfile.TemporaryDirectory(prefix="imap-") as folder:
        Path(folder).chmod(0o755)
        with imap(Path(folder)) as running:
            yield running


@pytest.fixture
def real(mailbox, server):
    Mailbox.objects.filter(pk=mailbox.pk).update(port=server.port)
    mailbox.refresh_from_db()
    return mailbox


def read_again():
    Source.objects.update(next_at=timezone.now(), claimed_until=None)
    mail.read_due()
    return Mailbox.objects.get()


@pytest.mark.imap
class TestRealServer:
    def test_new_mails_are_read_once(self, real, server):
        server.deliver(letter(number=10, subject="Pierwszy"))
        assert not read_again().is_failing
        first = set(Item.objects.values_list("title", flat=True))
        server.deliver(letter(number=11, subject="Drugi"))
        assert not read_again().is_failing
        read_again()

        assert "Pierwszy" in first and "Drugi" not in first
        assert Item.objects.filter(title="Drugi").count() == 1 and Item.objects.filter(title="Pierwszy").count() == 1

    def test_a_mailbox_numbered_anew_brings_nothing_twice(self, real, server):
        server.deliver(letter(number=20, subject="Trzeci"))
        read_again()
        Mailbox.objects.update(uid_validity=1)
        read_again()

        assert Item.objects.filter(title="Trzeci").count() == 1

    def test_forty_megabytes_of_attachments_are_bounded(self, real, server):
        message = letter(number=30, subject="Zdjęcia z otwarcia")
        for number in range(4):
            message.add_attachment(bytes(10 * 2**20), maintype="image", subtype="jpeg", filename=f"{number}.jpg")
        server.deliver(message)

        assert not read_again().is_failing
        release = Item.objects.get(title="Zdjęcia z otwarcia")
        assert "MB" in release.remark and not release.attachments.exists() and "remoncie" in release.text

    def test_a_wrong_password_is_told_in_words(self, real, server):
        real.password = "inne"
        real.save()

        box = read_again()
        assert box.is_failing and box.problem

    def test_whoever_saves_a_mailbox_is_told_whether_it_opens(self, real, server):
        server.deliver(letter(number=35))
        assert mail.try_to_open(real) >= 1

        real.password = "inne"
        with pytest.raises(mail.Unreadable) as problem:
            mail.try_to_open(real)
        assert problem.value.field == "password"

    def test_a_folder_that_is_not_there_is_told_in_words(self, real, server):
        Mailbox.objects.update(folder="Prasówka")

        assert read_again().is_failing

    def test_a_mailbox_that_vanishes_is_told_in_words_and_stops_no_other(self, real, server):
        gone = Mailbox(name="Zniknęła", host="127.0.0.1", port=59998, security="none", username="x", allow_private=True)
        gone.password = "x"
        gone.save()
        server.deliver(letter(number=40, subject="Czwarty"))
        Source.objects.update(next_at=timezone.now(), claimed_until=None)

        mail.read_due()

        assert Item.objects.filter(title="Czwarty").exists()
        assert Mailbox.objects.get(name="Zniknęła").is_failing and not Mailbox.objects.get(name="Prasa").is_failing

    def test_the_own_network_is_refused_unless_the_owner_allows(self, real, server):
        Mailbox.objects.update(allow_private=False)

        assert read_again().is_failing and not Item.objects.exists()
