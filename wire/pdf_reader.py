"""Reads a PDF given on standard input and writes its text, page by page. Run as a program of its own by `wire.extracting`.

The bytes are foreign and the library that reads them is large, so it stands in a process that may hold little memory, run for
a few seconds, and write no file; whoever started it keeps what was written before such a limit ended it. Nothing of
the portal is imported here, neither its settings nor its secrets.
"""

import contextlib
import io
import sys

MAX_PAGES = 40
MAX_TEXT = 60_000
MEMORY = 400 * 2**20
SECONDS = 10
# How the program ends when it was not all well; 1 is Python's own.
BROKEN, LOCKED = 2, 3


def main():
    import logging

    from pypdf import PdfReader

    logging.disable(logging.CRITICAL)
    data = sys.stdin.buffer.read()
    limit()
    reader = PdfReader(io.BytesIO(data), strict=False)
    # Many a PDF is locked against changes alone, and opens with no password.
    if reader.is_encrypted and not reader.decrypt(""):
        return LOCKED
    written, answer = 0, 0
    for number in range(min(len(reader.pages), MAX_PAGES)):
        # A page may be broken in any way; the next ones are still worth reading.
        try:
            text = reader.pages[number].extract_text()[: MAX_TEXT - written]
        except Exception:
            answer = BROKEN
            continue
        written += len(text)
        sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\f")
        sys.stdout.buffer.flush()
        if written >= MAX_TEXT:
            break
    return answer


def limit():
    """Bounds that the system holds this process to. Windows has none of them: there the time that the caller waits is all."""
    try:
        import resource
    except ImportError:
        return
    bounds = {"RLIMIT_AS": MEMORY, "RLIMIT_CPU": SECONDS, "RLIMIT_FSIZE": 0, "RLIMIT_CORE": 0, "RLIMIT_NOFILE": 32}
    for name, most in bounds.items():
        # Some systems refuse to bound one or the other.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (most, most))


if __name__ == "__main__":
    sys.exit(main())
