"""What kind a file is, told by its bytes while they pass; its name and the browser's word for it are not asked."""

import re

# Of the first bytes so many are enough to tell every kind but DOCX, whose mark may stand further on.
HEAD = 4096
MAX_PIXELS = 80_000_000
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_MP4_BRANDS = {
    b"isom",
    b"iso2",
    b"iso3",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"MSNV",
    b"3gp4",
    b"3gp5",
    b"3gp6",
    b"dash",
}
_M4A_BRANDS = {b"M4A ", b"M4B "}
_MARKUP = re.compile(rb"^\s*<(?:[!?a-zA-Z])")
_WORD = b"word/document.xml"
_CONTROL = bytes(set(range(32)) - {7, 8, 9, 10, 12, 13, 27})


class Unwanted(Exception):
    """The file is of no kind that the newsroom takes; `code` is "kind", "empty" or "pixels"."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class Recogniser:
    """Takes a file's bytes in order and tells its kind. Holds at most a few kilobytes of it."""

    def __init__(self):
        self._head = b""
        self._tail = b""
        self._kind = None
        self._is_word = False
        self._text_is_clean = True

    def feed(self, content):
        """More of the file. Raises `Unwanted` as soon as that is certain."""
        if len(self._head) < HEAD:
            self._head = (self._head + content)[:HEAD]
            if len(self._head) == HEAD:
                self._decide()
        if self._kind in {None, "zip"} and not self._is_word:
            self._is_word = _WORD in self._tail + content
            self._tail = (self._tail + content)[-len(_WORD) :]
        if self._kind in {None, "txt"} and self._text_is_clean:
            self._text_is_clean = not any(sign in content for sign in _CONTROL_SIGNS)
        if self._kind == "txt" and not self._text_is_clean:
            raise Unwanted("kind")

    def finish(self):
        """The kind of the whole file, as in `TipFile.Kind`. Raises `Unwanted`."""
        if not self._head:
            raise Unwanted("empty")
        if self._kind is None:
            self._decide()
        if self._kind == "zip":
            if not self._is_word:
                raise Unwanted("kind")
            return "docx"
        if self._kind == "txt" and not self._text_is_clean:
            raise Unwanted("kind")
        return self._kind

    def _decide(self):
        self._kind = kind_of_head(self._head)
        if self._kind is None:
            raise Unwanted("kind")
        if self._kind == "png" and _png_pixels(self._head) > MAX_PIXELS:
            raise Unwanted("pixels")


_CONTROL_SIGNS = [bytes([sign]) for sign in _CONTROL]


def kind_of_head(head):
    """The kind by the file's beginning; "zip" where more must be seen; None for what is not taken."""
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head[4:8] == b"ftyp":
        return _kind_of_brand(head[8:12], head)
    if head[4:8] in {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}:
        return "mov"
    if head.startswith(b"ID3") or (len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return "mp3"
    if head.startswith(b"PK\x03\x04"):
        # The standard wants this entry first and uncompressed.
        return "odt" if head[30:77] == b"mimetypeapplication/vnd.oasis.opendocument.text" else "zip"
    return "txt" if _is_text(head) else None


def _kind_of_brand(brand, head):
    if brand in _HEIC_BRANDS:
        return "heic"
    if brand in _M4A_BRANDS:
        return "m4a"
    if brand == b"qt  ":
        return "mov"
    if brand in _MP4_BRANDS or any(known in head[16:64] for known in _MP4_BRANDS):
        return "mp4"
    return None


def _png_pixels(head):
    return int.from_bytes(head[16:20], "big") * int.from_bytes(head[20:24], "big")


def _is_text(head):
    """Plain words in any encoding of Poland; nothing that a browser could take for a page."""
    if _MARKUP.match(head.lstrip(b"\xef\xbb\xbf")) or any(sign in head for sign in _CONTROL_SIGNS):
        return False
    return b"<script" not in head.lower() and b"<html" not in head.lower() and b"<svg" not in head.lower()
