"""What a page and a document say: the main text of a web page, the words of a file that came with a mail."""

import html
import io
import os
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _
from lxml import etree

from . import cleaning, pdf_reader

MAX_UNPACKED = 20 * 2**20
MAX_TEXT = 60_000
MAX_PDF = 15 * 2**20
PDF_SECONDS = 15
# For all documents of one mail.
SECONDS = 60
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ODF = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def main_text(data, url=""):
    """The main text of a web page, or of the PDF that stands in its place, as a `cleaning.Release`; empty where it has none."""
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return cleaning.from_text(_pdf(data, PDF_SECONDS).text)
    import trafilatura

    found = trafilatura.extract(
        data, url=url or None, output_format="html", include_comments=False, include_tables=True, favor_recall=True
    )
    return cleaning.from_html(found or "")


class Said(NamedTuple):
    """The text of a document, a paragraph a line, and a sentence on why there is none or not all of it."""

    text: str
    remark: str = ""


def documents_said(files):
    """What each of the files `(name, bytes)` says. Never raises for foreign bytes; no longer than `SECONDS` for all."""
    until = time.monotonic() + SECONDS
    return [_said(name, data, until) for name, data in files]


def _said(name, data, until):
    kind = name.lower().rpartition(".")[2]
    try:
        if data[:1024].lstrip().startswith(b"%PDF-"):
            return _pdf(data, min(PDF_SECONDS, until - time.monotonic()))
        if data[:4] == b"PK\x03\x04" and kind in {"docx", "odt"}:
            return Said(_zipped(data, kind))
        if data[:5] == b"{\\rtf":
            return Said(_rtf(data))
        if kind in {"htm", "html"}:
            return Said(cleaning.from_html(_decoded(data)).text[:MAX_TEXT])
        if kind in {"txt", "text"}:
            return Said(cleaning.from_text(_decoded(data)).text[:MAX_TEXT])
    # Readers of foreign bytes raise whatever comes to them.
    except Exception:
        return Said("", _("It could not be read"))
    return Said("")


def _pdf(data, seconds):
    """The text of a PDF, read by a process of its own within bounds of time and memory; what it had read by then is kept."""
    if len(data) > MAX_PDF:
        return Said("", _("Too large to be read: open the file."))
    if seconds < 1:
        return Said("", _("Not read, because the other documents took too long: open the file."))
    command = [sys.executable, "-I", "-X", "utf8", str(Path(__file__).with_name("pdf_reader.py"))]
    # Without the portal's own variables, among them its key and its passwords.
    environment = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the foreign bytes go to its standard input
            command, input=data, capture_output=True, timeout=seconds, env=environment, cwd=os.sep, check=False
        )
        read, ending = done.stdout, done.returncode
    except subprocess.TimeoutExpired as stopped:
        read, ending = stopped.stdout or b"", pdf_reader.BROKEN
    if ending == pdf_reader.LOCKED:
        return Said("", _("Locked with a password: ask the sender."))
    text = _paragraphs(read.decode("utf-8", "replace"))
    if text and _is_garbled(text):
        return Said("", _("Its letters cannot be told: open the file."))
    if text:
        return Said(text, _("Only the beginning could be read: open the file.") if ending else "")
    return Said("", _("It could not be read") if ending else _("It has no text, only pictures: open the file."))


_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\u00ad": None}
)
_PAGE_NUMBER = re.compile(r"(?:strona|str\.)?\s*[-–]?\s*\d{1,3}(?:\s*(?:z|/)\s*\d{1,3})?\s*[-–]?", re.IGNORECASE)
_LIST_SIGN = re.compile(r"[•▪●◦·*–—-]\s|\d{1,2}[.)]\s|[a-z]\)\s")


def _paragraphs(text):
    """Lines as a page has them, put together to paragraphs.

    A line goes on where the next begins with a small letter, or where it is as long as the column and does not end a sentence.
    """
    lines = [
        cleaning.plain(line) for line in text[: 2 * MAX_TEXT].translate(_LIGATURES).replace("\f", "\n").split("\n")
    ]
    lines = [line for line in lines if line and not _PAGE_NUMBER.fullmatch(line)]
    column = sorted(map(len, lines))[len(lines) * 9 // 10] if lines else 0
    done = []
    for number, line in enumerate(lines):
        before = lines[number - 1] if number else ""
        if before and not _LIST_SIGN.match(line) and _goes_on(before, line, column):
            # A word parted at the end of a line; a hyphen between two words stays.
            is_parted = re.search(r"[a-ząćęłńóśźż]-$", done[-1]) and line[0].islower()
            done[-1] = done[-1][:-1] + line if is_parted else f"{done[-1]} {line}"
        else:
            done.append(line)
    return "\n".join(done)[:MAX_TEXT]


def _goes_on(line, following, column):
    if following[0].islower():
        return line[-1] not in ":;"
    return len(line) >= 0.7 * column and not re.search(r"[.!?:;][”\"')]*$", line)


def _is_garbled(text):
    """Whether a font's own numbering came out instead of letters."""
    strange = sum(sign == "\ufffd" or "\ue000" <= sign <= "\uf8ff" for sign in text)
    return strange > 0.05 * len(text)


def _zipped(data, kind):
    """A document of Word or LibreOffice: paragraphs of its one XML file, read within bounds and without a DTD."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.getinfo("word/document.xml" if kind == "docx" else "content.xml")
        if part.file_size > MAX_UNPACKED:
            return ""
        with archive.open(part) as file:
            xml = file.read(MAX_UNPACKED + 1)
    if len(xml) > MAX_UNPACKED or b"<!DOCTYPE" in xml[:2000] or b"<!ENTITY" in xml:
        return ""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(xml, parser)
    paragraphs, words = ({f"{_W}p"}, {f"{_W}t"}) if kind == "docx" else ({f"{_ODF}p", f"{_ODF}h"}, None)
    lines = []
    for paragraph in root.iter(*paragraphs):
        pieces = (node.text or "" for node in paragraph.iter(*words)) if words else paragraph.itertext()
        if line := cleaning.plain("".join(pieces)):
            lines.append(line)
    return "\n".join(lines)[:MAX_TEXT]


def _rtf(data):
    text = data[:2_000_000].decode("latin-1")
    text = re.sub(
        r"\{\\\*?\\?(?:fonttbl|colortbl|stylesheet|info|pict|themedata)[^{}]*(?:\{[^{}]*\}[^{}]*)*\}", "", text
    )
    text = re.sub(r"\\'([0-9a-f]{2})", lambda sign: bytes.fromhex(sign[1]).decode("cp1250", "replace"), text)
    text = re.sub(r"\\u(-?\d{1,6})\??", lambda sign: chr(int(sign[1]) % 65536), text)
    text = re.sub(r"\\(?:par|line|pard)\b ?", "\n", text)
    text = re.sub(r"\\[a-z]+-?\d* ?|[{}]", "", text)
    return cleaning.from_text(html.unescape(text)).text[:MAX_TEXT]


def _decoded(data):
    for encoding in ("utf-8", "cp1250"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")
