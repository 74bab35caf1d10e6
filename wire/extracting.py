"""What a page and a document say: the main text of a web page, the words of a file that came with a mail."""

import html
import io
import re
import zipfile

from lxml import etree

from . import cleaning

MAX_UNPACKED = 20 * 2**20
MAX_TEXT = 60_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ODF = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def main_text(data, url=""):
    """The main text of a web page as a `cleaning.Release`; empty where the page has none."""
    import trafilatura

    found = trafilatura.extract(
        data, url=url or None, output_format="html", include_comments=False, include_tables=True, favor_recall=True
    )
    return cleaning.from_html(found or "")


def document_text(name, data):
    """The text of a document, a paragraph a line; empty for one that cannot be read. Never raises for foreign bytes."""
    kind = name.lower().rpartition(".")[2]
    try:
        if data[:4] == b"PK\x03\x04" and kind in {"docx", "odt"}:
            return _zipped(data, kind)
        if data[:5] == b"{\\rtf":
            return _rtf(data)
        if kind in {"htm", "html"}:
            return cleaning.from_html(_decoded(data)).text[:MAX_TEXT]
        if kind in {"txt", "text"}:
            return cleaning.from_text(_decoded(data)).text[:MAX_TEXT]
    # Readers of foreign bytes raise whatever comes to them.
    except Exception:
        return ""
    return ""


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
