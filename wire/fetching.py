"""Fetching from other hosts within bounds, whoever named the address.

Every hop's name is resolved once, each of its addresses is looked at, and the connection goes to the very address that was
looked at: a name that answers differently the second time leads nowhere new. Nothing inside the own network is reached
unless the source's owner allowed it. One deadline holds for a whole fetch, however slowly the other side dribbles.
"""

import contextlib
import http.client
import io
import ipaddress
import socket
import ssl
import time
import zlib
from dataclasses import dataclass, field
from email.message import Message
from functools import lru_cache
from tempfile import SpooledTemporaryFile
from urllib.parse import urljoin, urlsplit, urlunsplit

from django.utils.translation import gettext_lazy as _

CONNECT_SECONDS = 5
READ_SECONDS = 10
TOTAL_SECONDS = 20
MAX_REDIRECTS = 5
MAX_BYTES = 25 * 2**20
MAX_URL = 2000
IN_MEMORY = 256 * 1024
USER_AGENT = "kurier-wire/1 (press releases)"
_CHUNK = 64 * 1024


class NotFetched(Exception):
    """Nothing usable came. `code` is a word for code; `sentence` says it to the desk in Polish, without a full stop."""

    SENTENCES = {
        "address": _("The address is not one of a page: it must begin with http:// or https://"),
        "credentials": _("An address with a user name or a password in it is not taken"),
        "inside": _("The address leads inside the own network, which is not allowed"),
        "unknown_host": _("There is no such host"),
        "no_answer": _("Does not answer"),
        "slow": _("Answers too slowly"),
        "tls": _("Its certificate is wrong"),
        "redirects": _("Sends from address to address without end"),
        "too_large": _("Sends more than is taken at once"),
        "broken": _("Sends damaged data"),
        "status": _("Answers with the error %(detail)s"),
    }

    def __init__(self, code, detail=""):
        super().__init__(code, detail)
        self.code, self.detail = code, detail

    @property
    def sentence(self):
        return (
            str(self.SENTENCES[self.code]) % {"detail": self.detail} if self.detail else str(self.SENTENCES[self.code])
        )

    def __str__(self):
        return self.sentence


@dataclass
class Answer:
    """What came. `body` is a file at its beginning, empty where `status` is 304."""

    status: int
    url: str
    headers: Message
    body: io.IOBase
    size: int = 0

    def read(self):
        self.body.seek(0)
        return self.body.read()


@dataclass
class Deadline:
    """The moment by which a fetch has to be over."""

    seconds: float
    until: float = field(init=False)

    def __post_init__(self):
        self.until = time.monotonic() + self.seconds

    def left(self, at_most):
        """Seconds that the next step may take. Raises `NotFetched`."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise NotFetched("slow")
        return min(left, at_most)


def resolve(host, port):
    """The addresses of a name, in the order of the system."""
    return [found[4][0] for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_outside(address):
    """Whether an IP address belongs to the public internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if ip.version == 6:
        # IPv4 in a dress of IPv6: mapped, 6to4, Teredo and the translation of NAT64.
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_outside(str(inner))
        if int(ip) < 2**32:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not ip.is_unspecified


def checked_addresses(host, port, *, allow_private=False, resolver=resolve, outside=is_outside):
    """Addresses of the host to which one may connect. Raises `NotFetched`."""
    try:
        found = list(dict.fromkeys(resolver(host, port)))
    except (OSError, UnicodeError) as error:
        raise NotFetched("unknown_host") from error
    allowed = [address for address in found if allow_private or outside(address)]
    if not allowed:
        raise NotFetched("inside" if found else "unknown_host")
    return allowed


def connect(host, port, deadline, *, allow_private=False, resolver=resolve, outside=is_outside):
    """A socket connected to an address of the host that was looked at. Raises `NotFetched`."""
    allowed = checked_addresses(host, port, allow_private=allow_private, resolver=resolver, outside=outside)
    for address in allowed[:4]:
        try:
            return socket.create_connection((address, port), timeout=deadline.left(CONNECT_SECONDS))
        except OSError:
            continue
    raise NotFetched("no_answer")


def fetch(
    url,
    *,
    allow_private=False,
    headers=None,
    max_bytes=MAX_BYTES,
    seconds=TOTAL_SECONDS,
    resolver=resolve,
    outside=is_outside,
):
    """Get an address, following at most `MAX_REDIRECTS`. Returns an `Answer` of status 200 or 304; raises `NotFetched`.

    `max_bytes` bounds what is read and what it unpacks to.
    """
    deadline = Deadline(seconds)
    way = {"allow_private": allow_private, "resolver": resolver, "outside": outside}
    for _hop in range(MAX_REDIRECTS + 1):
        parts = checked_url(url)
        answer = _get(parts, headers or {}, deadline, max_bytes, way)
        if answer.status not in {301, 302, 303, 307, 308}:
            break
        location = answer.headers.get("location", "")
        if not location:
            raise NotFetched("broken")
        url = urljoin(urlunsplit(parts), _as_url(location))
    else:
        raise NotFetched("redirects")
    if answer.status not in {200, 304}:
        raise NotFetched("status", answer.status)
    return answer


