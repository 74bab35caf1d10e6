"""PDFs by hand: one as an office makes it, and those that somebody made to do harm."""

import zlib

# Letters that the standard encoding of PDF lacks, by their names.
POLISH = {"Ś": "Sacute", "Ź": "Zacute", "Ł": "Lslash", "ą": "aogonek", "ć": "cacute", "ę": "eogonek", "ł": "lslash", "ń": "nacute", "ó": "oacute", "ś": "sacute", "ź": "zacute", "ż": "zdotaccent"}  # fmt: skip


def pdf(*lines, page=None, catalogue=b"", kids=b"3 0 R", count=1, further=()):
    """A PDF of one page with these lines; `page` replaces its content stream, `further` are more objects, from number 6 on."""
    codes = {letter: 200 + number for number, letter in enumerate(POLISH)}
    content = b"BT /F 11 Tf 14 TL 60 780 Td "
    for line in lines:
        coded = bytes(codes.get(letter) or ord(letter) for letter in line)
        content += b"(" + coded.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b") Tj T* "
    names = " ".join(f"/{name}" for name in POLISH.values())
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalogue + b" >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >> >>",
        page or stream(content + b"ET"),
        f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding /Differences [200 {names}] >> >>".encode(),
        *further,
    ]
    return assembled(objects)


def stream(content, entries=b""):
    packed = zlib.compress(content, 9)
    return b"<< /Length %d /Filter /FlateDecode %s >> stream\n%s\nendstream" % (len(packed), entries, packed)


def assembled(objects, trailer=b""):
    data, places = b"%PDF-1.5\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    at = len(data)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return (
        data
        + head
        + rows
        + b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, at)
    )


def bomb():
    """A page that unpacks to 400 MB, packed twice."""
    packer = zlib.compressobj(9)
    inner = b"".join(packer.compress(bytes(10 * 2**20)) for _turn in range(40)) + packer.flush()
    packed = zlib.compress(inner, 9)
    return pdf(
        page=b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >> stream\n%s\nendstream" % (len(packed), packed)
    )


def endless_pages():
    """A tree of pages that holds itself."""
    return pdf("Strona", kids=b"2 0 R", count=9_999_999)


def itself_inside():
    """A form that draws itself."""
    form = stream(b"/X Do /X Do", b"/Type /XObject /Subtype /Form /Resources << /XObject << /X 6 0 R >> >>")
    return pdf(page=stream(b"/X Do"), further=[form])


def slow():
    """Millions of letters, each set by itself with a font chosen anew."""
    return pdf(page=stream(b"BT " + b"/F 11 Tf 1 0 0 1 5 5 Tm (a) Tj q Q " * 400_000 + b"ET"))


def deep():
    """An array in an array, and so on."""
    return pdf("a", catalogue=b"/X " + b"[" * 200_000 + b"]" * 200_000)


def round_and_round():
    """An older table of contents that is itself."""
    data = pdf("a")
    at = data.rindex(b"xref\n0")
    return data.replace(b"/Root 1 0 R ", b"/Root 1 0 R /Prev %d " % at)


def many_pages():
    """Hundreds of thousands of pages, each the same."""
    return pdf("Strona", kids=b"3 0 R " * 200_000, count=200_000)


def locked():
    """Encrypted with a password that nobody has told."""
    return assembled(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>",
         b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"aa" * 32 + b"> /U <" + b"bb" * 32 + b"> >>"],
        b"/Encrypt 3 0 R /ID [<00><00>]",
    )  # fmt: skip


HOSTILE = [bomb, endless_pages, itself_inside, slow, deep, round_and_round, many_pages, locked]
