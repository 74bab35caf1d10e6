"""What stands in a document that came with a mail is read, and no document harms the worker."""

import os
import random
import time
from pathlib import Path

import pytest

from wire import extracting

from . import pdf

RELEASE = Path(__file__).parent / "data" / "komunikat.pdf"


def said(data, name="komunikat.pdf"):
    return extracting.documents_said([(name, data)])[0]


def test_a_pdf_as_offices_print_it_becomes_paragraphs():
    text, remark = said(RELEASE.read_bytes())

    lines = text.split("\n")
    assert lines[0] == "Most na Olzie zamknięty do września" and not remark
    assert lines[1].startswith("Starostwo Powiatowe") and lines[1].endswith("październikowego przeglądu.")
    assert "Wykonawca: firma z Kuźni Olzańskiej" in lines


def test_polish_letters_of_an_old_font_are_read():
    assert said(pdf.pdf("Święto pod żółtym mostem.", "Źródło")).text == "Święto pod żółtym mostem.\nŹródło"


def test_lines_of_a_page_are_put_together():
    text = said(
        pdf.pdf(
            "Burmistrz zaprasza na spotkanie o przebu-", "dowie ulicy Polnej, która zacznie się w marcu.",
            "Spotkanie w ratuszu, sala nr 14:", "- wejście od rynku", "- winda czynna", "Strona 1 z 2",
        )
    ).text  # fmt: skip

    assert text.split("\n") == [
        "Burmistrz zaprasza na spotkanie o przebudowie ulicy Polnej, która zacznie się w marcu.",
        "Spotkanie w ratuszu, sala nr 14:", "- wejście od rynku", "- winda czynna",
    ]  # fmt: skip


def test_a_scan_is_told_from_a_document_that_broke():
    scan, broken = said(pdf.pdf()), said(RELEASE.read_bytes()[:9000])

    assert not scan.text and not broken.text
    assert scan.remark and broken.remark and scan.remark != broken.remark


@pytest.mark.parametrize("make", pdf.HOSTILE)
def test_a_hostile_pdf_is_bounded_and_told_in_words(make, monkeypatch):
    monkeypatch.setattr(extracting, "PDF_SECONDS", 4)
    began = time.monotonic()

    text, remark = said(make())

    assert remark or len(text) < 100
    assert time.monotonic() - began < 30


def test_of_a_pdf_that_takes_too_long_the_beginning_is_kept(monkeypatch):
    monkeypatch.setattr(extracting, "PDF_SECONDS", 5)
    slow = pdf.stream(b"BT " + b"/F 11 Tf 1 0 0 1 5 5 Tm (a) Tj " * 400_000 + b"ET")
    second = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 7 0 R /Resources << /Font << /F 5 0 R >> >> >>"
    )
    data = pdf.pdf("Pierwsza strona.", kids=b"3 0 R 6 0 R", count=2, further=[second, slow])

    text, remark = said(data)

    assert text == "Pierwsza strona." and remark


def test_many_documents_together_take_no_longer_than_one_mail_may(monkeypatch):
    monkeypatch.setattr(extracting, "SECONDS", 3)
    monkeypatch.setattr(extracting, "PDF_SECONDS", 3)
    began = time.monotonic()

    found = extracting.documents_said([(f"{number}.pdf", pdf.slow()) for number in range(10)])

    assert len(found) == 10 and all(one.remark for one in found)
    assert time.monotonic() - began < 15


def test_noise_that_calls_itself_a_pdf_is_told():
    assert said(b"%PDF-1.7\n" + random.Random(1).randbytes(50_000)).remark


def test_the_reader_of_pdfs_knows_none_of_the_portal_s_secrets(monkeypatch):
    asked = {}

    def run(command, **options):
        asked.update(options, command=command)
        raise OSError

    monkeypatch.setattr(extracting.subprocess, "run", run)
    said(pdf.pdf("a"))

    assert not {"SECRET_KEY", "DATABASE_URL"} & set(asked["env"]) and {"SECRET_KEY"} <= set(os.environ)


def test_two_attachments_of_one_name_keep_their_own_words():
    found = extracting.documents_said([("a.txt", b"Jeden"), ("a.txt", b"Dwa")])

    assert [one.text for one in found] == ["Jeden", "Dwa"]


def test_a_page_that_is_a_pdf_is_read_too():
    assert "wymiana łożysk" in extracting.main_text(RELEASE.read_bytes()).text