def checked_url(url):
    """The parts of an address that may be asked for. Raises `NotFetched`."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotFetched("address") from error
    if parts.username is not None or parts.password is not None:
        raise NotFetched("credentials")
    plain = parts.scheme in {"http", "https"} and parts.hostname
    if not plain or len(url) > MAX_URL or any(ord(sign) <= 32 or ord(sign) == 127 for sign in url):
        raise NotFetched("address")
    # Other services of a host, such as mail, do not listen to what we would tell them.
    if port is not None and port not in {80, 443} and port < 1024:
        raise NotFetched("address")
    return parts


def _as_url(text):
    """A `Location` as its sender meant it: bytes beyond ASCII are UTF-8, as browsers take them."""
    from urllib.parse import quote

    with contextlib.suppress(UnicodeError):
        text = text.encode("latin-1").decode()
    return quote(text.strip(), safe="%/:=&?~#+!$,;'@()*[]")


def _get(parts, headers, deadline, max_bytes, way):
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    try:
        host = parts.hostname.encode("idna").decode() if not parts.hostname.isascii() else parts.hostname
    except UnicodeError as error:
        raise NotFetched("address") from error
    connection = http.client.HTTPConnection(host, port)
    plain = connect(host, port, deadline, **way)
    try:
        if secure:
            plain.settimeout(deadline.left(CONNECT_SECONDS))
            plain = _tls().wrap_socket(plain, server_hostname=host)
        connection.sock = _Timed(plain, deadline)
        path = urlunsplit(("", "", _as_url(parts.path) or "/", _as_url(parts.query), ""))
        usual = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "gzip, deflate", "Connection": "close"}
        # The default port is not named, as some hosts compare the header letter by letter.
        named = f"[{host}]" if ":" in host else host
        connection.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", named if parts.port is None else f"{named}:{port}")
        for name, value in (usual | headers).items():
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        answer = Answer(response.status, urlunsplit(parts), response.headers, io.BytesIO())
        if response.status == 200:
            answer.body, answer.size = _read(response, max_bytes)
        return answer
    except ssl.SSLError as error:
        raise NotFetched("tls") from error
    except TimeoutError as error:
        raise NotFetched("slow") from error
    except (http.client.HTTPException, zlib.error, ValueError) as error:
        raise NotFetched("broken") from error
    except OSError as error:
        raise NotFetched("no_answer") from error
    finally:
        plain.close()


def _read(response, max_bytes):
    """The body unpacked, in a file that leaves memory when it grows, and its length."""
    packing = response.headers.get("content-encoding", "").strip().lower()
    if packing not in {"", "identity", "gzip", "x-gzip", "deflate"}:
        raise NotFetched("broken")
    unpack = _unpacker(packing)
    body = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - handed to the caller
    taken = size = 0
    while chunk := response.read1(_CHUNK):
        taken += len(chunk)
        if taken > max_bytes:
            raise NotFetched("too_large")
        for piece in unpack(chunk):
            size += len(piece)
            if size > max_bytes:
                raise NotFetched("too_large")
            body.write(piece)
    if response.length not in {None, 0}:
        raise NotFetched("broken")
    body.seek(0)
    return body, size


def _unpacker(packing):
    """A function that gives the unpacked pieces of a chunk, none of them large."""
    if packing in {"", "identity"}:
        return lambda chunk: [chunk]
    state = {"object": None}

    def unpack(chunk):
        if state["object"] is None:
            # "deflate" should have the wrapping of zlib, and often has none.
            bare = packing == "deflate" and chunk[:1] and chunk[0] & 0x0F != 8
            state["object"] = zlib.decompressobj(-zlib.MAX_WBITS if bare else zlib.MAX_WBITS | 32)
        while chunk:
            piece = state["object"].decompress(chunk, _CHUNK)
            if piece:
                yield piece
            elif state["object"].eof:
                return
            chunk = state["object"].unconsumed_tail

    return unpack


@lru_cache(maxsize=1)
def _tls():
    """Certificates of the system, and those of certifi, which small systems lack."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


class _Timed:
    """What `http.client` needs of a socket, with every wait shortened to what the deadline leaves."""

    def __init__(self, plain, deadline):
        self._plain, self._deadline = plain, deadline

    def sendall(self, data):
        self._plain.settimeout(self._deadline.left(READ_SECONDS))
        self._plain.sendall(data)

    def makefile(self, mode):
        return io.BufferedReader(_Incoming(self._plain, self._deadline), _CHUNK)

    def close(self):
        """The caller closes the socket itself."""


class _Incoming(io.RawIOBase):
    def __init__(self, plain, deadline):
        self._plain, self._deadline = plain, deadline

    def readable(self):
        return True

    def readinto(self, buffer):
        self._plain.settimeout(self._deadline.left(READ_SECONDS))
        return self._plain.recv_into(buffer)
