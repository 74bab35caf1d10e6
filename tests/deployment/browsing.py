"""A plain client for HTTPS on this machine: any address of the loopback network may be the one that asks."""

import http.client
import re
import secrets
import ssl
from dataclasses import dataclass
from urllib.parse import urlencode

from .house import DOMAIN

_anybody = ssl.create_default_context()
_anybody.check_hostname = False
_anybody.verify_mode = ssl.CERT_NONE


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self):
        return self.body.decode()

    @property
    def cache(self):
        """What nginx says of its cache: HIT, MISS, STALE …"""
        return (self.headers["Cache-Status"] or "").rpartition("=")[2]


class Reader:
    """Somebody at an address, who asks one thing after another; keeps cookies."""

    def __init__(self, port, *, address="127.0.0.1", host=DOMAIN, tls=True):
        self.port, self.address, self.host, self.tls = port, address, host, tls
        self.cookies = {}

    def connect(self):
        to = {"timeout": 60, "source_address": (self.address, 0)}
        if self.tls:
            return http.client.HTTPSConnection("127.0.0.1", self.port, context=_anybody, **to)
        return http.client.HTTPConnection("127.0.0.1", self.port, **to)

    def ask(self, path, *, method="GET", data=None, headers=None):
        body, more = None, {"Host": self.host, **(headers or {})}
        if data is not None:
            body = urlencode(data, doseq=True)
            more |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{self.host}"}
        if self.cookies:
            more["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = self.connect()
        try:
            connection.request(method, path, body, more)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def post(self, path, data, **more):
        return self.ask(path, method="POST", data=data, **more)

    def comment(self, story, body, *, nick="Bartek"):
        """Write under a story as a browser without scripts does; returns the answer."""
        address = f"/artykuly/{story}/komentarze/"
        form = self.ask(f"{address}formularz/").text
        return self.post(address, hidden_fields(form) | {"nick": nick, "body": body})


def hidden_fields(page):
    """Names and values of the hidden fields of the page's last form."""
    fields = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            fields[name[1]] = value[1] if value else ""
    return fields


def multipart(fields, files):
    """`(body, content type)` of a form with files: `files` are `(field, name, type, bytes)`."""
    edge = secrets.token_hex(12)
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for field, name, kind, content in files:
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\nContent-Type: {kind}\r\n\r\n'
        parts.append(head.encode() + content + b"\r\n")
    return b"".join([*parts, f"--{edge}--\r\n".encode()]), f"multipart/form-data; boundary={edge}"
